"""Inline markup and what else a machine must not touch: ``codes()`` finds it, ``protection`` takes it out and puts it back.

A person sees a sentence as the document has it (``**bold**``, ``<b>``). A *code* is a piece of it that is not language: a tag,
a link's address, an emphasis mark, a URL, a placeholder. Codes that belong together are a pair.
"""

from __future__ import annotations

from dataclasses import dataclass

from tilmach.model import Syntax

__all__ = ["Code", "Syntax", "codes"]


@dataclass(frozen=True, slots=True)
class Code:
    """A code in a text.

    Attributes:
        start: Where it begins, in characters.
        end: Where it ends.
        partner: Start of the other half of a pair; None for a code that stands alone.
    """

    start: int
    end: int
    partner: int | None = None

    @property
    def opens(self) -> bool:
        """Whether it is the first half of a pair."""
        return self.partner is not None and self.partner > self.start

    @property
    def closes(self) -> bool:
        """Whether it is the second half of a pair."""
        return self.partner is not None and self.partner < self.start


def codes(text: str, syntax: Syntax) -> list[Code]:
    """Return the codes of a text in order; pairs are well nested."""
    from tilmach.inline import scanner  # noqa: PLC0415  the scanner needs the classes above

    return scanner.scan(text, syntax)
