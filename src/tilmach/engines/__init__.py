"""Engines: what turns sources into targets. Nothing heavy is imported until a translation is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from tilmach.model import Links


@dataclass(frozen=True, slots=True)
class Draft:
    """A finished draft.

    Attributes:
        index: Of the source.
        target: Its translation.
        links: Between words, if they were asked for and the engine can tell.
    """

    index: int
    target: str
    links: Links = ()


Batch = list[Draft]
"""Some finished drafts."""

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

    def translate(self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False) -> Iterator[Batch]:
        """Translate sentences, yielding drafts as they are finished, in any order.

        Args:
            sources: The sentences.
            choose: Chooses among alternatives, where the engine has several; by default the likeliest is taken.
            linked: Whether links between words are wanted.

        Raises:
            ModelError: The model can't be loaded or does not fit its tokenizer.
        """

    def release(self) -> None:
        """Give the memory of the model back; the next sentence loads it again."""
