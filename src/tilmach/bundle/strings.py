"""What pages say by themselves, in the reader's language: a gettext domain of the package. ``strings()``.

The catalogs are ``locale/<locale>/LC_MESSAGES/site.po``, read as they are; a new or changed text is extracted with

    pybabel extract -F src/tilmach/bundle/locale/babel.cfg -k text --no-location -o site.pot src/tilmach/bundle

In templates it is ``_("…")``; in modules, ``text = strings(locale)`` and ``text("…")``.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Protocol

from tilmach import locales, po

FOLDER = Path(__file__).parent / "locale"


class Strings(Protocol):
    """Returns a text in a language."""

    def __call__(self, text: str, /, **values: str) -> str:
        """Return the translation of an English text, with its ``%(name)s`` replaced; the English one if there is none."""


@functools.cache
def strings(locale: str) -> Strings:
    """Return the function that translates the pages' own texts into a locale.

    Args:
        locale: BCP 47 tag. For one without a catalog, the texts stay English.
    """
    path = FOLDER / locales.folder(locale) / "LC_MESSAGES" / "site.po"
    translations: dict[str, str] = {}
    if path.is_file():
        catalog = po.read(path, locale)
        translations = catalog.targets(only_approved=True)

    def translated(text: str, /, **values: str) -> str:
        result = translations.get(text, text)
        return result % values if values else result

    return translated


def speaks(locale: str) -> bool:
    """Return whether the pages' own texts are in the locale's language (English ones are in English)."""
    is_english = locales.locale(locale).language == "en"
    return is_english or (FOLDER / locales.folder(locale) / "LC_MESSAGES" / "site.po").is_file()
