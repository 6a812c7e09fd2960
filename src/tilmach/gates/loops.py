"""Loops: words, and syllables inside of words, that come back in the target though nothing does in the source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from tilmach.gates.pair import Pair

_SYLLABLES = re.compile(r"([^\W\d_])(?:\1{3,}|([\w ,،–-]{1,11}?)(?:\1\2){2,})")
_LONGEST_PHRASE = 8  # words of a phrase that stands twice in a row
_SHORTEST_WORD = 3  # letters of a word that may be counted alone: "and" and "in" come back anywhere


def reasons(pair: Pair) -> Iterator[str]:
    """Yield what comes back in a target; the limits are what people write in 34,000 lines of news."""
    target = pair.target_words
    if len(set(target)) < len(target):
        phrase = _looping(pair.source_words, target)
        if phrase:
            times, words = phrase
            subject = "the same word comes" if len(words) == 1 else "the same words come"
            yield f"{subject} back {times} times: {' '.join(words)}"
            return
    match = _SYLLABLES.search(pair.target_text.casefold())
    if match and not _SYLLABLES.search(pair.source_text.casefold()):
        piece = match[1] + (match[2] or "")
        yield f"“{piece.strip()}” comes {len(match[0]) // len(piece)} times in a row"


def _looping(source: Sequence[str], target: Sequence[str]) -> tuple[int, Sequence[str]] | None:
    """Return how often a phrase comes back that should not, and the phrase."""
    for size in range(1, min(_LONGEST_PHRASE, len(target) // 2) + 1):
        times, words = _in_a_row(target, size)
        if times >= (3 if size == 1 else 2) and times > _in_a_row(source, size)[0]:
            return times, words
    for size, fewest in ((4, 2), (3, 3)):
        times, words = _most_frequent(target, size)
        # a phrase of three words is often two elsewhere
        if times >= fewest and times > _most_frequent(source, size - 1)[0]:
            return times, words
    times, words = _most_frequent([word for word in target if len(word) >= _SHORTEST_WORD], 1)
    return (times, words) if times >= 5 and times > _most_frequent(source, 1)[0] + 1 else None


def _in_a_row(words: Sequence[str], size: int) -> tuple[int, Sequence[str]]:
    """Return how many times some words stand in a row at most, and the words."""
    most, found = 1, words[:size]
    run = 0
    for place in range(len(words) - size):
        # words that are equal at this distance, as many as the phrase has, are the phrase once more
        run = run + 1 if words[place] == words[place + size] else 0
        if 1 + run // size > most:
            most, found = 1 + run // size, words[place + 1 : place + 1 + size]
    return most, found


def _most_frequent(words: Sequence[str], size: int) -> tuple[int, Sequence[str]]:
    """Return how many times the most frequent phrase of so many words stands in a text, and the phrase."""
    if len(words) < size:
        return 0, ()
    phrase, times = Counter(zip(*(words[start:] for start in range(size)), strict=False)).most_common(1)[0]
    return times, phrase
