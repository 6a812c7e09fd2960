"""Two engines in a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tilmach.engines import Batch, Chooser, Draft, Engine
from tilmach.model import Links


class Pivot:
    """Two engines in a row, for languages that no one package joins."""

    def __init__(self, first: Engine, second: Engine) -> None:
        self.first, self.second = first, second

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self.first.name} + {self.second.name}"

    @property
    def is_starter(self) -> bool:
        """Whether either is the model in the box."""
        return self.first.is_starter or self.second.is_starter

    def translate(self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False) -> Iterator[Batch]:
        """Translate sentences; see ``Engine``. Alternatives are those of the second."""
        middle = [Draft(index, "") for index in range(len(sources))]
        for batch in self.first.translate(sources, linked=linked):
            for draft in batch:
                middle[draft.index] = draft
        for batch in self.second.translate([draft.target for draft in middle], choose, linked=linked):
            yield [replace(draft, links=_joined(middle[draft.index].links, draft.links)) for draft in batch]

    def release(self) -> None:
        """See ``Engine``."""
        self.first.release()
        self.second.release()


def _joined(first: Links, second: Links) -> Links:
    """Return the links through the words in the middle."""
    return [(source, target) for source, one in first for other, target in second if one == other]
