"""Words that nobody translated, and letters that a text of the language would have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tilmach import locales
from tilmach.checks.entry import Entry, Problem
from tilmach.gates.alphabets import COMMON, OWN, names_of, script_of
from tilmach.gates.pair import letters as count_letters

_WORD = re.compile(r"(?<![\w@/.])[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_SHORTEST = 3  # letters of a word in small letters that may be no name: "al-", "de" and units stay
# frequent Russian words that 34,569 Kazakh lines never have; "на", "не", "он", "да" are Kazakh too or stand in names
_RUSSIAN_WORDS = (
    "что из по до его как после но для когда её под без их чем она чтобы через во если это было был кто который мы где того то "
    "бы лишь теперь были никто ещё они только более при нет со будет так которые все была может которых перед потому же хотя "
    "уже об или между почти всего около ему тех этом могут над также свой своих этого этой эти этот наш нас нам вы вас есть "
    "очень можно нужно тоже даже там здесь сейчас всегда себя себе которая которое "
    "в за год года году лет сказал сказала два три один одна двух день дня дней часов детей каждый каждую людей"
)
_RUSSIAN = frozenset(_RUSSIAN_WORDS.split())
# ends of Russian words that Kazakh ones, loans included, do not have
_RUSSIAN_END = re.compile(
    r".{3,}(?:ого|ется|ются|ится|ятся|ться|лись|лась|лось|ные|ных|ными|ную|ному|ений|ение|ения|ению|ением|ании|ают|уют|"
    r"ского|ских|скую|ские|вший|вшие|вших|ющий|ющие|ющих|овать|ивать|ывать|остью|остей)"
)
# letters of a target, and the smallest share of letters of its own: one human line of a thousand has fewer (34,569 lines)
_SHARES = ((100, 0.04), (70, 0.025), (40, 0.015))
_SHOWN = 3


def untranslated(entry: Entry) -> Iterator[Problem]:
    """Yield words in small letters that stand in the source too, in another script than the locale's; and Russian in Kazakh."""
    expected = names_of(locales.script_of(entry.locale))
    kept = {
        word.casefold() for term in entry.glossary.find(entry.source) if term.is_kept for word in _WORD.findall(term.source)
    }
    if expected:
        source = set(_WORD.findall(entry.pair.source_text))
        left = [
            word
            for word in _WORD.findall(entry.pair.target_text)
            if word in source
            and len(word) >= _SHORTEST
            and word.islower()
            and word not in kept
            and script_of(word[0]) not in (*expected, COMMON)
        ]
        if left:
            yield Problem(f"not translated: {_shown(left)}")
    if entry.language == "kk":
        russian = [word for word in _WORD.findall(entry.pair.target_text) if _is_russian(word)]
        if russian:
            yield Problem(f"Russian words in Kazakh: {_shown(russian)}")


def _is_russian(word: str) -> bool:
    """Return whether a word is Russian; a name in Kazakh text may have a Russian end, so only small letters are looked at."""
    if word[0].isupper() or not OWN["kk"].isdisjoint(word):
        return False
    return word in _RUSSIAN or bool(_RUSSIAN_END.fullmatch(word))


def letters(entry: Entry) -> Iterator[Problem]:
    """Yield whether too few letters are the language's own: half is another language, or was typed without them."""
    own = OWN.get(entry.language)
    text = entry.pair.target_text.lower()
    size = count_letters(text)
    smallest = next((share for fewest, share in _SHARES if size >= fewest), None)
    if own is None or smallest is None or entry.language not in ("kk", "ug"):
        return
    count = sum(char in own for char in text)
    if count < smallest * size:
        name = locales.english_name(entry.locale)
        yield Problem(f"{count or 'none'} of {size} letters are {name}’s own ({' '.join(sorted(own))})")


def _shown(words: list[str]) -> str:
    unique = list(dict.fromkeys(words))
    return ", ".join(unique[:_SHOWN]) + (" …" if len(unique) > _SHOWN else "")
