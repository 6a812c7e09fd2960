from pathlib import Path

import pytest

from tests.conftest import make_model, make_package
from tilmach.errors import ModelError
from tilmach.models import card, installed
from tilmach.models.card import Model
from tilmach.models.installed import Way


@pytest.fixture
def folder() -> Path:
    path = installed.user_folder()
    path.mkdir(parents=True)
    return path


def labels(found: list[Model]) -> list[str]:
    return [model.label(model.sources[0], model.targets[0]) for model in found if not model.is_starter]


def names(found: list[Way]) -> list[str]:
    return [way.name for way in found]


def test_packages_are_found_in_both_folders(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from argostranslate import settings

    monkeypatch.setattr(settings, "package_dirs", [tmp_path])
    make_package(folder, "en", "kk", version="1.9")
    make_package(tmp_path, "en", "ru", version="2.0", tokenizer="bpe")
    found, problems = installed.find()
    assert labels(found) == ["argos en-kk 1.9", "argos en-ru 2.0"]
    assert not problems


def test_starter_is_in_the_box() -> None:
    found = [model for model in installed.find()[0] if model.is_starter]
    assert [(model.sources, model.targets) for model in found] == [(("en",), (code,)) for code in ("kk", "ru", "ug")]
    assert all(model.label("en", "kk").startswith("starter en-") for model in found)


def test_broken_one_is_named_and_the_others_work(folder: Path) -> None:
    broken = make_package(folder, "en", "kk")
    make_package(folder, "en", "ru")
    (broken / "metadata.json").unlink()
    found, problems = installed.find()
    assert labels(found) == ["argos en-ru 1.0"]
    assert str(broken) in str(problems[0])


class TestWays:
    @pytest.fixture
    def found(self, folder: Path) -> list[Model]:
        make_package(folder, "en", "ru")
        make_package(folder, "ru", "kk")
        return installed.find()[0]

    def test_direct(self, found: list[Model]) -> None:
        assert names(installed.ways(found, "en", "ru"))[0] == "argos en-ru 1.0"

    def test_two_real_packages_in_a_row_are_better_than_the_starter(self, found: list[Model]) -> None:
        every = names(installed.ways(found, "en", "kk"))
        assert every[0] == "argos en-ru 1.0 + argos ru-kk 1.0"
        assert every[1].startswith("starter en-kk ")

    def test_starter_where_there_is_nothing_else(self, found: list[Model]) -> None:
        (only,) = installed.ways(found, "en", "ug")
        assert only.models[0].is_starter
        assert only.why == "the small model in the box"

    def test_by_name(self, found: list[Model]) -> None:
        assert all(way.models[-1].is_starter for way in installed.ways(found, "en", "ug", ["starter"]))
        two = names(installed.ways(found, "en", "kk", ["starter", "argos"]))
        assert two[0].startswith("starter en-kk")
        assert two[1] == "argos en-ru 1.0 + argos ru-kk 1.0"

    def test_no_way(self, found: list[Model]) -> None:
        with pytest.raises(ModelError, match=r"no model translates en to de. Installed: argos en-ru 1.0, "):
            installed.ways(found, "en", "de")

    def test_better_published_score_is_first_and_none_is_last(self, folder: Path) -> None:
        make_model(folder / "b", scores={"kk": 41.7})
        make_model(folder / "c", scores={"kk": 44.6})
        make_package(folder, "en", "kk")
        every = installed.ways(installed.find()[0], "en", "kk")
        assert names(every)[:3] == ["c en-kk 1", "b en-kk 1", "argos en-kk 1.0"]
        assert every[0].why == "chrF++ 44.6 published"

    def test_model_of_the_project_is_first(self, folder: Path, tmp_path: Path) -> None:
        make_model(folder / "big", scores={"kk": 60.0})
        make_package(tmp_path, "en", "kk", version="9")
        found, _ = installed.find(tmp_path)
        every = installed.ways(found, "en", "kk", project_folder=tmp_path)
        assert names(every)[:2] == ["argos en-kk 9", "big en-kk 1"]

    def test_one_model_of_many_languages_goes_both_steps_only_by_itself(self, folder: Path) -> None:
        make_model(folder / "many", targets=("kk", "ru"))
        assert names(installed.ways(installed.find()[0], "en", "kk"))[0] == "many en-kk 1"


def test_own_folder_comes_first(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from argostranslate import settings

    monkeypatch.setattr(settings, "package_dirs", [tmp_path])
    make_package(tmp_path, "en", "kk", version="1.0")
    make_package(folder, "en", "kk", version="2.0")
    assert installed.ways(installed.find()[0], "en", "kk")[0].models[0].version == "2.0"


def test_card_of_the_starter_is_argos() -> None:
    for path in sorted(installed.starter_folder().glob("en_*")):
        model = card.read(path)
        assert model.sources == ("en",)
        assert model.targets == (path.name.removeprefix("en_"),)
