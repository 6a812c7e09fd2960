"""Markdown: CommonMark with GFM's tables, task lists and strikethrough, footnotes, and front matter.

markdown-it-py says which lines are which block; where the text of a block stands in those lines is found here, since it
gives no positions. Code, HTML comments, link definitions but for their titles, and front matter but for titles and
descriptions stay in the skeleton.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from tilmach.formats import html
from tilmach.formats.units import BREAK, LETTER, Split, make_unit, merge, render_unit, whole, without_codes
from tilmach.inline import Syntax, codes
from tilmach.model import Document, Kind, Targets, Unit

SYNTAX = Syntax.MARKDOWN

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)")
# a line break inside a paragraph takes the marks of its block quotes and list items with it
_FOLD = re.compile(r"[ \t]*(?:\r\n|\n|\r)[ \t>]*|[ \t]+")
_HARD_BREAK = re.compile(r"(?:[ \t]{2,}|\\)(?:\r\n|\n|\r)[ \t>]*")
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_FRONT_MATTER = re.compile(
    r"^(?:title|subtitle|description|summary|excerpt|caption|alt|image_alt):[ \t]+"
    r"(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^']|'')*)'|(?P<plain>[^\"'>|&*!\[{%@`#\s].*?))[ \t]*(?:[ \t]#.*)?$"
)
_DEFINITION = re.compile(r"^[ \t>]*\[[^\]]+\]:[ \t]*\S+[ \t]+(?P<quote>[\"'(])(?P<text>.+)[\"')][ \t]*$")
# what would begin a block if it began a line
_BLOCK_START = re.compile(r"(?=\d{1,9}[.)](?:\s|$)|[-+*](?:\s|$)|#{1,6}(?:\s|$)|>|=+\s*$|-{2,}\s*$|~~~|```|:?-+:?\s*\|)")
_LABEL = re.compile(r"^[ \t>]*\[([^\]]+)\]:", re.MULTILINE)
_BY_TEXT = re.compile(r"(?<![\]\\!^])\[([^\[\]^][^\[\]]*)\](?:\[\])?(?![\[(:])")
_NAMED = re.compile(r"\]\[([^\[\]]+)\]")
_ORDERED = re.compile(r"(\d{1,9})([.)])")
_KINDS = {"heading_open": Kind.HEADING, "th_open": Kind.CELL, "td_open": Kind.CELL}


@dataclass(frozen=True, slots=True)
class _Hole:
    """A unit of the text: where it begins and ends, and on which line."""

    start: int
    end: int
    kind: Kind
    line: int


def parse(source: str, split: Split) -> Document:
    """Parse Markdown; every text is some document."""
    lines = _Lines(source)
    holes: list[_Hole] = []
    pages: list[tuple[int, int]] = []
    covered: list[tuple[int, int]] = []
    parents: list[Token] = []
    for token in _parser().parse(source.replace("\0", "\ufffd")):
        if token.nesting == 1:
            parents.append(token)
        elif token.nesting == -1:
            parents.pop()
        elif token.map is None:
            continue
        elif token.type == "inline":
            holes += lines.holes(token, parents)
        elif token.type == "html_block":
            pages.append(lines.range(token.map))
        elif token.type == "front_matter":
            holes += lines.metadata(token.map)
            covered.append(lines.range(token.map))
        else:
            covered.append(lines.range(token.map))
    covered += [(hole.start, hole.end) for hole in holes] + pages
    holes += lines.definitions(covered)
    return Document(tuple(merge(list(_parts(source, holes, pages, split)))))


def render(document: Document, targets: Targets, locale: str = "") -> str:
    """Splice targets into the skeleton; what a target begins or holds is never taken for structure."""
    del locale
    labels = {_label(match[1]) for part in document.parts if isinstance(part, str) for match in _LABEL.finditer(part)}
    if labels:
        targets = {source: _linked(source, target, labels) for source, target in targets.items()}
    pieces: list[str] = []
    for part in document.parts:
        if isinstance(part, str):
            pieces.append(part)
        else:
            before = pieces[-1][-1:] if pieces else ""
            if part.syntax is Syntax.HTML:
                pieces.append(html.render_part(part, targets, before))
                continue
            pieces.append(render_unit(part, targets, finish=functools.partial(_finished, kind=part.kind, before=before)))
    return "".join(pieces)


def _label(text: str) -> str:
    """Return a link's label as CommonMark compares it."""
    return " ".join(text.casefold().split())


def _linked(source: str, target: str, labels: set[str]) -> str:
    """Return a target whose links by text alone (``[Foo]``, ``[Foo][]``) name the definitions that their sources had."""
    had = [_label(match[1]) for match in _BY_TEXT.finditer(source) if _label(match[1]) in labels]
    there = {_label(match[1]) for match in _BY_TEXT.finditer(target)} | {_label(label) for label in _NAMED.findall(target)}
    missing = [label for label in had if label not in there]

    def named(match: re.Match[str]) -> str:
        if not missing or _label(match[1]) in labels:
            return match[0]
        return f"[{match[1]}][{missing.pop(0)}]"

    return _BY_TEXT.sub(named, target) if missing else target


@functools.cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table").use(footnote_plugin, inline=False).use(front_matter_plugin)
    # blocks are all that is wanted; inline markup is ours
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


class _Lines:
    """The lines of a source, as CommonMark counts them, and what has been found in each."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.texts = [match[0] for match in _LINE.finditer(source) if match[0]]
        self.offsets = [0]
        for text in self.texts:
            self.offsets.append(self.offsets[-1] + len(text))
        self._cursors: dict[int, int] = {}

    def range(self, lines: Sequence[int]) -> tuple[int, int]:
        """Return where some lines (first, one after the last) begin and end."""
        return self.offsets[lines[0]], self.offsets[min(lines[1], len(self.texts))]

    def holes(self, token: Token, parents: list[Token]) -> Iterator[_Hole]:
        """Yield the units of a block's text: it, or its parts between hard line breaks."""
        first = token.map[0] if token.map else 0
        places = [self._find(first + index, text.strip(" \t")) for index, text in enumerate(token.content.split("\n"))]
        found = [place for place in places if place]
        if not found or None in places:
            return
        start, end = found[0][0], found[-1][1]
        parent = parents[-1].type if parents else ""
        in_item = len(parents) > 1 and parents[-2].type == "list_item_open"
        kind = _KINDS.get(parent, Kind.LIST_ITEM if in_item else Kind.PARAGRAPH)
        task = _TASK.match(self.source, start, end) if in_item else None
        start = task.end() if task else start
        for one, other in _between_breaks(self.source[start:end]):
            raw = self.source[start + one : start + other]
            if LETTER.search(without_codes(raw, codes(raw, SYNTAX))):
                line = first + 1 + len(BREAK.findall(self.source, start, start + one))
                yield _Hole(start + one, start + other, kind, line)

    def _find(self, number: int, text: str) -> tuple[int, int] | None:
        """Return where a line of a block's text stands, after what was found in that line before."""
        if number >= len(self.texts):
            return None
        line = self.texts[number].rstrip("\r\n").replace("\0", "\ufffd")
        cursor = self._cursors.get(number, 0)
        plain = line.rstrip(" \t")
        if plain.endswith(text) and len(plain) - len(text) >= cursor and not plain.startswith("|"):
            start = len(plain) - len(text)
            match = None
        else:
            # a pipe in a cell is escaped
            match = re.compile(re.escape(text).replace(r"\|", r"\\?\|")).search(line, cursor)
            if match is None:
                return None
            start = match.start()
        end = match.end() if match else start + len(text)
        self._cursors[number] = end
        return self.offsets[number] + start, self.offsets[number] + end

    def metadata(self, lines: Sequence[int]) -> Iterator[_Hole]:
        """Yield the titles and descriptions of front matter."""
        for number in range(lines[0], min(lines[1], len(self.texts))):
            match = _FRONT_MATTER.match(self.texts[number].rstrip("\r\n"))
            if match and match.lastgroup and LETTER.search(match[match.lastgroup]):
                offset = self.offsets[number]
                start, end = match.span(match.lastgroup)
                yield _Hole(offset + start, offset + end, Kind.METADATA, number + 1)

    def definitions(self, covered: list[tuple[int, int]]) -> Iterator[_Hole]:
        """Yield the titles of link definitions."""
        for number, text in enumerate(self.texts):
            match = _DEFINITION.match(text.rstrip("\r\n"))
            offset = self.offsets[number]
            if match and LETTER.search(match["text"]) and not any(start <= offset < end for start, end in covered):
                yield _Hole(offset + match.start("text"), offset + match.end("text"), Kind.ATTRIBUTE, number + 1)


def _between_breaks(raw: str) -> Iterator[tuple[int, int]]:
    """Yield the parts of a block between hard line breaks that no markup spans."""
    found = codes(raw, SYNTAX)
    start = 0
    for match in _HARD_BREAK.finditer(raw):
        inside = any(code.opens and code.start < match.start() < (code.partner or 0) for code in found)
        if not inside and not any(code.start < match.start() < code.end for code in found):
            yield start, match.start()
            start = match.end()
    yield start, len(raw)


def _parts(source: str, holes: list[_Hole], pages: list[tuple[int, int]], split: Split) -> Iterator[str | Unit]:
    position = 0
    spans: list[tuple[int, int, _Hole | None]] = [(hole.start, hole.end, hole) for hole in holes]
    for start, end, hole in sorted([*spans, *((start, end, None) for start, end in pages)], key=lambda span: span[:2]):
        if start < position:
            continue
        yield source[position:start]
        raw = source[start:end]
        if hole is None:
            line = len(BREAK.findall(source, 0, start))
            yield from html.parse(raw, split, line).parts
        else:
            how = whole if hole.kind in (Kind.METADATA, Kind.ATTRIBUTE) else split
            yield make_unit(raw, hole.kind, hole.line, how, syntax=SYNTAX, fold=_FOLD)
        position = end
    yield source[position:]


def _finished(target: str, kind: Kind, before: str) -> str:
    """Return a target so that it stays what its source was."""
    if kind is Kind.METADATA:
        return _scalar(target, before)
    if kind is Kind.ATTRIBUTE:
        closing = ")" if before == "(" else before
        return re.sub(rf"(?<!\\){re.escape(closing)}", rf"\\{closing}", target) if closing in "\"')" and closing else target
    if kind is Kind.CELL:
        return re.sub(r"(?<!\\)\|", r"\|", target)
    number = _ORDERED.match(target)
    if _BLOCK_START.match(target):
        return f"{number[1]}\\{target[number.end(1) :]}" if number else f"\\{target}"
    return target


def _scalar(target: str, quote: str) -> str:
    """Return a target as a YAML scalar (YAML 1.2, "Flow Scalar Styles") after a quote or none."""
    if quote == '"':
        return target.replace("\\", "\\\\").replace('"', '\\"')
    if quote == "'":
        return target.replace("'", "''")
    special = re.match(r"[-?:,\[\]{}#&*!|>'\"%@`]|(?:true|false|null|yes|no|~|[\d.+-]+)$", target, re.IGNORECASE)
    if special or ": " in target or " #" in target or target.endswith(":"):
        return json.dumps(target, ensure_ascii=False)
    return target
