"""The elements of an XML member of a DOCX file, each with its place to the byte, so that all around a change stays as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

Properties = tuple[tuple[str, str], ...]
"""Name and XML of each element of a w:rPr or w:pPr."""

_START_TAG = re.compile(rb"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
_DEEPEST = 256  # elements in one another; a table in a table in a text box has a tenth of that


@dataclass(slots=True)
class Node:
    """An element; places are in bytes.

    Attributes:
        name: With the prefix that ``_PREFIXES`` gives its namespace, whatever prefix the file has.
        attributes: Values by name.
        start: Where its first tag begins.
        inner: Where its content begins.
        keeps_space: Whether spaces at the edges of its text count.
        inner_end: Where its content ends.
        end: Where it ends.
        text: The characters right in it, decoded.
        children: The elements right in it.
    """

    name: str
    attributes: dict[str, str]
    start: int
    inner: int
    keeps_space: bool
    inner_end: int = 0
    end: int = 0
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def child(self, name: str) -> Node | None:
        """Return the first element of a name right in it."""
        return next((node for node in self.children if node.name == name), None)

    def value(self, *names: str) -> str:
        """Return the w:val of an element in an element ... in it; empty if there is none."""
        node: Node | None = self
        for name in names:
            node = node.child(name) if node else None
        return node.attributes.get("w:val", "") if node else ""


def tree(data: bytes) -> Node:
    """Return the root of an XML member.

    Raises:
        ValueError: It is not well-formed, or more than a document needs.
    """
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    top = Node("", {}, 0, 0, keeps_space=False)
    stack = [top]

    def begin(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > _DEEPEST:
            raise ValueError(f"has more than {_DEEPEST} elements in one another")
        start = parser.CurrentByteIndex
        tag = _START_TAG.match(data, start)
        named = {_named(key): value for key, value in attributes.items()}
        space = named.get("xml:space", "preserve" if stack[-1].keeps_space else "")
        node = Node(_named(name), named, start, tag.end() if tag else start, space == "preserve")
        stack[-1].children.append(node)
        stack.append(node)

    def finish(_: str) -> None:
        node = stack.pop()
        node.inner_end = node.end = node.inner
        if data[node.inner - 2 : node.inner] != b"/>":
            node.inner_end = parser.CurrentByteIndex
            node.end = data.index(b">", node.inner_end) + 1

    def read(text: str) -> None:
        stack[-1].text += text

    def refuse(*_: object) -> None:
        raise ValueError("declares entities of its own")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, finish, read
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ValueError(f"is not well-formed XML: {error}") from None
    return top.children[0]


def _named(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return f"{_PREFIXES.get(space, '')}:{local}"


def prefix_of(node: Node, data: bytes) -> str:
    """Return the prefix, with its colon, that a member has for the namespace of an element."""
    name = re.split(rb"[\s/>]", data[node.start + 1 : node.inner], maxsplit=1)[0]
    return "".join(name.decode().rpartition(":")[:2])


def properties_of(node: Node | None, data: bytes) -> Properties:
    """Return the elements of a w:rPr or w:pPr."""
    return tuple((each.name, data[each.start : each.end].decode()) for each in node.children) if node else ()
