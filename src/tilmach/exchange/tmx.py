"""TMX 1.4b, the exchange format of translation memories: ``read()`` and ``write()``.

Read as OmegaT, memoQ and Weblate write it; written so that OmegaT 3.6 and the DTD take it.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import tilmach
from tilmach import files
from tilmach.errors import CatalogError
from tilmach.memory import MemoryUnit

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# XML 1.0 has no way to write these
_FORBIDDEN = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}


def read(path: Path, source_locale: str, locales: Iterable[str]) -> Iterator[tuple[str, MemoryUnit]]:
    """Yield the units of a TMX file for some locales, with the locale of each.

    A variant in ``kk-KZ`` serves ``kk`` too; inline markup is left out, its text kept. Neighbours are those OmegaT writes.

    Raises:
        CatalogError: The file can't be read or is not TMX; names the line.
    """
    wanted = {locale.lower(): locale for locale in locales}
    try:
        with path.open("rb") as file:
            # expat itself stops entities that explode, and none are loaded from elsewhere
            parser = ET.iterparse(file, events=("start", "end"))  # noqa: S314
            _, root = next(iter(parser))
            if root.tag != "tmx":
                raise CatalogError(path, f"is not TMX: its root is <{root.tag}>.", 1)
            for event, element in parser:
                if event == "end" and element.tag == "tu":
                    yield from _units(element, source_locale.lower(), wanted)
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
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
        '<tmx version="1.4">',
        f'  <header creationtool="tilmach" creationtoolversion={quoteattr(tilmach.__version__)} segtype="sentence"',
        f'    o-tmf="PO" adminlang="en" srclang={quoteattr(source_locale)} datatype="plaintext"/>',
        "  <body>",
    ]
    for (source, before, after), targets in variants.items():
        lines.append("    <tu>")
        lines += [
            f'      <prop type="{name}">{_escaped(text)}</prop>' for name, text in (("prev", before), ("next", after)) if text
        ]
        for locale, text in ((source_locale, source), *targets.items()):
            lines.append(f"      <tuv xml:lang={quoteattr(locale)}><seg>{_escaped(text)}</seg></tuv>")
        lines.append("    </tu>")
    lines += ["  </body>", "</tmx>", ""]
    try:
        files.replace(path, "\n".join(lines).encode())
    except OSError as error:
        raise CatalogError(path, f"can't be written: {error.strerror}.") from None


def _escaped(text: str) -> str:
    return escape(text.translate(_FORBIDDEN)).replace("\r", "&#13;")
