"""Subtitles: SubRip (SRT) and WebVTT.

A cue is a unit, whatever its lines: they are folded for the translator, and a changed text is filled again at about the cue's
own width, in lines of about the same length. Speakers of one cue are units of their own. Numbers, times, settings, notes,
styles, a cue's place and voice, and cues without a letter stay in the skeleton.
"""

from __future__ import annotations

import bisect
import dataclasses
import functools
import html as entities
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tilmach.formats.units import BREAK, FOLD, LETTER, merge, render_unit
from tilmach.inline import Syntax, codes
from tilmach.model import Document, Kind, Segment, Targets, Unit, Wrap
from tilmach.wrapping import width as columns

SYNTAX = Syntax.HTML

_NARROWEST, _WIDEST = 32, 42  # characters that a line may have whatever the cue had, and where a text does not fit otherwise
_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|$)")
_TIME = r"(?:\d+:)?\d{1,2}:\d{1,2}(?:[.,:]\d{1,3})?"
_TIMES = re.compile(rf"[ \t\ufeff]*{_TIME}[ \t]*-->[ \t]*{_TIME}(?!\d)")
_NUMBER = re.compile(r"[ \t\ufeff]*\d+[ \t]*$")
_WEBVTT = re.compile(r"\ufeff?WEBVTT(?=[ \t\r\n]|$)")
_LANGUAGE = re.compile(r"(?<=[\r\n])(Language:[ \t]*)[\w-]+(?=[ \t]*[\r\n])")
_SPACE = " \t\r\n\f\v\u200b\ufeff"
_TAG = r"</?[a-zA-Z][^<>]*>"
_OVERRIDE = r"\{\\[^{}]*\}"  # a place or a style of SubStation, which players of SRT know too
_UNSEEN = re.compile(rf"{_TAG}|<\d[\d:.]*>|{_OVERRIDE}")
_DASH = re.compile(r"[-‐‑–—―](?![-\d])[ \t]*")
_SPEAKER = re.compile(rf"(?:[ \t]|{_TAG}|{_OVERRIDE})*?(?:[-‐‑–—―](?![-\d])|(?P<voice><v[ .\t]))")
_ENDS = re.compile(rf"[-–—.!?…:\"”»)\]♪♫](?:[ \t]|{_TAG}|{_OVERRIDE})*$")
_EDGE = f"{_SPACE}♪♫"
_MARK = re.compile(rf"{_OVERRIDE}|[{_EDGE}]+")
_KARAOKE = re.compile(r"<\d[\d:.]*>|</?c>")
_AFTER_DASH = re.compile(rf"[-‐‑–—―][ \t]*(?:{_TAG})*\Z")
_WORD = re.compile(rf"(?:{_TAG}|[^ ])+")
_LOOSE = re.compile(r"&(?!#?\w+;)|<(?!/?[a-zA-Z])")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a file: its number, where it begins, where its break begins."""

    number: int
    start: int
    end: int


def parse(source: str, split: Callable[[str], list[str]]) -> Document:
    """Parse subtitles; every text is some document, and one without times has no units."""
    del split  # what is shown at one time is translated at one time
    lines = [_Line(number, match.start(), match.end(1)) for number, match in enumerate(_LINE.finditer(source), 1) if match[0]]
    found = BREAK.search(source)
    newline = found[0] if found else "\n"
    parts: list[str | Unit] = []
    position = 0
    for block in _blocks(source, lines):
        longest = max(columns(_seen(source[line.start : line.end]).strip(_SPACE)) for line in block)
        for speech in _speeches(source, block):
            start, end = _inner(source[speech[0].start : speech[-1].end])
            start, end = start + speech[0].start, end + speech[0].start
            raw = source[start:end]
            if not LETTER.search(_seen(raw)):
                continue
            parts.append(source[position:start])
            line = speech[0].number + len(BREAK.findall(source, speech[0].start, start))
            before = columns(_seen(source[speech[0].start : start]).lstrip(_SPACE))
            wrap = Wrap(max(longest, _NARROWEST), "", newline, before)
            parts.append(Unit(Kind.SUBTITLE, (Segment(_shown(raw), raw, line),), (), wrap, SYNTAX))
            position = end
    parts.append(source[position:])
    return Document(tuple(merge(parts)))


def render(document: Document, targets: Targets, locale: str = "") -> str:
    """Splice targets into the skeleton; changed cues are filled again, and WebVTT that names its language names this one."""
    first = document.parts[0] if document.parts else ""
    is_webvtt = isinstance(first, str) and bool(_WEBVTT.match(first))
    pieces: list[str] = []
    for part in document.parts:
        if isinstance(part, str):
            is_head = is_webvtt and locale and not pieces
            pieces.append(_LANGUAGE.sub(rf"\g<1>{locale}", part, count=1) if is_head else part)
            continue
        has_dash = bool(pieces) and bool(_AFTER_DASH.search(pieces[-1]))
        finish = functools.partial(_finished, source=part.segments[0].source, is_webvtt=is_webvtt, has_dash=has_dash)
        text = render_unit(dataclasses.replace(part, wrap=None), targets, finish=finish)
        pieces.append(text if text == part.raw or part.wrap is None else _filled(text, part, part.wrap, is_alone=not has_dash))
    return "".join(pieces)


def _blocks(source: str, lines: list[_Line]) -> Iterator[list[_Line]]:
    """Yield the lines of text that are shown at one time and have no blank line among them."""
    texts = [source[line.start : line.end] for line in lines]
    is_webvtt = bool(_WEBVTT.match(source))
    times = [index for index, text in enumerate(texts) if _TIMES.match(text)]
    for index, following in pairwise([*times, len(lines)]):
        end = following
        if end < len(lines) and end - index > 1 and _NUMBER.match(texts[end - 1]):
            end -= 1
        block: list[_Line] = []
        for place in range(index + 1, end):
            # in SRT, what follows a blank line is shown by many players until the next times
            if is_webvtt and not texts[place]:
                break
            if texts[place].strip(_SPACE):
                block.append(lines[place])
            elif block:
                yield block
                block = []
        if block:
            yield block


def _speeches(source: str, block: list[_Line]) -> Iterator[list[_Line]]:
    """Yield the lines of each speaker: a dash or a voice begins one, but not a dash in mid-sentence."""
    speech = [block[0]]
    is_dialogue = bool(_SPEAKER.match(source, block[0].start, block[0].end))
    for line in block[1:]:
        begins = _SPEAKER.match(source, line.start, line.end)
        if begins and (is_dialogue or begins["voice"] or _ENDS.search(source[speech[-1].start : speech[-1].end])):
            yield speech
            speech = []
            is_dialogue = True
        speech.append(line)
    yield speech


def _inner(text: str) -> tuple[int, int]:
    """Return where language begins and ends in a speech: without dash, place, voice, notes and what encloses all of it."""
    found = codes(text, SYNTAX)
    by_start = {code.start: code for code in found if text[code.start] == "<"}
    by_end = {code.end: code for code in found if text[code.start] == "<"}
    low, high = 0, len(text)
    has_dash = False
    while True:
        first, last = by_start.get(low), by_end.get(high)
        if before := _MARK.match(text, low, high):
            low = before.end()
        elif not has_dash and (dash := _DASH.match(text, low, high)):
            low = dash.end()
            has_dash = True
        elif high > low and text[high - 1] in _EDGE:
            high -= 1
        elif text.endswith("}", low, high) and _MARK.fullmatch(text, max(low, text.rfind("{", low, high)), high):
            high = text.rfind("{", low, high)
        elif first and first.opens and last and first.partner == last.start:
            low, high = first.end, last.start
        elif first and first.partner is None and first.end <= high:
            low = first.end
        elif last and last.partner is None and last.start >= low:
            high = last.start
        else:
            return low, high


def _seen(text: str) -> str:
    """Return what a viewer sees of a text."""
    return entities.unescape(_UNSEEN.sub("", text))


def _shown(raw: str) -> str:
    """Return what a translator sees of a text: the times of single words have no meaning in another language."""
    if re.search(r"<\d[\d:.]*>", raw):
        raw = _KARAOKE.sub("", raw)
    return FOLD.sub(lambda match: "-" if match[0].startswith("-") else " ", raw).strip()


def _finished(target: str, source: str, *, is_webvtt: bool, has_dash: bool) -> str:
    """Return a target as its format has it."""
    if has_dash and (dash := _DASH.match(target)):
        target = target[dash.end() :]
    if is_webvtt:
        target = _LOOSE.sub(lambda match: entities.escape(match[0]), target)
        return target.replace("-->", "--&gt;")
    # SRT has no entities
    for entity in ("&lt;", "&gt;", "&quot;", "&#x27;", "&amp;"):
        if entity not in source:
            target = target.replace(entity, entities.unescape(entity))
    return target.replace("-->", "→")


def _filled(text: str, unit: Unit, wrap: Wrap, *, is_alone: bool) -> str:
    """Return a changed text in lines: as few as fit, and of about the same length."""
    words = _WORD.findall(text)
    before = len(BREAK.findall(unit.raw)) + 1
    widest = wrap.width
    count = len(_lines(words, widest, wrap.column))
    if count > (max(2, before) if is_alone else before) and widest < _WIDEST:
        widest = _WIDEST
        count = len(_lines(words, widest, wrap.column))
    narrowest = bisect.bisect_left(range(widest), -count, key=lambda width: -len(_lines(words, width, wrap.column)))
    return wrap.newline.join(_lines(words, narrowest, wrap.column))


def _lines(words: list[str], width: int, used: int) -> list[str]:
    """Put words on lines of at most so many characters, of which the first line has some used."""
    lines: list[str] = []
    for word in words:
        size = columns(_seen(word))
        if lines and used + 1 + size <= width:
            lines[-1] += f" {word}"
            used += 1 + size
        else:
            used = size if lines else used + size
            lines.append(word)
    return lines
