from pathlib import Path

import pytest

from tilmach.errors import ProjectError
from tilmach.project import Project, settings_text


def test_open_from_a_folder_below(project: Project) -> None:
    assert Project.open(project.source_folder) == project
    assert (project.source, project.targets, project.segmentation) == ("en", ("kk", "ru", "ug"), "sentence")


def test_no_project(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="Run `tilmach init`"):
        Project.open(tmp_path)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ("source = ", "can't be read"),
        ("targets = 'kk'", 'write source = "en"'),
        ("source = 'en'", 'write source = "en"'),
        ("targets = ['kk', 'kk']", "must all differ"),
        ("targets = ['kk', 'en']", "must all differ"),
        ("targets = ['kk-Latn']", "Latin script is not supported"),
        ("targets = ['kk']\nsegmentation = 'word'", "segmentation is"),
        ("targets = ['kk']\ncolour = 1", "unknown setting colour"),
    ],
)
def test_wrong_settings_are_named_with_the_file(tmp_path: Path, settings: str, problem: str) -> None:
    path = tmp_path / "tilmach.toml"
    path.write_text(settings, "utf-8")
    with pytest.raises(ProjectError) as caught:
        Project.open(tmp_path)
    assert problem in str(caught.value)
    assert str(path) in str(caught.value)


def test_articles_by_name_and_path(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = project.source_folder / "2026" / "May Day.txt"
    deep.parent.mkdir()
    deep.write_text("Text.\n", "utf-8")
    (project.source_folder / "notes.bak").write_text("no article", "utf-8")
    (project.source_folder / ".hidden.txt").write_text("no article", "utf-8")
    assert [article.name for article in project.articles()] == ["2026/May Day", "herders"]
    monkeypatch.chdir(project.root)
    for name in ("2026/May Day", "source_texts/2026/May Day.txt", "2026/May Day.txt", str(deep)):
        assert [article.path for article in project.articles([name])] == [deep]
    assert len(project.articles(["herders", "herders"])) == 1


def test_unknown_article(project: Project) -> None:
    with pytest.raises(ProjectError, match=r"nothing-here: no such article.*Known: herders"):
        project.articles(["nothing-here"])


def test_paths(project: Project) -> None:
    (article,) = project.articles()
    assert project.template_path(article) == project.root / "locales" / "herders.pot"
    assert project.catalog_path(article, "kk") == project.root / "locales" / "kk" / "LC_MESSAGES" / "herders.po"
    assert project.build_path(article, "ug") == project.root / "build" / "ug" / "herders.txt"


def test_locales(project: Project) -> None:
    assert project.locales() == ("kk", "ru", "ug")
    assert project.locales(["ug", "ug"]) == ("ug",)
    with pytest.raises(ProjectError, match="de: not a target"):
        project.locales(["de"])


def test_settings_text_is_read_back(tmp_path: Path) -> None:
    (tmp_path / "tilmach.toml").write_text(settings_text("ru", ["kk"]), "utf-8")
    assert Project.open(tmp_path).targets == ("kk",)
