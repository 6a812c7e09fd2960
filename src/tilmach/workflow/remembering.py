"""The verbs of the translation memory: import, export, search."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from tilmach import files
from tilmach.errors import ProjectError, SourceError
from tilmach.exchange import tmx
from tilmach.memory import Match, TranslationMemory
from tilmach.memory import sync as following
from tilmach.project import Project
from tilmach.workflow.report import Report


def import_memory(project: Project, path: Path) -> int:
    """Copy a TMX or PO file into ``memory/``, which the memory follows; a file of the same name there is replaced.

    Returns:
        How many of its units are for the project's locales.

    Raises:
        TilmachError: It can't be read, or has nothing for the project; nothing is copied then.
    """
    if path.suffix.lower() not in (".tmx", ".po"):
        raise ProjectError(f"{path}: a translation memory is a .tmx or a .po file.")
    count = sum(1 for _ in following.read(path, project))
    if not count:
        raise ProjectError(f"{path}: has nothing from {project.source} into {', '.join(project.targets)} that is approved.")
    try:
        files.replace(project.memory_folder / path.name, path.read_bytes())
    except OSError as error:
        raise SourceError(path, f"can't be copied into {project.memory_folder}: {error.strerror}.") from None
    return count


def export_memory(project: Project, path: Path, targets: Sequence[str]) -> tuple[int, Report]:
    """Write all approved units of some locales as TMX; return their number."""
    report = Report()
    with TranslationMemory(project.memory_path) as memory:
        report.failures += following.sync(memory, project)
        units = [(locale, unit) for locale in targets for unit in memory.units(locale)]
    tmx.write(path, project.source, units)
    report.written.append(path)
    return len(units), report


def search_memory(
    project: Project, text: str, targets: Sequence[str], limit: int = 5
) -> tuple[list[tuple[str, Match]], Report]:
    """Return what resembles a text most, by locale."""
    report = Report()
    found: list[tuple[str, Match]] = []
    with TranslationMemory(project.memory_path) as memory:
        report.failures += following.sync(memory, project)
        for locale in targets:
            found += [(locale, match) for match in islice(memory.search(text, locale), limit)]
    return found, report
