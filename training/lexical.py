"""A start for the embedding: pieces that occur in the same sentences, in whatever language, get similar vectors.

Cross-lingual latent semantic indexing (Dumais et al. 1997): a matrix of pieces and rows of the corpus, weighted and cut to the
width of the network. A piece and its translation then begin as neighbours, and the network need only find where to look.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from scipy.sparse import coo_matrix, diags
from scipy.sparse.linalg import svds

from training.corpus import TARGETS, Row
from training.tokenizer import Tokenizer

SPREAD = 0.04  # standard deviation of the vectors' elements; the network multiplies by the root of its width
COMMON = 0.08  # share of rows from which on a piece counts as a function word


def vectors(rows: Sequence[Row], tokenizer: Tokenizer, width: int) -> torch.Tensor:
    """Return one vector for each piece; random ones for pieces that are too rare to tell."""
    pieces: list[int] = []
    columns: list[int] = []
    complete = [row for row in rows if len(row.targets) == len(TARGETS)]
    for number, row in enumerate(complete):
        found = set(tokenizer.encode(row.source, "en"))
        for code, text in row.targets.items():
            found.update(tokenizer.encode(text, code))
        pieces += found
        columns += [number] * len(found)
    size = len(tokenizer.model)
    matrix = coo_matrix((np.ones(len(pieces)), (pieces, columns)), shape=(size, len(complete))).tocsr()
    count = np.asarray(matrix.sum(1)).ravel()
    weight = np.where(count > 0, np.log(len(complete) / np.maximum(count, 1)), 0.0)
    lengths = np.sqrt(np.asarray(matrix.multiply(weight[:, None]).power(2).sum(0)).ravel())
    matrix = diags(weight) @ matrix @ diags(1 / np.maximum(lengths, 1e-9))
    left, values, _ = svds(matrix.astype(np.float32), k=width, random_state=1)
    table = left * values**0.5
    table *= np.where(count > len(complete) * COMMON, 0.3, 1.0)[:, None] / np.maximum(
        np.linalg.norm(table, axis=1, keepdims=True), 1e-9
    )
    random = np.random.default_rng(1).normal(0, 1, (size, width)) / width**0.5
    known = (count >= 2)[:, None]
    # some noise tells apart the pieces of one word
    table = np.where(known, table + 0.35 * random, random)
    # a rotation spreads what the first dimensions hold over all heads
    rotation, _ = np.linalg.qr(np.random.default_rng(2).normal(0, 1, (width, width)))
    table = table @ rotation
    return torch.tensor(table / table.std() * SPREAD, dtype=torch.float32)
