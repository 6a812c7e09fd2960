"""What stands for each segment of an article in an edition, and how much of it is worth what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tilmach.catalog import Catalog, Message, State
from tilmach.model import Document, Kind, Segment, Unit

ASIDE = (Kind.METADATA, Kind.ATTRIBUTE)
"""Kinds of units that are not text between tags: they are in no body as sentences."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment on its way into an edition.

    Attributes:
        number: From 1, in reading order.
        unit: The unit that it is in.
        segment: The segment.
        target: What stands for it; None where there is nothing usable.
        state: Of the target; None where there is none.
        recorded: What the catalog says, whether the target is used or not.
    """

    number: int
    unit: Unit
    segment: Segment
    target: str | None
    state: State | None
    recorded: State

    @property
    def text(self) -> str:
        """What stands there, as the format writes it."""
        return self.segment.source if self.target is None else self.target


def pieces(document: Document, catalog: Catalog | None, *, only_approved: bool) -> list[Piece]:
    """Return the segments of a document with what stands for them.

    Args:
        document: The parsed article.
        catalog: Its catalog; None for the source itself, which is approved throughout.
        only_approved: Whether drafts are left out.
    """
    messages: dict[str, tuple[Message, State, bool]] = {}
    for message in catalog.messages if catalog else ():
        usable = bool(message.target) and message.is_usable
        if usable or message.source not in messages:
            messages[message.source] = message, message.state, usable
    found: list[Piece] = []
    for unit in document.units:
        for segment in unit.segments:
            number, known = len(found) + 1, messages.get(segment.source)
            if catalog is None:
                found.append(Piece(number, unit, segment, segment.source, State.APPROVED, State.APPROVED))
            elif known is None:
                found.append(Piece(number, unit, segment, None, None, State.UNTRANSLATED))
            else:
                message, state, usable = known
                usable = usable and (state is State.APPROVED or not only_approved)
                found.append(Piece(number, unit, segment, message.target if usable else None, state if usable else None, state))
    return found


def shares(found: Sequence[Piece]) -> tuple[float, float]:
    """Return the shares of the source's words, equal sentences once, that are approved and that are translated."""
    words = approved = translated = 0
    for piece in {piece.segment.source: piece for piece in found}.values():
        count = len(piece.segment.source.split())
        words += count
        approved += count * (piece.state is State.APPROVED)
        translated += count * (piece.state is not None)
    return (approved / words, translated / words) if words else (1.0, 1.0)


def counts(found: Sequence[Piece]) -> dict[State, int]:
    """Return the number of distinct messages by the state that the catalog tells; they add up to all."""
    result = dict.fromkeys(State, 0)
    for state in {piece.segment.source: piece.recorded for piece in found}.values():
        result[state] += 1
    return result
