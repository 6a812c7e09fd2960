"""XML files from outside, read so that they can do no harm, and ours, written line by line without a space in any text."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.parsers import expat

from tilmach import files
from tilmach.errors import CatalogError
from tilmach.exchange.entries import CONTROLS

XLIFF12 = "urn:oasis:names:tc:xliff:document:1.2"
XLIFF21 = "urn:oasis:names:tc:xliff:document:2.0"
"""XLIFF 2.1 and 2.2 keep the namespace of 2.0 for their core."""
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MODULES = {XLIFF12: "xliff12", XLIFF21: "xliff21"}

Element = Any
"""An lxml element; lxml has no types of its own."""


class _Found(Exception):  # noqa: N818  not an error
    """Stops the parser at the root or a DOCTYPE, whose name is its message."""


def read(path: Path) -> Element:
    """Return the root of an XML file. One with a DOCTYPE is refused: nothing is expanded or loaded from elsewhere.

    Raises:
        CatalogError: It can't be read, is not XML, or has a DOCTYPE; names the line.
    """
    from lxml import etree  # noqa: PLC0415  comes with trafilatura; not for --help

    data = _data(path)
    _root(path, data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise CatalogError(path, f"is not XML: {error.msg}.", error.lineno) from None


def xliff_module(path: Path) -> str:
    """Return which module reads a file: its root tells.

    Raises:
        CatalogError: It can't be read or is no XLIFF 1.2 or 2.x.
    """
    namespace, _, tag = _root(path, _data(path)).rpartition(" ")
    if tag != "xliff" or namespace not in _MODULES:
        raise CatalogError(path, "is not XLIFF 1.2 or 2.x.", 1)
    return _MODULES[namespace]


def _data(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CatalogError(path, f"can't be read: {error.strerror}.") from None


def _root(path: Path, data: bytes) -> str:
    """Look at a file up to its root; return the root's namespace and name.

    Raises:
        CatalogError: It has a DOCTYPE, or is no XML so far.
    """

    def doctype(*_: object) -> None:
        raise CatalogError(path, "has a DOCTYPE; XLIFF has none. Delete it if you trust the file.", parser.CurrentLineNumber)

    def root(tag: str, _: object) -> None:
        raise _Found(tag)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    try:
        parser.Parse(data, True)
    except _Found as found:
        return str(found)
    except expat.ExpatError as error:
        raise CatalogError(path, f"is not XML: {expat.errors.messages[error.code]}.", error.lineno) from None
    return ""


def character(code: str | None) -> str:
    """Return the character of a hexadecimal number.

    Raises:
        ValueError: It is none.
    """
    number = int(code, 16) if code and re.fullmatch("[0-9A-Fa-f]{1,6}", code) else -1
    if not 0 <= number <= sys.maxunicode or 0xD800 <= number < 0xE000:
        raise ValueError(f"{code!r} is not the number of a character")
    return chr(number)


def save(path: Path, root: Element, texts: Iterable[str]) -> None:
    """Write a tree.

    Args:
        path: The file.
        root: The tree; it is indented here.
        texts: Names of the elements in which a space would be text.

    Raises:
        CatalogError: It can't be written; the file is as it was.
    """
    from lxml import etree  # noqa: PLC0415  comes with trafilatura; not for --help

    _indent(root, "\n", frozenset(texts))
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"
    try:
        files.replace(path, data)
    except OSError as error:
        raise CatalogError(path, f"can't be written: {error.strerror}.") from None


def _indent(element: Element, newline: str, texts: frozenset[str]) -> None:
    """Set the spaces between elements, but in no text."""
    if not len(element) or name(element) in texts:
        return
    element.text = f"{newline}  "
    for child in element:
        _indent(child, f"{newline}  ", texts)
        child.tail = f"{newline}  "
    element[-1].tail = newline


def name(element: Element) -> str:
    """Return an element's name without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def append(element: Element, text: str) -> None:
    """Add text at the end of an element, after its last child."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def clean(text: str) -> str:
    """Return a text without what XML has no way to write; for what nobody reads back."""
    return CONTROLS.sub("", text)
