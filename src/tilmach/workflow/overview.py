"""How far everything is: ``status()``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tilmach.catalog import State
from tilmach.model import MERGED
from tilmach.project import Article, Project
from tilmach.workflow.report import Report
from tilmach.workflow.sources import current_catalogs


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
    for article, locale, current in current_catalogs(project, articles, targets, report):
        words = sum(len(message.source.split()) for message in current.messages)
        merged = sum(message.target == MERGED for message in current.messages)
        rows.append(Row(article.name, locale, len(current.messages), words, current.counts(), merged))
    return rows, report
