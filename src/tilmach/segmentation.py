"""Sentences of English text: ``split()`` and its inverse ``join()``.

In the words of SRX 2.0: a *break rule* finds a place where a sentence may end (a stop, closing signs, a space), and
*exceptions* take it back. Candidates are found by one regular expression; exceptions look only at the word before and the
two words after, so that a split takes time linear in the text. The words are in ``abbreviations``.
"""

from __future__ import annotations

import re

from tilmach import abbreviations as words

# One candidate: stops, what closes with them, and the space.
_CANDIDATE = re.compile(
    r"(?P<stop>[.!?…]+|[—–-](?=[”\"]))(?P<close>(?:[\"'”’»)\]}¹²³⁴⁵⁶⁷⁸⁹⁰]|\[\d+\]|[ ]?\[(?:…|\.{3})\])*)(?P<space>[ ]+)(?=\S)"
)
# What comes after it: opening signs, a word, and the word after that.
_FOLLOWING = re.compile(r"(?P<open>[\"'“‘«„(\[{¿¡–—-]*[ ]?)(?P<next>\S+)(?:[ ]+(?P<second>\S+))?")
_OPENING = "\"'“‘«„([{–—"
_BEGINS = frozenset("$€£¥₸₽#@•№")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?$")
_ROMAN = re.compile(r"[IVXLC]+\b")
_BRAND = re.compile(r"[a-z][A-Z]")
_TIME_LABEL = re.compile(r"(?:(?:by|at|around|before|after|since|until|from|about) )?[\d:. ]+[ap]\.m$", re.IGNORECASE)
_DATELINE = re.compile(r"[^a-z]{3,}[,.]")
_YES_NO = re.compile(r"(?:said|says|say|voted|vote|answered|answer|is|was|a|of|to|or|yes)$", re.IGNORECASE)


def split(text: str) -> list[str]:
    """Split a unit's text into sentences; the spaces between them are not part of any.

    Args:
        text: One line, without spaces around it.

    Returns:
        The sentences in order; one at least for any non-empty text.
    """
    sentences: list[str] = []
    start = 0
    for match in _CANDIDATE.finditer(text):
        end = match.end("close")
        if _breaks(text, start, match, match["stop"], match["close"]):
            sentences.append(text[start:end])
            start = match.end()
    if start < len(text):
        sentences.append(text[start:])
    return sentences


def join(sentences: list[str], spaces: list[str] | None = None) -> str:
    """Put sentences together again: the inverse of ``split`` with the spaces it left out (single ones if none are given)."""
    if not sentences:
        return ""
    between = spaces if spaces is not None else [" "] * (len(sentences) - 1)
    return "".join([sentences[0], *(space + each for space, each in zip(between, sentences[1:], strict=True))])


def _breaks(text: str, start: int, match: re.Match[str], stop: str, close: str) -> bool:
    """Whether a candidate ends the sentence that began at ``start``."""
    after = _FOLLOWING.match(text, match.end())
    if after is None:
        return False
    opened, following = after["open"].strip(), after["next"]
    first = following[0]
    if first.islower() and not _BRAND.match(following) and not (opened and opened[0] in '“«"‘'):
        return False
    if not (first.isalnum() or opened or first in _BEGINS):
        return False
    before = text[start : match.start()]
    if _inside(text, before, match.end("close"), close):
        return False
    if opened in ("—", "–") and _DATELINE.match(before) and len(before) < 60:
        return False  # "GENEVA, March 4. — The agency"
    word = before[before.rfind(" ") + 1 :].lstrip(_OPENING)
    if "!" in stop or "?" in stop or stop in "—–-":
        if word in words.MARKED_NAMES and not close:
            return _plain(following) in words.STARTERS
        return not (close and not opened and words.ATTRIBUTION.match(text, match.end()))
    if "…" in stop or len(stop) > 1:
        word = before.rstrip()[before.rstrip().rfind(" ") + 1 :]
        return _plain(following).split("’")[0] != "i" and word.lower() not in words.CONNECTING
    if close and close[0] in "\"'”’»":
        return True
    return _word_ends(word, before, after)


def _inside(text: str, before: str, end: int, close: str) -> bool:
    """Whether a bracket that is not the sentence's first sign, or a title in quotes, goes on past the candidate."""
    for left, right in ("()", "[]"):
        opening = before.rfind(left)
        if opening > 0 and before.rfind(right) < opening and right not in close:
            return True
    opening = before.rfind("“")
    if opening > 1 and before.rfind("”") < opening and "”" not in close and before[opening - 2].isalnum():
        closing = text.find("”", end)
        # “Stay. Fight. Win.” was banned: the name of a thing, not speech
        return (
            -1 < closing < opening + len(text) - len(before)
            and closing - end < 25
            and text[closing + 1 : closing + 3].strip()[:1].islower()
        )
    return False


def _plain(word: str) -> str:
    return word.rstrip(".,;:!?’'”\")]").lower()


def _word_ends(word: str, before: str, after: re.Match[str]) -> bool:
    """Whether a word with a full stop can be a sentence's last before what comes ``after``."""
    lower, following, second = word.lower(), after["next"], after["second"] or ""
    plain = _plain(following).split("’")[0].split("'")[0]
    capital, digit = following[0].isupper(), following[0].isdigit()
    previous = before[: len(before) - len(word)].rstrip(' "“‘(')
    goes_on = second[:1].islower()  # a lower-case word after the next one: it is no name
    starts = (after["open"].strip() != "" and capital) or (
        capital and (plain in words.STARTERS or (plain in words.NOUN_STARTERS and goes_on))
    )
    if (words.LABEL.match(before) and len(before) < 14 and not before.islower()) or (word.isdigit() and previous.endswith(":")):
        return False  # "1. First", "Art. 5. Every": a label keeps to its text
    if lower in words.NEVER:
        return False
    if lower in words.TIMES:
        return plain not in words.AFTER_TIME and not digit and not _TIME_LABEL.match(before)
    if lower in words.UNITS and previous[-1:].isdigit():
        return capital
    if lower in words.TITLES and word[0].isupper():
        street = lower in ("st", "dr", "mt", "ft") and previous.rpartition(" ")[2][:1].isupper() and " " in previous
        return (plain in words.ARTICLES and capital and following[-1] != ".") or (street and starts)
    if lower in words.NUMBERED and (digit or _ROMAN.match(following)):
        return lower == "no" and word == "no" and bool(_YES_NO.search(previous))
    if lower in words.MONTHS and word[0].isupper():
        return capital
    if lower in words.DAYS and word[0].isupper():
        return starts
    if lower in words.SUFFIXES:
        return starts or (capital and goes_on and plain not in words.NAME_TITLES)
    state = lower in words.STATES and word[0].isupper()
    if state or word in words.DIGRAPHS or lower in words.EITHER or _DOTTED.match(word):
        return starts and (plain in words.ARTICLES or plain not in words.CONNECTING)
    if len(word) == 1 and word.isupper():
        return word == "I" or (bool(words.LETTERED.search(previous)) and not digit) or (starts and not digit)
    return True
