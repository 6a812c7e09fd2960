"""Catalogs to files of other programs and back: ``export()`` and ``import_files()``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tilmach import exchange, formats, locales, po
from tilmach.catalog import Catalog
from tilmach.errors import CatalogError, ProjectError, TilmachError
from tilmach.exchange import Format
from tilmach.exchange.entries import Options, Part
from tilmach.exchange.entries import part as part_of
from tilmach.exchange.merging import Fate, Outcome, merge
from tilmach.project import Article, Project
from tilmach.workflow.report import Report


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the entries that a file has for a catalog.

    Attributes:
        file: The file.
        catalog: The catalog.
        locale: Its locale.
        outcomes: What became of each entry.
    """

    file: Path
    catalog: Path
    locale: str
    outcomes: tuple[Outcome, ...]

    @property
    def counts(self) -> dict[Fate, int]:
        """How many entries met each fate."""
        counts = dict.fromkeys(Fate, 0)
        for outcome in self.outcomes:
            counts[outcome.fate] += 1
        return counts


@dataclass
class ImportReport(Report):
    """What an import did.

    Attributes:
        imported: What became of the entries, by file and catalog.
    """

    imported: list[Imported] = field(default_factory=list)


def export(
    project: Project,
    articles: Sequence[Article],
    targets: Sequence[str],
    form: str | None = None,
    output: Path | None = None,
    options: Options | None = None,
) -> Report:
    """Write catalogs in a format that other programs read.

    Args:
        project: The project.
        articles: Whose catalogs.
        targets: Of which locales.
        form: A name in ``exchange.FORMATS``; by default the output's suffix tells, or it is XLIFF 2.1.
        output: A file for all of them, if it has the suffix of a format; else a folder, with a file per article and locale. By
            default ``build/exchange``.
        options: How.

    Raises:
        ProjectError: The format is unknown, or output and format don't fit.
    """
    options = options or Options()
    chosen, is_file = _chosen(form, output)
    if is_file and chosen.one_locale and len(targets) > 1:
        raise ProjectError(f"{output}: {chosen.name} has one locale a file. Say which (--to), or give a folder.")
    report = Report()
    parts: list[tuple[Path, Part]] = []
    for article in articles:
        name = PurePosixPath(article.path.relative_to(project.source_folder).as_posix())
        for locale in targets:
            folder = (output or project.build_folder / "exchange") / locales.folder(locale)
            path = output if is_file and output else folder / name.with_suffix(chosen.suffix)
            own = project.catalog_path(article, locale)
            if not own.exists():
                report.failures.append(CatalogError(own, "is not there yet. `tilmach translate` makes it."))
                continue
            try:
                catalog = po.read(own, locale)
            except TilmachError as error:
                report.failures.append(error)
                continue
            original = article.path.relative_to(project.root).as_posix()
            parts.append((path, part_of(catalog, original, formats.syntax(article.path))))
    for path in dict.fromkeys(path for path, _ in parts):
        _write(path, chosen, project, [part for where, part in parts if where == path], options, report)
    return report


def _chosen(form: str | None, output: Path | None) -> tuple[Format, bool]:
    """Return the format, and whether the output is one file for all.

    Raises:
        ProjectError: The format is unknown, or not the one that the file's name tells.
    """
    if form is not None and form not in exchange.FORMATS:
        raise ProjectError(f"{form}: no such format ({', '.join(exchange.FORMATS)}).")
    chosen = exchange.FORMATS[form or "xliff2.1"]
    if output is None or output.is_dir() or output.suffix.lower() not in exchange.SUFFIXES:
        return chosen, False
    told = exchange.format_for(output)
    if form is None:
        return told, True
    if told.suffix != chosen.suffix:
        raise ProjectError(f"{output}: {chosen.name} is not {output.suffix}. Name it {chosen.suffix}, or give a folder.")
    return chosen, True


def _write(path: Path, form: Format, project: Project, parts: list[Part], options: Options, report: Report) -> None:
    try:
        exchange.write(path, form, project.source, parts, options)
    except TilmachError as error:
        report.failures.append(error)
    else:
        report.written.append(path)


def import_files(project: Project, paths: Sequence[Path], *, is_trial: bool = False) -> ImportReport:
    """Put what was changed in files of other programs into the catalogs that they came from.

    Each catalog is written once per file or not at all. A failure in one file or catalog does not stop the others.

    Args:
        project: The project.
        paths: The files.
        is_trial: Change nothing, only tell.
    """
    report = ImportReport()
    for path in paths:
        try:
            parts = exchange.read(path)
        except TilmachError as error:
            report.failures.append(error)
            continue
        for part in _joined(parts):
            try:
                report.imported.append(_import(project, path, part, report, is_trial=is_trial))
            except TilmachError as error:
                report.failures.append(error)
    report.settled()
    return report


def _joined(parts: list[Part]) -> list[Part]:
    """Put parts of one catalog together: it is then written once."""
    joined: dict[tuple[str, str], Part] = {}
    for part in parts:
        key = (part.original, part.locale)
        known = joined.get(key)
        entries = (*known.entries, *part.entries) if known else part.entries
        joined[key] = Part(part.original, part.locale, entries, source_locale=part.source_locale)
    return list(joined.values())


def _import(project: Project, path: Path, part: Part, report: Report, *, is_trial: bool) -> Imported:
    """Put a part into its catalog.

    Raises:
        TilmachError: It is for no article or locale of the project, or its catalog can't be read or written.
    """
    locale = project.locale_of(part.locale, path)
    if part.source_locale and part.source_locale.lower().partition("-")[0] != project.source.lower().partition("-")[0]:
        raise CatalogError(path, f"is from {part.source_locale}, and the project from {project.source}.")
    if not part.original:
        raise CatalogError(path, "does not say which article it is of.")
    try:
        (article,) = project.articles([part.original])
    except ProjectError:
        raise CatalogError(path, f"is of {part.original}, which is no article of the project.") from None
    catalog = project.catalog_path(article, locale)
    before = po.read(catalog, locale)
    after, outcomes = merge(before, part.entries)
    if after is not before and not is_trial:

        def change(now: Catalog) -> Catalog:
            nonlocal outcomes
            after, outcomes = merge(now, part.entries)
            return after

        # merged again: a person may have saved the catalog meanwhile
        _, is_written = po.edit(catalog, locale, change, lock=project.lock_path, project=article.name)
        if is_written:
            report.written.append(catalog)
    return Imported(path, catalog, locale, tuple(outcomes))
