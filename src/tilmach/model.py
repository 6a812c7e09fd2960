"""The words of tilmach as values: documents, units, segments. Frozen, no input or output.

source text -> Document = skeleton with units in its holes -> Unit = segments -> Segment = one message of a catalog
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Targets = Mapping[str, str]
"""Targets by source: what a renderer splices in. A source that is not in it falls back to itself."""

Links = Sequence[tuple[int, int]]
"""Which word of a source (what spaces part, from 0) became which word of its target."""

MERGED = "[-]"
"""The target of a sentence that its translator has merged into a neighbour: rendered as nothing, space included.

Three signs that are on the Latin, Cyrillic and Arabic layouts alike.
"""


class Syntax(StrEnum):
    """How a unit writes inline markup."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    HTML = "html"


class Kind(StrEnum):
    """What a unit is in its document; shown to the translator."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    CAPTION = "caption"
    CREDIT = "credit"
    BYLINE = "byline"
    CELL = "cell"
    ATTRIBUTE = "attribute"
    METADATA = "metadata"
    SUBTITLE = "subtitle"


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence of a unit.

    Attributes:
        source: The text a translator sees: one line, inner line breaks and runs of spaces made single spaces.
        raw: The same text as it stands in the document, to the byte.
        line: 1-based line of the document where it begins.
    """

    source: str
    raw: str
    line: int


@dataclass(frozen=True, slots=True)
class Wrap:
    """How a hard-wrapped unit is filled again after its text has changed.

    Attributes:
        width: Widest line of the original, in characters.
        indent: What stands before every line but the first.
        newline: The document's line break.
        column: How far the first line is indented (list markers included), in characters.
    """

    width: int
    indent: str
    newline: str
    column: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A heading, paragraph, list item ...: segments and the raw spaces between them (one fewer than segments)."""

    kind: Kind
    segments: tuple[Segment, ...]
    spaces: tuple[str, ...] = ()
    wrap: Wrap | None = None
    syntax: Syntax = Syntax.PLAIN

    @property
    def raw(self) -> str:
        """The unit as it stands in the document."""
        pieces = [self.segments[0].raw]
        for space, segment in zip(self.spaces, self.segments[1:], strict=True):
            pieces += (space, segment.raw)
        return "".join(pieces)


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed article: literal text and units, in order. Joining all raw parts gives the source, byte for byte.

    Attributes:
        parts: Skeleton and units of a text.
        members: Name and document of each part of an archive (EPUB, DOCX) that has units; an archive has no parts itself. A
            part of DOCX has units only: its renderer finds their places in the archive again.
        archive: The archive as it was read.
    """

    parts: tuple[str | Unit, ...] = ()
    members: tuple[tuple[str, Document], ...] = ()
    archive: bytes = b""

    @property
    def units(self) -> Iterator[Unit]:
        """The units in reading order."""
        yield from (part for part in self.parts if isinstance(part, Unit))
        for _, member in self.members:
            yield from member.units

    @property
    def segments(self) -> Iterator[Segment]:
        """The segments in reading order."""
        return (segment for unit in self.units for segment in unit.segments)
