"""Sentences that are said to be contained in a neighbour that says nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tilmach.checks.entry import Entry, Problem
from tilmach.model import MERGED


def merged(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Problem]]:
    """Yield each merged sentence without a translated one beside it in its paragraph.

    Args:
        entries: All usable targets of one article and locale.
    """
    by_source = {entry.source: entry for entry in entries}
    told: set[str] = set()
    for unit in entries[0].document.units if entries else ():
        known = [by_source.get(segment.source) for segment in unit.segments]
        values = [entry.target if entry else "" for entry in known]
        for index, entry in enumerate(known):
            if entry is None or entry.target != MERGED or entry.source in told or _neighbour(values, index):
                continue
            told.add(entry.source)
            problem = f"merged ({MERGED}), but no sentence beside it has a translation"
            if len(values) == 1:
                problem = f"merged ({MERGED}), but it is alone in its paragraph: the document would have nothing here"
            yield entry, Problem(problem)


def _neighbour(values: list[str], index: int) -> bool:
    """Return whether the nearest sentence that is not merged itself, before or after, has a target."""
    for side in (reversed(values[:index]), iter(values[index + 1 :])):
        nearest = next((value for value in side if value != MERGED), "")
        if nearest:
            return True
    return False
