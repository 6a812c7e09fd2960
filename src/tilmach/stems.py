"""Whether a word of a text is a form of a word of the glossary: ``is_form()``.

English and Russian by Snowball's stemmers. Kazakh and Uyghur pile up suffixes, so a form begins with its stem; but the stem's
end may change (Kazakh кітап, кітабы; халық, халқы. Uyghur بالا, بالىلار; مەكتەپ, مەكتىپى). Made to flag, not to force: it
rather takes a wrong word for a form than a form for a missing word.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

_SNOWBALL = {"en": "english", "ru": "russian"}
_VOWELS = frozenset("аәеёиоөуұүыіэюяاەېىوۇۆۈ")
# consonants that soften before a suffix and, in Uyghur, vowels that rise: one letter stands for all of its kind
_FOLDED = {
    "kk": str.maketrans("бгғё", "пкқе"),
    "ug": str.maketrans("بۋگغاەې", "پپكقىىى"),
    "ru": str.maketrans("ё", "е"),
}
_SHORTEST_STEM = 3  # letters


def is_form(word: str, term: str, locale: str) -> bool:
    """Return whether a word is the glossary's word, inflected or not.

    Args:
        word: A word of a text.
        term: A word of the glossary.
        locale: The language of both.
    """
    language = locale.partition("-")[0]
    folded = _folded(word, language)
    if folded == _folded(term, language):
        return True
    for stem, is_shortened in _stems(term, language):
        if language in _SNOWBALL and not is_shortened:
            if stem == _stem(word, language):
                return True
        elif len(stem) >= _SHORTEST_STEM and folded.startswith(stem):
            return True
    return False


def keys(word: str, locale: str) -> frozenset[str]:
    """Return what a word is looked up by: in English two words are forms of one if they share a key."""
    language = locale.partition("-")[0]
    return frozenset((_folded(word, language), _stem(word, language)))


def _folded(word: str, language: str) -> str:
    return word.casefold().translate(_FOLDED.get(language, {}))


@functools.lru_cache(maxsize=10_000)
def _stems(term: str, language: str) -> tuple[tuple[str, bool], ...]:
    """Return how a form of a word may begin, and whether a vowel was dropped for it (рынок, рынка; орын, орны)."""
    stem = _stem(term, language)
    stems = [(stem, False)]
    if language != "en" and len(stem) > _SHORTEST_STEM + 1 and stem[-1] not in _VOWELS and stem[-2] in _VOWELS:
        stems.append((stem[:-2] + stem[-1], True))
    return tuple(stems)


@functools.lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    folded = _folded(word, language)
    stemmer = _stemmer(language)
    return stemmer(folded) if stemmer else folded


@functools.cache
def _stemmer(language: str) -> Callable[[str], str] | None:
    if language not in _SNOWBALL:
        return None
    import snowballstemmer  # noqa: PLC0415  0.3 s, only where a glossary is

    return snowballstemmer.stemmer(_SNOWBALL[language]).stemWord  # type: ignore[no-any-return]
