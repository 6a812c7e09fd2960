from pathlib import Path

import pytest

from tests.conftest import make_model, make_package
from tilmach.errors import ModelError
from tilmach.models import install, installed, verifying
from tilmach.models.card import Model, read


@pytest.fixture
def model(tmp_path: Path) -> Model:
    made = make_model(tmp_path / "made" / "tiny")
    return install.install(str(made), folder=installed.user_folder(), accept=lambda _: True)


def test_as_installed(model: Model) -> None:
    assert verifying.verify(model) == []


@pytest.mark.parametrize(
    ("name", "problem"),
    [("model/shared_vocabulary.json", "is not what was installed"), ("sentencepiece.bpe.model", "is missing")],
)
def test_changed_or_gone(model: Model, name: str, problem: str) -> None:
    path = model.path / name
    if "missing" in problem:
        path.unlink()
    else:
        path.write_text(path.read_text("utf-8") + " ", "utf-8")
    assert f"{name}: {problem}" in verifying.verify(model)


def test_truncated(model: Model) -> None:
    weights = model.path / "model" / "model.bin"
    weights.write_bytes(weights.read_bytes()[:-99])
    assert [problem for problem in verifying.verify(model) if "is cut short" in problem]


def test_card_that_leads_out(model: Model, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x", "utf-8")
    card = model.path / "model.toml"
    card.write_text(card.read_text("utf-8") + '"../../../secret" = "00"\n', "utf-8")
    assert "../../../secret: leads out of the model's folder" in verifying.verify(read(model.path))


def test_maps_may_be_made_again(model: Model) -> None:
    (model.path / "vmap-kk.txt").write_text("\tа б\n", "utf-8")
    assert verifying.verify(model) == []


def test_remove(model: Model) -> None:
    assert verifying.remove("tiny") == model.path
    assert sorted(path.name for path in installed.user_folder().iterdir()) == [".lock"]
    with pytest.raises(ModelError, match=r"tiny: no such model in .*There: none"):
        verifying.remove("tiny")


def test_remove_by_its_name(model: Model) -> None:
    model.path.rename(model.path.with_name("folder"))
    assert verifying.remove("tiny").name == "folder"


@pytest.mark.parametrize("name", ["../tiny", "..", ".", ".lock", ""])
def test_remove_nothing_else(model: Model, name: str) -> None:
    with pytest.raises(ModelError, match="no such model"):
        verifying.remove(name)
    assert model.path.is_dir()


def test_remove_what_is_not_ours(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others = tmp_path / "argos"
    package = make_package(others, "en", "ug")
    (package / "model.toml").write_text('name = "theirs"\n', "utf-8")
    monkeypatch.setattr(installed.argos, "folders", lambda: [others])
    with pytest.raises(ModelError, match="which tilmach does not change"):
        verifying.remove("theirs")
    assert package.is_dir()


def test_remove_of_two_with_one_name(model: Model) -> None:
    for name in ("one", "two"):
        made = make_model(installed.user_folder() / name)
        (made / "model.toml").write_text((made / "model.toml").read_text("utf-8").replace(f'"{name}"', '"same"'), "utf-8")
    with pytest.raises(ModelError, match=r"same: names 2 models\. Give the folder: one, two"):
        verifying.remove("same")
