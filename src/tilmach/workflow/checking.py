"""What is wrong: ``check()`` looks at translations, ``check_catalogs()`` at the files, ``repairs()`` mends them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tilmach import files, po
from tilmach import glossary as glossaries
from tilmach.checks import Finding, characters, doctor, merged, terms
from tilmach.checks.repair import repair
from tilmach.errors import TilmachError
from tilmach.memory.store import Store
from tilmach.project import Article, Project
from tilmach.update import update
from tilmach.workflow.report import Report
from tilmach.workflow.sources import parse, template_of


def check(project: Project, articles: Sequence[Article], targets: Sequence[str]) -> tuple[list[Finding], Report]:
    """Return what is wrong with the translations of articles.

    Raises:
        SourceError: The glossary is wrong.
    """
    report = Report()
    findings: list[Finding] = []
    glossary = glossaries.read(project.glossary_path)
    for article in articles:
        try:
            document = parse(project, article)
        except TilmachError as error:
            report.failures.append(error)
            continue
        template = template_of(project, article, document)
        for _, locale, path in _catalogs(project, [article], targets):
            try:
                catalog = update(po.read(path, locale), template)
            except TilmachError as error:
                report.failures.append(error)
                continue
            findings += terms.check(path, catalog, glossary)
            findings += merged.check(path, catalog, document)
            findings += characters.check(path, catalog)
    return findings, report


def check_catalogs(project: Project, articles: Sequence[Article], targets: Sequence[str]) -> list[Finding]:
    """Return what the last editor did to the catalogs of articles."""
    with Store(project.memory_path) as store:
        return [
            finding
            for _, locale, path in _catalogs(project, articles, targets)
            for finding in doctor.examine(path, locale, store)
        ]


def repairs(
    project: Project, articles: Sequence[Article], targets: Sequence[str]
) -> tuple[list[tuple[Path, str, str]], Report]:
    """Return the catalogs that can be mended, each with its text as it is and as it would be."""
    report = Report()
    found: list[tuple[Path, str, str]] = []
    with Store(project.memory_path) as store:
        for _, locale, path in _catalogs(project, articles, targets):
            if not any(finding.is_repairable for finding in doctor.examine(path, locale, store)):
                continue
            try:
                found.append((path, path.read_bytes().decode(), repair(path, locale, store)))
            except (TilmachError, UnicodeDecodeError) as error:
                report.failures.append(error if isinstance(error, TilmachError) else TilmachError(f"{path}: {error}"))
    return found, report


def apply_repair(project: Project, path: Path, before: str, after: str) -> None:
    """Write a mended catalog, if it is still the one that was looked at.

    Raises:
        TilmachError: Somebody has saved it meanwhile, or it can't be written.
    """
    with files.locked(project.lock_path):
        if path.read_bytes().decode() != before:
            raise TilmachError(f"{path}: was saved meanwhile and is left alone. Run the command again.")
        try:
            files.replace(path, after.encode())
        except OSError as error:
            raise TilmachError(f"{path}: can't be written: {error.strerror}.") from None


def _catalogs(project: Project, articles: Sequence[Article], targets: Sequence[str]) -> Iterator[tuple[Article, str, Path]]:
    """Yield the catalogs that are there."""
    for article in articles:
        for locale in targets:
            path = project.catalog_path(article, locale)
            if path.exists():
                yield article, locale, path
