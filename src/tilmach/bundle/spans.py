"""From marks to spans: ``place()`` goes once over sanitized HTML and makes it what an edition holds.

Each marked sentence gets its span; headings come into order; pictures and links lead where they should. A span never crosses
an element: where markup of a target is not balanced, the span ends and goes on, without its id, after the element's edge.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape

from tilmach.bidi import isolated_html
from tilmach.bundle.marking import Marks
from tilmach.bundle.media import Media
from tilmach.bundle.sanitizing import INLINE, VOID

_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_EMPTY_HEADING = re.compile(r"<h([1-6])[^<>]*>(?:\s|<[^<>]*>|&nbsp;)*?</h\1>")
# elements in which sides are settled, or where signs are to be shown as they are
_SETTLED = frozenset(("bdi", "bdo", "code", "kbd", "pre", "samp"))
# inline elements that must not go around blocks (HTML, "Content models": phrasing content)
_UNDER_BLOCKS = INLINE - {"a", "del", "ins"}
_EMPTY_INLINE = re.compile(r"<(b|cite|code|em|i|mark|q|s|small|strong|sub|sup|u)>(\s*)</\1>")
# what a sentence alone may hold, in a table of sentences
_BARE = INLINE - {"span", "time", "abbr", "a"} | {"br", "wbr"}


@dataclass(frozen=True, slots=True)
class Label:
    """What the span of a passage says.

    Attributes:
        grade: Value of ``data-state``.
        language: Value of ``lang``, where it is not the page's.
        right_to_left: Whether the passage is written from right to left.
    """

    grade: str
    language: str = ""
    right_to_left: bool = False


@dataclass(frozen=True, slots=True)
class _Open:
    """An open element: its name as printed, and its start tag."""

    name: str
    tag: str


@dataclass(slots=True)
class Placing:
    """One pass over one edition.

    Attributes:
        marks: Around the sentences.
        labels: By the number of the passage.
        media: Resolves links and pictures.
        first: The level of the first headings.
        bare: Each sentence's own HTML, by number; filled by ``place``.
    """

    marks: Marks
    labels: Mapping[int, Label]
    media: Media
    first: int = 2
    bare: dict[int, str] = field(default_factory=dict)
    _out: list[str] = field(default_factory=list)
    _stack: list[_Open] = field(default_factory=list)
    _number: int = 0
    _in_span: bool = False
    _ids: set[str] = field(default_factory=set)
    _levels: list[int] = field(default_factory=list)  # original levels of the headings that the next may be under
    _capture: list[str] = field(default_factory=list)
    _captured: list[str] = field(default_factory=list)

    def place(self, html: str) -> str:
        """Return sanitized HTML with spans for marks."""
        self._out, self._stack, self._number, self._in_span = [], [], 0, False
        for match in _tokens(self.marks).finditer(html):
            kind = match.lastgroup
            if kind == "text":
                self._text(match["text"])
            elif kind == "number":
                self._begin(int(match["number"]))
            elif kind == "end":
                self._end()
            elif kind == "rest":
                self._start_tag(match["opening"], match["rest"])
            elif kind == "closing":
                self._end_tag(match["closing"])
        self._end()
        while self._stack:
            self._out.append(f"</{self._stack.pop().name}>")
        placed = "".join(self._out)
        for _ in range(2):
            placed = _EMPTY_INLINE.sub(r"\2", placed)
        return _EMPTY_HEADING.sub("", placed)

    def _text(self, text: str) -> None:
        if self._number and not self._in_span and not text.isspace():
            self._open_span()
        if self._in_span and self.labels[self._number].right_to_left and not _SETTLED & {each.name for each in self._stack}:
            text = isolated_html(text)
        self._out.append(text)
        if self._number:
            self._capture.append(text)

    def _begin(self, number: int) -> None:
        self._end()
        if number in self.labels:
            self._number, self._capture, self._captured = number, [], []

    def _end(self) -> None:
        self._close_span()
        if self._number:
            self._capture += [f"</{name}>" for name in reversed(self._captured)]
            self.bare.setdefault(self._number, "".join(self._capture).strip())
        self._number = 0

    def _open_span(self) -> None:
        label = self.labels[self._number]
        name = f"s{self._number}"
        identity = "" if name in self._ids else f' id="{name}"'
        self._ids.add(name)
        language = f' lang="{label.language}" dir="{"rtl" if label.right_to_left else "ltr"}"' if label.language else ""
        tag = f'<span class="s"{identity} data-state="{label.grade}"{language}>'
        self._out.append(tag)
        self._stack.append(_Open("span.s", tag))
        self._in_span = True

    def _close_span(self) -> None:
        """End the span; elements that were opened in it are closed before its end and opened again after it."""
        if not self._in_span:
            return
        again: list[_Open] = []
        while self._stack[-1].name != "span.s":
            again.append(self._stack.pop())
            self._out.append(f"</{again[-1].name}>")
        self._stack.pop()
        self._out.append("</span>")
        self._in_span = False
        for element in reversed(again):
            self._out.append(re.sub(r' id="[^"]*"', "", element.tag))
            self._stack.append(element)

    def _start_tag(self, name: str, rest: str) -> None:
        attributes = self._attributes(rest) if rest else {}
        if name in VOID:
            self._void(name, attributes)
            return
        if self._number and name in INLINE:
            if not self._in_span:
                self._open_span()
        elif name not in INLINE:
            self._close_span()
            # markup that an article or a target left open would go around all that follows
            while self._stack and self._stack[-1].name in _UNDER_BLOCKS:
                self._out.append(f"</{self._stack.pop().name}>")
        tag = self._tag(name, attributes)
        if name in _HEADINGS:
            name = f"h{self._level(int(name[1]))}"
            tag = self._tag(name, attributes)
        self._out.append(tag)
        self._stack.append(_Open(name, tag))
        if self._number and (name in _BARE or (name == "a" and attributes.get("href", "#")[0] != "#")):
            kept = {key: value for key, value in attributes.items() if key in ("href", "rel", "lang", "dir")}
            self._capture.append(self._tag(name, kept))
            self._captured.append(name)

    def _end_tag(self, name: str) -> None:
        if name in _HEADINGS:
            name = next((each.name for each in reversed(self._stack) if each.name in _HEADINGS), name)
        if all(each.name != name for each in self._stack):
            return
        while self._stack[-1].name != name:
            if self._stack[-1].name == "span.s":
                self._close_span()
            else:
                self._out.append(f"</{self._stack.pop().name}>")
        self._stack.pop()
        self._out.append(f"</{name}>")
        if self._captured and self._captured[-1] == name:
            self._captured.pop()
            self._capture.append(f"</{name}>")

    def _void(self, name: str, attributes: dict[str, str]) -> None:
        if name == "hr":
            self._close_span()
        if name != "img":
            self._out.append(f"<{name}>")
            if name in _BARE and self._number:
                self._capture.append(" ")
            return
        if self._number and not self._in_span:
            self._open_span()
        text = attributes.get("alt", "")
        source = unescape(attributes.get("src", ""))
        path = self.media.picture(source)
        address = self.media.link(source)
        if path:
            shown = {"src": escape(path), "alt": text, "loading": "lazy"}
            shown |= {key: attributes[key] for key in ("width", "height", "title") if key in attributes}
            self._out.append(self._tag("img", shown))
        elif address and address.startswith("http"):
            # a page asks no other host for anything; the reader may
            self._out.append(f'<a href="{escape(address)}" rel="noopener noreferrer">{text or escape(address)}</a>')
        else:
            self._out.append(text)
        self._capture.append(text)

    def _attributes(self, rest: str) -> dict[str, str]:
        found = dict(_ATTRIBUTE.findall(self.marks.without(rest)))
        if "href" in found:
            address = self.media.link(unescape(found["href"]))
            found.pop("href")
            if address is None:
                found.pop("rel", None)
            else:
                found = {"href": escape(address), **found}
        if "href" not in found or found["href"].startswith("#"):
            found.pop("rel", None)
        if found.get("id") in self._ids or not found.get("id", "n-").removeprefix("n-"):
            found.pop("id", None)
        if "id" in found:
            self._ids.add(found["id"])
        if not found.get("class", "x"):
            found.pop("class")
        return found

    @staticmethod
    def _tag(name: str, attributes: Mapping[str, str]) -> str:
        # what is between quotes has been printed by html5ever or escaped here
        pairs = [f' {key}="{value.replace("<", "&lt;")}"' for key, value in attributes.items()]
        return f"<{name}{''.join(pairs)}>"

    def _level(self, original: int) -> int:
        """Return the level of a heading so that none is skipped: one below the nearest heading before it of a higher rank."""
        while self._levels and self._levels[-1] >= original:
            self._levels.pop()
        self._levels.append(original)
        return min(self.first + len(self._levels) - 1, 6)


@functools.lru_cache(maxsize=64)
def _tokens(marks: Marks) -> re.Pattern[str]:
    """Return the pattern of tags, marks and text; what fits none of them (a mark out of place) is left out."""
    signs = f"{marks.start}{marks.numbered}{marks.end}"
    return re.compile(
        rf"<(?P<opening>[a-z][a-z0-9]*)(?P<rest>(?:\s(?:\"[^\"]*\"|[^\">])*)?)>|</(?P<closing>[a-z][a-z0-9]*)>"
        rf"|{marks.start}(?P<number>\d{{1,7}}){marks.numbered}|(?P<end>{marks.end})|(?P<text>[^<{signs}]+)"
    )
