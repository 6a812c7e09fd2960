"""XLIFF 2.1 (OASIS, 2018; its core): ``write_parts()`` and ``read_parts()``.

A code of the source is a ``ph``, a pair a ``pc``; what they stand for is in ``originalData``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tilmach import locales
from tilmach.catalog import State
from tilmach.errors import CatalogError
from tilmach.exchange import xmlfile
from tilmach.exchange.codes import Kind, Piece, pieces
from tilmach.exchange.entries import CONTROLS, Entry, Options, Part, tidied, told_state
from tilmach.exchange.xmlfile import SPACE, Element, append, clean, name

_Q = f"{{{xmlfile.XLIFF21}}}"
_METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
_M = f"{{{_METADATA}}}"
_STATES = {State.APPROVED: "final", State.EDITED: "translated"}
_TEXTS = ("source", "target", "note", "data", "meta")


def write_parts(path: Path, source_locale: str, parts: list[Part], options: Options) -> None:
    """Write catalogs of one locale, a ``file`` element each.

    Raises:
        CatalogError: They are of several locales, or it can't be written; the file is as it was.
    """
    from lxml import etree  # noqa: PLC0415  comes with trafilatura; not for --help

    del options
    tags = sorted({part.locale for part in parts})
    if len(tags) != 1:
        raise CatalogError(path, f"XLIFF 2.1 has one target locale a file, not {', '.join(tags) or 'none'}.")
    root = etree.Element(f"{_Q}xliff", nsmap={None: xmlfile.XLIFF21, "mda": _METADATA})
    root.set("version", "2.1")
    root.set("srcLang", source_locale)
    root.set("trgLang", tags[0])
    for number, part in enumerate(parts, 1):
        file = _child(root, "file")
        file.set("id", f"f{number}")
        file.set("original", part.original)
        file.set("trgDir", "rtl" if locales.is_right_to_left(part.locale) else "ltr")
        for entry in part.entries:
            _write_unit(_child(file, "unit"), entry, part)
    xmlfile.save(path, root, _TEXTS)


def _child(parent: Element, tag: str, text: str = "") -> Element:
    from lxml import etree  # noqa: PLC0415  comes with trafilatura; not for --help

    child = etree.SubElement(parent, tag if tag.startswith("{") else f"{_Q}{tag}")
    if text:
        child.text = text
    return child


def _write_unit(unit: Element, entry: Entry, part: Part) -> None:
    unit.set("id", entry.id)
    unit.set("canResegment", "no")
    unit.set(SPACE, "preserve")
    group = _child(_child(unit, f"{_M}metadata"), f"{_M}metaGroup")
    group.set("category", "tilmach")
    places = (f"{file}:{line}" for file, line in entry.locations)
    facts = (("stamp", entry.stamp), ("model", entry.model), ("msgctxt", entry.context), *(("location", at) for at in places))
    for kind, text in facts:
        if text:
            _child(group, f"{_M}meta", clean(text)).set("type", kind)
    previous = () if entry.previous is None else (entry.previous,)
    notes = [(kind, clean("\n".join(lines))) for kind, lines in (
        ("developer", entry.notes), ("previous-source", previous), ("translator", entry.remarks)
    ) if lines]  # fmt: skip
    if notes:
        element = _child(unit, "notes")
        for kind, text in notes:
            _child(element, "note", text).set("category", kind)
    source = pieces(entry.source, part.syntax)
    target = pieces(entry.target, part.syntax, source)
    data = {text: f"d{number}" for number, text in enumerate(dict.fromkeys(_contents(source, target)), 1)}
    if data:
        originals = _child(unit, "originalData")
        for text, key in data.items():
            _child(originals, "data", text).set("id", key)
    segment = _child(unit, "segment")
    segment.set("state", _STATES.get(entry.state, "initial"))
    segment.set("subState", f"tilmach:{entry.state}")
    _fill(_child(segment, "source"), source, data)
    if entry.target:
        _fill(_child(segment, "target"), target, data)


def _contents(*texts: list[Piece]) -> Iterator[str]:
    for content in texts:
        yield from (piece.text for piece in content if piece.kind is not Kind.TEXT)


def _fill(element: Element, content: list[Piece], data: dict[str, str]) -> None:
    stack = [element]
    for piece in content:
        if piece.kind is Kind.TEXT:
            position = 0
            for match in CONTROLS.finditer(piece.text):
                append(stack[-1], piece.text[position : match.start()])
                _child(stack[-1], "cp").set("hex", f"{ord(match[0]):04X}")
                position = match.end()
            append(stack[-1], piece.text[position:])
        elif piece.kind is Kind.ALONE:
            code = _child(stack[-1], "ph")
            code.set("id", str(piece.id))
            code.set("dataRef", data[piece.text])
            code.set("disp", piece.text)
        elif piece.kind is Kind.OPENS:
            code = _child(stack[-1], "pc")
            code.set("id", str(piece.id))
            code.set("dataRefStart", data[piece.text])
            code.set("dispStart", piece.text)
            stack.append(code)
        else:
            code = stack.pop()
            code.set("dataRefEnd", data[piece.text])
            code.set("dispEnd", piece.text)


def read_parts(path: Path) -> list[Part]:
    """Return the catalogs of a file, ours or another program's of ours.

    Raises:
        CatalogError: It can't be read or is not XLIFF 2.x.
    """
    root = xmlfile.read(path)
    if root.tag != f"{_Q}xliff":
        raise CatalogError(path, "is not XLIFF 2.x.", 1)
    parts = []
    for file in root.iter(f"{_Q}file"):
        entries = tuple(_entry(unit) for unit in file.iter(f"{_Q}unit"))
        part = Part(file.get("original", ""), root.get("trgLang", ""), entries, source_locale=root.get("srcLang", ""))
        parts.append(part)
    return parts


def _entry(unit: Element) -> Entry:
    stamp = next((each.text or "" for each in unit.iter(f"{_M}meta") if each.get("type") == "stamp"), "")
    remarks = [
        note.text or "" for note in unit.iter(f"{_Q}note") if note.get("category") not in ("developer", "previous-source")
    ]
    problem = source = target = ""
    is_complete = is_approved = True
    try:
        reading = _Reading({data.get("id"): "".join(_raw(data)) for data in unit.iter(f"{_Q}data")})
        # a program may have cut a unit into segments, with what is between them in "ignorable"
        for segment in unit:
            if name(segment) not in ("segment", "ignorable"):
                continue
            own = "".join(reading.texts(segment.find(f"{_Q}source"), learning=True))
            wanted = segment.find(f"{_Q}target")
            source += own
            if name(segment) == "segment":
                is_complete &= wanted is not None
                is_approved &= segment.get("state") == "final"
            target += own if wanted is None else "".join(reading.texts(wanted))
    except ValueError as error:
        problem, is_complete = str(error), False
    target = target if is_complete else ""
    state = told_state(target, is_approved=is_approved)
    return Entry(unit.get("id", ""), source, target, state, stamp, remarks=tidied(remarks), problem=problem)


def _raw(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if name(child) == "cp":
            yield xmlfile.character(child.get("hex"))
        yield child.tail or ""


@dataclass(slots=True)
class _Reading:
    """Writes codes as the document does.

    Attributes:
        data: What codes stand for, by the id of the data.
        known: The codes of the source by their ids, for programs that lose the reference in the target.
    """

    data: dict[str | None, str]
    known: dict[str | None, tuple[str | None, str | None]] = field(default_factory=dict)

    def texts(self, element: Element | None, *, learning: bool = False) -> Iterator[str]:
        """Yield the text of an element, codes included.

        Raises:
            ValueError: It has a code of which nothing tells what it stands for.
        """
        if element is None:
            return
        yield element.text or ""
        for child in element:
            tag = name(child)
            if tag == "cp":
                yield xmlfile.character(child.get("hex"))
            elif tag in ("mrk", "sm", "em"):
                yield from self.texts(child, learning=learning)
            elif tag in ("ph", "pc", "sc", "ec"):
                first, last = self._code(child, tag, learning=learning)
                yield first
                yield from self.texts(child, learning=learning)
                yield last
            elif tag:
                raise ValueError(f"it has an element <{tag}>, which XLIFF's core does not know")
            yield child.tail or ""

    def _code(self, code: Element, tag: str, *, learning: bool) -> tuple[str, str]:
        """Return what stands before a code's content and after it."""
        key = code.get("startRef") or code.get("id")
        first = self.data.get(code.get("dataRefStart" if tag == "pc" else "dataRef"))
        last = self.data.get(code.get("dataRefEnd"))
        if tag == "ec":
            first, last = None, first
        known = self.known.get(key, (None, None))
        first, last = first if first is not None else known[0], last if last is not None else known[1]
        if learning:
            self.known[key] = (first, last)
        opening = "" if tag == "ec" else first
        closing = last if tag in ("pc", "ec") else ""
        if opening is None or closing is None:
            raise ValueError(f"its code {key!r} is not in the source")
        return opening, closing
