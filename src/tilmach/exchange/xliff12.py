"""XLIFF 1.2 (OASIS, 2008; its strict schema): ``write_parts()`` and ``read_parts()``.

A code of the source is a ``ph``, a pair a ``bpt`` and an ``ept``: programs protect them, and their text is in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import tilmach
from tilmach.catalog import State
from tilmach.errors import CatalogError
from tilmach.exchange import xmlfile
from tilmach.exchange.codes import Kind, Piece, pieces
from tilmach.exchange.entries import CONTROLS, Entry, Options, Part, tidied, told_state
from tilmach.exchange.xmlfile import SPACE, Element, append, clean, name
from tilmach.model import Syntax

_Q = f"{{{xmlfile.XLIFF12}}}"
_DATATYPES = {Syntax.PLAIN: "plaintext", Syntax.HTML: "html", Syntax.MARKDOWN: "x-markdown"}
_STATES = {
    State.APPROVED: ("final", None),
    State.EDITED: ("needs-review-translation", None),
    State.MACHINE: ("needs-review-translation", "leveraged-mt"),
    State.MEMORY: ("needs-review-translation", "leveraged-tm"),
    State.STALE: ("needs-translation", "leveraged-inherited"),
}
_APPROVED = ("final", "signed-off")
_UNDONE = ("new", "needs-translation")
_TAGS = {Kind.ALONE: "ph", Kind.OPENS: "bpt", Kind.CLOSES: "ept"}
_CONTROL = "x-tilmach-character"
_TEXTS = ("source", "target", "note", "context")


def write_parts(path: Path, source_locale: str, parts: list[Part], options: Options) -> None:
    """Write catalogs, a ``file`` element each.

    Raises:
        CatalogError: It can't be written; the file is as it was.
    """
    from lxml import etree  # noqa: PLC0415  comes with trafilatura; not for --help

    root = etree.Element(f"{_Q}xliff", {"version": "1.2"}, nsmap={None: xmlfile.XLIFF12})
    for part in parts:
        file = etree.SubElement(root, f"{_Q}file")
        file.set("original", part.original)
        file.set("source-language", source_locale)
        file.set("target-language", part.locale)
        file.set("datatype", _DATATYPES[part.syntax])
        file.set("tool-id", "tilmach")
        header = _child(file, "header")
        tool = _child(header, "tool")
        tool.set("tool-id", "tilmach")
        tool.set("tool-name", "tilmach")
        tool.set("tool-version", tilmach.__version__)
        body = _child(file, "body")
        for entry in part.entries:
            _write_unit(_child(body, "trans-unit"), entry, part.syntax, options)
    xmlfile.save(path, root, _TEXTS)


def _child(parent: Element, tag: str, text: str = "") -> Element:
    from lxml import etree  # noqa: PLC0415  comes with trafilatura; not for --help

    child = etree.SubElement(parent, f"{_Q}{tag}")
    if text:
        child.text = text
    return child


def _write_unit(unit: Element, entry: Entry, syntax: Syntax, options: Options) -> None:
    unit.set("id", entry.id)
    unit.set(SPACE, "preserve")
    if entry.state is State.APPROVED:
        unit.set("approved", "yes")
    source = pieces(entry.source, syntax)
    _fill(_child(unit, "source"), source)
    if options.copy_source and entry.state is not State.APPROVED:
        target = _child(unit, "target")
        target.set("state", "new")
        _fill(target, source)
    elif entry.target:
        target = _child(unit, "target")
        state, qualifier = _STATES[entry.state]
        target.set("state", state)
        if qualifier:
            target.set("state-qualifier", qualifier)
        _fill(target, pieces(entry.target, syntax, source))
    _write_contexts(unit, entry)
    for origin, lines in (("developer", entry.notes), ("translator", entry.remarks)):
        if lines:
            _child(unit, "note", clean("\n".join(lines))).set("from", origin)
    if entry.previous is not None and entry.target:
        older = _child(unit, "alt-trans")
        older.set("alttranstype", "previous-version")
        earlier = pieces(entry.previous, syntax)
        _fill(_child(older, "source"), earlier)
        _fill(_child(older, "target"), pieces(entry.target, syntax, earlier))


def _write_contexts(unit: Element, entry: Entry) -> None:
    group = _child(unit, "context-group")
    group.set("purpose", "information")
    facts = (("stamp", entry.stamp), ("state", str(entry.state)), ("model", entry.model), ("msgctxt", entry.context))
    for kind, text in facts:
        if text:
            _child(group, "context", clean(text)).set("context-type", f"x-tilmach-{kind}")
    for file, line in entry.locations:
        place = _child(unit, "context-group")
        place.set("purpose", "location")
        _child(place, "context", clean(file)).set("context-type", "sourcefile")
        _child(place, "context", str(line)).set("context-type", "linenumber")


def _fill(element: Element, content: list[Piece]) -> None:
    controls = 0
    for piece in content:
        if piece.kind is not Kind.TEXT:
            code = _child(element, _TAGS[piece.kind], piece.text)
            code.set("id", str(piece.id))
            if piece.kind is not Kind.ALONE:
                code.set("rid", str(piece.id))
            continue
        position = 0
        for match in CONTROLS.finditer(piece.text):
            append(element, piece.text[position : match.start()])
            controls += 1
            character = _child(element, "x")
            character.set("id", f"c{controls}")
            character.set("ctype", _CONTROL)
            character.set("equiv-text", f"U+{ord(match[0]):04X}")
            position = match.end()
        append(element, piece.text[position:])


def read_parts(path: Path) -> list[Part]:
    """Return the catalogs of a file, ours or another program's of ours.

    Raises:
        CatalogError: It can't be read or is not XLIFF 1.2.
    """
    root = xmlfile.read(path)
    if root.tag != f"{_Q}xliff":
        raise CatalogError(path, "is not XLIFF 1.2.", 1)
    parts = []
    for file in root.iter(f"{_Q}file"):
        entries = tuple(_entry(unit) for unit in file.iter(f"{_Q}trans-unit"))
        original, locale = file.get("original", ""), file.get("target-language", "")
        parts.append(Part(original, locale, entries, source_locale=file.get("source-language", "")))
    return parts


def _entry(unit: Element) -> Entry:
    source, target = unit.find(f"{_Q}source"), unit.find(f"{_Q}target")
    stamp = next((each.text or "" for each in unit.iter(f"{_Q}context") if each.get("context-type") == "x-tilmach-stamp"), "")
    remarks = [
        note.text or "" for note in unit.findall(f"{_Q}note") if note.get("from", "").lower() not in ("developer", "tilmach")
    ]
    problem = text = wanted = ""
    state = target.get("state", "") if target is not None else ""
    try:
        text = "".join(_texts(source)) if source is not None else ""
        wanted = "".join(_texts(target)) if target is not None else ""
    except ValueError as error:
        problem = str(error)
    if state in _UNDONE and wanted == text:
        # a copy of the source, as OmegaT needs it
        wanted = stamp = ""
    approved = unit.get("approved")
    is_approved = approved == "yes" or (approved is None and state in _APPROVED)
    return Entry(
        unit.get("id", ""),
        text,
        wanted,
        told_state(wanted, is_approved=is_approved),
        stamp,
        remarks=tidied(remarks),
        problem=problem,
    )


def _texts(element: Element) -> Iterator[str]:
    """Yield the text of an element, codes included.

    Raises:
        ValueError: It has a code that is not ours.
    """
    yield element.text or ""
    for child in element:
        tag = name(child)
        if tag == "x" and child.get("ctype") == _CONTROL:
            yield xmlfile.character(child.get("equiv-text", "").removeprefix("U+"))
        elif tag in ("ph", "bpt", "ept", "it", "sub", "mrk"):
            yield from _texts(child)
        elif tag:
            raise ValueError(f"its code <{tag} id={child.get('id', '')!r}> is not in the source")
        yield child.tail or ""
