"""EPUB 2 and 3: the documents of a book as HTML, and the names that its table of contents and its metadata give to things.

Units are in reading order: title and description, the spine, what else the manifest has (the navigation document), the NCX of
EPUB 2. With a locale the book also says its language and, where that is so, that it is read from right to left.
"""

from __future__ import annotations

import dataclasses
import html as entities
import re
from collections.abc import Iterator
from pathlib import Path

from tilmach import locales
from tilmach.errors import SourceError
from tilmach.formats import archive, html, xmltext
from tilmach.formats.publication import OPF, Publication
from tilmach.formats.units import LETTER, Split, make_unit, merge, render_unit
from tilmach.inline import Syntax
from tilmach.model import Document, Kind, Segment, Targets, Unit

SYNTAX = Syntax.HTML

_DC = "{http://purl.org/dc/elements/1.1/}"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_XHTML = "http://www.w3.org/1999/xhtml"
_LABELLED = frozenset((f"{_NCX}docTitle", f"{_NCX}navLabel"))
_LANGUAGE_OF = frozenset((f"{OPF}package", f"{_DC}title", f"{_DC}description", f"{_NCX}ncx"))

_ROOT = re.compile(r"<(?P<prefix>[A-Za-z_][\w.-]*:)?(?P<name>[A-Za-z][\w.-]*)[^>]*>")
_THIRD = re.compile(r"""\sversion\s*=\s*["']3""")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HIDDEN = re.compile(r"<!--.*?-->|<(?P<name>script|style)\b[^>]*(?<!/)>.*?</(?P=name)\s*>", re.DOTALL)
_LANGUAGE_TAGS = re.compile(r"<(?:html|body)\b[^>]*>")
_TITLE = re.compile(r"(?P<tag><title\b[^>]*(?<!/)>)(?P<text>.*?)(?=</title\s*>)", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_FOLD = re.compile(r"[ \t\r\n\f]+")
_CHARACTER = re.compile(r"&(?:#[0-9]+|#x[0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);|.", re.DOTALL)
_CDATA = re.compile(r"(?P<before>\s*<!\[CDATA\[)(?P<text>.*)(?P<after>\]\]>\s*)", re.DOTALL)
_CDATA_EDGE = re.compile(r"<!\[CDATA\[|\]\]>")


def parse(path: Path, data: bytes, split: Split) -> Document:
    """Parse a book.

    Raises:
        SourceError: It is broken, protected or holds what can't be translated; says what to do.
    """
    book = Publication(path, data)
    tables: dict[str, bool] = {}
    for package in book.packages():
        book.refuse_protected([package])
        tables.setdefault(package, True)
        for name, is_table in book.documents(package, book.elements(package, book.text(package))):
            tables.setdefault(name, is_table)
    book.refuse_protected(list(tables))
    members = ((name, _names(book, name, split) if is_table else _page(book, name, split)) for name, is_table in tables.items())
    return Document(members=tuple(members), archive=data)


def render(document: Document, targets: Targets, locale: str = "") -> bytes:
    """Return the book with its targets; with every target equal to its source and no locale, the bytes that were read."""
    changed: dict[str, bytes] = {}
    is_third = False
    for name, member in document.members:
        root = _root(member)
        if root and root["name"] == "package":
            is_third = bool(_THIRD.search(root[0]))
        if root and root["name"] in ("package", "ncx"):
            text = _render_names(member, targets)
            text = _localized_names(text, member, targets, locale, is_third=is_third) if locale else text
        else:
            text = html.render(member, _well_formed(member, targets), locale)
            text = _localized_page(text, member, locale) if locale else text
            # what EPUB 2 has for a run of the other direction
            text = text if is_third else text.replace("<bdi>", '<span dir="ltr">').replace("</bdi>", "</span>")
        changed[name] = text.encode()
    return archive.replaced(document.archive, changed)


def _root(member: Document) -> re.Match[str] | None:
    """Return the first tag of a member."""
    first = member.parts[0] if member.parts else ""
    return _ROOT.search(_COMMENT.sub("", first)) if isinstance(first, str) else None


def _page(book: Publication, name: str, split: Split) -> Document:
    """Parse an XHTML document."""
    text = book.text(name)
    shown = _HIDDEN.sub(lambda match: "\n" * match[0].count("\n"), text)
    at = shown.find("<![CDATA[")
    if at >= 0:
        line = shown.count("\n", 0, at) + 1
        raise SourceError(book.path, f"{name} in it, line {line}, has text in a CDATA section. Write it as plain text.")
    document = html.parse(text, split)
    root = _root(document)
    if root and root["prefix"] and root["name"] == "html":
        raise SourceError(book.path, f"{name} in it writes its tags as {root[0].split()[0]}. Save it without the prefix.")
    return document


def _well_formed(member: Document, targets: Targets) -> dict[str, str]:
    """Return the targets of a page's sources as XML."""
    attributes = {segment.source for unit in member.units if unit.kind is Kind.ATTRIBUTE for segment in unit.segments}
    safe: dict[str, str] = {}
    for segment in member.segments:
        source = segment.source
        target = targets.get(source)
        if target and target != source:
            target = xmltext.plain(target) if source in attributes else xmltext.fragment(target, source)
        if target:
            safe[source] = target
    return safe


def _localized_page(text: str, member: Document, locale: str) -> str:
    """Return a page that says its language in XML's way too, its body included; a page's title has no elements."""
    root = _root(member)
    in_xml = root is not None and (_XHTML in root[0] or "xml:lang" in root[0])
    direction = "rtl" if locales.is_right_to_left(locale) else "ltr"

    def tag(match: re.Match[str]) -> str:
        found = match[0]
        is_root = found.startswith("<html")
        if (is_root and in_xml) or re.search(r"\sxml:lang\s*=", found):
            found = xmltext.with_attribute(found, "xml:lang", locale)
        if re.search(r"\slang\s*=", found):
            found = xmltext.with_attribute(found, "lang", locale)
        if re.search(r"\sdir\s*=", found):
            found = xmltext.with_attribute(found, "dir", direction)
        return found

    text = _LANGUAGE_TAGS.sub(tag, text, count=2)
    return _TITLE.sub(lambda match: match["tag"] + _TAG.sub("", match["text"]), text)


def _names(book: Publication, name: str, split: Split) -> Document:
    """Parse a package document or an NCX: the texts of some elements."""
    text = book.text(name)
    data = text.encode()
    parts: list[str | Unit] = []
    position = 0
    for element in book.elements(name, text):
        if element.name in (f"{_DC}title", f"{_DC}description"):
            kind = Kind.ATTRIBUTE
        elif element.name == f"{_NCX}text" and element.parent in _LABELLED:
            kind = Kind.HEADING
        else:
            continue
        line = data.count(b"\n", 0, element.inside) + 1
        raw = data[element.inside : element.end].decode()
        cdata = _CDATA.fullmatch(raw)
        before, raw, after = cdata.group("before", "text", "after") if cdata else ("", raw, "")
        if "<" in raw and not cdata:
            raise SourceError(book.path, f"{name} in it, line {line}, has markup in a name. Write it as plain text.")
        parts += data[position : element.inside].decode(), before
        pieces = list(raw) if cdata else _CHARACTER.findall(raw)
        has_markup = "<" in raw or "&lt;" in raw or "&#60;" in raw
        if element.name == f"{_DC}description" and has_markup:
            parts += _markup(pieces, line, split, is_escaped=cdata is None)
        else:
            parts += _name(raw, kind, line, split)
        parts.append(after)
        position = element.end
    return Document(tuple(merge([*parts, data[position:].decode()])))


def _name(raw: str, kind: Kind, line: int, split: Split) -> Iterator[str | Unit]:
    """Yield a text without markup and the spaces around it."""
    text = raw.strip()
    if not LETTER.search(entities.unescape(text)):
        yield raw
        return
    start = raw.index(text)
    yield raw[:start]
    yield make_unit(text, kind, line + raw.count("\n", 0, start), split, syntax=SYNTAX, fold=_FOLD)
    yield raw[start + len(text) :]


def _markup(pieces: list[str], line: int, split: Split, *, is_escaped: bool) -> Iterator[str | Unit]:
    """Yield a description that is HTML written as XML text; its units are paragraphs.

    Args:
        pieces: The text in pieces that are a character each.
        line: 1-based line on which it begins.
        split: Splits plain text into sentences.
        is_escaped: Whether characters may be written as entities.
    """
    shown = [entities.unescape(piece) if is_escaped else piece for piece in pieces]
    ends: list[int] = []  # in the pieces, of each character of the HTML
    for index, text in enumerate(shown):
        ends += [index] * (len(text) - 1) + [index + 1]
    done, at = 0, 0

    def cut(text: str) -> str:
        nonlocal done, at
        at += len(text)
        first, done = done, ends[at - 1] if at else 0
        return "".join(pieces[first:done])

    for part in html.parse("".join(shown), split, line - 1).parts:
        if isinstance(part, str):
            yield cut(part)
            continue
        segments: list[Segment] = []
        spaces: list[str] = []
        for space, segment in zip(("", *part.spaces), part.segments, strict=True):
            spaces.append(cut(space))
            segments.append(dataclasses.replace(segment, raw=cut(segment.raw)))
        yield Unit(Kind.PARAGRAPH, tuple(segments), tuple(spaces[1:]), syntax=SYNTAX)


def _render_names(member: Document, targets: Targets) -> str:
    """Splice targets into a package document or an NCX."""
    pieces: list[str] = []
    in_cdata = False
    for part in member.parts:
        if isinstance(part, str):
            pieces.append(part)
            for edge in _CDATA_EDGE.findall(part):
                in_cdata = edge != "]]>"
            continue
        finish = xmltext.as_text if part.kind is Kind.PARAGRAPH else xmltext.plain
        pieces.append(render_unit(part, targets, finish=xmltext.in_cdata if in_cdata else finish))
    return "".join(pieces)


def _localized_names(text: str, member: Document, targets: Targets, locale: str, *, is_third: bool) -> str:
    """Return a package document or an NCX that says the language of the book and of its own names."""
    found = xmltext.elements(text)
    data = text.encode()
    is_translated = all(targets.get(segment.source) for segment in member.segments)
    languages = [each for each in found if each.name == f"{_DC}language"]
    spoken = [data[each.inside : each.end].decode().strip().partition("-")[0].lower() for each in languages]
    edits: list[tuple[int, int, str]] = []
    for element, language in zip(languages, spoken, strict=True):
        # a book in two languages keeps the other
        if language == spoken[0] and element.end > element.inside:
            edits.append((element.inside, element.end, locale))
    for element in found:
        tag = data[element.start : element.inside].decode()
        new = tag
        if element.name == f"{OPF}spine" and is_third and locales.is_right_to_left(locale):
            new = xmltext.with_attribute(new, "page-progression-direction", "rtl")
        if is_translated and element.name in _LANGUAGE_OF and _XML_LANG in element.attributes:
            new = xmltext.with_attribute(new, "xml:lang", locale)
        if new != tag:
            edits.append((element.start, element.inside, new))
    return xmltext.edited(text, edits)
