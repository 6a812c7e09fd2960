"""Signs of the locale: its quotation marks, and the comma, semicolon and question mark of Arabic script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tilmach import locales
from tilmach.checks.entry import Entry, Problem, hide, masked
from tilmach.gates.alphabets import script_of

# outer marks, and inner ones; as printed papers write and as the training corpus has it (2,700 outer pairs in each language)
MARKS = {"kk": (("«", "»"), ("“", "”")), "ru": (("«", "»"), ("„", "“")), "ug": (("«", "»"), ("‹", "›"))}
"""Quotation marks by language; a language that is not here may write any."""

_MARK = re.compile(r"[«»‹›“”„‟\"]")
_ARABIC = str.maketrans(",;?", "،؛؟")
_LATIN_SIGN = re.compile(r"[,;?]")
_MASKS = re.compile("[\ue000-\uf8ff]")  # codes
_WORD_ENDS = re.compile(r"[\s([{«‹“„—–-]")


@dataclass(frozen=True, slots=True)
class _Quotation:
    """Where the marks of a quotation stand, and how many quotations are around it.

    A quotation may go on from the sentence before, or into the next one: then one of its marks is not there.
    """

    start: int | None
    end: int | None
    depth: int

    def marks(self, text: str) -> tuple[str, str]:
        """Return its two marks; an empty string for one that is not there."""
        return ("" if self.start is None else text[self.start], "" if self.end is None else text[self.end])


def quote_style(entry: Entry) -> Iterator[Problem]:
    """Yield which quotation marks are not the locale's; silent about quotations that do not close, as another check tells."""
    if entry.language not in MARKS or not _MARK.search(entry.target):
        return
    outer, inner = MARKS[entry.language]
    text = hide(entry.target, entry.syntax)
    wrong = list(_wrong(text, outer))
    if not wrong:
        return
    found = dict.fromkeys("…".join(each.marks(text)) for each in wrong)

    def mend(text: str) -> str:
        signs = list(text)
        for each in _wrong(text, outer):
            for place, mark in zip((each.start, each.end), inner if each.depth else outer, strict=True):
                if place is not None:
                    signs[place] = mark
        return "".join(signs)

    yield Problem(
        f"quotation marks {' and '.join(found)}, where {locales.english_name(entry.locale)} writes {outer[0]}…{outer[1]}",
        masked(entry.target, entry.syntax, mend),
    )


def punctuation(entry: Entry) -> Iterator[Problem]:
    """Yield which Latin signs stand beside words in Arabic script; between figures and in Latin words they belong."""
    if locales.script_of(entry.locale) != "Arab":
        return
    found = [text[0] for text in _signs(hide(entry.target, entry.syntax))]
    if found:
        signs = " ".join(dict.fromkeys(found))
        wanted = " ".join(dict.fromkeys(sign.translate(_ARABIC) for sign in found))

        def mend(text: str) -> str:
            pieces = list(text)
            for _, place in _signs(text):
                pieces[place] = pieces[place].translate(_ARABIC)
            return "".join(pieces)

        yield Problem(
            f"{signs} in Arabic script: write {wanted}",
            masked(entry.target, entry.syntax, mend),
        )


def _signs(text: str) -> Iterator[tuple[str, int]]:
    """Yield each Latin sign whose word is in Arabic letters, and its place."""
    for match in _LATIN_SIGN.finditer(text):
        place = match.start()
        before = next((char for char in reversed(text[:place]) if char.isalnum()), "")
        after = next((char for char in text[place + 1 :] if char.isalnum()), "")
        if before.isdecimal() and text[place + 1 : place + 2].isdecimal():
            continue
        letter = before if before.isalpha() else after
        if letter and script_of(letter) == "ARABIC":
            yield match[0], place


def _wrong(text: str, outer: tuple[str, str]) -> Iterator[_Quotation]:
    """Yield the quotations whose marks are not the locale's; inner ones may be any but straight ones."""
    for each in _quotations(text):
        marks = each.marks(text)
        is_outer = all(mark in ("", wanted) for mark, wanted in zip(marks, outer, strict=True))
        if (not each.depth and not is_outer) or (each.depth and '"' in marks):
            yield each


def _quotations(text: str) -> list[_Quotation]:
    """Return the quotations of a text; none if two of its marks have no other half, or a mark may be for inches."""
    waiting: list[tuple[str, int]] = []
    found: list[_Quotation] = []
    for match in _MARK.finditer(text):
        mark, place = match[0], match.start()
        if _opens(text, mark, place, waiting):
            waiting.append((mark, place))
        elif waiting:
            start = waiting.pop()[1]
            found.append(_Quotation(start, place, len(waiting)))
        elif place and text[place - 1].isdecimal():
            return []
        else:
            found.append(_Quotation(None, place, 0))
    found += [_Quotation(place, None, depth) for depth, (_, place) in enumerate(waiting)]
    if sum(each.start is None or each.end is None for each in found) > 1:
        return []
    return sorted(found, key=lambda each: -1 if each.start is None else each.start)


def _opens(text: str, mark: str, place: int, waiting: list[tuple[str, int]]) -> bool:
    if mark in "«‹„‟":
        return True
    if mark == "“":
        return not waiting or waiting[-1][0] not in "„‟“"
    if mark == '"':
        before, after = _MASKS.sub("", text[:place]), _MASKS.sub("", text[place + 1 :])
        return (not before or bool(_WORD_ENDS.match(before[-1]))) and bool(after) and not after[0].isspace()
    return False
