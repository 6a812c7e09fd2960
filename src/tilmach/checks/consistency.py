"""Whether a locale says the same thing the same way: across all articles that are looked at."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from tilmach.catalog import State
from tilmach.checks.entry import Entry, Problem
from tilmach.model import MERGED
from tilmach.wrapping import shortened

_SHOWN = 60  # characters of a source or target
_WORD = re.compile(r"\w+")
_FEWEST_WORDS = 4  # of a source: short ones may well mean the same ("Photo", "Picture")
_SHARE = 0.5  # of their words that two sources have in common, from which they say the same in other words
_NEGATIONS = frozenset(("not", "no", "never", "without", "nor", "none", "nobody", "nothing", "t"))
_RANK = {State.APPROVED: 0, State.EDITED: 1}


def inconsistent(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Problem]]:
    """Yield each target that differs from the one that most articles have for its source, the approved ones before drafts.

    A message with a context (msgctxt) is left out: there a person wanted two.

    Args:
        entries: All usable targets of a locale.
    """
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.target != MERGED and entry.message.context is None:
            groups[entry.source].append(entry)
    for group in groups.values():
        targets = Counter(entry.target for entry in group)
        if len(targets) == 1:
            continue
        ranks = {
            target: min(_RANK.get(entry.message.state, 2) for entry in group if entry.target == target) for target in targets
        }
        best = min(targets, key=lambda target: (ranks[target], -targets[target]))
        model = next(entry for entry in group if entry.target == best)
        for entry in group:
            if entry.target != best:
                other = shortened(best, _SHOWN)
                yield entry, Problem(f"the same source is “{other}” in {model.article or model.path.name}")


def same_target(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Problem]]:
    """Yield each target that stands for another source elsewhere; one of the two may have been pasted into the wrong entry.

    Sources that differ in a word or two may well mean the same, unless the word is a figure or a negation; so may short ones.

    Args:
        entries: All usable targets of a locale.
    """
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.target != MERGED and len(_WORD.findall(entry.source)) >= _FEWEST_WORDS:
            groups[entry.target].append(entry)
    for group in groups.values():
        sources = {entry.source: entry for entry in group}
        others = {one: next((entry for two, entry in sources.items() if _differ(one, two)), None) for one in sources}
        for entry in group:
            other = others[entry.source]
            if other:
                source = shortened(other.source, _SHOWN)
                yield entry, Problem(f"the same target stands for “{source}” in {other.article or other.path.name}")


def _differ(one: str, other: str) -> bool:
    """Return whether two sources seem to mean different things."""
    if one == other:
        return False
    words, others = (set(_WORD.findall(text.casefold())) for text in (one, other))
    unlike = words ^ others
    if not unlike.isdisjoint(_NEGATIONS) or any(word.isdecimal() for word in unlike):
        return True
    return len(words & others) < _SHARE * len(words | others)
