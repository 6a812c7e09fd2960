"""How far everything is: ``status()``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tilmach.catalog import State
from tilmach.errors import SourceError, TilmachError
from tilmach.model import MERGED
from tilmach.project import Article, Project
from tilmach.update import update
from tilmach.workflow.report import Report
from tilmach.workflow.sources import catalog_of, parse, template_of


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the status table.

    Attributes:
        article: Its name.
        locale: The target locale.
        segments: Segments of the article, equal ones once.
        words: Words of the source.
        counts: Segments by state; they add up to all.
        merged: How many of the segments their translator has merged into a neighbour, whatever their state.
    """

    article: str
    locale: str
    segments: int
    words: int
    counts: dict[State, int]
    merged: int = 0


def status(project: Project, articles: Sequence[Article], targets: Sequence[str]) -> tuple[list[Row], Report]:
    """Return a row per article and locale: what a run of ``translate`` now would find."""
    report = Report()
    rows: list[Row] = []
    for article in articles:
        try:
            template = template_of(project, article, parse(project, article))
        except SourceError as error:
            report.failures.append(error)
            continue
        words = sum(len(message.source.split()) for message in template.messages)
        for locale in targets:
            try:
                current = update(catalog_of(project, article, locale), template)
            except TilmachError as error:
                report.failures.append(error)
                continue
            merged = sum(message.target == MERGED for message in current.messages)
            rows.append(Row(article.name, locale, len(current.messages), words, current.counts(), merged))
    return rows, report
