"""Which sentences of an old article became which of the new one: ``align()``.

Sentences that are in both are anchors. Between two anchors, what is left over on both sides is paired in order by similarity,
one to one, one to two (split) or two to one (merged), as bitext aligners do it (Gale and Church 1993, within one language).
What no place explains is looked for everywhere by rare words, in time linear in the text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Similarities are rapidfuzz ratios, 0 to 100. Below these an old target helps nobody.
ANYWHERE = 75.0
IN_PLACE = 62.0  # the place is evidence too
JOINED = 85.0  # two sentences with one
_LARGEST_GAP = 40_000  # pairs that are compared one by one
_POSTINGS = 400  # old sentences looked at through rare words, per new one
_CANDIDATES = 12
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Bead:
    """Old sentences and the new ones they became, by index: 1 to 1, 1 to 2 or 2 to 1."""

    old: tuple[int, ...]
    new: tuple[int, ...]


def align(old: Sequence[str], new: Sequence[str], extra: Sequence[str] = ()) -> list[Bead]:
    """Pair the sentences that differ.

    Args:
        old: Distinct sources in reading order.
        new: The same of the article as it is now.
        extra: Older sources that have no place any more; their indexes go on after ``old``.

    Returns:
        Beads in the order of ``new``; each old and new sentence is in one at most. Sentences that are in both are in none.
    """
    places = {source: index for index, source in enumerate(old)}
    kept = set(new)
    known = kept & (places.keys() | set(extra))
    gone = [source not in kept for source in old]
    beads: list[Bead] = []
    for old_gap, new_gap in _gaps(old, new, places, gone, known):
        if len(old_gap) * len(new_gap) <= _LARGEST_GAP:
            beads += _in_place(old, new, old_gap, new_gap)
    taken = {index for bead in beads for index in bead.old}
    paired = {index for bead in beads for index in bead.new}
    sources = [*old, *extra]
    loose = [index for index in range(len(sources)) if index not in taken and sources[index] not in kept]
    fresh = [index for index, source in enumerate(new) if source not in known and index not in paired]
    beads += _anywhere(sources, new, loose, fresh)
    return sorted(beads, key=lambda bead: bead.new)


def _gaps(
    old: Sequence[str], new: Sequence[str], places: dict[str, int], gone: list[bool], known: set[str]
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield runs of new sentences with the runs of gone old ones that stood after the same anchor or before the same one."""
    free = {index for index, is_gone in enumerate(gone) if is_gone}
    run: list[int] = []
    anchor = -1
    for index in range(len(new) + 1):
        source = new[index] if index < len(new) else None
        if source is not None and source not in known:
            run.append(index)
            continue
        place = len(old) if source is None else places.get(source)
        if run and free:
            found = set(_run(anchor + 1, 1, gone)) | (set(_run(place - 1, -1, gone)) if place is not None else set())
            if found & free:
                old_gap = sorted(found & free)
                free.difference_update(old_gap)
                yield old_gap, run
        run = []
        anchor = place if place is not None else anchor


def _run(start: int, step: int, gone: list[bool]) -> Iterator[int]:
    while 0 <= start < len(gone) and gone[start]:
        yield start
        start += step


def _in_place(old: Sequence[str], new: Sequence[str], old_gap: list[int], new_gap: list[int]) -> list[Bead]:
    """Return the best pairing that keeps the order (dynamic programming over both runs)."""
    from rapidfuzz import fuzz  # noqa: PLC0415  most runs have nothing to align

    rows, columns = len(old_gap), len(new_gap)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    steps: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(rows + 1):
        for column in range(columns + 1):
            options = [(best[row - 1][column], (1, 0))] if row else []
            if column:
                options.append((best[row][column - 1], (0, 1)))
            for taken, made in ((1, 1), (1, 2), (2, 1)):
                if taken <= row and made <= column:
                    left = " ".join(old[index] for index in old_gap[row - taken : row])
                    right = " ".join(new[index] for index in new_gap[column - made : column])
                    score = fuzz.ratio(left, right, score_cutoff=IN_PLACE if taken == made else JOINED)
                    if score:
                        value = (score - 50) * (taken + made)
                        options.append((best[row - taken][column - made] + value, (taken, made)))
            if options:
                best[row][column], steps[row, column] = max(options, key=lambda option: option[0])
    beads = []
    row, column = rows, columns
    while row or column:
        taken, made = steps[row, column]
        if taken and made:
            beads.append(Bead(tuple(old_gap[row - taken : row]), tuple(new_gap[column - made : column])))
        row, column = row - taken, column - made
    return beads


def _anywhere(old: Sequence[str], new: Sequence[str], loose: list[int], fresh: list[int]) -> list[Bead]:
    """Pair what resembles each other wherever it stands, best pairs first, each old sentence once."""
    if not loose or not fresh:
        return []
    from rapidfuzz import fuzz  # noqa: PLC0415

    index: defaultdict[str, list[int]] = defaultdict(list)
    for number in loose:
        for word in set(_WORD.findall(old[number].lower())):
            index[word].append(number)
    pairs: list[tuple[float, int, int]] = []
    for number in fresh:
        for candidate in _candidates(new[number], index):
            score = fuzz.ratio(new[number], old[candidate], score_cutoff=ANYWHERE)
            if score:
                pairs.append((-score, number, candidate))
    beads: list[Bead] = []
    taken: set[int] = set()
    paired: set[int] = set()
    for _, number, candidate in sorted(pairs):
        if number not in paired and candidate not in taken:
            beads.append(Bead((candidate,), (number,)))
            paired.add(number)
            taken.add(candidate)
    return beads


def _candidates(source: str, index: dict[str, list[int]]) -> list[int]:
    """Return the old sentences that share most of the rarest words."""
    words = [word for word in set(_WORD.findall(source.lower())) if word in index]
    words.sort(key=lambda word: (len(index[word]), word))
    counts: Counter[int] = Counter()
    budget = _POSTINGS
    for word in words:
        counts.update(index[word][:budget])
        budget -= len(index[word])
        if budget <= 0:
            break
    return [number for number, _ in counts.most_common(_CANDIDATES)]
