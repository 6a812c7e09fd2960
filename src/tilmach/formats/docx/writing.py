"""A paragraph of a DOCX file with its translator's text: ``rebuilt()``.

Text outside of all tags has the formatting of most of the source, text in a pair has that pair's, and a tag alone is what it
was in the source. Uyghur also needs to be told that its paragraphs and runs go from right to left.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from tilmach import locales
from tilmach.bidi import FIRST_STRONG_ISOLATE, POP_ISOLATE, isolated_plain, stray
from tilmach.formats.docx.runs import GAPS, Item, Piece, Role
from tilmach.formats.docx.text import GAP, TAG, Layout
from tilmach.formats.docx.tree import Node, Properties, prefix_of, properties_of

_KNOWN_TAG = re.compile(r"<(?P<slash>/?)(?P<kind>[gx])(?P<number>\d+)\s*/?>")
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ISOLATES = re.compile(f"[{FIRST_STRONG_ISOLATE}{POP_ISOLATE}]")

# ECMA-376, 17.3: what comes after w:bidi in a w:pPr, after w:rtl and after w:lang in a w:rPr.
_AFTER_BIDI = frozenset(
    f"w:{name}"
    for name in (
        "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc",
        "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
    )
)  # fmt: skip
_AFTER_LANG = frozenset(("w:eastAsianLayout", "w:specVanish", "w:oMath"))
_AFTER_RTL = _AFTER_LANG | {"w:cs", "w:em", "w:lang"}
# Arabic script obeys these and not those.
_COMPLEX = {"w:b": "bCs", "w:i": "iCs", "w:sz": "szCs"}


def plain(text: str) -> str:
    """Return text without HTML's entities and without what XML can't hold."""
    return _FORBIDDEN.sub("", html.unescape(text))


def closed(target: str) -> str:
    """Return a target with its pairs closed and loose signs escaped, so that nothing reaches into the next sentence."""
    opened: list[str] = []
    target = "".join(piece if TAG.fullmatch(piece) else piece.replace("<", "&lt;") for piece in TAG.split(target))
    for match in _KNOWN_TAG.finditer(target):
        if match["kind"] == "g" and not match["slash"]:
            opened.append(match["number"])
        elif match["kind"] == "g" and match["number"] in opened:
            del opened[_last(opened, match["number"]) :]
    return target + "".join(f"</g{number}>" for number in reversed(opened))


def _last(opened: list[str], number: str) -> int:
    return len(opened) - 1 - opened[::-1].index(number)


def rebuilt(paragraph: Node, shown: Layout, text: str, data: bytes, cut: Callable[[int, int], str], locale: str) -> str:
    """Return a paragraph with another text.

    Args:
        paragraph: The paragraph.
        shown: What its translator has seen.
        text: What that has become, without spaces around it.
        data: The member.
        cut: Returns the member's XML between two bytes, as it is by now.
        locale: Of the text, if it is known.
    """
    writer = _Writer(prefix_of(paragraph, data), shown, cut, locale)
    properties = paragraph.child("w:pPr")
    xml = cut(properties.start, properties.end) if properties else ""
    lead = shown.text[: len(shown.text) - len(shown.text.lstrip(" "))]
    trail = shown.text[len(shown.text.rstrip(" ")) :]
    return "".join(
        [
            cut(paragraph.start, paragraph.inner),
            writer.paragraph_properties(properties_of(properties, data), xml),
            *map(writer.item, shown.before),
            *writer.written(lead + text + trail if text else ""),
            *map(writer.item, shown.after),
            cut(paragraph.inner_end, paragraph.end),
        ]
    )


class _Writer:
    """Writes text with numbered tags as runs."""

    def __init__(self, prefix: str, shown: Layout, cut: Callable[[int, int], str], locale: str) -> None:
        self._prefix, self._shown, self._cut, self._locale = prefix, shown, cut, locale
        self._right_to_left = bool(locale) and locales.is_right_to_left(locale)
        self._used: set[int] = set()

    def item(self, item: Item) -> str:
        """Return an item as it was."""
        return self._run(item.text, item.properties) if item.role is Role.TEXT else self._xml(item.pieces)

    def _xml(self, pieces: tuple[Piece, ...]) -> str:
        return "".join(piece if isinstance(piece, str) else self._cut(*piece) for piece in pieces)

    def written(self, text: str) -> Iterator[str]:
        """Yield the runs of a text; tags without which the document would lack something come last if they are missing."""
        tags = self._shown.tags
        text = GAP.sub(lambda gap: gap[0].strip(" ") if self._is_gap(int(gap["number"])) else gap[0], text)
        stack: list[tuple[int, Properties, tuple[Piece, ...]]] = [(0, self._shown.properties, ())]
        bare = ""
        for piece in (*TAG.split(text), "</g0>"):
            match = _KNOWN_TAG.fullmatch(piece)
            number = int(match["number"]) if match else -1
            if match is None:
                bare += "" if TAG.fullmatch(piece) else piece
                continue
            if number not in tags and number != 0:
                continue
            yield self._run(plain(bare), stack[-1][1])
            bare = ""
            if match["slash"]:
                while number in [each for each, *_ in stack[1:]] or (number == 0 and len(stack) > 1):
                    yield self._xml(stack.pop()[2])
            elif number and (match["kind"] == "g") == (tags[number].role is Role.OPEN):
                tag = tags[number]
                again = tag.once and number in self._used
                self._used.add(number)
                yield "" if again else self._xml(tag.first)
                if tag.role is Role.OPEN:
                    stack.append((number, tag.properties, () if again else tag.last))
        yield from (self._xml(tag.first) for number, tag in tags.items() if tag.role is Role.CODE and number not in self._used)

    def _is_gap(self, number: int) -> bool:
        return number in self._shown.tags and self._shown.tags[number].role in GAPS

    def _run(self, text: str, properties: Properties) -> str:
        if not self._right_to_left or stray(text):
            return self._part(text, properties, right_to_left=self._right_to_left)
        # Word sets each run in one direction
        parts = enumerate(_ISOLATES.split(isolated_plain(text)))
        return "".join(self._part(part, properties, right_to_left=index % 2 == 0) for index, part in parts)

    def _part(self, text: str, properties: Properties, *, right_to_left: bool) -> str:
        if not text:
            return ""
        inside = "".join(xml for _, xml in self._run_properties(properties, right_to_left=right_to_left))
        w = self._prefix
        dress = f"<{w}rPr>{inside}</{w}rPr>" if inside else ""
        return f'<{w}r>{dress}<{w}t xml:space="preserve">{html.escape(text, quote=False)}</{w}t></{w}r>'

    def _run_properties(self, properties: Properties, *, right_to_left: bool) -> Properties:
        kept = [each for each in properties if each[0] not in ("w:rPrChange", "w:rtl")]
        if not self._locale or right_to_left != self._right_to_left:
            return tuple(kept)  # a name in English keeps its language
        kept = [each for each in kept if each[0] != "w:lang"]
        w, names = self._prefix, {name for name, _ in kept}
        if right_to_left:
            for name, xml in tuple(kept):
                if name in _COMPLEX and f"w:{_COMPLEX[name]}" not in names:
                    like = re.sub(r"^<[\w.:-]+", f"<{w}{_COMPLEX[name]}", xml)
                    kept.insert(kept.index((name, xml)) + 1, (f"w:{_COMPLEX[name]}", like))
            _insert(kept, ("w:rtl", f"<{w}rtl/>"), _AFTER_RTL)
        attribute = "bidi" if right_to_left else "val"
        _insert(kept, ("w:lang", f'<{w}lang {w}{attribute}="{self._locale}"/>'), _AFTER_LANG)
        return tuple(kept)

    def paragraph_properties(self, properties: Properties, xml: str) -> str:
        """Return the w:pPr of the paragraph."""
        if not self._right_to_left:
            return xml
        kept = [each for each in properties if each[0] != "w:bidi"]
        _insert(kept, ("w:bidi", f"<{self._prefix}bidi/>"), _AFTER_BIDI)
        return f"<{self._prefix}pPr>{''.join(inside for _, inside in kept)}</{self._prefix}pPr>"


def _insert(properties: list[tuple[str, str]], new: tuple[str, str], after: frozenset[str]) -> None:
    """Insert an element before the first of those that come after it; extensions of Word's come last."""
    names = [name for name, _ in properties]
    place = next((i for i, name in enumerate(names) if name in after or not name.startswith("w:")), len(names))
    properties.insert(place, new)
