"""Figures: every one of the source stands in the target, as its language may write it, and no other.

1,500 is found as 1 500 or 1500, 2.5 as 2,5, "1.5 million" as 1 500 000, 10:30 as 10.30, "9 p.m." as 21, "16th" as XVI. What
the source says in words may be a figure in the target (``numberwords``).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal

from tilmach.gates import numberwords
from tilmach.gates.numberwords import Number
from tilmach.gates.pair import Pair

WRITTEN = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?(?!\d)|\d+(?:[.,:/]\d+)*"
"""Pattern of a figure; in Kazakh, Russian and Uyghur thousands are set apart by spaces."""

_DIGIT = re.compile("[0-9]")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_FIGURE = re.compile(WRITTEN)
_SIGN = re.compile(r"[.,:/ \u00a0\u202f]")
_THOUSANDS = re.compile(r"(?P<whole>\d{1,3}(?P<sign>[ \u00a0\u202f,.])\d{3}(?:(?P=sign)\d{3})*)(?:[.,](?P<rest>\d+))?")
_CLOCK = re.compile(r"[01]?\d\.[0-5]\d|2[0-4]\.[0-5]\d")
_NEXT_WORD = re.compile(r"[ \u00a0\u202f-]?([^\W\d_]+)\.?[ \u00a0\u202f]?")
_SCALES = {
    "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "mln": 10**6, "bn": 10**9, "tn": 10**12,
    "мың": 1000, "тыс": 1000, "млн": 10**6, "миллион": 10**6, "млрд": 10**9, "миллиард": 10**9, "трлн": 10**12,
    "триллион": 10**12, "مىڭ": 1000, "مىليون": 10**6, "مىلليون": 10**6, "مىليارد": 10**9, "مىلليارد": 10**9,
    "ترىليون": 10**12, "تىرىليون": 10**12, "تىرىلليون": 10**12,
}  # fmt: skip
# may also be metres, a face, an exact number
_MAYBE_SCALES = {"k": 1000, "m": 10**6, "hundred": 100, "dozen": 12, "жүз": 100, "يۈز": 100}
_STEMS = sorted((*_SCALES, "hundred", "dozen", "жүз", "يۈز"), key=len, reverse=True)
_ROMAN = re.compile(r"\b[IVXLCDMІХСМ]{1,7}\b")
# Kazakh and Russian texts often write them with Cyrillic letters
_ROMAN_LETTERS = str.maketrans("ІХСМ", "IXCM")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_SHORT_YEAR = re.compile(r"\b(\d\d)\d\d[-–/](\d\d)\b")
_SHORT_DECADE = re.compile(r"(?<!\d)\d0(?=s\b)")


@dataclass(slots=True)
class _Figure:
    """A figure in a text.

    Attributes:
        text: As it is written.
        end: Where it ends.
        readings: What it may mean: one number, or several ("3:2") that belong together.
        scale: The factor in the word after it; 1 if there is none.
    """

    text: str
    end: int
    readings: list[AbstractSet[Number]]
    scale: int = 1


def reasons(pair: Pair) -> Iterator[str]:
    """Yield what is wrong with the figures of a target."""
    source, target = _ascii(pair.source_text), _ascii(pair.target_text)
    if not (_DIGIT.search(source) or _DIGIT.search(target)):
        return
    is_english = pair.source_language == "en"
    wanted = _source_figures(source, is_english=is_english)
    given = _target_figures(target)
    allowed: set[Number] = {number for figure in wanted for reading in figure.readings for number in reading}
    allowed |= _roman(source)
    if is_english:
        allowed |= numberwords.numbers(source)
        allowed |= numberwords.late_hours(source, allowed)
    found = _roman(target)
    strange: list[str] = []
    for figure in given:
        fitting = [reading for reading in figure.readings if reading <= allowed]
        if not fitting and is_english:
            strange.append(figure.text)
        found.update(number for reading in fitting or figure.readings for number in reading)
    missing = [figure.text for figure in wanted if not any(reading <= found for reading in figure.readings)]
    yield from (f"figure {text} is not in the source" for text in dict.fromkeys(strange))
    yield from (f"figure {text} is missing" for text in dict.fromkeys(missing))


def _source_figures(text: str, *, is_english: bool) -> list[_Figure]:
    """Return the figures of a source with all that they may become."""
    figures = _figures(text, is_english=is_english)
    scales = {figure.scale for figure in figures if figure.scale > 1}
    decades = {match.end() for match in _SHORT_DECADE.finditer(text)}
    years = {match.end(): match for match in _SHORT_YEAR.finditer(text)}
    for figure in figures:
        numbers = {number for reading in figure.readings for number in reading}
        if figure.scale == 1:
            # "2-3 million"
            figure.readings += [{number * scale} for number in numbers for scale in scales]
        if figure.end in decades:
            figure.readings += [{1900 + int(figure.text)}, {2000 + int(figure.text)}]
        if figure.end in years:
            year = years[figure.end]
            full = {int(year[2]): int(year[1] + year[2])}
            figure.readings += [{full.get(int(n), n) for n in reading} for reading in figure.readings]
        late = numberwords.late_hours(text, numbers) if is_english else ()
        if late:
            figure.readings += [{n + 12 if n + 12 in late else n for n in reading} for reading in figure.readings]
    return figures


def _target_figures(text: str) -> list[_Figure]:
    """Return the figures of a target; "1 million 200 thousand" may also be one."""
    figures = _figures(text, is_english=False)
    for figure in figures:
        if figure.scale > 1:
            figure.readings += _readings(figure.text, is_english=False)
    for one, other in itertools.pairwise(figures):
        if one.scale == 1 < other.scale:
            # "310–285 thousand"
            one.readings += [{number * other.scale} for reading in one.readings if len(reading) == 1 for number in reading]
        word = _NEXT_WORD.match(text, one.end)
        if one.scale > other.scale and word and word.end() + len(other.text) == other.end:
            total: AbstractSet[Number] = {sum((*one.readings[0], *other.readings[0]))}
            one.readings.append(total)
            other.readings.append(total)
    return figures


def _figures(text: str, *, is_english: bool) -> list[_Figure]:
    figures = []
    for match in _FIGURE.finditer(text):
        readings = _readings(match[0], is_english=is_english)
        word = _NEXT_WORD.match(text, match.end())
        scale, is_sure = _scale(word[1]) if word else (1, True)
        if scale > 1:
            scaled: list[AbstractSet[Number]] = [
                {number * scale} for reading in readings if len(reading) == 1 for number in reading
            ]
            readings = scaled or readings if is_sure else [*readings, *scaled]
        figures.append(_Figure(match[0], match.end(), readings, scale if is_sure else 1))
    return figures


def _scale(word: str) -> tuple[int, bool]:
    """Return what a word after a figure multiplies it by, and whether it surely does."""
    word = word.casefold()
    for stem in _STEMS:
        if word.startswith(stem):
            return (_SCALES[stem], True) if stem in _SCALES else (_MAYBE_SCALES[stem], False)
    return _MAYBE_SCALES.get(word, 1), False


def _readings(figure: str, *, is_english: bool) -> list[AbstractSet[Number]]:
    """Return the numbers that a figure may stand for: 1,500 is 1500 in English, and 1500 or 1.5 elsewhere."""
    parts = _SIGN.split(figure)
    if len(parts) == 1:
        return [{Decimal(figure)}]
    readings: list[AbstractSet[Number]] = []
    sign = figure[len(parts[0])]
    thousands = _THOUSANDS.fullmatch(figure)
    if thousands and not (is_english and sign == "."):
        whole = thousands["whole"].replace(sign, "")
        readings.append({Decimal(f"{whole}.{thousands['rest'] or 0}")})
    if len(parts) == 2 and sign in ".," and not (is_english and readings):
        readings.append({Decimal(".".join(parts))})
    if not (is_english and readings) or _CLOCK.fullmatch(figure):
        numbers = {Decimal(part) for part in parts}
        # 9:00 is often 9 alone
        readings.append(numbers - {0} if parts[-1] == "00" else numbers)
    return readings


def _roman(text: str) -> set[Number]:
    """Return the numbers that a text has in Roman letters."""
    found: set[Number] = set()
    for word in _ROMAN.findall(text):
        values = [_ROMAN_VALUES[letter] for letter in word.translate(_ROMAN_LETTERS)]
        pairs = zip(values, [*values[1:], 0], strict=True)
        found.add(sum(-value if value < after else value for value, after in pairs))
    return found


def _ascii(text: str) -> str:
    """Return a text with the digits of other scripts as 0 to 9."""
    return _OTHER_DIGIT.sub(lambda match: str(int(match[0])), text)
