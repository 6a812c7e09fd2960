"""HTML of an edition as XHTML that a reading system must accept: ``xhtml()``.

What the edition's HTML says stays; where elements stand that EPUB's schemas (HTML's content models) do not allow there, they
go and their text stays. XML has no unclosed tags and no names for characters, and its ids are names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

from tilmach.bundle.epub_tree import BLOCKS, Node, outside, tree
from tilmach.bundle.sanitizing import INLINE, VOID, printable

Refer = Callable[[str], str | None]
"""Turns an address in an edition into one in the book; None if the book does not have it."""

_PARAGRAPHS = frozenset(("address", "h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "summary"))
_CONTAINERS = ("blockquote", "details", "div")
_LISTS = ("ol", "ul")
_SECTIONS = ("thead", "tbody", "tfoot")
_TRANSPARENT = frozenset(("a", "del", "ins"))
_DROPPED = frozenset(
    ("audio", "canvas", "embed", "iframe", "math", "noscript", "object", "script", "style", "svg", "template", "title", "video")
)
_KEPT = {
    "bdo": ("dir",), "ol": ("start",), "td": ("colspan", "rowspan"), "th": ("colspan", "rowspan", "scope"),
}  # fmt: skip
_VALUES = {
    "colspan": re.compile(r"[1-9]\d?"), "dir": re.compile("ltr|rtl"), "lang": re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"),
    "rowspan": re.compile(r"[1-9]\d?"), "scope": re.compile("col|row"), "start": re.compile(r"-?\d{1,6}"),
    "width": re.compile(r"[1-9]\d{0,4}"), "height": re.compile(r"[1-9]\d{0,4}"),
}  # fmt: skip
_INNER_LINK = re.compile(r'<a href="#([^"]*)"')
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


def xhtml(fragments: Sequence[str], *, link: Refer, picture: Refer) -> list[str]:
    """Return HTML fragments of one page as XHTML that may stand where blocks may; no id is in them twice.

    Args:
        fragments: Any HTML; what may not be in a book is left out.
        link: For relative addresses of links, other than those into the same page.
        picture: For addresses of pictures; a picture that the book does not have is its alternative text.
    """
    roots = [tree(fragment) for fragment in fragments]
    writer = _Writer(roots, link, picture)
    texts = ["".join(writer.flow(root.children)) for root in roots]
    # an element that could not stay has taken its id with it
    return [_INNER_LINK.sub(lambda match: match[0] if match[1] in writer.written else "<a", text) for text in texts]


class _Write(Protocol):
    def __call__(self, node: Node, *, in_link: bool) -> str:
        """Return a block as XHTML."""


class _Writer:
    """Writes elements where they may stand."""

    def __init__(self, roots: Sequence[Node], link: Refer, picture: Refer) -> None:
        self._link = link
        self._picture = picture
        self._ids: dict[str, str] = {}
        self.written: set[str] = set()
        for root in roots:
            self._note(root)
        self._writers: dict[str, _Write] = {
            **dict.fromkeys(_PARAGRAPHS, self._paragraph),
            **dict.fromkeys(_CONTAINERS, self._container),
            **dict.fromkeys(_LISTS, self._list),
            "dl": self._definitions,
            "figure": self._figure,
            "hr": lambda *_, **__: "<hr/>",
            "table": self._table,
        }

    def _note(self, node: Node) -> None:
        """Give every id a name that XML allows; of equal ones the first counts."""
        identity = node.attributes.get("id", "")
        if identity and identity not in self._ids:
            name = re.sub(r"[^A-Za-z0-9_.-]", lambda match: f"_{ord(match[0]):x}", identity)
            name = name if _NAME.fullmatch(name) else f"n-{name}"
            while name in self._ids.values():
                name += "-"
            self._ids[identity] = name
        for child in node.elements:
            self._note(child)

    def flow(self, nodes: Sequence[Node | str], *, in_link: bool = False) -> Iterator[str]:
        """Yield what stands where blocks may stand."""
        for node in nodes:
            if isinstance(node, str):
                yield _text(node)
            elif writer := self._writers.get(node.name):
                yield writer(node, in_link=in_link)
            elif node.name in _DROPPED:
                continue
            elif (node.name in INLINE or node.name in VOID) and not node.has_blocks:
                yield from self.phrase([node], in_link=in_link)
            elif node.name in _TRANSPARENT:
                yield self._wrapped(node, in_link=in_link, is_flow=True)
            else:
                # unknown, out of place, or an inline element around blocks
                yield from self.flow(node.children, in_link=in_link)

    def phrase(self, nodes: Sequence[Node | str], *, in_link: bool = False) -> Iterator[str]:
        """Yield what stands in a line of text."""
        for node in nodes:
            if isinstance(node, str):
                yield _text(node)
            elif node.name in ("br", "wbr"):
                yield f"<{node.name}/>"
            elif node.name == "img":
                yield self._image(node)
            elif node.name == "hr" or node.name in _DROPPED:
                yield " "
            elif node.name in INLINE:
                yield self._wrapped(node, in_link=in_link, is_flow=False)
            else:
                space = " " if node.name in BLOCKS else ""
                yield f"{space}{''.join(self.phrase(node.children, in_link=in_link))}{space}"

    def _paragraph(self, node: Node, *, in_link: bool) -> str:
        name = "p" if node.name == "summary" else node.name
        # code is read from left to right; EPUB leaves no other way to say so
        more = {"dir": "ltr"} if name == "pre" else {}
        return self._element(node, name, self.phrase(node.children, in_link=in_link), more)

    def _container(self, node: Node, *, in_link: bool) -> str:
        name = "blockquote" if node.name == "blockquote" else "div"
        return self._element(node, name, self.flow(node.children, in_link=in_link))

    def _wrapped(self, node: Node, *, in_link: bool, is_flow: bool) -> str:
        """Return an inline element; without its tags where it says nothing."""
        tags: dict[str, str] = {}
        name = node.name
        if name == "a":
            address = None if in_link else self._address(node.attributes.get("href", ""))
            if address:
                tags["href"] = address
            elif "id" not in node.attributes:
                name = ""
        elif name == "time":
            day = node.attributes.get("datetime", "")[:10]
            with suppress(ValueError):
                tags["datetime"] = date.fromisoformat(day).isoformat() if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else ""
            name = name if tags.get("datetime") else ""
        elif name == "bdo" and node.attributes.get("dir") not in ("ltr", "rtl"):
            name = ""
        if name == "sup" and node.attributes.get("class") == "footnote-ref":
            for child in node.elements:
                child.part = "noteref"
        within = in_link or "href" in tags
        inner = (self.flow if is_flow else self.phrase)(node.children, in_link=within)
        return self._element(node, name, inner, tags) if name else "".join(inner)

    def _address(self, address: str) -> str | None:
        if address.startswith("#"):
            name = self._ids.get(address[1:])
            return f"#{name}" if name else None
        return outside(address) if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", address) else self._link(address)

    def _image(self, node: Node) -> str:
        text = printable(node.attributes.get("alt", ""))
        source = self._picture(node.attributes.get("src", ""))
        if source is None:
            return _text(text)
        sizes = "".join(
            f' {name}="{value}"'
            for name in ("width", "height")
            if _VALUES[name].fullmatch(value := node.attributes.get(name, ""))
        )
        return f"<img src={quoteattr(source)} alt={quoteattr(text)}{sizes}/>"

    def _list(self, node: Node, *, in_link: bool) -> str:
        items: list[str] = []
        for child in node.children:
            if isinstance(child, Node) and child.name == "li":
                child.part = "footnote" if node.attributes.get("class") == "footnotes-list" else ""
                items.append(self._element(child, "li", self.flow(child.children, in_link=in_link)))
            elif inner := "".join(self.flow([child], in_link=in_link)).strip():
                items.append(f"<li>{inner}</li>")
        return self._element(node, node.name, items) if items else ""

    def _definitions(self, node: Node, *, in_link: bool) -> str:
        """Return a list of definitions, or what is in it where terms and definitions do not take turns."""
        children = [child for child in node.children if isinstance(child, Node) or child.strip()]
        names = "".join("t" if child.name == "dt" else "d" for child in children if isinstance(child, Node))
        are_pairs = all(isinstance(child, Node) and child.name in ("dt", "dd") for child in children)
        if not are_pairs or not re.fullmatch(r"(?:t+d+)+", names):
            return "".join(f"<div>{''.join(self.flow([child], in_link=in_link))}</div>" for child in children)
        return self._element(node, "dl", [self._cell(child, in_link=in_link) for child in children if isinstance(child, Node)])

    def _cell(self, node: Node, *, in_link: bool) -> str:
        inner = self.phrase if node.name in ("dt", "th") else self.flow
        return self._element(node, node.name, inner(node.children, in_link=in_link))

    def _table(self, node: Node, *, in_link: bool) -> str:
        """Return a table with its caption first and every row in a section."""
        caption = next((child for child in node.elements if child.name == "caption"), None)
        sections: list[tuple[str, list[str]]] = []
        for part, row in _rows(node):
            cells = [self._cell(cell, in_link=in_link) for cell in row.elements if cell.name in ("td", "th")]
            if not cells:
                continue
            kind = "thead" if part == "thead" and all(name == "thead" for name, _ in sections) else "tbody"
            if not sections or sections[-1][0] != kind:
                sections.append((kind, []))
            sections[-1][1].append(self._element(row, "tr", cells))
        if not sections:
            return "".join(f"<p>{inner}</p>" for inner in ["".join(self.phrase(node.children)).strip()] if inner)
        title = self._element(caption, "caption", self.phrase(caption.children, in_link=in_link)) if caption else ""
        return self._element(node, "table", [title, *(f"<{name}>{''.join(rows)}</{name}>" for name, rows in sections)])

    def _figure(self, node: Node, *, in_link: bool) -> str:
        """Return a figure with its caption, one at most, at its end."""
        caption = next((child for child in node.elements if child.name == "figcaption"), None)
        inner = list(self.flow([child for child in node.children if child is not caption], in_link=in_link))
        if caption:
            inner.append(self._element(caption, "figcaption", self.flow(caption.children, in_link=in_link)))
        return self._element(node, "figure", inner)

    def _element(self, node: Node, name: str, inner: Iterator[str] | Sequence[str], more: dict[str, str] | None = None) -> str:
        """Return an element with those of its attributes that it may have."""
        tags = dict(more or {})
        found = node.attributes
        identity = self._ids.get(found.get("id", ""))
        if identity and identity not in self.written:
            self.written.add(identity)
            tags["id"] = identity
        for key in ("class", "title", "data-state"):
            if found.get(key, "").strip():
                tags[key] = printable(found[key])
        for key in ("dir", *_KEPT.get(name, ())):
            if _VALUES[key].fullmatch(found.get(key, "")):
                tags[key] = found[key]
        if node.part:
            tags["epub:type"] = node.part
        if _VALUES["lang"].fullmatch(found.get("lang", "")):
            tags["lang"] = tags["xml:lang"] = found["lang"]
        return f"<{name}{''.join(f' {key}={quoteattr(value)}' for key, value in tags.items())}>{''.join(inner)}</{name}>"


def _rows(table: Node) -> Iterator[tuple[str, Node]]:
    for child in table.elements:
        if child.name == "tr":
            yield "", child
        elif child.name in _SECTIONS:
            yield from ((child.name, row) for row in child.elements if row.name == "tr")


def _text(text: str) -> str:
    return escape(printable(text))
