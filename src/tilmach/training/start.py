"""What a training begins with: the model in the box, or a tokenizer and a network made from the rows alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from tilmach.errors import ModelError
from tilmach.models import installed
from tilmach.training import tokenizer as tokenizers
from tilmach.training.lexical import vectors
from tilmach.training.network import Shape
from tilmach.training.restore import restore
from tilmach.training.rows import Row
from tilmach.training.tokenizer import Tokenizer
from tilmach.training.trainer import Trainer
from tilmach.training.tuning import Recipe

_MOST_PIECES = 8000
_SMALL = 5000  # rows; fewer make a smaller network, which learns them sooner and forgets less of what it can't know


def device() -> str:
    """Return where to train: on the GPU if PyTorch can use one."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def starter_packages(source: str) -> dict[str, Path]:
    """Return the folders of the packages in the box by target language."""
    folder = installed.starter_folder()
    return {path.name.partition("_")[2]: path for path in sorted(folder.glob(f"{source}_*")) if path.is_dir()}


def from_starter(source: str, targets: Sequence[str], recipe: Recipe) -> Trainer:
    """Return a trainer that holds the model in the box.

    Raises:
        ModelError: It does not translate into one of the targets, or its files are damaged.
    """
    packages = starter_packages(source)
    missing = [code for code in targets if code not in packages]
    if missing:
        raise ModelError(
            f"the model in the box does not translate {source} to {', '.join(missing)}. Choose others with --to "
            f"({', '.join(packages) or 'there are none'}), or start from nothing with --from scratch."
        )
    start = restore(packages, source)
    trainer = Trainer(start.shape, start.tokenizer, recipe.rate, recipe.smoothing, device())
    trainer.begin_from(start.weights)
    return trainer


def from_scratch(
    source: str, targets: Sequence[str], rows: Sequence[Row], recipe: Recipe, shape: Shape | None = None
) -> Trainer:
    """Return a trainer that knows nothing but which pieces occur together.

    Args:
        source: The source language.
        targets: The target languages.
        rows: What will be trained on.
        recipe: How.
        shape: Of the network; by default by the number of rows. Its vocabulary is that of the tokenizer.

    Raises:
        ModelError: There is too little text even for a tokenizer.
    """
    texts = {code: [row.targets[code] for row in rows if code in row.targets] for code in targets}
    texts[source] = [row.source for row in rows]
    every = [text for part in texts.values() for text in part]
    try:
        proto = tokenizers.train(every, targets, _MOST_PIECES, exact=False)
    except RuntimeError as error:
        raise ModelError(f"{len(rows)} sentences are too little text to begin from nothing with: {error}.") from None
    scripts = {code: tokenizers.script(part) for code, part in texts.items()}
    tokenizer = Tokenizer(proto, tokenizers.slices(proto, source, scripts), source)
    if shape is None:
        shape = Shape(0, 128, 4, 512, 3, 2, dropout=0.15) if len(rows) < _SMALL else Shape(0)
    shape = replace(shape, vocabulary=len(tokenizer.pieces))
    trainer = Trainer(shape, tokenizer, recipe.rate, recipe.smoothing, device())
    with torch.no_grad():
        trainer.network.embedding.weight.copy_(vectors(rows, tokenizer, shape.width))
    trainer.begin_from(trainer.network.state_dict())
    return trainer
