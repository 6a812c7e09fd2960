"""Keeps a memory in step with the files that it follows: the project's catalogs, and TMX and PO files in ``memory/``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tilmach import po
from tilmach.catalog import Catalog, State
from tilmach.errors import TilmachError
from tilmach.memory import MemoryUnit, TranslationMemory
from tilmach.model import MERGED
from tilmach.project import Project


def sync(memory: TranslationMemory, project: Project) -> list[TilmachError]:
    """Read the files that have changed since, and forget those that are gone.

    Returns:
        What could not be read, one error for each file; what the memory had of it is kept.
    """
    known = memory.stamps()
    problems: list[TilmachError] = []
    present: set[str] = set()
    for path, locale in _followed(project):
        name = path.relative_to(project.root).as_posix()
        present.add(name)
        try:
            stat = path.stat()
            stamp = f"{stat.st_mtime_ns} {stat.st_size}"
            if known.get(name) != stamp:
                memory.replace(name, stamp, list(read(path, project, locale)))
        except OSError:
            present.discard(name)  # gone meanwhile
        except TilmachError as error:
            problems.append(error)
    memory.forget(known.keys() - present)
    return problems


def _followed(project: Project) -> Iterator[tuple[Path, str | None]]:
    """Yield the files that a memory follows, with their locale where the folder tells it."""
    for locale in project.targets:
        for path in sorted(project.catalog_folder(locale).rglob("*.po")):
            yield path, locale
    for path in sorted(project.memory_folder.glob("*")):
        if path.suffix.lower() in (".tmx", ".po"):
            yield path, None


def read(path: Path, project: Project, locale: str | None = None) -> Iterator[tuple[str, MemoryUnit]]:
    """Yield the approved units of a PO or TMX file for the project's locales, with the locale of each.

    Args:
        path: The file.
        project: Whose locales are wanted.
        locale: The locale of a PO file; by default its header tells.

    Raises:
        TilmachError: It can't be read, or its header names no locale of the project.
    """
    if path.suffix.lower() == ".tmx":
        from tilmach.exchange import tmx  # noqa: PLC0415  only where such a file is

        yield from tmx.read(path, project.source, project.targets)
        return
    catalog = po.read(path, locale or "")
    locale = locale or project.locale_of(dict(catalog.header).get("Language", ""), path)
    for unit in approved(catalog):
        yield locale, unit


def approved(catalog: Catalog) -> Iterator[MemoryUnit]:
    """Yield what people approved in a catalog, with the neighbours of each; older texts first."""
    for message in catalog.obsolete:
        if message.state is State.APPROVED and message.target != MERGED:
            yield MemoryUnit(message.source, message.target)
    sources = ["", *(message.source for message in catalog.messages), ""]
    for index, message in enumerate(catalog.messages):
        if message.state is State.APPROVED and message.target != MERGED:
            yield MemoryUnit(message.source, message.target, sources[index], sources[index + 2])
