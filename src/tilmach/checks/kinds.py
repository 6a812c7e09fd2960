"""Names, severities and meanings of all checks: light, so that settings can be read without the checks themselves."""

from __future__ import annotations

from dataclasses import dataclass

from tilmach.checks import Severity

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Kind:
    """What a check is about.

    Attributes:
        severity: How bad its findings are, unless the project says otherwise.
        meaning: What it finds, in one line.
    """

    severity: Severity
    meaning: str


KINDS: dict[str, Kind] = {
    "figures": Kind(_ERROR, "a figure of the source is missing or changed, or one is invented"),
    "dates": Kind(_WARNING, "the source names a month or a weekday that the target does not"),
    "addresses": Kind(_ERROR, "a web or e-mail address is lost, changed or invented"),
    "placeholders": Kind(_ERROR, "a placeholder such as %s or {name} is lost, changed or invented"),
    "markup": Kind(_ERROR, "a tag, link, emphasis or other inline code is lost or invented"),
    "quotes": Kind(_ERROR, "quotation marks or brackets that are lost, or open and do not close"),
    "quote-style": Kind(_WARNING, "quotation marks that are not the locale's"),
    "end-punctuation": Kind(_WARNING, "the target ends with another sign than the source"),
    "punctuation": Kind(_WARNING, "Latin comma, semicolon or question mark in Arabic script"),
    "spaces": Kind(_WARNING, "double spaces, spaces before punctuation or at the ends, none after a comma"),
    "untranslated": Kind(_WARNING, "words of the source, or Russian words in Kazakh"),
    "letters": Kind(_WARNING, "too few of the letters that only this language has"),
    "script": Kind(_ERROR, "words or letters of another script, letters of another alphabet"),
    "language": Kind(_ERROR, "the target seems to be in a neighbour's language"),
    "length": Kind(_ERROR, "far more or far less text than the source has"),
    "copy": Kind(_ERROR, "the source, whole or in long runs"),
    "loop": Kind(_ERROR, "words or syllables over and over"),
    "inconsistent": Kind(_WARNING, "one source has several targets in a locale"),
    "same-target": Kind(_WARNING, "one target stands for different sources"),
    "term": Kind(_ERROR, "a term of the glossary is missing"),
    "merged": Kind(_ERROR, "a merged sentence without a translated neighbour"),
    "bidi-controls": Kind(_ERROR, "invisible signs of direction, which are set when documents are built"),
    "presentation-forms": Kind(_ERROR, "Arabic presentation forms instead of letters"),
    "ignore": Kind(_WARNING, "an ignore comment that names no check"),
}
"""Checks of translations by name, in the order in which findings of one message are told."""

CATALOG_KINDS: dict[str, Kind] = {
    "encoding": Kind(_ERROR, "a byte order mark; not UTF-8"),
    "conflict": Kind(_ERROR, "git's conflict marks"),
    "syntax": Kind(_ERROR, "what is no PO"),
    "duplicate": Kind(_ERROR, "two entries for one source"),
    "header": Kind(_ERROR, "no language, another language, no UTF-8, plural forms of another tool"),
    "approved wholesale": Kind(_ERROR, "five or more untouched drafts, nearly all, without their fuzzy flag"),
    "echo": Kind(_ERROR, "the source as its own target (names and credits are left out)"),
    "lost mark": Kind(_ERROR, "a machine's draft without its mark"),
    "rewrapped": Kind(_ERROR, "most entries laid out in another way than gettext's"),
}
"""Checks of catalog files (``tilmach check --catalogs``) by name; in settings a space is written as a hyphen."""


def setting_of(name: str) -> str:
    """Return a check's name as settings write it."""
    return name.replace(" ", "-")
