"""Left-to-right runs in right-to-left text: isolated when a document is made, never in a catalog.

Unicode Standard Annex 9 and the W3C's "Inline markup and bidirectional text in HTML": a Latin name or a URL in Uyghur text
drags the stops and brackets beside it to the wrong side unless it is isolated.
"""

from __future__ import annotations

import re

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"
# Latin, Greek and Cyrillic words with what joins them; figures alone need nothing
_LETTER = "A-Za-z\u00c0-\u024f\u0370-\u052f"
_LEFT_TO_RIGHT = re.compile(
    rf"(?:https?://[^\s<>]+[\w/]|[{_LETTER}][\w.@+/&'’-]*(?:[ \u00a0](?=[{_LETTER}\d])[\w.@+/&'’-]+)*(?<![.'’-]))"
)
_TAG_OR_ENTITY = re.compile(r"(<[^<>]*>|&#?\w+;)")
_ISOLATED = re.compile(r"<bdi\b|<span [^>]*dir=", re.IGNORECASE)
_CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]")
_PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")


def isolated_html(text: str) -> str:
    """Return HTML text with its left-to-right runs in ``<bdi>``; tags and what is isolated already stay."""
    if _ISOLATED.search(text):
        return text
    pieces = _TAG_OR_ENTITY.split(text)
    return "".join(piece if index % 2 else _LEFT_TO_RIGHT.sub(r"<bdi>\g<0></bdi>", piece) for index, piece in enumerate(pieces))


def isolated_plain(text: str) -> str:
    """Return plain text with its left-to-right runs between U+2068 and U+2069."""
    return _LEFT_TO_RIGHT.sub(rf"{FIRST_STRONG_ISOLATE}\g<0>{POP_ISOLATE}", text)


def stray(text: str) -> list[str]:
    """Return what does not belong in a catalog: bidi controls and Arabic presentation forms, as code points."""
    found = [*_CONTROLS.findall(text), *_PRESENTATION.findall(text)]
    return list(dict.fromkeys(f"U+{ord(char):04X}" for char in found))
