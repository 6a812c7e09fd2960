"""The [bundle] table of tilmach.toml."""

from pathlib import Path

import pytest

from tilmach.bundle.settings import Settings
from tilmach.errors import ProjectError
from tilmach.project import Project

PATH = Path("tilmach.toml")


def test_defaults() -> None:
    assert Settings.read(None, PATH) == Settings.read({}, PATH) == Settings()
    assert Settings().title("kk") == ""


def test_titles() -> None:
    assert Settings.read({"title": "News"}, PATH).title("kk") == "News"
    settings = Settings.read({"title": {"kk": "Дала", "": "Steppe"}}, PATH)
    assert (settings.title("kk"), settings.title("ru")) == ("Дала", "Steppe")


def test_address() -> None:
    assert Settings.read({"site_url": "https://news.example/x"}, PATH).site_url == "https://news.example/x/"
    assert Settings.read({"site_url": ""}, PATH).site_url == ""


@pytest.mark.parametrize(
    "table",
    [
        {"titel": "x"}, {"title": 3}, {"title": {"kk": 1}}, {"site_url": "news.example"}, {"site_url": "javascript:alert(1)"},
        {"site_url": "https://x.example/?a"}, {"threshold": 80}, {"threshold": True}, {"threshold": "1"}, {"theme": ""},
        {"theme": "../x"}, {"theme": "/x"}, "x",
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(table: object) -> None:
    with pytest.raises(ProjectError, match=r"^tilmach\.toml: .*"):
        Settings.read(table, PATH)


def test_of_a_project(tmp_path: Path) -> None:
    path = tmp_path / "tilmach.toml"
    path.write_text('targets = ["kk"]\n[bundle]\nthreshold = 0.5\n', "utf-8")
    assert Project.open(tmp_path).bundle.threshold == 0.5
    path.write_text('targets = ["kk"]\n[bundle\n', "utf-8")
    with pytest.raises(ProjectError, match="can't be read"):
        Project.open(tmp_path)
