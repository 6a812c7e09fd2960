"""TMX 1.4b, the exchange format of translation memories: ``read()`` and ``write()`` for units, ``*_parts()`` for catalogs.

Read as OmegaT, memoQ and Weblate write it; written so that OmegaT 3.6 and the DTD take it.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import tilmach
from tilmach import files
from tilmach.catalog import State, fingerprint
from tilmach.errors import CatalogError
from tilmach.exchange.entries import CONTROLS, Entry, Options, Part, Stamp, told_state
from tilmach.memory import MemoryUnit
from tilmach.model import MERGED

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_OURS = "x-tilmach-"


def read(path: Path, source_locale: str, locales: Iterable[str]) -> Iterator[tuple[str, MemoryUnit]]:
    """Yield the units of a TMX file for some locales, with the locale of each.

    A variant in ``kk-KZ`` serves ``kk`` too; inline markup is left out, its text kept. Neighbours are those OmegaT writes.

    Raises:
        CatalogError: The file can't be read or is not TMX; names the line.
    """
    wanted = {locale.lower(): locale for locale in locales}
    for unit, _ in _elements(path):
        yield from _units(unit, source_locale.lower(), wanted)


def _elements(path: Path) -> Iterator[tuple[ET.Element, str]]:
    """Yield the ``tu`` elements of a file, each with the source language that the header tells.

    Raises:
        CatalogError: The file can't be read or is not TMX; names the line.
    """
    language = ""
    try:
        with path.open("rb") as file:
            # expat itself stops entities that explode, and none are loaded from elsewhere
            parser = ET.iterparse(file, events=("start", "end"))  # noqa: S314
            _, root = next(iter(parser))
            if root.tag != "tmx":
                raise CatalogError(path, f"is not TMX: its root is <{root.tag}>.", 1)
            for event, element in parser:
                if element.tag == "header":
                    language = element.get("srclang", "")
                if event == "end" and element.tag == "tu":
                    yield element, language
                    root.clear()
    except OSError as error:
        raise CatalogError(path, f"can't be read: {error.strerror}.") from None
    except ET.ParseError as error:
        raise CatalogError(path, f"is not TMX: {error}.", error.position[0]) from None


def _units(unit: ET.Element, source_locale: str, wanted: dict[str, str]) -> Iterator[tuple[str, MemoryUnit]]:
    variants: dict[str, str] = {}
    notes = {prop.get("type"): prop.text or "" for prop in unit.iter("prop")}
    for variant in unit.iter("tuv"):
        segment = variant.find("seg")
        language = (variant.get(_LANGUAGE) or variant.get("lang") or "").replace("_", "-").lower()
        if segment is not None:
            text = "".join(_texts(segment))
            variants.setdefault(language, text)
            variants.setdefault(language.partition("-")[0], text)
    source = variants.get(source_locale)
    for language, locale in wanted.items():
        if source and variants.get(language):
            yield locale, MemoryUnit(source, variants[language], notes.get("prev", ""), notes.get("next", ""))


def _texts(element: ET.Element) -> Iterator[str]:
    """Yield an element's own text; what is in inline markup is code, except in ``hi``."""
    yield element.text or ""
    for child in element:
        if child.tag == "hi":
            yield from _texts(child)
        yield child.tail or ""


def write(path: Path, source_locale: str, units: Iterable[tuple[str, MemoryUnit]]) -> None:
    """Write units (locale, unit) to a TMX file; those of one source go together.

    Raises:
        CatalogError: It can't be written; the file is as it was.
    """
    variants: dict[tuple[str, str, str], dict[str, str]] = {}
    for locale, unit in units:
        variants.setdefault((unit.source, unit.before, unit.after), {})[locale] = unit.target
    lines: list[str] = []
    for (source, before, after), targets in variants.items():
        lines.append("    <tu>")
        lines += [
            f'      <prop type="{name}">{_escaped(text)}</prop>' for name, text in (("prev", before), ("next", after)) if text
        ]
        for locale, text in ((source_locale, source), *targets.items()):
            lines.append(f"      <tuv xml:lang={quoteattr(locale)}><seg>{_escaped(text)}</seg></tuv>")
        lines.append("    </tu>")
    _save(path, source_locale, lines)


def _save(path: Path, source_locale: str, units: list[str]) -> None:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
        '<tmx version="1.4">',
        f'  <header creationtool="tilmach" creationtoolversion={quoteattr(tilmach.__version__)} segtype="sentence"',
        f'    o-tmf="PO" adminlang="en" srclang={quoteattr(source_locale)} datatype="plaintext"/>',
        "  <body>",
        *units,
        "  </body>",
        "</tmx>",
        "",
    ]
    try:
        files.replace(path, "\n".join(lines).encode())
    except OSError as error:
        raise CatalogError(path, f"can't be written: {error.strerror}.") from None


def _escaped(text: str) -> str:
    return escape(CONTROLS.sub("", text)).replace("\r", "&#13;")


def write_parts(path: Path, source_locale: str, parts: list[Part], options: Options) -> None:
    """Write what is approved in catalogs, and drafts if asked to, with the neighbours and the origin of each.

    Left out is what would be no good in a memory: stale targets, sentences merged into a neighbour, and what XML can't write.

    Raises:
        CatalogError: It can't be written; the file is as it was.
    """
    # for each sentence what it is, and what it became in each locale
    units: dict[tuple[str, str], list[str]] = {}
    variants: dict[tuple[str, str], list[str]] = {}
    for part in parts:
        sources = ["", *(entry.source for entry in part.entries), ""]
        for index, entry in enumerate(part.entries):
            if not _is_wanted(entry, options):
                continue
            key = (part.original, entry.id)
            facts = (
                ("prev", sources[index]),
                ("next", sources[index + 2]),
                (f"{_OURS}article", part.original),
                (f"{_OURS}id", entry.id),
                (f"{_OURS}msgctxt", entry.context or ""),
            )
            source = f"      <tuv xml:lang={quoteattr(source_locale)}><seg>{_escaped(entry.source)}</seg></tuv>"
            units.setdefault(key, [*_props(facts, "      "), source])
            told = ((f"{_OURS}state", entry.state), (f"{_OURS}origin", entry.model or ""), (f"{_OURS}stamp", entry.stamp))
            variants.setdefault(key, []).extend([
                f"      <tuv xml:lang={quoteattr(part.locale)}>",
                *_props(told, "        "),
                f"        <seg>{_escaped(entry.target)}</seg>",
                "      </tuv>",
            ])  # fmt: skip
    _save(path, source_locale, [
        line for key, unit in units.items() for line in ("    <tu>", *unit, *variants[key], "    </tu>")
    ])  # fmt: skip


def _is_wanted(entry: Entry, options: Options) -> bool:
    if not entry.target or entry.target == MERGED or CONTROLS.search(entry.source + entry.target):
        return False
    if entry.state is State.APPROVED:
        return True
    return options.drafts and entry.state is not State.STALE and (entry.previous is None or entry.state is State.EDITED)


def _props(facts: Iterable[tuple[str, str]], indent: str) -> Iterator[str]:
    yield from (f'{indent}<prop type="{name}">{_escaped(text)}</prop>' for name, text in facts if text)


def read_parts(path: Path) -> list[Part]:
    """Return the catalogs of a file that ``write_parts`` wrote and a program may have changed.

    Programs don't know our props: what they changed is not approved, whatever the prop says.

    Raises:
        CatalogError: It can't be read, is not TMX, or does not say which articles it is of.
    """
    entries: dict[tuple[str, str], list[Entry]] = {}
    source_locale = ""
    for unit, header in _elements(path):
        source_locale = header
        facts = _facts(unit)
        original = facts.get("article")
        if original is None:
            continue
        variants = [(tuv, "".join(_texts(seg)) if (seg := tuv.find("seg")) is not None else "") for tuv in unit.iter("tuv")]
        # write_parts puts the source first
        for tuv, target in variants[1:]:
            told = _facts(tuv)
            stamp = Stamp.read(told.get("stamp", ""))
            is_approved = told.get("state") == State.APPROVED and stamp is not None and stamp.target == fingerprint(target)
            state = told_state(target, is_approved=is_approved)
            entry = Entry(facts.get("id", ""), variants[0][1], target, state, told.get("stamp", ""))
            entries.setdefault((original, tuv.get(_LANGUAGE, "")), []).append(entry)
    if not entries:
        raise CatalogError(path, "does not say which articles it is of. `tilmach memory import` takes it as a memory.")
    return [Part(original, locale, tuple(own), source_locale=source_locale) for (original, locale), own in entries.items()]


def _facts(element: ET.Element) -> dict[str, str]:
    return {prop.get("type", "").removeprefix(_OURS): prop.text or "" for prop in element.findall("prop")}
