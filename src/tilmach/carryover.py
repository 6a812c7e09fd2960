"""Whether an old target may be proposed for a changed source: ``carry()``.

Similarity can't see what matters most: one new "not" leaves two sentences 97% alike. So a translator is never shown a target
across a new or lost negation, and a figure, date or URL that changed is changed in the target too, or the target
is not proposed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from tilmach.gates import figures, numberwords
from tilmach.inline.scanner import EMAIL, URL
from tilmach.wrapping import shortened

_WEB = f"{URL}|{EMAIL}"
_FIGURE = re.compile(rf"{_WEB}|\d+(?:[.,:/]\d+)*|{numberwords.WORD}", re.IGNORECASE)
_WRITTEN = re.compile(rf"{_WEB}|{figures.WRITTEN}", re.IGNORECASE)
_THOUSANDS = re.compile(r",(?=\d{3})")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|hardly|barely|scarcely|unable|fail(?:s|ed)?)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)
_SHOWN = 60  # characters of a source in a reason


@dataclass(frozen=True, slots=True)
class Carried:
    """An old target as it may be proposed.

    Attributes:
        target: The old target, its figures changed as in the source; empty if it must not be proposed.
        reason: Why it must not be.
    """

    target: str = ""
    reason: str = ""


def carry(old: str, new: str, target: str) -> Carried:
    """Carry the target of an old source over to a new one.

    Args:
        old: The source that the target was made for.
        new: The source that takes its place, in English like the old one (other languages: only figures are guarded).
        target: The target.
    """
    before, after = _middles(old, new)
    negations = len(_NEGATION.findall(after)) - len(_NEGATION.findall(before))
    if negations:
        return Carried(reason=f"a negation was {'added' if negations > 0 else 'lost'}")
    if _counted(before) == _counted(after):
        return Carried(target)
    was, now = _FIGURE.findall(old), _FIGURE.findall(new)
    if len(was) != len(now):
        more, less = Counter(now) - Counter(was), Counter(was) - Counter(now)
        return Carried(reason=f"{', '.join(more)} is new" if more else f"{', '.join(less)} is gone")
    spans = _spans(target)
    changes: list[tuple[int, int, str]] = []
    for one, other in zip(was, now, strict=True):
        if one.lower() != other.lower():
            places = spans.get(one, [])
            if len(places) != 1 or was.count(one) > 1:
                return Carried(reason=f"{one} became {other}")
            start, end, style = places[0]
            changes.append((start, end, _styled(other, style)))
    for start, end, text in sorted(changes, reverse=True):
        target = target[:start] + text + target[end:]
    return Carried(target)


def _middles(old: str, new: str) -> tuple[str, str]:
    """Return what is left of two texts when the words that both begin and end with are taken away."""
    one, other = old.split(), new.split()
    while one and other and one[-1] == other[-1]:
        one.pop()
        other.pop()
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    return " ".join(one[start:]), " ".join(other[start:])


def _counted(text: str) -> Counter[str]:
    return Counter(figure.lower() for figure in _FIGURE.findall(text))


def _spans(target: str) -> dict[str, list[tuple[int, int, str]]]:
    """Return where each figure, as English would write it, stands in a target: (start, end, style)."""
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for match in _WRITTEN.finditer(target):
        for style in ("", "comma", " ", "\u00a0", "\u202f"):
            plain = _plain(match[0], style)
            if _styled(plain, style) == match[0]:
                place = (match.start(), match.end(), style)
                if place not in spans.setdefault(plain, []):
                    spans[plain].append(place)
    # a figure without thousands and decimals looks the same in every style
    return {figure: list({place[:2]: place for place in reversed(places)}.values()) for figure, places in spans.items()}


def _plain(figure: str, style: str) -> str:
    """Return a figure written in a style as English writes it."""
    if not style:
        return figure
    if style == "comma":
        return figure.replace(",", ".")
    whole, comma, decimals = figure.replace(style, "").partition(",")
    return (f"{int(whole):,}" if whole.isdigit() else whole) + ("." + decimals if comma else "")


def _styled(figure: str, style: str) -> str:
    """Return an English figure in a style: as it is, with a decimal comma, or also with this sign between thousands."""
    if not style or not figure.replace(",", "").replace(".", "").isdigit():
        return figure
    if style == "comma":
        return figure.replace(".", ",")
    return _THOUSANDS.sub(style, figure).replace(".", ",")


def blocked_note(old: str, reason: str) -> str:
    """Return the remark for the translator of a source whose old target was not carried over."""
    return f"old translation not proposed: {reason}; the source was “{shortened(old, _SHOWN)}”"
