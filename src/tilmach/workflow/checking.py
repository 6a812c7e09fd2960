"""What is wrong: ``check()`` looks at translations, ``check_catalogs()`` at files; ``fixes()`` and ``repairs()`` mend them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tilmach import files, po
from tilmach import glossary as glossaries
from tilmach.checks import Finding, Severity, doctor
from tilmach.checks.entry import Entry
from tilmach.checks.fixing import fixed
from tilmach.checks.inspection import entries_of, inspect, lines_of
from tilmach.checks.repair import repair
from tilmach.checks.settings import Settings
from tilmach.errors import TilmachError
from tilmach.memory.store import Store
from tilmach.project import Article, Project
from tilmach.update import update
from tilmach.workflow.report import Report
from tilmach.workflow.sources import parse, template_of


@dataclass
class CheckReport(Report):
    """What ``check()`` did.

    Attributes:
        checked: How many targets were looked at.
        ignored: How many findings a translator's comments silenced, by check.
    """

    checked: int = 0
    ignored: Counter[str] = field(default_factory=Counter)


def check(
    project: Project, articles: Sequence[Article], targets: Sequence[str], settings: Settings | None = None
) -> tuple[list[Finding], CheckReport]:
    """Return what is wrong with the translations of articles, in the order of locales, articles and lines.

    Args:
        project: The project.
        articles: The articles to look at; what needs several articles to be seen is seen among these.
        targets: The locales to look at.
        settings: How bad findings are; by default what tilmach.toml says.

    Raises:
        SourceError: The glossary is wrong.
        ProjectError: The settings are.
    """
    settings = project.checks if settings is None else settings
    report = CheckReport()
    glossary = glossaries.read(project.glossary_path)
    entries: dict[str, list[Entry]] = {locale: [] for locale in targets}
    for article in articles:
        try:
            document = parse(project, article)
        except TilmachError as error:
            report.failures.append(error)
            continue
        template = template_of(project, article, document)
        for _, locale, path in _catalogs(project, [article], targets):
            try:
                catalog = po.read(path, locale)
            except TilmachError as error:
                report.failures.append(error)
                continue
            entries[locale] += entries_of(
                update(catalog, template),
                document,
                path=path,
                article=article.name,
                lines=lines_of(path.read_bytes().decode().removeprefix("\ufeff"), catalog),
                source_locale=project.source,
                glossary=glossary,
            )
    findings: list[Finding] = []
    for found in entries.values():
        wrong, ignored = inspect(found, settings)
        findings += wrong
        report.checked += len(found)
        report.ignored += ignored
    return findings, report


def check_catalogs(
    project: Project, articles: Sequence[Article], targets: Sequence[str], settings: Settings | None = None
) -> list[Finding]:
    """Return what the last editor did to the catalogs of articles.

    Raises:
        ProjectError: The settings of checks are wrong.
    """
    settings = project.checks if settings is None else settings
    with Store(project.memory_path) as store:
        found = [
            replace(finding, article=article.name, locale=locale, severity=settings.severity(finding.check, finding.severity))
            for article, locale, path in _catalogs(project, articles, targets)
            for finding in doctor.examine(path, locale, store)
        ]
    return [finding for finding in found if finding.severity is not Severity.OFF]


@dataclass(frozen=True, slots=True)
class Fix:
    """A catalog whose targets can be mended safely.

    Attributes:
        path: The catalog.
        before: Its text.
        drafts: Its text with drafts mended.
        after: Its text with people's targets mended, too.
    """

    path: Path
    before: str
    drafts: str
    after: str


def fixes(
    project: Project, articles: Sequence[Article], targets: Sequence[str], settings: Settings | None = None
) -> tuple[list[Fix], Report]:
    """Return the catalogs whose targets can be mended safely; nothing is written (see ``apply_repair()``).

    Raises:
        ProjectError: The settings of checks are wrong.
    """
    settings = project.checks if settings is None else settings
    report = Report()
    found: list[Fix] = []
    for article, locale, path in _catalogs(project, articles, targets):
        try:
            document = parse(project, article)
            before = path.read_bytes().decode()
            catalog = po.read(path, locale)
        except (TilmachError, UnicodeDecodeError) as error:
            report.failures.append(error if isinstance(error, TilmachError) else TilmachError(f"{path}: {error}"))
            continue
        syntaxes = {segment.source: unit.syntax for unit in document.units for segment in unit.segments}
        drafts, after = (
            fixed(catalog, syntaxes, settings, source_locale=project.source, human=human) for human in (False, True)
        )
        if after is not catalog:
            found.append(Fix(path, before, po.text(drafts) if drafts is not catalog else before, po.text(after)))
    return found, report.settled()


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
