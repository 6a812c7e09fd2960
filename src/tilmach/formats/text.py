"""Plain text as newsrooms and wire services send it.

Blank lines part blocks. A block is a hard-wrapped paragraph, a list, a preformatted block (kept line by line) or lines that
each stand alone; what has no letter in it (``***``, a rule, a page number) stays in the skeleton.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tilmach.formats.units import FOLD, LETTER, make_unit, merge, render_unit
from tilmach.inline import Syntax
from tilmach.model import Document, Kind, Segment, Targets, Unit, Wrap

SYNTAX = Syntax.PLAIN

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_PADDING = " \t\f\v\ufeff"
_MARKER = re.compile(r"(?:[-*•‣◦·+–]|\(?\d{1,3}[.)]|\(?[a-z]\))[ \t]+(?=\S)")
_PREFORMATTED = re.compile(r"\t| {4}")
_CELL_GAP = re.compile(r"\t[ \t]*| {3,}")
_CREDIT = re.compile(r"(?:credits?|photos?|images?|pictures?|courtesy|illustration)(?: by\b|:)", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?:Reporting by|Story by|Written by|By) (?:[^\W\d_]\.? ?){0,3}[A-Z]\S+ (?:[^\W\d_]\. )?(?:bin |de |van |von )?[A-Z]"
)
_CAPTION = re.compile(r"(?:In this .{0,60}\b(?:photo|picture|image)\b|(?:File )?Photo[.:]|Pictured:|Caption:)", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")
# A line that holds more is not hard-wrapped text: nobody wraps wider.
_WIDEST = 100
_NARROWEST = 40
_HEADING_WORDS = 18


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: its text without padding, what pads it, and its break."""

    number: int
    before: str
    text: str
    after: str

    @property
    def whole(self) -> str:
        return self.before + self.text + self.after


def parse(source: str, split: Callable[[str], list[str]]) -> Document:
    """Parse plain text; every text is some document."""
    parts: list[str | Unit] = []
    lines = list(_lines(source))
    wrapped = _looks_wrapped(lines)
    position = 0
    while position < len(lines):
        if not LETTER.search(lines[position].text):
            parts.append(lines[position].whole)
            position += 1
            continue
        end = position
        while end < len(lines) and lines[end].text:
            end += 1
        parts += _block(lines[position:end], wrapped, split)
        position = end
    return Document(tuple(_with_captions(merge(parts))))


def render(document: Document, targets: Targets, locale: str = "") -> str:
    """Splice targets into the skeleton; changed hard-wrapped units are filled again at their old width."""
    del locale
    return "".join(part if isinstance(part, str) else render_unit(part, targets) for part in document.parts)


def _lines(source: str) -> Iterator[_Line]:
    # str.splitlines also splits at U+2028, form feeds and others, which are characters of the text here
    for number, match in enumerate(_LINE.finditer(source), 1):
        raw = match[0]
        body = raw.rstrip("\r\n")
        text = body.strip(_PADDING)
        start = body.find(text) if text else len(body)
        yield _Line(number, body[:start], text, body[start + len(text) :] + raw[len(body) :])


def _looks_wrapped(lines: list[_Line]) -> bool:
    """Whether the document is hard-wrapped at all: no line is as wide as a paragraph set on one line would be."""
    return all(len(line.text) <= _WIDEST for line in lines)


def _block(lines: list[_Line], wrapped: bool, split: Callable[[str], list[str]]) -> Iterator[str | Unit]:
    """Yield the parts of a block of lines without a blank one among them."""
    if len(lines) > 1 and all(_PREFORMATTED.match(line.before) for line in lines):
        for line in lines:
            yield from _cells(line)
        return
    start = 0
    in_list = False
    width = max(len(each.before) + len(each.text) for each in lines)
    while start < len(lines):
        line = lines[start]
        if not LETTER.search(line.text):
            yield line.whole
            start += 1
            continue
        in_list = in_list if start else bool(_MARKER.match(line.text))
        in_list = in_list or (bool(_MARKER.match(line.text)) and lines[start - 1].text.endswith(":"))
        end = start + 1
        while end < len(lines) and _continues(lines, start, end, wrapped, in_list, width):
            end += 1
        yield from _unit(lines[start:end], in_list, len(lines) == end - start, split)
        start = end


def _continues(lines: list[_Line], start: int, index: int, wrapped: bool, in_list: bool, width: int) -> bool:
    """Whether a line goes on with the paragraph that the line before it belongs to.

    Text that a program filled has the property that the next line's first word did not fit any more.
    """
    line, previous = lines[index], lines[index - 1]
    if not LETTER.search(line.text) or len(previous.text) > _WIDEST:
        return False
    if _MARKER.match(line.text) and (in_list or previous.text.endswith(":")):
        return False
    if in_list and len(line.before) > len(lines[start].before):
        return True
    if line.text[0].islower() and width >= _NARROWEST:
        return True  # narrower lines are verse or an address
    if not wrapped:
        return False
    word = line.text.split(None, 1)[0]
    full = len(previous.before) + len(previous.text) + 1 + len(word) > 0.85 * width
    # a headline and a by-line beneath it also look full; prose of two lines goes on in mid-sentence or is long
    return full and (width >= 55 or (width >= _NARROWEST and not _ENDS_SENTENCE.search(previous.text)))


def _cells(line: _Line) -> Iterator[str | Unit]:
    """Yield a preformatted line: its layout is kept, its cells are units of one segment."""
    yield line.before
    position = 0
    for gap in [*_CELL_GAP.finditer(line.text), None]:
        end = gap.start() if gap else len(line.text)
        cell = line.text[position:end]
        if LETTER.search(cell):
            marker = _MARKER.match(cell)
            if marker:
                yield marker[0]
                cell = cell[marker.end() :]
            yield Unit(Kind.PARAGRAPH, (Segment(FOLD.sub(" ", cell), cell, line.number),))
        else:
            yield cell
        yield gap[0] if gap else line.after
        position = gap.end() if gap else end


def _unit(lines: list[_Line], in_list: bool, alone: bool, split: Callable[[str], list[str]]) -> Iterator[str | Unit]:
    """Yield a paragraph, heading or list item of one or more lines."""
    first, last = lines[0], lines[-1]
    marker = _MARKER.match(first.text) if in_list else None
    skip = marker.end() if marker else 0
    yield first.before + first.text[:skip]
    raw = "".join(line.whole for line in lines)[len(first.before) + skip :]
    raw = raw[: len(raw) - len(last.after)]
    if len(lines) == 1:
        wrap = None
    else:
        newline = first.after.lstrip(_PADDING)
        width = max(len(line.before) + len(line.text) for line in lines)
        wrap = Wrap(width, lines[1].before, newline, len(first.before) + skip)
    kind = Kind.LIST_ITEM if marker else _kind(raw, alone and len(lines) == 1)
    yield make_unit(raw, kind, first.number, split, wrap=wrap)
    yield last.after


def _kind(raw: str, alone: bool) -> Kind:
    if _CREDIT.match(raw):
        return Kind.CREDIT
    if _BYLINE.match(raw):
        return Kind.BYLINE
    if _CAPTION.match(raw):
        return Kind.CAPTION
    if alone and not _ENDS_SENTENCE.search(raw) and len(raw.split()) <= _HEADING_WORDS:
        return Kind.HEADING
    return Kind.PARAGRAPH


def _with_captions(parts: list[str | Unit]) -> Iterator[str | Unit]:
    """Call the paragraph right before a credit a caption."""
    units = [index for index, part in enumerate(parts) if isinstance(part, Unit)]
    for index, following in pairwise(units):
        unit, after = parts[index], parts[following]
        if isinstance(unit, Unit) and isinstance(after, Unit) and after.kind is Kind.CREDIT and unit.kind is Kind.PARAGRAPH:
            parts[index] = Unit(Kind.CAPTION, unit.segments, unit.spaces, unit.wrap)
    yield from parts
