"""A paragraph of a DOCX file as its translator sees it: ``layout()``.

The formatting that most of the text has is not shown; other formatting and links are numbered pairs of tags
(``<g1>court</g1>``), what has no text is a numbered tag alone (``<x2/>``). What stands at the edges is not shown at all.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tilmach.formats.docx.runs import GAPS, LETTER, Item, Piece, Role, items
from tilmach.formats.docx.tree import Node, Properties

TAG = re.compile(r"(</?[A-Za-z][^<>]*>)")
GAP = re.compile(r" *<x(?P<number>\d+)\s*/?> *")
_SPACES_INSIDE = re.compile(r"(?P<tags>(?:<g\d+>)+)(?P<spaces> +)|(?P<more> +)(?P<closing>(?:</g\d+>)+)")


@dataclass(frozen=True, slots=True)
class Tag:
    """What a numbered tag stands for.

    Attributes:
        role: ``OPEN`` for a pair; else the role of what stands there.
        properties: Of the text in a pair.
        first: XML of a tag alone, or what begins a pair; nothing if a pair is formatting only.
        last: What ends a pair.
        once: Whether that may stand in a document only once.
    """

    role: Role
    properties: Properties = ()
    first: tuple[Piece, ...] = ()
    last: tuple[Piece, ...] = ()
    once: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """A paragraph with text in it.

    Attributes:
        text: What the translator sees, and spaces around it.
        tags: What its numbered tags stand for.
        properties: Of the text outside of all tags.
        before: What stands before the text.
        after: What stands after it.
    """

    text: str
    tags: dict[int, Tag]
    properties: Properties
    before: list[Item]
    after: list[Item]


def layout(paragraph: Node, data: bytes) -> Layout | None:
    """Return what a translator sees of a paragraph, or None if there is no language in it."""
    found = items(paragraph, data)
    low, high = _core(found)
    if not any(LETTER.search(item.text) for item in found[low:high]):
        return None
    tagger = _Tagger(found[low:high])
    text, moved = "".join(tagger.written()), ""
    while text != moved:
        moved = text
        text = _SPACES_INSIDE.sub(r"\g<spaces>\g<tags>\g<closing>\g<more>", text)
    return Layout(text, tagger.tags, tagger.base(-1), found[:low], found[high:])


def _core(found: list[Item]) -> tuple[int, int]:
    """Return where a paragraph's text begins and ends, without what the translator need not see."""
    low, high = 0, len(found)
    while True:
        while low < high and _is_silent(found[low]):
            low += 1
        while low < high and _is_silent(found[high - 1]):
            high -= 1
        gaps = [index for index in range(low, high) if found[index].role in GAPS]
        if gaps and all(_is_figure(item) for item in found[low : gaps[0]]):
            low = gaps[0]  # a number and a tab
        elif gaps and all(_is_figure(item) for item in found[gaps[-1] + 1 : high]):
            high = gaps[-1] + 1  # a tab and a page's number
        elif low < high and found[low].role is Role.OPEN and _partner(found, low) == high - 1:
            low, high = low + 1, high - 1
        else:
            return low, high


def _is_silent(item: Item) -> bool:
    return item.role is Role.CODE or item.role in GAPS or (item.role is Role.TEXT and not item.text.strip(" "))


def _is_figure(item: Item) -> bool:
    return item.role is Role.CODE or (item.role is Role.TEXT and not LETTER.search(item.text))


def _partner(found: list[Item], start: int) -> int:
    depth = 0
    for index in range(start, len(found)):
        depth += (found[index].role is Role.OPEN) - (found[index].role is Role.CLOSE)
        if depth == 0:
            return index
    return len(found)


class _Tagger:
    """Writes items as text with numbered tags."""

    def __init__(self, found: list[Item]) -> None:
        self.tags: dict[int, Tag] = {}
        self._found = found
        self._number = 0
        self._counts: dict[int, Counter[Properties]] = {-1: Counter()}  # by group: how much text has which look
        self._full: dict[Properties, Properties] = {}
        groups = [-1]
        for index, item in enumerate(found):
            if item.role is Role.OPEN:
                groups.append(index)
                self._counts[index] = Counter()
            elif item.role is Role.CLOSE:
                groups.pop()
            elif item.role is Role.TEXT and item.text.strip():
                self._full.setdefault(item.look, item.properties)
                self._counts[groups[-1]][item.look] += len(item.text.strip())

    def base(self, group: int) -> Properties:
        """Return the properties that most of the text right in a group has; -1 is the paragraph."""
        return self._full[self._base(group)] if self._counts[group] else ()

    def _base(self, group: int) -> Properties:
        return self._counts[group].most_common(1)[0][0] if self._counts[group] else ()

    def written(self) -> Iterator[str]:
        """Yield the text."""
        groups: list[tuple[int, int]] = [(-1, 0)]  # place and number
        look: Properties | None = None  # of the pair of tags that is open for formatting only
        number = 0
        for index, item in enumerate(self._found):
            wanted = self._look_from(index, groups[-1][0])
            if look is not None and look != wanted:
                yield f"</g{number}>"
                look = None
            if item.role is Role.TEXT:
                if look is None and wanted is not None and item.text.strip():
                    look, number = wanted, self._add(Tag(Role.OPEN, self._full[wanted]))
                    yield f"<g{number}>"
                yield html.escape(item.text, quote=False)
            elif item.role is Role.OPEN:
                last = self._found[_partner(self._found, index)]
                groups.append((index, self._add(Tag(Role.OPEN, self.base(index), item.pieces, last.pieces, item.once))))
                yield f"<g{groups[-1][1]}>"
            elif item.role is Role.CLOSE:
                yield f"</g{groups.pop()[1]}>"
            else:
                tag = f"<x{self._add(Tag(item.role, first=item.pieces, once=item.role not in GAPS))}/>"
                # a machine that sees no tags must still see two words
                yield f" {tag} " if item.role in GAPS else tag
        if look is not None:
            yield f"</g{number}>"

    def _look_from(self, index: int, group: int) -> Properties | None:
        """Return the look of an item, of what follows for one without any; None where it needs no tags."""
        for item in self._found[index:]:
            if item.role in (Role.OPEN, Role.CLOSE):
                return None
            if item.role is Role.TEXT and item.text.strip():
                return None if item.look == self._base(group) else item.look
        return None

    def _add(self, tag: Tag) -> int:
        self._number += 1
        self.tags[self._number] = tag
        return self._number
