"""chrF++ of a model as it ships, on sentences it was not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tilmach import evaluation
from tilmach.engines.translator import ModelEngine
from tilmach.models import card
from tilmach.training.rows import Row


@dataclass(frozen=True, slots=True)
class Score:
    """A score.

    Attributes:
        value: chrF++ (Popović 2017), 0 to 100.
        sentences: How many it is of.
        signature: What sacrebleu calls the way it was computed.
    """

    value: float
    sentences: int
    signature: str


def drafts(package: Path, sources: Sequence[str]) -> list[str]:
    """Return the drafts of a package, made as tilmach makes them: int8, beam 4.

    Raises:
        ModelError: The package can't be used.
    """
    model = card.read(package)
    targets = [""] * len(sources)
    for batch in ModelEngine(model, model.sources[0], model.targets[0]).translate(sources):
        for draft in batch:
            targets[draft.index] = draft.target
    return targets


def score(package: Path, rows: Sequence[Row], code: str) -> Score | None:
    """Return the chrF++ of a package on the rows that have its language; None if none has.

    Raises:
        ModelError: The package can't be used.
    """
    chosen = [row for row in rows if code in row.targets]
    if not chosen:
        return None
    found = evaluation.score(drafts(package, [row.source for row in chosen]), [row.targets[code] for row in chosen], code)
    return Score(found.chrf, len(chosen), found.signatures["chrF++"])
