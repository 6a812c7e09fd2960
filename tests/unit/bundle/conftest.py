"""Fixtures for the site: a project with two articles in all locales, and a function that builds its site."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tilmach import po
from tilmach.bundle import site
from tilmach.bundle.settings import Settings
from tilmach.project import Project
from tilmach.workflow.sources import catalog_of, parse, template_of

MORE = "---\ntitle: A Second Thing\ndate: 2025-06-14\n---\n\nIt was **good.** See [the herders](../herders.txt).\n\n![A hill](hill.png)\n"


@pytest.fixture
def written(project: Project) -> Project:
    """A project with two articles, drafted in all locales and approved in Russian."""
    folder = project.source_folder / "deep er"
    folder.mkdir()
    (folder / "second.md").write_text(MORE, "utf-8")
    (folder / "hill.png").write_bytes(b"picture")
    for article in project.articles():
        for message in (template := template_of(project, article, parse(project, article))).messages:
            template = template.with_messages([message.drafted(f"⟦{message.source}⟧", "echo 1")])
        for locale in project.targets:
            po.write(project.catalog_path(article, locale), replace(template, locale=locale))
            if locale == "ru":
                approve(project, locale, article.name)
    return project


Build = Callable[..., site.Outcome]


@pytest.fixture
def build(written: Project) -> Build:
    def made(settings: Settings | None = None, **options: bool) -> site.Outcome:
        return site.build(
            written, written.articles(), written.targets, written.root / "out", settings or Settings(),
            lambda article: parse(written, article), lambda article, locale: catalog_of(written, article, locale),
            lambda *_: None, **options,
        )  # fmt: skip

    return made


def approve(project: Project, locale: str, name: str) -> None:
    path = project.locale_folder / locale / "LC_MESSAGES" / f"{name}.po"
    path.write_text(path.read_text("utf-8").replace("#, fuzzy\n", ""), "utf-8")


def names(paths: list[Path], root: Path) -> list[str]:
    return sorted(path.relative_to(root / "out").as_posix() for path in paths)


def text(project: Project, name: str) -> str:
    return (project.root / "out" / name).read_text("utf-8")
