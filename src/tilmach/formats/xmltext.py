"""XML to the byte: where its elements stand, and targets written so that the XML around them stays well-formed.

People and machines write targets as HTML. A bare ampersand, ``<br>`` or a tag that is never closed does no harm there; in
XML each of them makes a reader show an error instead of the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.parsers import expat

from tilmach.inline import Syntax, codes

_START_TAG = re.compile(rb"""<[^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*)*>""")
_AMPERSAND = re.compile(r"&(?P<name>#[0-9]{1,7};|#x[0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]*;)?")
_PREDEFINED = frozenset(("lt;", "gt;", "amp;", "quot;", "apos;"))
_TAG = re.compile(r"(</?[A-Za-z][^<>]*>|<!--.*?-->)", re.DOTALL)
_VOID = re.compile(r"<(?:br|hr|img|wbr|input|area)\b[^<>]*(?<!/)>$", re.IGNORECASE)
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Element:
    """An element of an XML text; places are in bytes.

    Attributes:
        name: With its namespace, as ``{namespace}name``.
        parent: Name of the element around it, or "".
        attributes: Value by name.
        start: Where its first tag begins.
        inside: Where its first tag ends.
        end: Where its last tag begins; ``inside`` if it has none.
        line: 1-based line of its first tag.
    """

    name: str
    parent: str
    attributes: dict[str, str]
    start: int
    inside: int
    end: int
    line: int


class BrokenXmlError(Exception):
    """XML that is not well-formed, or more than a document needs.

    Attributes:
        line: 1-based line.
    """

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


def elements(text: str) -> list[Element]:
    """Return the elements of an XML text in the order of their first tags.

    Raises:
        BrokenXmlError: It is not well-formed, or declares entities.
    """
    data = text.encode()
    parser = expat.ParserCreate("utf-8", namespace_separator="}")
    found: list[Element | None] = []
    waiting: list[tuple[int, str, dict[str, str], int, int]] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        waiting.append((len(found), _name(name), attributes, parser.CurrentByteIndex, parser.CurrentLineNumber))
        found.append(None)

    def finish(_: str) -> None:
        index, name, attributes, start, line = waiting.pop()
        tag = _START_TAG.match(data, start)
        inside = tag.end() if tag else start
        end = max(inside, parser.CurrentByteIndex)
        parent = waiting[-1][1] if waiting else ""
        attributes = {_name(key): value for key, value in attributes.items()}
        found[index] = Element(name, parent, attributes, start, inside, end, line)

    def refuse(*_: object) -> None:
        raise BrokenXmlError("it declares entities of its own", parser.CurrentLineNumber)

    parser.StartElementHandler, parser.EndElementHandler, parser.EntityDeclHandler = begin, finish, refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise BrokenXmlError(expat.ErrorString(error.code), error.lineno) from None
    return [element for element in found if element]


def _name(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def edited(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """Return a text with some places (from, to: in bytes) written anew."""
    data = text.encode()
    for start, end, new in sorted(edits, reverse=True):
        data = data[:start] + new.encode() + data[end:]
    return data.decode()


def with_attribute(tag: str, name: str, value: str) -> str:
    """Return a first tag with an attribute set."""
    old = re.compile(rf"""(?<=\s){re.escape(name)}\s*=\s*(?:"[^"]*"|'[^']*')""")
    new = f'{name}="{html.escape(value)}"'
    if old.search(tag):
        return old.sub(lambda _: new, tag, count=1)
    return re.sub(r"\s*/?>$", lambda end: f" {new}{end[0]}", tag)


def plain(target: str) -> str:
    """Return a target as XML text without any element: the tags of pairs are left out, other signs are escaped."""
    target = _FORBIDDEN.sub("", target)
    pieces: list[str] = []
    position = 0
    for code in codes(target, Syntax.HTML):
        tags = target[code.start : code.end]
        if tags.startswith("<") and (code.partner is not None or _VOID.match(tags) or tags.endswith("/>") or "</" in tags[1:]):
            pieces += target[position : code.start], _TAG.sub("", tags)
            position = code.end
    return _escaped("".join([*pieces, target[position:]]))


def as_text(markup: str) -> str:
    """Return a target that is HTML as XML text that shows its tags."""
    return html.escape(_FORBIDDEN.sub("", markup), quote=False)


def in_cdata(target: str) -> str:
    """Return a target that does not end the CDATA section that it stands in."""
    return _FORBIDDEN.sub("", target).replace("]]>", "]] >")


def fragment(target: str, source: str) -> str | None:
    """Return a target as well-formed XML: entities of HTML as characters, void elements closed, loose tags left out.

    Args:
        target: HTML as somebody wrote it.
        source: What it translates: a piece of XML that may hold one half of a pair.

    Returns:
        The XML, or None where the source holds halves of pairs that the target has not.
    """
    wanted = _xml(source)
    found = _xml(_FORBIDDEN.sub("", target))
    if not _is_well_formed(wanted):
        return found if _loose(wanted) == _loose(found) else None
    if _is_well_formed(found):
        return found
    for start, end in reversed(_loose_places(found)):
        found = found[:start] + found[end:]
    return found if _is_well_formed(found) else plain(_TAG.sub("", target))


def _xml(text: str) -> str:
    """Return HTML with what XML lacks written in XML's way; tags keep their places."""
    pieces = _TAG.split(text)
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            pieces[index] = _escaped(piece)
        elif not piece.startswith("<!"):
            tag = _AMPERSAND.sub(_entity, piece)
            pieces[index] = f"{tag[:-1].rstrip()}/>" if _VOID.match(tag) else tag
    return "".join(pieces)


def _escaped(text: str) -> str:
    return _AMPERSAND.sub(_entity, text).replace("<", "&lt;").replace("]]>", "]]&gt;")


def _entity(match: re.Match[str]) -> str:
    """Return an ampersand, or the entity that it begins, as XML has it."""
    name = match["name"]
    if not name:
        return "&amp;"
    if name in _PREDEFINED:
        return match[0]
    char = html.unescape(match[0])
    if char == match[0] or _FORBIDDEN.search(char):
        return f"&amp;{name}"
    if name.startswith("#"):
        number = int(name[2:-1], 16) if name[1] == "x" else int(name[1:-1])
        # HTML reads some numbers as other characters than XML
        return match[0] if [ord(each) for each in char] == [number] else html.escape(char)
    return html.escape(char)


def _is_well_formed(text: str) -> bool:
    parser = expat.ParserCreate("utf-8")
    try:
        parser.Parse(f"<x>{text}</x>".encode(), True)
    except expat.ExpatError:
        return False
    return True


def _loose_places(text: str) -> list[tuple[int, int]]:
    """Return where tags stand whose other half is missing."""
    return [
        (code.start, code.end)
        for code in codes(text, Syntax.HTML)
        if code.partner is None and _TAG.fullmatch(text, code.start, code.end) and not text.endswith("/>", 0, code.end)
    ]


def _loose(text: str) -> list[str]:
    return [text[start:end] for start, end in _loose_places(text)]
