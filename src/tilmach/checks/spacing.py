"""Spaces that are too many or too few in a target."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tilmach.checks.entry import Entry, Problem, hide, masked

_SPACE = "[ \u00a0\u202f\t]"
_DOUBLE = re.compile(rf"{_SPACE}{{2,}}")
# before a sign that is followed by a space or the end; " ..." and "3 : 2" are written so on purpose
_BEFORE = re.compile(rf"(?<=\S){_SPACE}+(?=(?:[,;!?،؛؟]|\.(?!\.)|(?<!\d{_SPACE}):)+(?:$|[\s»”\")\]]))")
_INSIDE = re.compile(rf"(?<=[«(\[]){_SPACE}+(?=\S)|(?<=\S){_SPACE}+(?=[»)\]])")
_SWAPPED = re.compile(rf"(?<=[^\W\d_]){_SPACE}+([,;،؛])(?=[^\W\d_])")
# between two letters; in an address or a file's name both are Latin
_NONE_AFTER = re.compile(r"[^\W\d_a-zA-Z][,;!?،؛؟](?=[^\W\d_a-zA-Z])")


def spaces(entry: Entry) -> Iterator[Problem]:
    """Yield what is wrong with the spaces of a target.

    Sources have single spaces only, since an article's line breaks and runs of spaces are made one.
    """
    text = hide(entry.target, entry.syntax)
    problems = []
    if text != text.strip():
        problems.append("a space at the beginning or end")
    if _DOUBLE.search(text.strip()):
        problems.append("several spaces in a row")
    if len(_BEFORE.findall(text)) > len(_BEFORE.findall(hide(entry.source, entry.syntax))):
        problems.append("a space before punctuation")
    elif _SWAPPED.search(text):
        problems.append("a space before a sign instead of after it")
    elif _INSIDE.search(text) and not _INSIDE.search(entry.source):
        problems.append("a space inside of quotation marks or brackets")
    if problems:
        yield Problem(", ".join(problems), masked(entry.target, entry.syntax, _mended) or None)
    joined = _NONE_AFTER.search(text)
    if joined and not re.search(r"[^\W\d_][,;!?][^\W\d_]", entry.source):
        yield Problem(f"no space after {joined[0][-1]}")


def _mended(text: str) -> str:
    text = _DOUBLE.sub(lambda match: "\u00a0" if "\u00a0" in match[0] else " ", text.strip())
    return _INSIDE.sub("", _BEFORE.sub("", _SWAPPED.sub(r"\1 ", text)))
