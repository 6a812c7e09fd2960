"""Scripts and alphabets: which script a letter is of, and which letters a language writes with."""

from __future__ import annotations

import functools
import string
import unicodedata

_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"
_PERSIAN = "ءآأؤئابپةتثجچحخدذرزژسشصضطظعغفقکكگلمنوهیيى"
ALPHABETS = {
    "ar": frozenset(_ARABIC),
    "be": frozenset("абвгдеёжзійклмнопрстуўфхцчшыьэюя"),
    "bg": frozenset(_RUSSIAN) - frozenset("ёыэ"),
    "en": frozenset(string.ascii_lowercase),
    "fa": frozenset(_PERSIAN),
    "kk": frozenset(_RUSSIAN + "әғқңөұүһі"),
    "ky": frozenset(_RUSSIAN + "ңөү"),
    "mn": frozenset(_RUSSIAN + "өү"),
    "ru": frozenset(_RUSSIAN),
    "tt": frozenset(_RUSSIAN + "әҗңөүһ"),
    "ug": frozenset("ئابپتجچخدرزژسشغفقكگڭلمنھوىيەېۆۇۈۋ"),
    "uk": frozenset("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    "ur": frozenset(_PERSIAN + "ٹڈڑںھہےۂۓ"),
    # in Latin or Cyrillic letters; southern Uzbek in Arabic ones
    "uz": frozenset(string.ascii_lowercase + _RUSSIAN + "ўқғҳ") - frozenset("щы"),
    "uzs": frozenset(_PERSIAN + "ۉې"),
}
"""Small letters of languages, by ISO 639 code; what is not here has any letters of its script."""

OWN = {"ug": frozenset("ەېۆۇۈۋڭ")} | {
    language: ALPHABETS[language] - ALPHABETS["ru"] for language in ("be", "kk", "ky", "mn", "tt", "uk")
}
"""Letters that tell a language from Russian, and Uyghur from Arabic and Persian: no text of some length is without them."""

# ISO 15924 code: the words that names of its letters begin with in the Unicode character database
_NAMES = {
    "Arab": {"ARABIC"}, "Armn": {"ARMENIAN"}, "Beng": {"BENGALI"}, "Cyrl": {"CYRILLIC"}, "Deva": {"DEVANAGARI"},
    "Geor": {"GEORGIAN"}, "Grek": {"GREEK"}, "Hans": {"CJK"}, "Hant": {"CJK"}, "Hebr": {"HEBREW"},
    "Jpan": {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}, "Kore": {"CJK", "HANGUL"}, "Latn": {"LATIN"},
    "Mong": {"MONGOLIAN"}, "Thai": {"THAI"}, "Tibt": {"TIBETAN"},
}  # fmt: skip
COMMON = "COMMON"
_ANY = frozenset(
    ("FEMININE", "MASCULINE", "MICRO", "MATHEMATICAL", "SUPERSCRIPT", "MODIFIER", "IDEOGRAPHIC", "SCRIPT", "DOUBLE-STRUCK")
)
_SHOWN = {"CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese"}


def names_of(script: str) -> set[str]:
    """Return the names that letters of a script may begin with; none for a script that is not known here."""
    return _NAMES.get(script, set())


def shown(name: str) -> str:
    """Return a script's name as people write it."""
    return _SHOWN.get(name, name.capitalize())


@functools.cache
def script_of(letter: str) -> str:
    """Return the name of a letter's script; ``COMMON`` for ª, µ and letters of mathematics, which any text may have."""
    name = unicodedata.name(letter, COMMON).split()[0]
    return COMMON if name in _ANY else name
