"""Dates: the months and weekdays that a source names stand in its target. Figures of dates are the figures' check."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tilmach.checks.entry import Entry, Problem

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# what all forms of the names begin with
_STEMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "kk": (
        ("қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйе", "қазан", "қараша", "желтоқсан"),
        ("дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"),
    ),
    "ru": (
        ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр"),
        ("понедельн", "вторн", "сред", "четверг", "пятни", "суббот", "воскрес"),
    ),
    "ug": (
        (
            "يانۋار",
            "فېۋرال",
            "مارت",
            "ئاپرېل",
            "ماي",
            "ئىيۇن",
            "ئىيۇل",
            "ئاۋغۇست",
            "سېنتەبىر",
            "ئۆكتەبىر",
            "نويابىر",
            "دېكابىر",
        ),
        ("دۈشەنب", "سەيشەنب", "چارشەنب", "پەيشەنب", "جۈم", "شەنب", "يەكشەنب"),
    ),
}
# forms in full where other words begin alike (среди, қазақ, жұмыс), and second ways of writing
_FORMS = {
    ("ru", "May"): re.compile(r"ма(?:й|я|ю|ем|е|йск\w*)"),
    ("ru", "Wednesday"): re.compile(r"сред(?:а|ы|е|у|ой|ою|ам|ами|ах)"),
    ("kk", "April"): re.compile(r"сәуір\w*|апрель\w*"),
    ("ug", "January"): re.compile(r"يانۋار\w*|يانىۋار\w*"),
    ("ug", "February"): re.compile(r"فېۋرال\w*|فىۋرال\w*"),
    ("ug", "April"): re.compile(r"ئاپرېل\w*|ئاپرىل\w*"),
    ("ug", "August"): re.compile(r"ئاۋغۇس\w*"),
    ("ug", "September"): re.compile(r"(?:سېنتەبىر|سىنتەبىر)\w*"),
    ("ug", "October"): re.compile(r"(?:ئۆكتەبىر|ئۆكتەبر|ئوكتەبىر)\w*"),
    ("ug", "Friday"): re.compile(r"جۈم[ەى]\w*"),
}
_WORD = re.compile(r"[^\W\d_]+")
_NAMED = re.compile(rf"\b(?:{'|'.join((*_MONTHS, *_WEEKDAYS))})\b")
# words in other uses: march, may, august; they are dates beside a figure or after such a word
_DATED = re.compile(
    r"(?:\d[\dthsrnd]*,?(?: of)? |\b(?:in|since|by|until|till|of|last|next|this|every|late|early|mid|from|before|after|to|and|"
    r"between|through|during|on)[ -])(?:March|May|August)\b|\b(?:March|May|August) (?:\d|of\b)"
)
_AMBIGUOUS = ("March", "May", "August")
_NUMBER = re.compile(r"\d+")
_TITLES = re.compile(r"\b(?:Black|Good|Bloody|Palm|Easter) $|\bThe $")


def dates(entry: Entry) -> Iterator[Problem]:
    """Yield the months and weekdays of an English source that its target does not name; a month may be a figure."""
    if entry.pair.source_language != "en" or entry.language not in _STEMS:
        return
    text = entry.pair.source_text
    named = dict.fromkeys(match[0] for match in _NAMED.finditer(text) if not _TITLES.search(text[: match.start()]))
    if not named:
        return
    words = [word.casefold() for word in _WORD.findall(entry.pair.target_text)]
    added = _numbers(entry.pair.target_text) - _numbers(text)
    for name in named:
        if name in _AMBIGUOUS and not _DATED.search(text):
            continue
        names = [name]
        if name in _WEEKDAYS and f"{name} night" in text:
            names.append(_WEEKDAYS[(_WEEKDAYS.index(name) + 1) % 7])  # "in the night to Sunday"
        is_figure = name in _MONTHS and added[_MONTHS.index(name) + 1] > 0
        if not is_figure and not any(_has(words, each, entry.language) for each in names):
            yield Problem(f"{name} is missing")


def _numbers(text: str) -> Counter[int]:
    return Counter(map(int, _NUMBER.findall(text)))


def _has(words: list[str], name: str, language: str) -> bool:
    forms = _FORMS.get((language, name))
    if forms:
        return any(forms.fullmatch(word) for word in words)
    months, weekdays = _STEMS[language]
    stem = weekdays[_WEEKDAYS.index(name)] if name in _WEEKDAYS else months[_MONTHS.index(name)]
    return any(word.startswith(stem) for word in words)
