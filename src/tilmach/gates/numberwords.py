"""English words that stand for figures: ``numbers()``; and ``WORD``, which finds the plain ones.

What the source says in words may stand in digits in the target: "two dozen" as 24, "half a million" as 500 000, "noon" as 12,
"the third quarter" as 3. More is allowed than is right: what matters is a figure that no word of the source explains.
"""

from __future__ import annotations

import re
from decimal import Decimal

WORD = (
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|dozens?|hundreds?|thousands?|millions?|billions?|trillions?|"
    r"half|twice|double|triple|first|second|third|fourth|fifth)\b"
)
"""Pattern of the words that a changed sentence is compared by; "one" is not among them: it is hardly ever a figure."""

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_ORDINALS = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = {"dozen": 12, "score": 20, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SCALES |= {f"{word}s": size for word, size in _SCALES.items()} | {f"{word}th": size for word, size in _SCALES.items()}
_VALUES = (
    {word: value for words in (_SMALL, _ORDINALS) for value, word in enumerate(words)}
    | {word: 20 + 10 * place for place, word in enumerate(_TENS)}
    | {f"{word[:-1]}ieth": 20 + 10 * place for place, word in enumerate(_TENS)}
)
_DECADES = {f"{word[:-1]}ies": 20 + 10 * place for place, word in enumerate(_TENS)}
_PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    f"{word}{plural}": value for value, word in enumerate(_ORDINALS) for plural in ("", "s") if value > 2
}
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
# words that are no numbers, but are often written as figures elsewhere
_SAID: dict[str, tuple[int, ...]] = {
    "a": (1,), "an": (1,), "once": (1,), "single": (1,), "only": (1,), "daily": (1,), "weekly": (1, 7), "monthly": (1,),
    "annual": (1,), "twice": (2,), "both": (2,), "pair": (2,), "pairs": (2,), "couple": (2,), "couples": (2,), "double": (2,),
    "doubled": (2,), "doubles": (2,), "doubling": (2,), "twin": (2,), "twins": (2,), "bilateral": (2,), "biennial": (2,),
    "halved": (2, 50), "semifinal": (1, 2), "semifinals": (1, 2), "semi": (1, 2), "thrice": (3,), "triple": (3,),
    "tripled": (3,), "trio": (3,), "trilateral": (3,), "quarterfinal": (1, 4), "quarterfinals": (1, 4), "quadruple": (4,),
    "quadrupled": (4,), "week": (7,), "fortnight": (2, 14), "decade": (10,), "decades": (10,), "noon": (12,), "midday": (12,),
    "midnight": (0, 12, 24), "clock": (24,), "jubilee": (50,), "century": (100,), "centuries": (100,), "centenary": (100,),
    "millennium": (1000,),
}  # fmt: skip
_SAID |= {month: (place,) for place, month in enumerate(_MONTHS, 1)}
_LATE = re.compile(r"\b(?:evening|afternoon|night|tonight|midnight|noon|midday|p\.?\s?m)\b|\d\s?pm\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+")
Number = Decimal | int


def numbers(text: str) -> set[Number]:
    """Return what figures the words of an English text may stand for.

    Every part of a compound counts too: "twenty-five thousand" gives 25 000, and also 25, 20, 5 and 1000.
    """
    found: set[Number] = set()
    words = _WORD.findall(text.casefold())
    run: list[str] = []
    for place, written in enumerate([*words, ""]):
        word = written.removesuffix("fold") if written.removesuffix("fold") in _VALUES else written
        found.update(_SAID.get(word, ()))
        if word in _DECADES:
            found |= {_DECADES[word], 1900 + _DECADES[word]}
        if word in _PARTS:
            found |= _shares(words[:place], _PARTS[word], words[place + 1 : place + 4])
        if word in _VALUES or word in _SCALES or (run and word == "and"):
            run.append(word)
        elif run:
            found |= {_value(run[start:end]) for end in range(1, len(run) + 1) for start in range(end)}
            run = []
    return found


def late_hours(text: str, hours: set[Number]) -> set[Number]:
    """Return the hours of an afternoon or evening on the 24-hour clock, if an English text speaks of one."""
    return {hour + 12 for hour in hours if 1 <= hour < 12} if _LATE.search(text) else set()


def _value(words: list[str]) -> int:
    """Return the number that words in a row make: "two hundred and five" is 205."""
    total = current = 0
    for word in words:
        if word in _SCALES:
            current = (current or 1) * _SCALES[word]
            if _SCALES[word] >= 1000:
                total, current = total + current, 0
        elif word != "and":
            value = _VALUES[word]
            # "nineteen ninety" is a year
            current = current * 100 + value if 10 <= current < 100 and value >= 10 else current + value
    return total + current


def _shares(before: list[str], parts: int, after: list[str]) -> set[Number]:
    """Return what "a third", "two thirds", "two and a half" or "half a million" may be written as."""
    count = next((_VALUES[word] for word in reversed(before[-3:]) if word in _VALUES), 1)
    found: set[Number] = {1, parts}
    for number in (1, count):
        share = Decimal(number) / parts
        found |= {number, share, round(share * 100), round(share * 100, 1), round(share * 60)}
    found.add(count + Decimal(1) / parts)
    found |= {60 - 60 // parts} if parts == 4 else set()
    found |= {Decimal(_SCALES[word]) * number / parts for word in after if word in _SCALES for number in (1, count)}
    return found | {(count + Decimal(1) / parts) * _SCALES[word] for word in after if word in _SCALES}
