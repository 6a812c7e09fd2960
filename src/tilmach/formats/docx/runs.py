"""What a paragraph of WordprocessingML (ECMA-376, Part 1) holds, in a row: ``items()``.

Word tears a sentence into runs wherever somebody typed, spell-checked or saved; runs, fields, links, content controls and
tracked changes become a flat list of items here, each with the very XML that it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from tilmach.formats.docx.tree import Node, Properties, prefix_of, properties_of

Piece = str | tuple[int, int]
"""XML of an item: written here, or from one byte of the member to another."""

LETTER = re.compile(r"[^\W\d_]")
# Kept neither by Word nor here when a paragraph changes.
_NOISE = frozenset(("w:proofErr", "w:lastRenderedPageBreak", "w:softHyphen"))
# A paragraph that changes has its tracked changes accepted.
_ACCEPTED = frozenset(("w:ins", "w:moveTo", "w:smartTag", "w:customXml"))
DELETED = frozenset(("w:del", "w:moveFrom"))
_WRAPPERS = frozenset(("w:hyperlink", "w:sdt", "w:fldSimple", "w:dir", "w:bdo"))
_LINES = frozenset(("w:br", "w:cr"))
_TABS = frozenset(("w:tab", "w:ptab"))
# Fields whose text somebody wrote; Word computes that of all others (PAGE, REF, DATE ...) itself.
_WRITTEN_FIELDS = frozenset(("", "HYPERLINK", "TOC", "TOA", "INDEX", "QUOTE", "IF", "MACROBUTTON", "FORMTEXT", "INCLUDETEXT"))
_UNSEEN = frozenset(("w:lang", "w:noProof", "w:rPrChange", "w:bCs", "w:iCs", "w:szCs", "w:kern"))
_UNSEEN_FONTS = re.compile(r"""\s[\w.-]+:(?:hint|cs|cstheme|eastAsia|eastAsiaTheme)\s*=\s*(?:"[^"]*"|'[^']*')""")


class Role(Enum):
    """What an item is for who reads the paragraph."""

    TEXT = "text"
    CODE = "code"
    TAB = "tab"
    LINE = "line break"
    OPEN = "first tag of a group"
    CLOSE = "last tag of a group"
    BEGIN = "begin of a field"
    INSTRUCTION = "instruction of a field"
    SEPARATE = "begin of a field's result"
    END = "end of a field"


_FIELD_ROLES = {"begin": Role.BEGIN, "separate": Role.SEPARATE, "end": Role.END}
GAPS = frozenset((Role.TAB, Role.LINE))


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of a paragraph.

    Attributes:
        role: What it is.
        pieces: The XML that it stands for.
        text: Of a text or an instruction.
        properties: The w:rPr of a text.
        once: Whether it may stand in a document only once.
    """

    role: Role
    pieces: tuple[Piece, ...]
    text: str = ""
    properties: Properties = ()
    once: bool = False

    @property
    def look(self) -> Properties:
        """The properties that a reader of English can see."""
        seen = ((name, _UNSEEN_FONTS.sub("", xml)) for name, xml in self.properties if name not in _UNSEEN)
        return tuple((name, xml) for name, xml in seen if name != "w:rFonts" or "=" in xml)


def items(paragraph: Node, data: bytes) -> list[Item]:
    """Return what a paragraph holds."""
    walker = _Walker(data, prefix_of(paragraph, data))
    return _joined(_without_textless(_with_fields(list(walker.content(paragraph)))))


class _Walker:
    """Goes through a paragraph."""

    def __init__(self, data: bytes, prefix: str) -> None:
        self.data, self.prefix = data, prefix
        self._dropped: set[str] = set()

    def content(self, node: Node, *, deleted: bool = False) -> Iterator[Item]:
        """Yield the items in a paragraph, or in an element among its runs."""
        for child in node.children:
            if child.name in ("w:pPr", "w:smartTagPr", "w:customXmlPr") or child.name in _NOISE or self._is_cursor(child):
                continue
            if child.name in DELETED or child.name in _ACCEPTED:
                yield from self.content(child, deleted=deleted or child.name in DELETED)
            elif child.name == "w:r":
                yield from () if deleted else self._run(child)
            elif child.name in _WRAPPERS:
                yield from self._wrapper(child, deleted=deleted)
            else:
                yield Item(Role.CODE, ((child.start, child.end),))

    def _is_cursor(self, node: Node) -> bool:
        """Whether an element is a part of the bookmark where Word's cursor was last."""
        if node.name == "w:bookmarkStart" and node.attributes.get("w:name") == "_GoBack":
            self._dropped.add(node.attributes.get("w:id", ""))
            return True
        return node.name == "w:bookmarkEnd" and node.attributes.get("w:id", "") in self._dropped

    def _wrapper(self, node: Node, *, deleted: bool) -> Iterator[Item]:
        inside = node.child("w:sdtContent") if node.name == "w:sdt" else node
        computed = node.name == "w:fldSimple" and not _is_written(node.attributes.get("w:instr", ""))
        if inside is None or inside.inner == inside.inner_end or computed:
            yield Item(Role.CODE, ((node.start, node.end),))
            return
        once = node.name == "w:sdt"
        yield Item(Role.OPEN, ((node.start, inside.inner),), once=once)
        yield from self.content(inside, deleted=deleted)
        yield Item(Role.CLOSE, ((inside.inner_end, node.end),), once=once)

    def _run(self, run: Node) -> Iterator[Item]:
        node = run.child("w:rPr")
        properties = properties_of(node, self.data)
        before = (f"<{self.prefix}r>", (node.start, node.end) if node else "")
        hidden = node is not None and any(
            each.name == "w:vanish" and each.attributes.get("w:val", "1") not in ("0", "false", "off") for each in node.children
        )
        for child in run.children:
            if child.name == "w:rPr" or child.name in _NOISE:
                continue
            pieces = (*before, (child.start, child.end), f"</{self.prefix}r>")
            role, text = self._meaning(child)
            if role is Role.TEXT and hidden:
                role, text = Role.CODE, ""
            yield Item(role, pieces, text, properties)

    def _meaning(self, node: Node) -> tuple[Role, str]:
        if node.name == "w:t":
            text = re.sub(r"[\t\r\n]", " ", node.text)
            return Role.TEXT, text if node.keeps_space else text.strip(" ")
        if node.name == "w:noBreakHyphen":
            return Role.TEXT, "\u2011"
        if node.name == "w:instrText":
            return Role.INSTRUCTION, node.text
        if node.name in _TABS:
            return Role.TAB, ""
        if node.name in _LINES and node.attributes.get("w:type", "textWrapping") == "textWrapping":
            return Role.LINE, ""
        return _FIELD_ROLES.get(node.attributes.get("w:fldCharType", ""), Role.CODE), ""


def _is_written(instruction: str) -> bool:
    return (instruction.split() or [""])[0].upper() in _WRITTEN_FIELDS


def _with_fields(found: list[Item]) -> list[Item]:
    """Make each field that begins and ends here a code, or a group if its text was written by somebody."""
    done: list[Item] = []
    begun: list[int] = []
    for item in found:
        done.append(item)
        if item.role is Role.BEGIN:
            begun.append(len(done) - 1)
        if item.role is not Role.END or not begun:
            continue
        start = begun.pop()
        separate = next((i for i in range(start, len(done)) if done[i].role is Role.SEPARATE), len(done) - 1)
        head, result = done[start : separate + 1], done[separate + 1 : -1]
        if not (_is_balanced(head) and _is_balanced(result)):
            continue
        if result and _is_written("".join(each.text for each in head if each.role is Role.INSTRUCTION)):
            done[start:] = [Item(Role.OPEN, _pieces(head)), *result, Item(Role.CLOSE, item.pieces)]
        else:
            done[start:] = [Item(Role.CODE, _pieces(done[start:]))]
    parts = (Role.BEGIN, Role.INSTRUCTION, Role.SEPARATE, Role.END)
    return [Item(Role.CODE, item.pieces) if item.role in parts else item for item in done]


def _is_balanced(found: list[Item]) -> bool:
    depth = 0
    for item in found:
        depth += (item.role is Role.OPEN) - (item.role is Role.CLOSE)
        if depth < 0:
            return False
    return depth == 0


def _pieces(found: list[Item]) -> tuple[Piece, ...]:
    return tuple(piece for item in found for piece in item.pieces)


def _without_textless(found: list[Item]) -> list[Item]:
    """Make a group without a word or figure in it, such as a link around a picture, a code."""
    done: list[Item] = []
    opened: list[int] = []
    for item in found:
        done.append(item)
        if item.role is Role.OPEN:
            opened.append(len(done) - 1)
        elif item.role is Role.CLOSE:
            start = opened.pop()
            if not any(each.role is Role.TEXT and re.search(r"\w", each.text) for each in done[start:]):
                done[start:] = [Item(Role.CODE, _pieces(done[start:]))]
    return done


def _joined(found: list[Item]) -> list[Item]:
    """Join neighbours that no reader can tell apart."""
    done: list[Item] = []
    for item in found:
        last = done[-1] if done else None
        if item.role is Role.TEXT and not item.text:
            continue
        same = last is not None and last.role is item.role
        if last and same and (item.role in (Role.CODE, *GAPS) or (item.role is Role.TEXT and item.look == last.look)):
            done[-1] = replace(last, text=last.text + item.text, pieces=last.pieces + item.pieces)
        else:
            done.append(item)
    return done
