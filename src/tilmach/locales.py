"""Locales: names, folders, plural forms. The only module that imports Babel.

A locale is written as BCP 47 in settings and commands (``kk``, ``zh-Hant``) and as POSIX in folders (``zh_Hant``).
"""

from __future__ import annotations

import functools
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from tilmach.errors import LocaleError

# Babel has no data for these and silently answers with another script: kk_Cyrl and Arabic-script ug.
UNWRITABLE = {
    "kk-Latn": "Kazakh in Latin script",
    "kk-Arab": "Kazakh in Arabic script",
    "ug-Latn": "Uyghur in Latin script",
    "ug-Cyrl": "Uyghur in Cyrillic script",
}

# What gettext tools expect; Babel's own table has nplurals=1 for Kazakh, against the CLDR (one, other).
PLURAL_FORMS = {
    "kk": "nplurals=2; plural=(n != 1);",
    "ug": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
}


@functools.cache
def locale(tag: str) -> Locale:
    """Return Babel's locale of a BCP 47 tag.

    Raises:
        LocaleError: The tag is not one, Babel does not know it, or Babel would answer with another script.
    """
    canonical = tag.replace("_", "-")
    for refused, name in UNWRITABLE.items():
        if canonical.lower().startswith(refused.lower()):
            plain = refused.partition("-")[0]
            raise LocaleError(f"{tag}: {name} is not supported; write {plain} for the standard script.")
    try:
        return Locale.parse(canonical, sep="-")
    except (ValueError, UnknownLocaleError, TypeError):
        raise LocaleError(f"{tag}: not a known locale. Write a BCP 47 tag such as kk, ru or ug.") from None


def folder(tag: str) -> str:
    """Return the POSIX name of a locale, as gettext wants its folders: ``zh-Hant`` is ``zh_Hant``."""
    locale(tag)
    return tag.replace("-", "_")


def english_name(tag: str) -> str:
    """Return the locale's name in English, such as ``Kazakh``."""
    return locale(tag).english_name or tag


@functools.cache
def name_in(tag: str, reader: str) -> str:
    """Return the locale's name as a reader of another knows it, as a heading: ``Английский``."""
    name = locale(tag).get_display_name(locale(reader)) or english_name(tag)
    return name[:1].upper() + name[1:]


def native_name(tag: str) -> str:
    """Return the locale's name in its own language: ``Русский``."""
    return name_in(tag, tag)


@functools.lru_cache(maxsize=4096)
def format_date(day: date, tag: str) -> str:
    """Return a date as the locale writes it in running text, such as ``14 июня 2025 г.``."""
    from babel.dates import format_date as formatted  # noqa: PLC0415  reads dates' data, only where dates are shown

    return formatted(day, "long", locale=locale(tag))


def format_number(number: int, tag: str) -> str:
    """Return a whole number as the locale groups its digits."""
    from babel.numbers import format_decimal  # noqa: PLC0415  only where numbers are shown

    return format_decimal(number, locale=locale(tag))


def format_share(share: float, tag: str) -> str:
    """Return a share (0 to 1) in whole per cent, rounded down: all is said only of all."""
    from babel.numbers import format_percent  # noqa: PLC0415  only where numbers are shown

    return format_percent(int(share * 100 + 1e-9) / 100, locale=locale(tag))


@functools.cache
def is_right_to_left(tag: str) -> bool:
    """Return whether the locale is written from right to left."""
    return bool(locale(tag).text_direction == "rtl")


@functools.cache
def script_of(tag: str) -> str:
    """Return the script a locale is written in, as ISO 15924 has it: ``Cyrl`` (CLDR, likely subtags)."""
    own = locale(tag)
    if own.script:
        return own.script
    likely = get_global("likely_subtags")
    full = likely.get(f"{own.language}_{own.territory}") or likely.get(own.language) or ""
    return next((part for part in full.split("_")[1:] if len(part) == 4), "Zyyy")


def plural_forms(tag: str) -> str:
    """Return the value of the ``Plural-Forms`` header of a new catalog (CLDR; gettext manual, "Plural forms")."""
    language = locale(tag).language
    if language in PLURAL_FORMS:
        return PLURAL_FORMS[language]
    from babel.messages.plurals import get_plural  # noqa: PLC0415  reads dates and all, for locales that are not ours

    return str(get_plural(locale(tag)).plural_forms)
