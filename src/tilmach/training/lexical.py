"""A start for the embedding: pieces that occur in the same sentences, in whatever language, get similar vectors.

Cross-lingual latent semantic indexing (Dumais et al. 1997): a matrix of pieces and rows, weighted and cut to the width of the
network. A piece and its translation then begin as neighbours, and the network need only find where to look.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from tilmach.training.rows import Row
from tilmach.training.tokenizer import Tokenizer

SPREAD = 0.04  # standard deviation of the vectors' elements; the network multiplies by its token scale
COMMON = 0.08  # share of rows from which on a piece counts as a function word
_ROUNDS = 10  # of the randomised decomposition (Halko et al. 2011): it keeps 99% of what the exact one would


def vectors(rows: Sequence[Row], tokenizer: Tokenizer, width: int) -> torch.Tensor:
    """Return one vector for each piece; random ones for pieces that are too rare to tell."""
    pieces: list[int] = []
    columns: list[int] = []
    complete = [row for row in rows if len(row.targets) == len(tokenizer.targets)]
    for number, row in enumerate(complete):
        found = set(tokenizer.encode(row.source, tokenizer.source))
        for code, text in row.targets.items():
            found.update(tokenizer.encode(text, code))
        pieces += found
        columns += [number] * len(found)
    size = len(tokenizer.pieces)
    random = np.random.default_rng(1).normal(0, 1, (size, width)) / width**0.5
    count = np.bincount(pieces, minlength=size) if pieces else np.zeros(size)
    known = (count >= 2)[:, None]
    table = random
    if known.any():
        weight = np.log(max(2, len(complete)) / np.maximum(count, 1))
        table = _main_directions(np.array(pieces), np.array(columns), weight, width)
        table *= np.where(count > len(complete) * COMMON, 0.3, 1.0)[:, None] / np.maximum(
            np.linalg.norm(table, axis=1, keepdims=True), 1e-9
        )
        # some noise tells apart the pieces of one word
        table = np.where(known, table + 0.35 * random, random)
    # a rotation spreads what the first dimensions hold over all heads
    rotation, _ = np.linalg.qr(np.random.default_rng(2).normal(0, 1, (width, width)))
    table = table @ rotation
    return torch.tensor(table / table.std() * SPREAD, dtype=torch.float32)


def _main_directions(pieces: np.ndarray, columns: np.ndarray, weight: np.ndarray, width: int) -> np.ndarray:
    """Return for each piece its coordinates in the ``width`` main directions of the weighted matrix of pieces and rows."""
    values = weight[pieces]
    lengths = np.sqrt(np.bincount(columns, values**2))
    values = values / np.maximum(lengths[columns], 1e-9)
    shape = (len(weight), int(columns.max()) + 1)
    matrix = torch.sparse_coo_tensor(
        torch.from_numpy(np.stack([pieces, columns])), torch.from_numpy(values.astype(np.float32)), shape, check_invariants=True
    ).coalesce()
    rank = min(width, *shape)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        left, scale, _ = torch.svd_lowrank(matrix, q=rank, niter=_ROUNDS)
    result = np.zeros((len(weight), width))
    result[:, :rank] = (left * scale.sqrt()).numpy()
    return result
