"""The values that training works on: texts with their translations, cleaned, and divided into parts.

A *row* is one source with its translations; a row may lack a language. What is held out is decided by the source alone, so that
a sentence never moves from one part to another when a project grows.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

NEAR_DUPLICATE = 88.0  # rapidfuzz ratio above which a sentence counts as a copy of a held-out one
TEST, WATCH = 5, 10  # of 100 buckets: those below 5 are for the report, those from 5 to 9 are watched
_COPYABLE = 25  # characters; a shorter text is a word or a name, which is no copy of a sentence
_LONGEST = 1000  # characters
_RATIO = 3.0  # between the lengths of a text and its translation
_SLACK = 10  # characters that do not count in that, since a short text may well be three times as long elsewhere


@dataclass(frozen=True, slots=True)
class Row:
    """One source and its translations.

    Attributes:
        kind: Where it comes from.
        source: The text.
        targets: Its translations by language.
    """

    kind: str
    source: str
    targets: dict[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Parts:
    """Rows to train on, to watch the training with, and to report on (the last two are never trained on)."""

    train: list[Row]
    watch: list[Row]
    test: list[Row]


def normalize(text: str) -> str:
    """Return the text in NFC, with one kind of space and no control characters: what the model is shown and asked for."""
    text = unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("\u202f", " ")
    return re.sub(r"\s+", " ", text).strip()


def key(text: str) -> str:
    """Return a form of a sentence under which case, quotes and punctuation do not count."""
    return " ".join(re.findall(r"\w+", text.lower()))


def bucket(text: str) -> int:
    """Return a number from 0 to 99 that depends on the sentence alone, so that the parts outlive any reordering."""
    return int(_hash(text)[:8], 16) % 100


def _hash(text: str) -> str:
    return hashlib.sha256(key(text).encode()).hexdigest()


def is_sound(source: str, target: str) -> bool:
    """Whether a pair looks like a text and its translation: both have letters, they differ, neither is far too long."""
    if source == target or max(len(source), len(target)) > _LONGEST:
        return False
    if not all(any(map(str.isalpha, text)) for text in (source, target)):
        return False
    return 1 / _RATIO <= (len(target) + _SLACK) / (len(source) + _SLACK) <= _RATIO


def without_copies(rows: Iterable[Row], held: Collection[str]) -> Iterator[Row]:
    """Yield the rows that are no near copies of held-out sentences.

    Args:
        rows: What may be trained on.
        held: The keys of what may not.
    """
    keys = list(held)
    known = set(keys)
    for row in rows:
        name = key(row.source)
        if name in known:
            continue
        if len(name) > _COPYABLE and process.extractOne(name, keys, scorer=fuzz.ratio, score_cutoff=NEAR_DUPLICATE):
            continue
        yield row


def divide(rows: Iterable[Row]) -> Parts:
    """Divide by the hash of the source: 5 of 100 to report on, 5 to watch, the rest without their near copies to train on.

    What chooses the best weights is not what is reported. Of very few rows at least one is watched and one reported on, if
    enough are left.
    """
    ordered = sorted(rows, key=lambda row: _hash(row.source))
    test = [row for row in ordered if bucket(row.source) < TEST]
    watch = [row for row in ordered if TEST <= bucket(row.source) < WATCH]
    rest = [row for row in ordered if bucket(row.source) >= WATCH]
    for part in (watch, test):
        if not part and len(rest) > 1:
            part.append(rest.pop(0))
    return Parts(list(without_copies(rest, {key(row.source) for row in (*watch, *test)})), watch, test)
