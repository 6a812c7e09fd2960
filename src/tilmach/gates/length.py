"""Length: a target with far more or far fewer letters than its source has lost or won something.

The lower limits leave out one human translation of a thousand, measured over 34,569 lines of the training corpus. The upper
ones are wider by 15%, since other translators are less terse. Short texts differ most; between lengths the limits are
interpolated.
"""

from __future__ import annotations

from collections.abc import Iterator

from tilmach.gates.pair import Pair, letters

_SHORTEST = 15  # letters of a source; below, only a target many times as long is wrong
_LETTERS = (15, 25, 35, 50, 70, 100, 140, 180)
# by length of the source in letters: the fewest and the most letters of a target for one of the source
_LIMITS = {
    "kk": ((0.30, 0.36, 0.44, 0.52, 0.60, 0.64, 0.68, 0.72), (3.1, 2.4, 2.3, 2.0, 1.85, 1.75, 1.65, 1.55)),
    "ru": ((0.30, 0.40, 0.48, 0.56, 0.60, 0.65, 0.68, 0.74), (3.1, 2.5, 2.15, 1.9, 1.8, 1.72, 1.62, 1.55)),
    "ug": ((0.34, 0.42, 0.54, 0.57, 0.67, 0.71, 0.77, 0.80), (3.2, 2.65, 2.4, 2.2, 2.05, 1.95, 1.8, 1.7)),
}
# any other language with an alphabet
_WIDE = ((0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.55), (3.5, 3.0, 2.6, 2.4, 2.2, 2.1, 2.0, 2.0))
_WITHOUT_ALPHABET = frozenset(("zh", "ja", "ko", "yue", "wuu", "th", "lo", "km", "my"))
_LONGEST_SHORT = 40  # letters more than the source that a target of a word or two may have


def reasons(pair: Pair) -> Iterator[str]:
    """Yield what is wrong with the length of a target."""
    source, target = letters(pair.source_text), letters(pair.target_text)
    if source and not target:
        yield "no words"
        return
    if {pair.source_language, pair.target_language} & _WITHOUT_ALPHABET:
        return
    if source < _SHORTEST:
        if target > source * 3 + _LONGEST_SHORT:
            yield _reason(pair)
        return
    fewest, most = _LIMITS.get(pair.target_language, _WIDE) if pair.source_language == "en" else _WIDE
    if not _at(fewest, source) <= target / source <= _at(most, source):
        yield _reason(pair)


def _reason(pair: Pair) -> str:
    return f"{_words(len(pair.target_words))} for {len(pair.source_words)}"


def _words(count: int) -> str:
    return "1 word" if count == 1 else f"{count} words"


def _at(limits: tuple[float, ...], size: int) -> float:
    """Return the limit for a source of so many letters."""
    for place in range(1, len(_LETTERS)):
        low, high = _LETTERS[place - 1], _LETTERS[place]
        if size < high:
            return limits[place - 1] + (limits[place] - limits[place - 1]) * (size - low) / (high - low)
    return limits[-1]
