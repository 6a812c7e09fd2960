"""How a target ends: with the sign that its source ends with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tilmach import abbreviations
from tilmach.checks.entry import Entry, Problem, hide

_SAME = str.maketrans({"؟": "?", "،": ",", "؛": ";", "۔": "."})
_CLOSING = "»›”’\"')]}*_\u00a0 "
_QUOTE = re.compile("[»›”’\"'“]")
_MASK = re.compile("[\ue000-\uf8ff]+$")
_MARKS = "?!:;,."
# in the languages that we write; English ones are known already
_ABBREVIATED = frozenset("г гг в вв н э тыс млн млрд трлн соб корр спец др пр с стр обл ул руб км кг б т".split())  # noqa: SIM905
_LAST_WORD = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*)\.$")
_ASKED = re.compile(r",[^,?]*\b(?:ask|wonder|say|said|inquire|demand)(?:s|ed)?\b")
_NAMES = {
    "?": "a question mark", "!": "an exclamation mark", ":": "a colon", ";": "a semicolon", ",": "a comma", ".": "a full stop",
    "…": "an ellipsis", "": "no punctuation",
}  # fmt: skip


def end_punctuation(entry: Entry) -> Iterator[Problem]:
    """Yield in what the ends of source and target differ.

    A quotation may move inside of its sentence in another language, so a source that ends with one asks only for some sign. So
    does an abbreviation, whose full stop may be the sentence's; and a question that its speaker interrupts ("Why, she asked, is
    that?") is often told as a statement.
    """
    source, quoted = _end(hide(entry.source, entry.syntax))
    target, target_quoted = _end(hide(entry.target, entry.syntax))
    if source == target:
        return
    if quoted or target_quoted:
        is_wrong = bool(source) and not target and not target_quoted
    elif "." in (source, target) and "" in (source, target):
        text = entry.source if source else entry.target
        is_wrong = not _is_abbreviated(text.rstrip(_CLOSING))
    elif source == "?" and target == ".":
        is_wrong = not _ASKED.search(entry.source)
    else:
        is_wrong = True
    if is_wrong:
        yield Problem(f"ends with {_NAMES[target]}, the source with {_NAMES[source]}")


def _is_abbreviated(text: str) -> bool:
    """Return whether a text ends with an abbreviation."""
    match = _LAST_WORD.search(text)
    word = match[1].casefold() if match else ""
    known = abbreviations.EITHER | abbreviations.SUFFIXES | abbreviations.UNITS | abbreviations.MONTHS
    return "." in word or word in known or word in _ABBREVIATED


def _end(text: str) -> tuple[str, bool]:
    """Return the sign that a text ends with, one for all scripts, and whether a quotation mark stands at its end."""
    text = _MASK.sub("", text.rstrip())
    bare = text.rstrip(_CLOSING)
    quoted = bool(_QUOTE.search(text[len(bare) :]))
    # «Why?», he asked: the sign inside is the quotation's; «Why?». has both
    bare = _MASK.sub("", bare)
    last = bare[-1:].translate(_SAME)
    if last == "." and not quoted and bare[-2:-1] and bare[-2] in "»”":
        return ".", False
    if bare.endswith(("...", "…")):
        return "…", quoted
    if re.search(r"[?؟]!?$", bare):
        return "?", quoted
    return (last if last and last in _MARKS else ""), quoted
