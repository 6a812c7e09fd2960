"""Script: a target is written in the letters of its locale.

Foreign words that stand in the source too (names, NATO, addresses), Roman numerals and abbreviations may be in others.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from tilmach import locales
from tilmach.gates import alphabets
from tilmach.gates.pair import Pair

_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"[IVXLCDM]+")
_LONGEST_ABBREVIATION = 5  # letters: SMS, UNHCR
_SHOWN = 3  # words or letters in a reason


def reasons(pair: Pair) -> Iterator[str]:
    """Yield what of a target is in a wrong script, or in letters that its language does not have."""
    expected = alphabets.names_of(locales.script_of(pair.target_locale))
    if not expected:
        return
    letters = {letter for letter in pair.target_text if letter.isalpha()}
    if any(alphabets.script_of(letter) not in expected for letter in letters):
        strange = list(_strange(pair, expected))
        if strange:
            yield _reason(pair, strange, expected)
    alphabet = alphabets.ALPHABETS.get(pair.target_language)
    if alphabet:
        foreign = {letter.lower() for letter in letters} - alphabet - set(pair.source.lower())
        shown = [letter for letter in sorted(foreign) if alphabets.script_of(letter) in expected]
        if shown:
            yield f"letters that {locales.english_name(pair.target_locale)} does not have: {', '.join(shown[:_SHOWN])}"


def _strange(pair: Pair, expected: AbstractSet[str]) -> Iterator[tuple[str, str, str]]:
    """Yield a script, a run of its letters that nothing excuses, and the word that the run is in."""
    known = {word.casefold() for word in _WORD.findall(pair.source)}
    for word in _WORD.findall(pair.target_text):
        for script, run in itertools.groupby(word, alphabets.script_of):
            letters = "".join(run)
            if script in expected or script == alphabets.COMMON or letters.casefold() in known or _ROMAN.fullmatch(letters):
                continue
            is_abbreviation = letters.isupper() and len(letters) <= _LONGEST_ABBREVIATION
            if not is_abbreviation or (len(letters) == 1 and letters != word):
                yield script, letters, word


def _reason(pair: Pair, strange: list[tuple[str, str, str]], expected: AbstractSet[str]) -> str:
    script, letters, word = strange[0]
    total = sum(len(run) for _, run, _ in strange)
    own = sum(alphabets.script_of(letter) in expected for letter in pair.target_text if letter.isalpha())
    if total > own:
        return f"written in {alphabets.shown(script)} letters"
    if letters != word:
        return f"{alphabets.shown(script)} letters inside of the word {word}: {letters}"
    words = list(dict.fromkeys(word for _, _, word in strange))
    return f"{alphabets.shown(script)} words that the source does not have: {', '.join(words[:_SHOWN])}"
