"""Units: from the raw text of a paragraph to its sentences, and back with their targets.

What is the same in every format: line breaks inside a unit are folded into spaces, sentences are found in the text without its
markup and never end inside of it, and a unit whose targets equal its sources is written as it was.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Sequence

from tilmach.inline import Code, codes
from tilmach.model import MERGED, Kind, Segment, Syntax, Targets, Unit, Wrap

Split = Callable[[str], list[str]]
"""Splits the text of a unit into sentences; joined by the spaces between them they are the text again."""

LETTER = re.compile(r"[^\W\d_]")
BREAK = re.compile(r"\r\n|\n|\r")
FOLD = re.compile(r"(?<=[^\W\d_])-[ \t\f\v]*(?:\r\n|\n|\r)[ \t\f\v]*(?=[^\W\d_])|[ \t\f\v]*(?:\r\n|\n|\r)[ \t\f\v]*|[ \t\f\v]+")
"""Breaks and runs of spaces: "far-\\nwestern" is one word, any other is one space."""

_NOT_FLAT = re.compile(r"[\t\r\n\f\v]|  ")
_NOTE = re.compile(r"\[\^|<su[pb]\b")


def make_unit(
    raw: str,
    kind: Kind,
    line: int,
    split: Split,
    *,
    wrap: Wrap | None = None,
    syntax: Syntax = Syntax.PLAIN,
    fold: re.Pattern[str] = FOLD,
) -> Unit:
    """Unwrap a unit, split it, and find each sentence's place in the raw text again.

    Args:
        raw: The unit as it stands in the document, without spaces around it.
        kind: What it is.
        line: 1-based line on which it begins.
        split: Splits plain text into sentences.
        wrap: How it is filled again, if it is hard-wrapped.
        syntax: How its inline markup is written.
        fold: What is one space for the translator, line prefixes of the format included.
    """
    text, offsets = _folded(raw, fold)
    segments: list[Segment] = []
    spaces: list[str] = []
    end = 0
    for start, stop in _sentences(text, split, syntax):
        if segments:
            spaces.append(raw[end : offsets[start]])
        end = offsets[stop - 1] + 1
        begin = offsets[start]
        segments.append(
            Segment(text[start:stop], raw[begin:end], line + (len(BREAK.findall(raw, 0, begin)) if text is not raw else 0))
        )
    return Unit(kind, tuple(segments), tuple(spaces), wrap, syntax)


def whole(text: str) -> list[str]:
    """Split nothing: for names and attributes, which are one segment."""
    return [text]


def without_codes(text: str, found: Iterable[Code]) -> str:
    """Return a text with a space in the place of each of its codes."""
    pieces: list[str] = []
    position = 0
    for code in found:
        pieces += text[position : code.start], " "
        position = code.end
    return "".join([*pieces, text[position:]])


def _folded(raw: str, fold: re.Pattern[str]) -> tuple[str, Sequence[int]]:
    """Return a unit on one line, and where each of its characters stood."""
    if not _NOT_FLAT.search(raw):
        return raw, range(len(raw) + 1)
    flat: list[str] = []
    offsets: list[int] = []
    position = 0
    for match in fold.finditer(raw):
        flat += raw[position : match.start()]
        offsets += range(position, match.start())
        flat.append("-" if match[0].startswith("-") else " ")
        offsets.append(match.start())
        position = match.end()
    flat += raw[position:]
    offsets += range(position, len(raw) + 1)
    return "".join(flat), offsets


def _sentences(text: str, split: Split, syntax: Syntax) -> list[tuple[int, int]]:
    """Return where each sentence of a unit begins and ends."""
    found = [] if syntax is Syntax.PLAIN else codes(text, syntax)
    bare, places = _without(text, found)
    starts: list[int] = []
    cursor = 0
    sentences = split(bare)
    for sentence in sentences:
        cursor = bare.index(sentence, cursor)
        starts.append(cursor)
        cursor += len(sentence)
    cuts: list[tuple[int, int]] = []  # end of a sentence, start of the next
    for sentence, start in zip(sentences, starts[1:], strict=False):
        bare_end = bare.rindex(sentence, 0, start) + len(sentence)
        end = places[bare_end - 1] + 1
        for code in found:
            # what closes there, and a note's mark, belong to the sentence before
            if code.start == end and (code.closes or _NOTE.match(text, code.start)):
                end = code.end
        following = end
        while following < len(text) and text[following] == " ":
            following += 1
        depth = sum((code.opens and code.start < end) - (code.closes and code.start < end) for code in found)
        if depth == 0 and end < following < len(text):
            cuts.append((end, following))
    bounds = [0, *(edge for cut in cuts for edge in cut), len(text)]
    return list(zip(bounds[::2], bounds[1::2], strict=True))


def _without(text: str, found: list[Code]) -> tuple[str, Sequence[int]]:
    """Return a text without its codes, and where each of its characters stood; a code alone is a word."""
    if not found:
        return text, range(len(text))
    bare: list[str] = []
    places: list[int] = []
    position = 0
    for code in found:
        bare += text[position : code.start]
        places += range(position, code.start)
        if code.partner is None and not _NOTE.match(text, code.start):
            bare.append("x")
            places.append(code.end - 1)
        position = code.end
    return "".join([*bare, text[position:]]), [*places, *range(position, len(text))]


def render_unit(
    unit: Unit,
    targets: Targets,
    *,
    finish: Callable[[str], str] = str,
    fallback: Callable[[str], str] | None = None,
) -> str:
    """Return a unit with its targets.

    Args:
        unit: The unit.
        targets: Target by source.
        finish: What the format still does to a target.
        fallback: How the format marks a source that has no target.
    """
    chosen = [targets.get(segment.source) for segment in unit.segments]
    if all(
        target in (segment.source, *(() if fallback else ("", None)))
        for target, segment in zip(chosen, unit.segments, strict=True)
    ):
        return unit.raw
    pieces: list[str] = []
    for index, (target, segment) in enumerate(zip(chosen, unit.segments, strict=True)):
        if target == MERGED:
            continue
        if pieces:
            pieces.append(" " if unit.wrap else unit.spaces[index - 1])
        if not target or target == segment.source:
            text = segment.source if unit.wrap else segment.raw
            pieces.append(fallback(text) if fallback and not target else text)
        else:
            # a target of several lines would tear the document's lines apart
            pieces.append(finish(re.sub(r"\s*[\r\n]+\s*", " ", target)))
    text = "".join(pieces)
    if unit.wrap is None:
        return text
    filled = textwrap.wrap(
        text, unit.wrap.width, initial_indent="\0" * unit.wrap.column, subsequent_indent=unit.wrap.indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return unit.wrap.newline.join(filled)[unit.wrap.column :]


def merge(parts: list[str | Unit]) -> list[str | Unit]:
    """Join neighbouring pieces of skeleton."""
    merged: list[str | Unit] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    return merged
