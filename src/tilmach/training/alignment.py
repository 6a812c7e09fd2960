"""Which word is the translation of which: IBM Model 1, to show the attention where to look.

Left alone, the attention of a small model finds the source only after millions of pieces, if at all. A word is its first
letters here, since the three languages inflect at the end; a link counts only if it is likely from both sides' view.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from tilmach.training.rows import Row

STEM = 5  # letters
ROUNDS = 6
LIKELY = 0.35  # posterior below which a word stays without a link
DIAGONAL = 2.0  # how much a link loses that is far from the same place of the sentence (after Dyer et al. 2013)
_WIDE = 1_000_000  # more than there are source stems

Links = list[int]
"""By target word: the index of its source word, or -1."""


def stems(text: str) -> list[str]:
    """Return one stem for each word of the text as split at spaces; figures stay whole."""
    return [re.sub(r"[^\w]|_", "", word.lower())[:STEM] or word for word in text.split()]


def align(rows: Sequence[Row], code: str) -> dict[str, Links]:
    """Return the links of every row that has the language, by source."""
    chosen = [row for row in rows if code in row.targets]
    if not chosen:
        return {}
    source_ids: dict[str, int] = {"": 0}  # the empty word
    target_ids: dict[str, int] = {}
    pair, sentence_word, weight = [], [], []
    shapes: list[tuple[int, int]] = []
    position = 0
    for row in chosen:
        source = [0, *(source_ids.setdefault(stem, len(source_ids)) for stem in stems(row.source))]
        target = [target_ids.setdefault(stem, len(target_ids)) for stem in stems(row.targets[code])]
        s, t = np.array(source), np.array(target)
        pair.append((t[:, None] * _WIDE + s[None, :]).ravel())
        sentence_word.append(np.repeat(np.arange(position, position + len(t)), len(s)))
        place = np.abs(np.arange(len(t))[:, None] / len(t) - np.arange(-1, len(s) - 1)[None, :] / max(1, len(s) - 1))
        place[:, 0] = 0.5
        weight.append(np.exp(-DIAGONAL * place).ravel())
        shapes.append((len(t), len(s)))
        position += len(t)
    pairs, words, prior = np.concatenate(pair), np.concatenate(sentence_word), np.concatenate(weight)
    unique, pairs = np.unique(pairs, return_inverse=True)
    owner = unique % _WIDE
    probability = np.ones(len(unique))
    posterior = prior
    for _ in range(ROUNDS):
        score = probability[pairs] * prior
        posterior = score / np.bincount(words, score)[words]
        count = np.bincount(pairs, posterior)
        probability = count / np.bincount(owner, count)[owner]
    links: dict[str, Links] = {}
    start = 0
    for row, (height, width) in zip(chosen, shapes, strict=True):
        table = posterior[start : start + height * width].reshape(height, width)
        start += height * width
        best = table.argmax(1)
        sure = (table.max(1) >= LIKELY) & (best > 0)
        links[row.source] = [int(b) - 1 if ok else -1 for b, ok in zip(best, sure, strict=True)]
    return links


def align_all(rows: Sequence[Row], codes: Iterable[str]) -> dict[str, dict[str, Links]]:
    """Return the links by language and source."""
    return {code: align(rows, code) for code in codes}
