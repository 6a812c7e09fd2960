"""Cuts a text into language and codes, so that a translator's program can protect the codes: ``pieces()``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tilmach import inline
from tilmach.exchange.entries import CONTROLS
from tilmach.model import Syntax

# a figure with its unit keeps its form in drafts, but people write "40 км"
_MEASURE = re.compile(r"\d+(?:[.,]\d+)*[ \u00a0]?[^\s\d@.]{1,4}")


class Kind(StrEnum):
    """What a piece is."""

    TEXT = "text"
    ALONE = "alone"
    OPENS = "opens"
    CLOSES = "closes"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of language, or a code.

    Attributes:
        text: As the document writes it; all pieces joined give the text.
        kind: What it is.
        id: From 1, the same for both halves of a pair, and for the same code in source and target; 0 for language.
    """

    text: str
    kind: Kind = Kind.TEXT
    id: int = 0


def pieces(text: str, syntax: Syntax, source: Sequence[Piece] = ()) -> list[Piece]:
    """Return the pieces of a text; pairs are well nested.

    Args:
        text: A source or a target.
        syntax: How it writes markup.
        source: The pieces of the source, if the text is a target: equal codes get the same id.
    """
    found = [code for code in inline.codes(text, syntax) if not _MEASURE.fullmatch(text[code.start : code.end])]
    ends = {code.start: code.end for code in found}
    unwritable = {code.start for code in found if CONTROLS.search(text, code.start, code.end)}
    free = _ids(source)
    number = max((piece.id for piece in source), default=0)
    numbers: dict[int, int] = {}
    result: list[Piece] = []
    position = 0
    for code in found:
        if code.start in unwritable or code.partner in unwritable or (code.partner is not None and code.partner not in ends):
            continue
        content = text[code.start : code.end]
        if code.closes:
            kind, own = Kind.CLOSES, numbers[code.partner or 0]
        else:
            close = text[code.partner : ends[code.partner]] if code.partner is not None else None
            same = free.get((content, close))
            if same:
                own = same.pop(0)
            else:
                number += 1
                own = number
            numbers[code.start] = own
            kind = Kind.OPENS if code.opens else Kind.ALONE
        if code.start > position:
            result.append(Piece(text[position : code.start]))
        result.append(Piece(content, kind, own))
        position = code.end
    if position < len(text):
        result.append(Piece(text[position:]))
    return result


def _ids(source: Sequence[Piece]) -> dict[tuple[str, str | None], list[int]]:
    """Return the ids of a source's codes by what they are."""
    closing = {piece.id: piece.text for piece in source if piece.kind is Kind.CLOSES}
    ids: dict[tuple[str, str | None], list[int]] = {}
    for piece in source:
        if piece.kind in (Kind.ALONE, Kind.OPENS):
            ids.setdefault((piece.text, closing.get(piece.id)), []).append(piece.id)
    return ids
