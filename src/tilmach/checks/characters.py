"""Characters that do not belong in a catalog: bidi controls (tilmach isolates when it builds) and Arabic presentation forms."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from tilmach import bidi
from tilmach.checks.entry import Entry, Problem

_PRESENTATION = "\ufb50"  # the first of them; controls come before


def bidi_controls(entry: Entry) -> Iterator[Problem]:
    """Yield which invisible signs of direction a target has and its source does not."""
    found = [char for char in _stray(entry) if char < _PRESENTATION]
    if found:
        fix = "".join(char for char in entry.target if char not in found)
        yield Problem(f"{_shown(found)}: direction is set when documents are built", fix or None)


def presentation_forms(entry: Entry) -> Iterator[Problem]:
    """Yield which Arabic presentation forms a target has and its source does not."""
    found = [char for char in _stray(entry) if char >= _PRESENTATION]
    if found:
        fix = "".join(unicodedata.normalize("NFKC", char) if char in found else char for char in entry.target)
        yield Problem(f"{_shown(found)}: write plain letters", fix if fix != entry.target else None)


def _stray(entry: Entry) -> list[str]:
    known = bidi.stray(entry.source)
    return [chr(int(code.removeprefix("U+"), 16)) for code in bidi.stray(entry.target) if code not in known]


def _shown(chars: list[str]) -> str:
    return ", ".join(f"U+{ord(char):04X}" for char in chars)
