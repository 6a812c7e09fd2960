"""Sentences that are said to be contained in a neighbour that says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tilmach.catalog import Catalog
from tilmach.checks import Finding
from tilmach.model import MERGED, Document


def check(path: Path, catalog: Catalog, document: Document) -> Iterator[Finding]:
    """Yield a finding for each merged sentence without a translated one beside it in its paragraph."""
    targets = {message.source: message.target for message in catalog.messages if message.is_usable}
    told: set[str] = set()
    for unit in document.units:
        values = [targets.get(segment.source, "") for segment in unit.segments]
        for index, segment in enumerate(unit.segments):
            if values[index] != MERGED or segment.source in told or _neighbour(values, index):
                continue
            told.add(segment.source)
            problem = f"merged ({MERGED}), but no sentence beside it has a translation."
            if len(values) == 1:
                problem = f"merged ({MERGED}), but it is alone in its paragraph: the document would have nothing here."
            yield Finding("merged", path, problem, source=segment.source)


def _neighbour(values: list[str], index: int) -> bool:
    """Return whether the nearest sentence that is not merged itself, before or after, has a target."""
    for side in (reversed(values[:index]), iter(values[index + 1 :])):
        nearest = next((value for value in side if value != MERGED), "")
        if nearest:
            return True
    return False
