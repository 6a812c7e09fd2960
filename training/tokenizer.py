"""The starter's SentencePiece model, and which of its pieces each target language may use.

python -m training.tokenizer --size 8000
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from tilmach.training import tokenizer
from training.corpus import SCRIPTS, TARGETS, WORK, read_corpus, read_interface, split


def train(size: int, folder: Path) -> None:
    """Train on the training part only; every language weighs the same."""
    texts: list[str] = []
    for row in split(read_corpus(), read_interface()).train:
        if row.kind == "interface" and random.Random(row.source).random() > 0.15:
            continue
        texts += [row.source, *row.targets.values()]
    proto = tokenizer.train(texts, TARGETS, size)
    made = tokenizer.Tokenizer(proto, tokenizer.slices(proto, "en", SCRIPTS))
    made.save(folder)
    print({code: len(ids) for code, ids in made.slices.items()})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=8000)
    parser.add_argument("--folder", type=Path, default=WORK / "model")
    arguments = parser.parse_args()
    train(arguments.size, arguments.folder)
