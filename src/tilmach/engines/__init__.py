"""Engines: what turns sources into targets. Nothing heavy is imported until a translation is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

Batch = list[tuple[int, str]]
"""Some finished drafts: (index of the source, target)."""


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

    def translate(self, sources: Sequence[str]) -> Iterator[Batch]:
        """Translate sentences, yielding drafts as they are finished, in any order.

        Raises:
            ModelError: The model can't be loaded or does not fit its tokenizer.
        """
