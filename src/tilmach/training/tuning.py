"""Trains on a project's rows until the time is over or what is watched gets no better, and keeps the best weights."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from torch import Tensor

from tilmach.errors import ModelError
from tilmach.training.alignment import Links, align_all
from tilmach.training.examples import Example, epoch
from tilmach.training.rows import Parts
from tilmach.training.schedule import Moment, Plan, run
from tilmach.training.trainer import Trainer

_SEED = 20261127
_LOOKS = 40  # times that the watched sentences are looked at in a whole training
_OFTEN, _SELDOM = 5.0, 60.0  # seconds between two looks, at least and at most
_PATIENCE = 0.1  # of the time, at least, without a better look before it stops


@dataclass(frozen=True, slots=True)
class Recipe:
    """What differs between going on from the model in the box and starting from nothing.

    Attributes:
        rate: Highest learning rate.
        smoothing: Of the labels.
        warmup: Steps until the highest rate.
        tokens: Padded target pieces in a batch.
        alpha: Smoothing of sampled segmentations.
        word_dropout: Share of source pieces that are made unknown.
        guide: Weight of guided alignment at the start; few sentences tell too little about which word is which.
        falling: Share of the time in which the rate falls.
        patience: Passes over the rows without a better look before it stops, if a tenth of the time has gone in them; 0
            never stops.
        share: Of the trained weights in the result; the rest are those at the start, so that less is forgotten (Wortsman et al.
            2022, "Robust fine-tuning of zero-shot models").
    """

    rate: float
    smoothing: float = 0.1
    warmup: int = 20
    tokens: int = 1000
    alpha: float = 0.2
    word_dropout: float = 0.01
    guide: float = 0.0
    falling: float = 0.4
    patience: int = 3
    share: float = 1.0


TUNING = Recipe(rate=3e-4, share=0.5)
SCRATCH = Recipe(rate=1.4e-3, warmup=250, alpha=0.35, guide=0.1, patience=0)


class End(StrEnum):
    """Why a training ended."""

    TIME = "the time was over"
    NO_BETTER = "it got no better"
    STOPPED = "it was stopped"


@dataclass(frozen=True, slots=True)
class Tuned:
    """How a training went.

    Attributes:
        before: Loss per piece on what is watched, at the start.
        after: The same of the weights that were kept.
        end: Why it ended.
        seconds: How long it took.
        pieces: Target pieces seen.
    """

    before: float
    after: float
    end: End
    seconds: float
    pieces: int

    @property
    def is_better(self) -> bool:
        """Whether the weights that were kept are better than those at the start."""
        return self.after < self.before


def tune(
    trainer: Trainer, parts: Parts, recipe: Recipe, seconds: float, tick: Callable[[float], None] = lambda _: None
) -> Tuned:
    """Train; ``trainer.average`` then is the best of all weights that were looked at, mixed with those at the start.

    Ctrl-C ends the training and keeps the best weights so far.

    Args:
        trainer: Holds the start.
        parts: What is trained on and what is watched.
        recipe: How.
        seconds: The time, at most.
        tick: Is told how many seconds are gone.

    Raises:
        ModelError: No sentence can be trained on.
    """
    random_ = Random(_SEED)  # noqa: S311  no secrets here
    links: dict[str, dict[str, Links]] = align_all(parts.train, trainer.tokenizer.targets) if recipe.guide else {}

    def draw(_: bool) -> list[Example]:
        return epoch(parts.train, trainer.tokenizer, random_, recipe.alpha, links)

    if not draw(False):
        raise ModelError("no approved sentence can be trained on: there is none, or all are too long.")
    watched = epoch(parts.watch, trainer.tokenizer, Random(1), 0.0, {})  # noqa: S311
    began = _copied(trainer)
    kept = _Kept(trainer, watched, recipe.patience, _PATIENCE * seconds)
    interval = min(_SELDOM, max(_OFTEN, seconds / _LOOKS))
    plan = Plan(seconds, recipe.falling * seconds, recipe.warmup, recipe.tokens, recipe.word_dropout, recipe.guide, interval)
    start, seen, end = time.monotonic(), trainer.seen, End.TIME
    try:
        run(trainer, draw, watched, plan, random_, kept.look, tick)
        if kept.is_enough:
            end = End.NO_BETTER
        else:
            kept.weigh(trainer.watch(watched))
    except KeyboardInterrupt:
        end = End.STOPPED
    duration = time.monotonic() - start
    trainer.average = {name: began[name].lerp(value, recipe.share) for name, value in kept.weights.items()}
    best = kept.best if recipe.share == 1 or kept.best == kept.first else trainer.watch(watched)
    return Tuned(kept.first, best, end, duration, trainer.seen - seen)


class _Kept:
    """Keeps the best weights, and says when it has seen enough."""

    def __init__(self, trainer: Trainer, watched: Sequence[Example], passes: int, seconds: float) -> None:
        self._trainer, self._passes, self._seconds = trainer, passes, seconds
        self.first = self.best = trainer.watch(watched)
        self.weights = _copied(trainer)
        self._since = (0.0, 1)  # seconds and pass of the best look
        self.is_enough = False

    def look(self, moment: Moment) -> bool:
        """Keep the weights if they are better; return whether to stop."""
        if self.weigh(moment.watched):
            self._since = moment.gone, moment.epoch
        gone, number = self._since
        waited = moment.epoch - number > self._passes and moment.gone - gone > self._seconds
        self.is_enough = bool(self._passes) and waited
        return self.is_enough

    def weigh(self, loss: float) -> bool:
        """Keep the weights if they are better; return whether they are."""
        if loss >= self.best:
            return False
        self.best, self.weights = loss, _copied(self._trainer)
        return True


def _copied(trainer: Trainer) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in trainer.average.items()}
