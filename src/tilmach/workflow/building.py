"""From a catalog to the localized document: ``build()``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tilmach import bidi, files, formats, locales
from tilmach.errors import SourceError, TilmachError
from tilmach.model import Syntax
from tilmach.project import Article, Project
from tilmach.workflow.report import Report
from tilmach.workflow.sources import catalog_of, parse


def build(
    project: Project,
    articles: Sequence[Article],
    targets: Sequence[str],
    *,
    only_approved: bool = False,
    folder: Path | None = None,
) -> Report:
    """Write the localized documents; a segment without a usable target stays in the source language."""
    report = Report()
    for article in articles:
        try:
            document = parse(project, article)
        except SourceError as error:
            report.failures.append(error)
            continue
        for locale in targets:
            try:
                found = catalog_of(project, article, locale)
            except TilmachError as error:
                report.failures.append(error)
                continue
            usable = found.targets(only_approved=only_approved)
            if (
                project.isolate_in_plain_text
                and formats.syntax(article.path) is Syntax.PLAIN
                and locales.is_right_to_left(locale)
            ):
                usable = {source: bidi.isolated_plain(target) for source, target in usable.items()}
            data = formats.render(article.path, document, usable, locale)
            output = project.build_path(article, locale, folder)
            try:
                files.replace(output, data)
            except OSError as error:
                report.failures.append(SourceError(output, f"can't be written: {error.strerror}."))
                continue
            report.written.append(output)
    return report
