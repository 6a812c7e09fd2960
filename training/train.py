"""Train the starter model; resumable, made to run in the background for hours on two cores.

    python -m training.train --minutes 110 --decay 35

The learning rate warms up, stays, and falls to zero during the last ``--decay`` minutes, by the clock: the time is what is
given, not the number of steps. ``stable.pt`` (before the fall) is what a later run continues from with ``--resume``;
``final.pt`` is what ``training.convert`` reads. Every epoch reads the corpus again, so it may grow meanwhile.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import asdict
from pathlib import Path

import torch

from tilmach.training.alignment import align_all
from tilmach.training.examples import Example, epoch
from tilmach.training.lexical import vectors
from tilmach.training.network import Shape
from tilmach.training.schedule import Moment, Plan, run
from tilmach.training.tokenizer import Tokenizer
from tilmach.training.trainer import Trainer
from training.corpus import TARGETS, WORK, Split, names, read_corpus, read_interface, split, weigh

SAVED = 300  # seconds between two checkpoints
LATE = 0.3  # in the last epochs, what is not a sentence of the newsroom is drawn so much more rarely


def texts() -> Split:
    return split(read_corpus(), [*read_interface(), *names()])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=WORK / "model")
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--decay", type=float, default=30.0, help="minutes of the falling learning rate at the end")
    parser.add_argument("--rate", type=float, default=1.4e-3)
    parser.add_argument("--warmup", type=int, default=400, help="steps")
    parser.add_argument("--tokens", type=int, default=1600, help="padded target pieces in a batch")
    parser.add_argument("--alpha", type=float, default=0.2, help="sampling of segmentations; 0 is none")
    parser.add_argument("--word-dropout", type=float, default=0.01)
    parser.add_argument("--smoothing", type=float, default=0.1)
    parser.add_argument("--guide", type=float, default=0.3, help="weight of guided alignment; falls to 0.05")
    parser.add_argument("--seed", type=int, default=20261127)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--report", type=float, default=120, help="seconds between two lines")
    parser.add_argument("--resume", type=Path)
    for field, default in asdict(Shape(0)).items():
        if field not in ("vocabulary", "positions", "token_scale", "position_scale"):
            parser.add_argument(f"--{field.replace('_', '-')}", type=type(default), default=default)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    random_ = random.Random(options.seed)
    tokenizer = Tokenizer.read(options.folder)
    shape = Shape(
        len(tokenizer.pieces), options.width, options.heads, options.feed_forward,
        options.encoder_layers, options.decoder_layers, options.dropout,
    )  # fmt: skip
    device = "cuda" if torch.cuda.is_available() else "cpu"
    trainer = Trainer(shape, tokenizer, options.rate, options.smoothing, device)
    if options.resume:
        trainer.load(options.resume)
    size = sum(p.numel() for p in trainer.network.parameters())
    print(json.dumps({"parameters": size, **{k: str(v) for k, v in vars(options).items()}}), flush=True)
    parts = texts()
    links = align_all(parts.train, TARGETS)
    if not options.resume:
        start_vectors = vectors([row for row in parts.train if row.kind != "names"], tokenizer, shape.width)
        trainer.network.embedding.weight.data.copy_(start_vectors)
    watched = epoch(parts.watch, tokenizer, random.Random(1), 0.0, {})
    length, falling = options.minutes * 60, options.decay * 60
    saved = 0.0

    def draw(is_falling: bool) -> list[Example]:
        rows = texts().train
        # the last epochs are for the newsroom: words and interface strings have given what they have
        return epoch(rows, tokenizer, random_, options.alpha, links, weigh(rows, LATE if is_falling else 1.0))

    def told(moment: Moment) -> bool:
        print(
            f"{moment.gone / 60:6.1f} min  epoch {moment.epoch}  step {trainer.steps}  pieces {trainer.seen / 1e6:.2f}M  "
            f"{moment.speed:.0f}/s  loss {moment.loss:.3f}  watch {moment.watched:.3f}  rate {moment.rate:.5f}  "
            f"rows {moment.examples}",
            flush=True,
        )
        return False

    def tick(gone: float) -> None:
        nonlocal saved
        if gone - saved > SAVED:
            trainer.save(options.folder / ("stable.pt" if gone < length - falling else "falling.pt"))
            saved = gone

    plan = Plan(length, falling, options.warmup, options.tokens, options.word_dropout, options.guide, options.report)
    run(trainer, draw, watched, plan, random_, told, tick)
    trainer.save(options.folder / "final.pt")
    print(f"watch {trainer.watch(watched):.4f} after {trainer.steps} steps, {trainer.seen} pieces", flush=True)


if __name__ == "__main__":
    main()
