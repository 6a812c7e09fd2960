"""What people have approved in a project, as rows to train on: catalogs, the files in ``memory/``, and TMX files beside them.

The machine never sees markup (``inline``), so it is not trained on any: codes are taken out of both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tilmach import formats, po
from tilmach.catalog import State
from tilmach.errors import TilmachError
from tilmach.exchange import tmx
from tilmach.inline.protection import protect
from tilmach.memory import sync
from tilmach.model import MERGED, Syntax
from tilmach.project import Project
from tilmach.training.rows import Row, is_sound, normalize

Pair = tuple[str, str, str]
"""Locale, source and target."""


def approved(project: Project, targets: Sequence[str], more: Iterable[Path] = ()) -> tuple[list[Row], list[TilmachError]]:
    """Return the approved sentences of a project, one row for each source, and what could not be read.

    Of two translations of one source the project's own counts more than one from ``memory/``, and that more than one from
    elsewhere.

    Args:
        project: The project.
        targets: Locales that are wanted.
        more: TMX files beside those in ``memory/``.

    Raises:
        CatalogError: One of ``more`` can't be read.
    """
    found: dict[str, dict[str, str]] = {}
    problems: list[TilmachError] = []

    def add(pairs: Iterable[Pair]) -> None:
        for locale, source, target in pairs:
            if locale in targets and is_sound(source, target):
                found.setdefault(source, {})[locale] = target

    for path in more:
        add(_plain((locale, unit.source, unit.target) for locale, unit in tmx.read(path, project.source, targets)))
    for pairs in _followed(project, targets):
        try:
            add(pairs)
        except TilmachError as error:
            problems.append(error)
    return [Row("project", source, texts) for source, texts in found.items()], problems


def _followed(project: Project, targets: Sequence[str]) -> Iterator[Iterator[Pair]]:
    """Yield the pairs of each file that the memory follows; a file is read when its pairs are."""
    for path in sorted(project.memory_folder.glob("*")):
        if path.suffix.lower() in (".tmx", ".po"):
            yield _plain((locale, unit.source, unit.target) for locale, unit in sync.read(path, project))
    for locale in targets:
        syntaxes = {project.catalog_path(article, locale): formats.syntax(article.path) for article in project.articles()}
        for path in sorted(project.catalog_folder(locale).rglob("*.po")):
            yield _pairs(path, locale, syntaxes.get(path, Syntax.PLAIN))


def _pairs(path: Path, locale: str, syntax: Syntax) -> Iterator[Pair]:
    """Yield the approved pairs of a catalog, older texts first.

    A sentence beside one that was merged into a neighbour may say what both said: neither is a pair.
    """
    catalog = po.read(path, locale)
    for message in catalog.obsolete:
        if message.state is State.APPROVED and message.target != MERGED:
            yield _bare(locale, message.source, message.target, syntax)
    targets = ["", *(message.target for message in catalog.messages), ""]
    for index, message in enumerate(catalog.messages):
        if message.state is State.APPROVED and MERGED not in targets[index : index + 3]:
            yield _bare(locale, message.source, message.target, syntax)


def _plain(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Yield pairs of files that do not tell how they write markup."""
    for locale, source, target in pairs:
        yield _bare(locale, source, target, Syntax.HTML if "</" in source else Syntax.PLAIN)


def _bare(locale: str, source: str, target: str, syntax: Syntax) -> Pair:
    return locale, normalize(protect(source, syntax).text), normalize(protect(target, syntax).text)
