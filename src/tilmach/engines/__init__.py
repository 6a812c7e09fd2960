"""Engines: what turns sources into targets. Nothing heavy is imported until a translation is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

Batch = list[tuple[int, str]]
"""Some finished drafts: (index of the source, target)."""

Chooser = Callable[[int, Sequence[str]], int]
"""Called with the index of a source and alternative drafts, the likeliest first; returns the place of the best."""


class Engine(Protocol):
    """A machine that translates from one locale into another.

    Attributes:
        name: What drafts are marked with and cached under: engine, languages, version.
        is_starter: Whether it is the small model in the box, whose drafts need more care than others.
    """

    @property
    def name(self) -> str:
        """See the class."""

    @property
    def is_starter(self) -> bool:
        """See the class."""

    def translate(self, sources: Sequence[str], choose: Chooser | None = None) -> Iterator[Batch]:
        """Translate sentences, yielding drafts as they are finished, in any order.

        Args:
            sources: The sentences.
            choose: Chooses among alternatives, where the engine has several; by default the likeliest is taken.

        Raises:
            ModelError: The model can't be loaded or does not fit its tokenizer.
        """
