"""Fuzzy search over the sources of a memory: which of a million resembles this one most?

A table from term to the sources that have it, as arrays. The rarest terms of a query are read until a budget of postings is
spent; sources of a fitting length that share the most and rarest of them are compared in full. Terms are words; short
sources, where one word is much, also have pairs of words, and the shortest the letters of their words in threes.
"""

from __future__ import annotations

import itertools
import math
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from tilmach.memory.store import text_hash

_WORD = re.compile(r"\w+")
_FEW_WORDS = 9  # a source of fewer has pairs of words too
_SHORT = 28  # characters; a source of fewer has threes of letters too
_LONGEST_POSTING = 20_000  # a term that is in more sources tells them apart no better with all of them
_BUDGET = 6_000  # postings read for one query
_CANDIDATES = 50  # sources compared in full
_CHUNK = 1 << 16  # sources whose lengths are kept together

Ids = npt.NDArray[np.int32]


def terms(text: str) -> set[int]:
    """Return the terms of a text, hashed."""
    lower = text.lower()
    words = _WORD.findall(lower)
    found = set(words)
    if len(words) < _FEW_WORDS:
        edged = ["^", *words, "$"]
        found |= {f"{one} {other}" for one, other in itertools.pairwise(edged)}
    if len(text) < _SHORT:
        found |= {f"<{lower[start : start + 3]}" for start in range(max(1, len(lower) - 2))}
    return set(map(text_hash, found))


class FuzzyIndex:
    """Searches the sources of a store; adding is the store's transaction's business."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lengths = np.zeros(0, np.uint16)
        self._scores = np.zeros(0, np.float32)

    def add(self, sources: Iterable[tuple[int, str]]) -> None:
        """Index sources (id, text) whose ids are higher than all before them; inside a transaction."""
        postings: defaultdict[int, list[int]] = defaultdict(list)
        lengths: dict[int, int] = {}
        for number, text in sources:
            lengths[number] = min(len(text), 65_535)
            for term in terms(text):
                postings[term].append(number)
        for term, new in postings.items():
            row = self._connection.execute("SELECT count, sources FROM posting WHERE term = ?", (term,)).fetchone()
            count, old = row or (0, b"")
            room = max(0, _LONGEST_POSTING - len(old) // 4)
            self._connection.execute(
                "INSERT OR REPLACE INTO posting VALUES (?, ?, ?)",
                (term, count + len(new), old + np.array(new[:room], np.int32).tobytes()),
            )
        self._add_lengths(lengths)

    def _add_lengths(self, lengths: dict[int, int]) -> None:
        for chunk in sorted({number // _CHUNK for number in lengths}):
            row = self._connection.execute("SELECT lengths FROM lengths WHERE chunk = ?", (chunk,)).fetchone()
            array = np.frombuffer(row[0], np.uint16).copy() if row else np.zeros(_CHUNK, np.uint16)
            for number, length in lengths.items():
                if number // _CHUNK == chunk:
                    array[number % _CHUNK] = length
            self._connection.execute("INSERT OR REPLACE INTO lengths VALUES (?, ?)", (chunk, array.tobytes()))

    def find(self, text: str, cutoff: float) -> Iterator[tuple[int, str, float]]:
        """Yield sources that resemble a text, the most similar first.

        Args:
            text: What is looked for.
            cutoff: The lowest similarity (rapidfuzz ratio, 0 to 100).

        Yields:
            Id, text and similarity.
        """
        candidates = self._candidates(text, cutoff)
        if not candidates:
            return
        marks = ",".join("?" * len(candidates))
        rows = self._connection.execute(f"SELECT id, text FROM source WHERE id IN ({marks})", candidates).fetchall()  # noqa: S608
        for _, score, place in process.extract(
            text, [row[1] for row in rows], scorer=fuzz.ratio, score_cutoff=cutoff, limit=None
        ):
            yield rows[place][0], rows[place][1], score

    def _candidates(self, text: str, cutoff: float) -> list[int]:
        """Return the sources of a fitting length that share the most with a text."""
        self._load()
        wanted = list(terms(text))
        marks = ",".join("?" * len(wanted))
        counts = self._connection.execute(
            f"SELECT count, term FROM posting WHERE term IN ({marks}) ORDER BY count",  # noqa: S608
            wanted,
        ).fetchall()
        found: list[Ids] = []
        budget = _BUDGET
        for count, term in counts:
            if found and budget <= 0:
                break
            (blob,) = self._connection.execute("SELECT sources FROM posting WHERE term = ?", (term,)).fetchone()
            ids: Ids = np.frombuffer(blob, np.int32)
            budget -= len(ids)
            # each source is in a posting once, so that the plain sum of arrays is right
            self._scores[ids] += math.log(1 + len(self._scores) / count)
            found.append(ids)
        if not found:
            return []
        every = np.concatenate(found)
        scores = self._scores[every]
        lengths = self._lengths[every]
        # 2m / (a + b) >= cutoff, and no more than the shorter can match
        least = cutoff / (200 - cutoff) * len(text)
        scores[(lengths < least) | (lengths > len(text) ** 2 / max(least, 1e-9))] = 0
        self._scores[every] = 0
        if len(every) > 8 * _CANDIDATES:
            best = np.argpartition(scores, -8 * _CANDIDATES)[-8 * _CANDIDATES :]
            every, scores = every[best], scores[best]
        order = np.argsort(-scores, kind="stable")
        ranked = dict.fromkeys(every[order][scores[order] > 0].tolist())
        return list(ranked)[:_CANDIDATES]

    def _load(self) -> None:
        """Bring the arrays in step with the file: another process may have added sources."""
        (highest,) = self._connection.execute("SELECT coalesce(max(id), -1) FROM source").fetchone()
        if highest >= len(self._lengths) or (highest >= 0 and self._lengths[highest] == 0):
            chunks = self._connection.execute("SELECT lengths FROM lengths ORDER BY chunk").fetchall()
            self._lengths = np.concatenate([np.frombuffer(chunk, np.uint16) for (chunk,) in chunks])
            self._scores = np.zeros(len(self._lengths), np.float32)
