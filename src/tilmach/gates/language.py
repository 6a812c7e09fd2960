"""Language: a target is in the language of its locale and not in a neighbour's.

Two signs: a text of some length in Kazakh or Uyghur has letters that its neighbours lack; and py3langid (BSD-3-Clause), asked
only for languages that may be taken for ours. What it says counts if the letters of the text are that language's, too.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

from tilmach import locales
from tilmach.errors import LocaleError
from tilmach.gates import alphabets
from tilmach.gates.pair import Pair, letters

_LANGUAGES = ("en", "kk", "ru", "ug", "ky", "tt", "uz", "uzs", "fa", "ar", "uk", "mn", "ur")
# of 34,569 lines that people wrote in Kazakh and in Uyghur, none of this length lacked all letters of its own
_LONG = 60  # letters
# the model is often wrong on less than 20 letters; how much likelier than the right language another must be, from then on
_MARGINS = ((30, 0.3), (20, 0.6))
_NAMES = {"uzs": "Uzbek"}


class _Identifier(Protocol):
    """What is used of py3langid."""

    labels: Sequence[str]

    def set_languages(self, langs: Collection[str]) -> None:
        """Choose among these languages only."""

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Return all languages and their probabilities, the likeliest first."""


def reasons(pair: Pair) -> Iterator[str]:
    """Yield which other language a target seems to be in."""
    language, text = pair.target_language, pair.target_text
    size = letters(text)
    margin = next((margin for shortest, margin in _MARGINS if size >= shortest), None)
    if margin is None:
        return
    wanted = locales.english_name(pair.target_locale)
    used = frozenset(filter(str.isalpha, text.lower()))
    is_strange = not _has_own(language, used, size)
    others = {name for name in (*_LANGUAGES, pair.source_language) if name != language and _can_write(name, used, size)}
    neighbours = _neighbours(pair.source_language, language) if others else None
    if neighbours:
        ranked = neighbours.rank(text)
        likeliest, probability = ranked[0]
        if likeliest in others and (is_strange or probability - dict(ranked)[language] >= margin):
            yield f"looks {_name(likeliest)}, not {wanted}"
            return
    if is_strange:
        yield f"does not look {wanted}: none of the letters {' '.join(sorted(alphabets.OWN[language]))}"


def _has_own(language: str, used: AbstractSet[str], size: int) -> bool:
    return size < _LONG or language not in alphabets.OWN or not used.isdisjoint(alphabets.OWN[language])


def _can_write(language: str, used: AbstractSet[str], size: int) -> bool:
    """Return whether a text of so many letters may be in a language, as far as its alphabet is known."""
    return _has_own(language, used, size) and (language not in alphabets.ALPHABETS or used <= alphabets.ALPHABETS[language])


@functools.cache
def _neighbours(source: str, target: str) -> _Identifier | None:
    """Return what tells a target's language from its neighbours and from the source's; None if it does not know it."""
    chosen = copy.copy(identifier())
    known = frozenset(chosen.labels)
    if target not in known:
        return None
    chosen.set_languages(known.intersection((*_LANGUAGES, source, target)))
    return chosen


@functools.cache
def identifier() -> _Identifier:
    """Return what tells all languages apart, loaded once in a process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  0.8 s and 100 MB

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)  # type: ignore[no-any-return]


def _name(language: str) -> str:
    try:
        return _NAMES.get(language) or locales.english_name(language)
    except LocaleError:
        return language
