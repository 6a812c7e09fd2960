"""HTML as a tree, and addresses as valid URLs: what ``epub_xhtml`` begins with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from tilmach.bundle.sanitizing import VOID
from tilmach.formats.htmlparser import Parser

BLOCKS = frozenset(
    (
        "address", "blockquote", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6",
        "hr", "li", "ol", "p", "pre", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
"""Elements that do not stand in a line of text."""

# what an opening tag ends, and what stops the search for it (HTML, "Optional tags")
_ENDS = {
    "dd": frozenset(("dt", "dd")), "dt": frozenset(("dt", "dd")), "li": frozenset(("li",)), "td": frozenset(("td", "th")),
    "th": frozenset(("td", "th")), "tr": frozenset(("tr",)),
}  # fmt: skip
_HOLDERS = BLOCKS - {"p", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "tr", "li", "dt", "dd"}
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "/?@!$&'()*+,;=%:~"


@dataclass(slots=True)
class Node:
    """An element.

    Attributes:
        name: In small letters; empty for the root.
        attributes: Values by name; of equal names the first counts.
        children: Elements and texts.
        part: What it is in the book (``epub:type``), if that is to be said.
    """

    name: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)
    part: str = ""

    @property
    def elements(self) -> Iterator[Node]:
        """The elements in it."""
        return (child for child in self.children if isinstance(child, Node))

    @property
    def has_blocks(self) -> bool:
        """Whether a paragraph or the like is somewhere in it."""
        return any(child.name in BLOCKS or child.has_blocks for child in self.elements)


class _Parser(Parser):
    """Builds elements; what is not closed ends with its parent, what was not opened is not closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("", {})]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        ends = _ENDS.get(tag, frozenset("p") if tag in BLOCKS else frozenset())
        if ends:
            self._end(ends)
        values = {name: value or "" for name, value in reversed(attrs)}
        if tag == "a" and any(each.name == "a" for each in self.open):
            values.pop("href", None)  # no link in a link, also where a table stands between
        node = Node(tag, values)
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def _end(self, names: frozenset[str]) -> None:
        """End one of these elements if it is open with nothing but lines of text, or what ends with it, around us."""
        for index in range(len(self.open) - 1, 0, -1):
            name = self.open[index].name
            if name in names:
                del self.open[index:]
                return
            if name in _HOLDERS:
                return

    def handle_endtag(self, tag: str) -> None:
        if any(node.name == tag for node in self.open[1:]):
            while self.open.pop().name != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def tree(html: str) -> Node:
    """Return the root of any HTML."""
    return _Parser(html).open[0]


def outside(address: str) -> str | None:
    """Return an address of the web, of mail or telephone as a valid URL (RFC 3986); None if it can't be one."""
    scheme, colon, rest = address.strip().partition(":")
    if not colon or not rest:
        return None
    if scheme.lower() in ("mailto", "tel"):
        return f"{scheme.lower()}:{_quoted(rest)}"
    with suppress(ValueError):
        parts = urlsplit(f"{scheme}:{rest}")
        if scheme.lower() not in ("http", "https") or not parts.hostname or parts.username is not None:
            return None
        host = parts.hostname.encode("idna").decode()
        if not re.fullmatch(r"[a-z0-9.-]+", host):
            return None
        place = f"{host}:{parts.port}" if parts.port is not None else host
        path = rest[2 + len(parts.netloc) :]
        begin, hash_sign, fragment = path.partition("#")
        return f"{scheme.lower()}://{place}{_quoted(begin)}{hash_sign}{_quoted(fragment)}"
    return None


def _quoted(text: str) -> str:
    return quote(_PERCENT.sub("%25", text), safe=_SAFE)
