"""HTML as the web really is: whole pages and fragments, unclosed tags, entities, inline scripts.

The standard library's parser tells where each tag stands and never fails. Text and inline tags between two block tags are a
unit; a pair of tags around all of it stays in the skeleton. Scripts, styles, code, comments and what says ``translate="no"``
are kept; ``alt``, ``title`` and a page's description are units of their own where no unit holds them.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator
from html import unescape

from tilmach import locales
from tilmach.bidi import isolated_html
from tilmach.formats.elements import INLINE, KEPT, KINDS, OPTIONAL, VOID
from tilmach.formats.htmlparser import Parser
from tilmach.formats.units import BREAK, LETTER, Split, make_unit, merge, render_unit, whole, without_codes
from tilmach.inline import Syntax, codes
from tilmach.model import Document, Kind, Targets, Unit

SYNTAX = Syntax.HTML

_FOLD = re.compile(r"[ \t\r\n\f]+")
_ATTRIBUTE = re.compile(r"""(?P<name>[^\s"'>/=]+)\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s"'=<>`]+)""")
_SHOWN = frozenset(("alt", "title", "placeholder", "aria-label", "summary"))
_DESCRIPTIONS = frozenset(
    ("description", "og:title", "og:description", "og:image:alt", "twitter:title", "twitter:description", "twitter:image:alt")
)
_ROOT = re.compile(r"<html\b(?P<rest>[^>]*)>", re.IGNORECASE)


class _Finder(Parser):
    """Finds where units stand in a text."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.source = source
        self.offsets = [0, *(match.end() for match in re.finditer("\n", source))]
        self.runs: list[tuple[int, int, str]] = []
        self.attributes: list[tuple[int, int]] = []
        self._block = ""
        self._start = 0
        self._kept: list[str] = []  # the element that is kept, and elements of its name in it
        self._deep = 0  # other elements in it
        self.feed(source)
        self.close()
        self._end(len(source))

    @property
    def _at(self) -> int:
        line, column = self.getpos()
        return self.offsets[line - 1] + column

    def _end(self, at: int) -> None:
        if at > self._start and not self._kept:
            self.runs.append((self._start, at, self._block))
        self._start = at

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text = self.get_starttag_text() or ""
        at = self._at
        if self._kept and self._is_over(tag):
            self._kept = []
            self._start = at
        if self._kept:
            if tag == self._kept[0]:
                self._kept.append(tag)
            elif tag not in INLINE and tag not in VOID:
                self._deep += 1
            return
        values = dict(attrs)
        is_kept = tag in KEPT or values.get("translate") == "no" or "notranslate" in (values.get("class") or "").split()
        if not is_kept:
            self._note_attributes(tag, values, text, at)
        if tag in INLINE and (not is_kept or tag != "pre"):
            return
        self._end(at)
        self._start = at + len(text)
        if is_kept and not text.endswith("/>") and tag not in VOID:
            self._kept, self._deep = [tag], 0
        else:
            self._block = tag

    def _is_over(self, tag: str) -> bool:
        """Return whether a start tag ends what is kept: in HTML the end tags of paragraphs, items and cells may be missing."""
        kept = self._kept[0]
        if self._deep or kept not in OPTIONAL:
            return False
        return tag in OPTIONAL[kept] or (kept == "p" and tag not in INLINE and tag not in VOID)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        at = self._at
        close = self.source.find(">", at)
        after = len(self.source) if close < 0 else close + 1
        if self._kept and tag != self._kept[0] and tag not in INLINE:
            if self._kept[0] in OPTIONAL and not self._deep:
                self._kept = []  # the element around it ends, and it with it
                self._start = at
            self._deep = max(0, self._deep - 1)
        if self._kept:
            if tag == self._kept[0]:
                self._kept.pop()
            self._start = after
            return
        if tag not in INLINE:
            self._end(at)
            self._start = after
            self._block = ""

    def handle_comment(self, data: str) -> None:
        # a comment parts text only where it stands between blocks; inside a sentence it is a code
        del data

    def handle_decl(self, decl: str) -> None:
        self._skip(decl)

    def handle_pi(self, data: str) -> None:
        self._skip(data)

    def unknown_decl(self, data: str) -> None:
        self._skip(data)

    def _skip(self, data: str) -> None:
        at = self._at
        self._end(at)
        close = self.source.find(">", at + len(data))
        self._start = len(self.source) if close < 0 else close + 1

    def _note_attributes(self, tag: str, values: dict[str, str | None], text: str, at: int) -> None:
        name = (values.get("name") or values.get("property") or "").lower()
        for match in _ATTRIBUTE.finditer(text, len(tag) + 1):
            key = match["name"].lower()
            is_described = tag == "meta" and key == "content" and name in _DESCRIPTIONS
            is_button = tag == "input" and key == "value" and values.get("type") in ("button", "reset", "submit")
            if (key in _SHOWN or is_described or is_button) and LETTER.search(unescape(match["value"])):
                inset = match["value"][0] in "\"'"
                self.attributes.append((at + match.start("value") + inset, at + match.end("value") - inset))


def parse(source: str, split: Split, line: int = 0) -> Document:
    """Parse HTML; every text is some document.

    Args:
        source: The page or fragment.
        split: Splits plain text into sentences.
        line: Lines before it, if it is a part of another document.
    """
    finder = _Finder(source)
    spans = [span for run in finder.runs for span in _units(source, *run)]
    starts, ends = [span[0] for span in spans], [span[1] for span in spans]
    for start, end in finder.attributes:
        before = bisect.bisect_right(starts, start) - 1
        if before < 0 or start >= ends[before]:  # not in a unit
            spans.append((start, end, Kind.ATTRIBUTE))
    parts: list[str | Unit] = []
    position = 0
    lines = line
    for start, end, kind in sorted(spans, key=lambda span: span[:2]):
        if start < position:
            continue
        parts.append(source[position:start])
        lines += len(BREAK.findall(source, position, start))
        parts.append(
            make_unit(source[start:end], kind, lines + 1, whole if kind is Kind.ATTRIBUTE else split, syntax=SYNTAX, fold=_FOLD)
        )
        lines += len(BREAK.findall(source, start, end))
        position = end
    parts.append(source[position:])
    return Document(tuple(merge(parts)))


def _units(source: str, start: int, end: int, block: str) -> Iterator[tuple[int, int, Kind]]:
    """Yield a run without the spaces and the tags around it, if there is language in it."""
    text = source[start:end]
    found = codes(text, SYNTAX)
    if not LETTER.search(unescape(without_codes(text, found))):
        return
    low, high = 0, len(text)
    by_start = {code.start: code for code in found}
    by_end = {code.end: code for code in found}
    while True:
        while low < high and text[low] in " \t\r\n\f":
            low += 1
        while high > low and text[high - 1] in " \t\r\n\f":
            high -= 1
        first, last = by_start.get(low), by_end.get(high)
        if first and first.opens and last and first.partner == last.start:
            low, high = first.end, last.start
        elif first and first.partner is None and text[low] == "<" and not _is_element(text, first.end, low):
            low = first.end
        elif last and last.partner is None and text[last.start] == "<" and not _is_element(text, last.end, last.start):
            high = last.start
        else:
            break
    yield start + low, start + high, KINDS.get(block, Kind.PARAGRAPH)


def _is_element(text: str, end: int, start: int) -> bool:
    """Return whether a code is a whole element, such as ``<code>x</code>``: it is a word of the sentence."""
    return text.count("<", start, end) > 1


def render(document: Document, targets: Targets, locale: str = "") -> str:
    """Splice targets into the skeleton; the root says the locale, and a source without a target says that it is English."""
    pieces: list[str] = []
    is_fragment = not locale
    right_to_left = bool(locale) and locales.is_right_to_left(locale)
    for part in document.parts:
        if isinstance(part, str):
            pieces.append(
                part
                if is_fragment
                else _ROOT.sub(lambda match: _root(match, locale, right_to_left=right_to_left), part, count=1)
            )
        elif is_fragment or part.kind is Kind.ATTRIBUTE:
            pieces.append(render_part(part, targets, pieces[-1][-1:] if pieces else ""))
        else:
            finish = isolated_html if right_to_left else str
            plain = (pieces[-1][-7:].lower() if pieces else "").endswith("<title>")
            pieces.append(render_unit(part, targets, finish=str if plain else finish, fallback=None if plain else _foreign))
    return "".join(pieces)


def render_part(unit: Unit, targets: Targets, before: str) -> str:
    """Return a unit without anything about its locale; ``before`` is the sign before it, such as an attribute's quote."""
    if unit.kind is Kind.ATTRIBUTE:
        return render_unit(unit, targets, finish=functools.partial(_attribute, quote=before))
    return render_unit(unit, targets)


def _foreign(source: str) -> str:
    return f'<span lang="en" dir="ltr">{source}</span>'


def _attribute(target: str, quote: str) -> str:
    if quote in ("'", '"'):
        return target.replace(quote, "&quot;" if quote == '"' else "&#39;")
    return f'"{_attribute(target, chr(34))}"'  # it had no quotes, as one word may


def _root(match: re.Match[str], locale: str, *, right_to_left: bool) -> str:
    rest = re.sub(r"""\s+(?:xml:)?(?:lang|dir)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)""", "", match["rest"], flags=re.IGNORECASE)
    return f'<html lang="{locale}" dir="{"rtl" if right_to_left else "ltr"}"{rest}>'
