"""Quotation marks and brackets: as many as in the source, and each with its other half."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tilmach.gates.pair import Pair

_MARK = re.compile(r"[«»‹›“”„‟「」『』\"]")
# 'single' marks that are no apostrophes: one before a word, and one after it
_SINGLE = re.compile(
    r"(?:^|(?<=[\s(\[“\"«—–-]))[‘'‚](?=\w)(?P<inside>[^“”\"«»]{1,300}?)(?<=[\w.,!?…])[’'‘](?=$|[\s.,;:!?)\]”\"»—–-])"
)
_INCH = re.compile(r"(?<=\d)[\"”](?!\w)")
# “We waited,” she said, “and nobody came”: elsewhere one quotation with the speaker inside
_INTERRUPTED = re.compile(r"[,.!?…–—-][\"”][^“”\"]+[“\"](?=[\w‘'])")
_OPENING = frozenset("«‹„‟「『")
_CLOSING = frozenset("»›」』")
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))


@dataclass(frozen=True, slots=True)
class _Marks:
    """How many opening and closing quotation marks a text has; and pairs of single ones, which may be apostrophes."""

    opening: int
    closing: int
    singles: int


def reasons(pair: Pair) -> Iterator[str]:
    """Yield what is wrong with quotation marks and brackets of a target."""
    source, target = pair.source_text, pair.target_text
    yield from _quotation(_marks(source), _marks(target), len(_INTERRUPTED.findall(source)))
    for opening, closing in _BRACKETS:
        if opening not in source + target and closing not in source + target:
            continue
        lost = [mark for mark in (opening, closing) if target.count(mark) < source.count(mark)]
        excess = _excess(target, opening, closing) - _excess(source, opening, closing)
        if lost:
            yield f"the bracket {lost[0]} is lost"
        elif excess:
            yield f"{opening} without {closing}" if excess > 0 else f"{closing} without {opening}"


def _excess(text: str, opening: str, closing: str) -> int:
    return text.count(opening) - text.count(closing)


def _quotation(source: _Marks, target: _Marks, interruptions: int) -> Iterator[str]:
    """Yield what is wrong with quotations; as many as there are interruptions may be lost in pairs."""
    excess = target.opening - target.closing
    if excess != source.opening - source.closing:
        if source.opening != source.closing:
            yield "quotation marks open or close otherwise than in the source"
        elif excess > 0:
            yield "opening quotation mark without a closing one"
        else:
            yield "closing quotation mark without an opening one"
    elif target.opening + target.singles < source.opening - interruptions:
        yield "quotation marks are lost"


def _marks(text: str) -> _Marks:
    opening = closing = 0
    waiting: list[str] = []
    text = _INCH.sub("", text) if text.count('"') % 2 else text
    is_alike = not text.count("”") % 2 and "“" not in text and "„" not in text
    for match in _MARK.finditer(text):
        mark, place = match[0], match.start()
        if mark in _OPENING:
            opens = True
        elif mark in _CLOSING:
            opens = False
        elif mark == "“":
            # it closes „German and Russian“ ones
            opens = not waiting or waiting[-1] not in "„‟"
        elif mark == "”":
            # in Swedish it does both
            opens = is_alike and not waiting
        else:
            opens = '"' not in waiting and (place + 1 < len(text) and not text[place + 1].isspace())
        if opens:
            opening += 1
            waiting.append(mark)
        else:
            closing += 1
            del waiting[-1:]
    return _Marks(opening, closing, len(_SINGLE.findall(text)))
