"""Formats: each a module with ``parse(text, split) -> Document`` and ``render(document, targets) -> text``.

Adding one: a module here, a line in ``SUFFIXES``, and the contract test in tests/unit/formats runs over it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tilmach.formats import text
from tilmach.model import Document, Targets

Split = Callable[[str], list[str]]
"""Splits the text of a unit into sentences; joined by the spaces between them they are the text again."""


class Format(Protocol):
    """What a format module offers."""

    def parse(self, source: str, split: Split) -> Document:
        """Parse a source text. Never fails: any text is some document."""

    def render(self, document: Document, targets: Targets) -> str:
        """Splice targets into the skeleton; with every target equal to its source, return the source."""


SUFFIXES: dict[str, Format] = {".txt": text}
