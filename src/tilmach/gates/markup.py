"""Markup: every code of the source once in the target, in pairs as there, and no other.

Codes are tags, links, emphasis, addresses and placeholders, as ``tilmach.inline`` finds them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tilmach.gates.pair import Pair
from tilmach.inline import Code, Syntax

_ADDRESS = re.compile(r"(?:https?://|ftp://|www\.)|[\w.+-]+@[\w-]+\.", re.IGNORECASE)
_SHOWN = 60  # characters of a code in a reason


def reasons(pair: Pair) -> Iterator[str]:
    """Yield what is wrong with the codes of a target."""
    if not pair.source_codes and not pair.target_codes:
        return
    source = Counter(_texts(pair.source, pair.source_codes, pair.syntax))
    target = Counter(_texts(pair.target, pair.target_codes, pair.syntax))
    wanted, given = (Counter(text for text, _ in each.elements()) for each in (source, target))
    lost, invented = wanted - given, given - wanted
    for text in lost:
        if text in ("[", "![") and any(other.startswith("](") for other in lost):
            continue  # its other half says it
        yield f"{_named(text)} is missing in one place" if text in given else f"{_named(text)} is lost"
    for text in invented:
        if text in ("[", "]"):
            continue  # words that the translator put in brackets
        yield f"{_named(text)} is there too often" if text in wanted else f"{_named(text)} is not in the source"
    if not lost and not invented and source != target:
        text = next(iter((source - target) or (target - source)))[0]
        yield f"{_named(text)} has lost its other half"


def _texts(text: str, codes: list[Code], syntax: Syntax) -> Iterator[tuple[str, bool]]:
    """Yield each code and whether it is half of a pair; a backslash before a sign is the writer's choice and none of them."""
    for code in codes:
        written = text[code.start : code.end]
        if syntax is not Syntax.MARKDOWN or not (len(written) == 2 and written[0] == "\\"):
            yield written, code.partner is not None


def _named(code: str) -> str:
    shown = code if len(code) <= _SHOWN else code[: _SHOWN - 1] + "…"
    if code.startswith("]("):
        return f"the link to {shown[2:].removesuffix(')')}"
    if code.startswith("[^"):
        return f"the footnote {shown}"
    if _ADDRESS.match(code):
        return f"the address {shown}"
    return f"the markup {shown}"
