"""The loop of training, by the clock: the rate warms up, stays, and falls to zero in the last minutes.

The time is what is given, not the number of steps.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from tilmach.training.examples import Example, batches
from tilmach.training.trainer import Trainer

_GUIDED = 2400.0  # seconds in which the weight of guided alignment falls to the least
_LEAST_GUIDE = 0.05
_LEAST_RATE = 0.01  # of the highest


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast.

    Attributes:
        seconds: Of training, in all.
        falling: Seconds of the falling rate, at the end.
        warmup: Steps until the highest rate.
        tokens: Padded target pieces in a batch.
        word_dropout: Share of source pieces that are made unknown.
        guide: Weight of guided alignment at the start; 0 is none.
        report: Seconds between two moments.
    """

    seconds: float
    falling: float
    warmup: int
    tokens: int
    word_dropout: float
    guide: float
    report: float


@dataclass(frozen=True, slots=True)
class Moment:
    """How a training stands.

    Attributes:
        gone: Seconds since the start.
        epoch: Which pass over the rows, from 1.
        speed: Target pieces a second since the last moment.
        loss: Mean loss per piece since the last moment, label smoothing included.
        watched: Loss per piece of the averaged weights on what is watched.
        rate: Learning rate.
        examples: In this epoch.
    """

    gone: float
    epoch: int
    speed: float
    loss: float
    watched: float
    rate: float
    examples: int


def run(
    trainer: Trainer,
    draw: Callable[[bool], list[Example]],
    watched: Sequence[Example],
    plan: Plan,
    random_: Random,
    told: Callable[[Moment], bool],
    tick: Callable[[float], None] = lambda _: None,
) -> None:
    """Train until the time is over or ``told`` has enough.

    Args:
        trainer: The weights.
        draw: Returns the examples of an epoch; is told whether the rate is falling.
        watched: Examples that are never trained on.
        plan: How long and how fast.
        random_: Mixes the batches.
        told: Is told how it stands every ``plan.report`` seconds; returns whether to stop.
        tick: Is told before each step how many seconds are gone.
    """
    start = last = time.monotonic()
    seen, losses, number = trainer.seen, [0.0], 0
    stable = plan.seconds - plan.falling
    while time.monotonic() - start < plan.seconds:
        number += 1
        examples = draw(time.monotonic() - start > stable)
        if not examples:
            return
        for batch in batches(examples, plan.tokens, random_):
            now = time.monotonic()
            gone = now - start
            if gone >= plan.seconds:
                break
            tick(gone)
            factor = min(1.0, (trainer.steps + 1) / max(1, plan.warmup))
            if gone > stable:
                factor = min(factor, max(_LEAST_RATE, (plan.seconds - gone) / plan.falling))
            trainer.guide = max(_LEAST_GUIDE, plan.guide * (1 - gone / _GUIDED)) if plan.guide else 0.0
            losses.append(trainer.step(batch, factor, plan.word_dropout))
            if now - last > plan.report:
                speed, loss = (trainer.seen - seen) / (now - last), sum(losses) / len(losses)
                if told(Moment(gone, number, speed, loss, trainer.watch(watched), factor * trainer.rate, len(examples))):
                    return
                last, seen, losses = now, trainer.seen, []
