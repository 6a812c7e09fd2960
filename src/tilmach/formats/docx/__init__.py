"""DOCX: the paragraphs of a Word document, its headers, footers and notes, and the title in its properties.

A paragraph is a unit, also in a table, list or text box. Paragraphs without a changed sentence keep their bytes, and so does
all around them. Deleted and hidden text, comments and what Word computes itself (page numbers, dates) are not translated.
A document has no lines: a segment's line is the number of its paragraph.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from bisect import bisect_left
from collections.abc import Callable, Iterator
from pathlib import Path

from tilmach.errors import SourceError
from tilmach.formats import archive
from tilmach.formats.docx.runs import DELETED, LETTER, Role
from tilmach.formats.docx.text import GAP, TAG, Layout, layout
from tilmach.formats.docx.tree import Node, tree
from tilmach.formats.docx.writing import closed, plain, rebuilt
from tilmach.formats.units import Split, make_unit, render_unit
from tilmach.inline import Syntax
from tilmach.model import Document, Kind, Segment, Targets, Unit

SYNTAX = Syntax.HTML

_MEMBER = re.compile(r"word/(?P<kind>document|header|footer|footnotes|endnotes)(?P<number>\d*)\.xml")
_ORDER = ("document", "header", "footer", "footnotes", "endnotes")
_PROPERTIES = "docProps/core.xml"
_SHOWN = frozenset(("dc:title", "dc:subject", "dc:description"))
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
_EMBEDDED = re.compile(rb"<(?:[\w.-]+:)?altChunk\b")
_FOLD = re.compile(r" +")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_TAIL = 200  # characters that a sentence's last signs and the tags among them fit in
# A footnote's mark is a word to the splitter unless it looks like one of the marks that it knows.
_NOTE = re.compile(r"(?<=[.!?…\"'”’»)\]])x(?= )")


def parse(path: Path, data: bytes, split: Split) -> Document:
    """Parse a document.

    Raises:
        SourceError: It is broken, hostile or of another kind.
    """
    if data.startswith(_COMPOUND_FILE):
        raise SourceError(path, "is an old .doc file or has a password. Save it as .docx without a password.")
    members: list[tuple[str, Document]] = []
    number = 1
    with archive.read(path, data) as file:
        names = _members(file)
        if not any(name.startswith("word/document") for name in names):
            raise SourceError(path, "has no word/document.xml; is it of another kind?")
        styles = _styles(path, file)
        for name in names:
            content = archive.text(path, file, name).encode()
            if _EMBEDDED.search(content):
                raise SourceError(path, f"{name} in it embeds another file (w:altChunk). Save it again with Word.")
            root = _tree(path, name, content)
            if name == _PROPERTIES:
                units = [_property(node, number + index) for index, node in enumerate(_properties(root))]
            else:
                places = list(_paragraphs(root))
                shown = ((index, node, cell, layout(node, content)) for index, (node, cell) in enumerate(places))
                units = [
                    _unit(layout, _kind(node, styles, cell=cell), number + index, split)
                    for index, node, cell, layout in shown
                    if layout
                ]
                number += len(places)
            if units:
                members.append((name, Document(tuple(units))))
    return Document(members=tuple(members), archive=data)


def render(document: Document, targets: Targets, locale: str = "") -> bytes:
    """Return the document with its targets; its changed paragraphs say the locale and its direction."""
    changed: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(document.archive)) as file:
        for name, member in document.members:
            content = file.read(name)
            find = _changed_properties if name == _PROPERTIES else _changed_paragraphs
            changed[name] = find(content, list(member.units), targets, locale)
    return archive.replaced(document.archive, changed)


def _members(file: zipfile.ZipFile) -> list[str]:
    """Return the members with text for a reader, in reading order."""
    found = [match for name in dict.fromkeys(file.namelist()) if (match := _MEMBER.fullmatch(name))]
    found.sort(key=lambda match: (_ORDER.index(match["kind"]), int(match["number"] or 0)))
    return [*(match[0] for match in found), *([_PROPERTIES] if _PROPERTIES in file.namelist() else [])]


def _tree(path: Path, name: str, content: bytes) -> Node:
    try:
        return tree(content)
    except ValueError as error:
        raise SourceError(path, f"{name} in it {error}. Save it again with Word.") from None


def _styles(path: Path, file: zipfile.ZipFile) -> dict[str, str]:
    """Return the English names of the paragraph styles by their ids, which are in the language of who made them."""
    name = "word/styles.xml"
    if name not in file.namelist():
        return {}
    root = _tree(path, name, archive.member(path, file, name))
    return {node.attributes.get("w:styleId", ""): node.value("w:name") for node in root.children if node.name == "w:style"}


def _paragraphs(root: Node) -> Iterator[tuple[Node, bool]]:
    """Yield the paragraphs in the order in which they begin, and whether each stands in a table."""
    waiting = [(root, False)]
    while waiting:
        node, cell = waiting.pop()
        if node.name in DELETED:
            continue
        cell = cell or node.name == "w:tc"
        if node.name == "w:p":
            yield node, cell
        waiting += ((child, cell) for child in reversed(node.children))


def _kind(paragraph: Node, styles: dict[str, str], *, cell: bool) -> Kind:
    style = paragraph.value("w:pPr", "w:pStyle")
    names = (style.lower(), styles.get(style, "").lower())
    properties = paragraph.child("w:pPr")
    if any(name.startswith(("heading", "title", "subtitle")) for name in names):
        return Kind.HEADING
    if cell:
        return Kind.CELL
    if (properties and properties.child("w:numPr")) or names[1].startswith(("list bullet", "list number")):
        return Kind.LIST_ITEM
    return Kind.CAPTION if "caption" in names else Kind.PARAGRAPH


def _unit(shown: Layout, kind: Kind, number: int, split: Split) -> Unit:
    """Return the unit of a paragraph: between tabs, and at line breaks after a sentence, a new sentence begins."""
    text = shown.text.strip(" ")
    segments: list[Segment] = []
    spaces: list[str] = []
    start = 0
    for gap in [*_cuts(text, shown), None]:
        end = gap.start() if gap else len(text)
        part = make_unit(text[start:end], kind, number, _with_notes(split), syntax=SYNTAX, fold=_FOLD)
        segments += part.segments
        spaces += part.spaces
        if gap:
            spaces.append(gap[0])
            start = gap.end()
    return Unit(kind, tuple(segments), tuple(spaces), syntax=SYNTAX)


def _cuts(text: str, shown: Layout) -> Iterator[re.Match[str]]:
    letters = [match.start() for match in LETTER.finditer(TAG.sub(lambda tag: " " * len(tag[0]), text))]
    last = letters[-1]
    position = depth = 0
    lettered = False
    for gap in GAP.finditer(text):
        between = text[position : gap.start()]
        depth += between.count("<g") - between.count("</g")
        lettered = lettered or bisect_left(letters, position) < bisect_left(letters, gap.start())
        position = gap.end()
        role = shown.tags[int(gap["number"])].role
        ends = role is Role.TAB or (
            role is Role.LINE and _SENTENCE_END.search(TAG.sub("", text[max(0, gap.start() - _TAIL) : gap.start()]))
        )
        if ends and lettered and not depth and last >= gap.end():
            yield gap
            lettered = False


def _with_notes(split: Split) -> Split:
    def with_notes(text: str) -> list[str]:
        sentences: list[str] = []
        marked, end = _NOTE.sub("¹", text), 0
        for sentence in split(marked):
            start = marked.index(sentence, end)
            end = start + len(sentence)
            sentences.append(text[start:end])
        return sentences

    return with_notes


def _changed_paragraphs(content: bytes, units: list[Unit], targets: Targets, locale: str) -> bytes:
    found = [(node, shown) for node, _ in _paragraphs(tree(content)) if (shown := layout(node, content))]
    edits: list[tuple[int, int, str]] = []  # in order; a paragraph that ends later may hold one that ended before
    pairs = zip(found, units, strict=True)
    for (node, shown), unit in sorted(pairs, key=lambda pair: pair[0][0].end):
        text = render_unit(unit, targets, finish=closed)
        if text == unit.raw:
            continue
        inside: list[tuple[int, int, str]] = []
        while edits and edits[-1][0] >= node.start:
            inside.insert(0, edits.pop())
        xml = rebuilt(node, shown, text, content, _cutter(content, inside), locale)
        edits.append((node.start, node.end, xml))
    return _cutter(content, edits)(0, len(content)).encode()


def _cutter(content: bytes, edits: list[tuple[int, int, str]]) -> Callable[[int, int], str]:
    """Return a function that returns what stands between two bytes, with edits."""

    def cut(start: int, end: int) -> str:
        pieces: list[str] = []
        for one, other, new in edits:
            if start <= one and other <= end:
                pieces += content[start:one].decode(), new
                start = other
        return "".join([*pieces, content[start:end].decode()])

    return cut


def _properties(root: Node) -> list[Node]:
    return [node for node in root.children if node.name in _SHOWN and not node.children and LETTER.search(node.text)]


def _property(node: Node, number: int) -> Unit:
    raw = html.escape(" ".join(node.text.split()), quote=False)
    return make_unit(raw, Kind.ATTRIBUTE, number, lambda text: [text], syntax=SYNTAX, fold=_FOLD)


def _changed_properties(content: bytes, units: list[Unit], targets: Targets, locale: str) -> bytes:
    del locale
    edits: list[tuple[int, int, str]] = []
    for node, unit in zip(_properties(tree(content)), units, strict=True):
        text = render_unit(unit, targets)
        if text != unit.raw:
            edits.append((node.inner, node.inner_end, html.escape(plain(text), quote=False)))
    return _cutter(content, edits)(0, len(content)).encode()
