import json
from pathlib import Path

import pytest

from tests.conftest import make_package
from tilmach.engines import packages
from tilmach.errors import ModelError


@pytest.fixture
def folder() -> Path:
    path = packages.user_folder()
    path.mkdir(parents=True)
    return path


def names(found: list[packages.Package]) -> list[str]:
    return [package.name for package in found if not package.is_starter]


def test_packages_are_found_in_both_folders(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from argostranslate import settings

    monkeypatch.setattr(settings, "package_dirs", [tmp_path])
    make_package(folder, "en", "kk", version="1.9")
    make_package(tmp_path, "en", "ru", version="2.0", tokenizer="bpe")
    found, problems = packages.find()
    assert names(found) == ["argos en-kk 1.9", "argos en-ru 2.0"]
    assert not problems


def test_starter_is_in_the_box() -> None:
    found, _ = packages.find()
    assert [(p.source, p.target) for p in found if p.is_starter] == [("en", "kk"), ("en", "ru"), ("en", "ug")]
    assert all(p.name.startswith("starter en-") for p in found if p.is_starter)


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("metadata.json", "metadata.json is missing"),
        ("model/model.bin", "model/model.bin is missing"),
        ("sentencepiece.model", "no sentencepiece.model or bpe.model"),
    ],
)
def test_half_unzipped_package_is_named_and_the_others_work(folder: Path, damage: str, problem: str) -> None:
    broken = make_package(folder, "en", "kk")
    make_package(folder, "en", "ru")
    (broken / damage).unlink()
    found, problems = packages.find()
    assert names(found) == ["argos en-ru 1.0"]
    assert problem in str(problems[0])
    assert str(broken) in str(problems[0])


@pytest.mark.parametrize("metadata", ["{", "[]", '{"type": "sbd"}', '{"from_code": 3, "to_code": "kk"}'])
def test_metadata_that_is_none(folder: Path, metadata: str) -> None:
    broken = make_package(folder, "en", "kk")
    (broken / "metadata.json").write_text(metadata, "utf-8")
    found, problems = packages.find()
    assert not names(found)
    assert f"{broken}: metadata.json" in str(problems[0])


class TestRoute:
    @pytest.fixture
    def found(self, folder: Path) -> list[packages.Package]:
        make_package(folder, "en", "ru")
        make_package(folder, "ru", "kk")
        return packages.find()[0]

    def test_direct(self, found: list[packages.Package]) -> None:
        assert [p.name for p in packages.route(found, "en", "ru")] == ["argos en-ru 1.0"]

    def test_pivot_of_real_packages_is_better_than_the_starter(self, found: list[packages.Package]) -> None:
        assert [p.name for p in packages.route(found, "en", "kk")] == ["argos en-ru 1.0", "argos ru-kk 1.0"]

    def test_starter_where_there_is_nothing_else(self, found: list[packages.Package]) -> None:
        (only,) = packages.route(found, "en", "ug")
        assert only.is_starter

    def test_by_name(self, found: list[packages.Package]) -> None:
        (only,) = packages.route(found, "en", "kk", "starter")
        assert only.is_starter

    def test_no_way(self, found: list[packages.Package]) -> None:
        with pytest.raises(ModelError, match=r"no package translates en to de. Installed: argos en-ru 1.0, "):
            packages.route(found, "en", "de")


def test_own_folder_comes_first(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from argostranslate import settings

    monkeypatch.setattr(settings, "package_dirs", [tmp_path])
    make_package(tmp_path, "en", "kk", version="1.0")
    make_package(folder, "en", "kk", version="2.0")
    assert packages.route(packages.find()[0], "en", "kk")[0].version == "2.0"


def test_metadata_of_the_starter_is_argos(tmp_path: Path) -> None:
    for path in sorted(packages.starter_folder().glob("en_*")):
        metadata = json.loads((path / "metadata.json").read_text("utf-8"))
        assert metadata["from_code"] == "en"
        assert metadata["to_code"] == path.name.removeprefix("en_")
