"""Copying: a target that is its source again, or has runs of its words that should be translated.

A name, an address or a figure stays as it is; so may a title inside a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tilmach.gates.pair import Pair

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_LONGEST_NAME = 3  # words that may be equal without one in small letters among them
_LONGEST_RUN = 3  # words of the source in a row inside a target
# small words that stand inside names
_LINKS = frozenset(
    ("of", "the", "and", "for", "in", "on", "at", "de", "la", "le", "du", "van", "von", "der", "al", "el", "bin", "ibn")
)


def reasons(pair: Pair) -> Iterator[str]:
    """Yield whether a target is a copy."""
    source, target = _WORD.findall(pair.source_text), _WORD.findall(pair.target_text)
    if not source or not target:
        return
    if _folded(source) == _folded(target):
        if len(source) > _LONGEST_NAME or _translatable(source):
            yield "a copy of the source"
        return
    start, end = _longest_run(_folded(source), _folded(target))
    words = target[start:end]
    # in a language that shares the script a short run of words may be chance
    if len(_translatable(words)) > 1 and (len(words) > _LONGEST_RUN or 2 * len(words) > len(target)):
        yield f"words of the source are left: {' '.join(words)}"


def _folded(words: list[str]) -> list[str]:
    return [word.casefold() for word in words]


def _translatable(words: list[str]) -> list[str]:
    """Return the words in small letters that are no part of a name."""
    return [word for word in words if word.islower() and len(word) > 1 and word not in _LINKS]


def _longest_run(source: list[str], target: list[str]) -> tuple[int, int]:
    """Return where the longest run of words that both have in a row stands in the target."""
    best = (0, 0)
    if not set(source) & set(target):
        return best
    lengths = [0] * (len(source) + 1)
    for end, word in enumerate(target, 1):
        row = [0] * (len(source) + 1)
        for place, other in enumerate(source, 1):
            if word == other:
                row[place] = lengths[place - 1] + 1
                if row[place] > best[1] - best[0]:
                    best = (end - row[place], end)
        lengths = row
    return best
