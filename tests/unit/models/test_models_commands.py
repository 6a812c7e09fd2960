import json
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import make_model, make_package
from tilmach.cli.models import models
from tilmach.errors import ModelError
from tilmach.models import installed
from tilmach.project import Project


@pytest.fixture
def nllb(tmp_path: Path) -> Path:
    return make_model(tmp_path / "made" / "tiny", targets=("kk", "ug"), scores={"kk": 44.6})


def run(*arguments: str | Path, directory: Path | None = None, text: str = "") -> Result:
    result = CliRunner().invoke(models, [str(each) for each in arguments], obj=directory, input=text)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_install_needs_consent_in_scripts(nllb: Path) -> None:
    with pytest.raises(ModelError, match="its licence was not accepted"):
        run("install", nllb)
    assert not installed.user_folder().exists()
    result = run("install", nllb, "--accept-licence")
    assert result.exit_code == 0
    assert "CC-BY-NC-4.0; NO COMMERCIAL USE" in result.stderr
    assert result.stdout == f"tiny: en to kk, ug, in {installed.user_folder() / 'tiny'}\n"


@pytest.mark.parametrize(("answer", "there"), [("y\n", True), ("n\n", False)])
def test_install_asks_on_a_terminal(nllb: Path, monkeypatch: pytest.MonkeyPatch, answer: str, there: bool) -> None:
    monkeypatch.setattr(sys.modules["tilmach.cli.models"], "_is_terminal", lambda: True)
    if there:
        assert "Do you agree to its licence?" in run("install", nllb, text=answer).stderr
    else:
        with pytest.raises(ModelError, match="was not accepted"):
            run("install", nllb, text=answer)
    assert (installed.user_folder() / "tiny").is_dir() == there


def test_list_in_a_project(project: Project, nllb: Path) -> None:
    run("install", nllb, "--accept-licence")
    result = run("list", directory=project.root)
    assert "  tiny  en to kk, ug  CC-BY-NC-4.0 (no commercial use)" in result.stdout
    assert (
        "nllb-200-distilled-1.3B  en to kk, ru, ug  CC-BY-NC-4.0 (no commercial use)  1.4 GB  chrF++ kk 45.9" in result.stdout
    )
    assert "  kk  tiny en-kk 1: chrF++ 44.6 published" in result.stdout
    assert "  ru  starter en-ru" in result.stdout
    data = json.loads(run("list", "--json", directory=project.root).stdout)
    assert [each["locale"] for each in data["locales"]] == ["kk", "ru", "ug"]
    assert data["locales"][0]["uses"] == "tiny en-kk 1"
    assert data["locales"][0]["others"]
    assert {each["name"] for each in data["installed"]} >= {"tiny", "starter"}
    assert all(each["tried"] is False for each in data["available"])


def test_list_without_a_project(tmp_path: Path) -> None:
    result = run("list", directory=tmp_path)
    assert "This project" not in result.stdout
    assert "kazRush-ru-kk  ru to kk" in result.stdout


def test_list_names_what_is_broken(tmp_path: Path) -> None:
    package = make_package(installed.user_folder(), "en", "kk")
    (package / "metadata.json").unlink()
    assert "metadata.json is missing" in run("list", directory=tmp_path).stderr


def test_verify(nllb: Path) -> None:
    run("install", nllb, "--accept-licence")
    assert run("verify", "tiny").stdout == "tiny: as installed, and runs\n"
    (installed.user_folder() / "tiny" / "sentencepiece.bpe.model").write_bytes(b"")
    result = run("verify", "tiny")
    assert result.exit_code == 1
    assert "tiny: sentencepiece.bpe.model: is not what was installed" in result.stderr
    with pytest.raises(ModelError, match=r"giant: no such model is installed\. Installed: .*tiny"):
        run("verify", "giant")


def test_verify_one_so_broken_that_its_card_says_nothing(nllb: Path) -> None:
    run("install", nllb, "--accept-licence")
    (installed.user_folder() / "tiny" / "model" / "model.bin").unlink()
    with pytest.raises(ModelError, match=r"model/model\.bin is missing"):
        run("verify", "tiny")


def test_remove(nllb: Path) -> None:
    run("install", nllb, "--accept-licence")
    assert run("remove", "tiny").stdout == f"removed {installed.user_folder() / 'tiny'}\n"
    assert not (installed.user_folder() / "tiny").exists()


def test_pack(tmp_path: Path) -> None:
    make_package(installed.user_folder(), "en", "kk")
    result = run("pack", "en_kk", "--to", "kk", "-o", tmp_path)
    assert result.stdout.strip() == str(tmp_path / "translate-en_kk-1_0.argosmodel")
    with zipfile.ZipFile(tmp_path / "translate-en_kk-1_0.argosmodel") as archive:
        assert archive.testzip() is None
    with pytest.raises(ModelError, match="no such model"):
        run("pack", "giant", "--to", "kk")


@pytest.mark.parametrize("command", sorted(models.commands))
def test_help_has_an_example(command: str) -> None:
    assert f"Example: tilmach models {command}" in run(command, "--help").stdout
