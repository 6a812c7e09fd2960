"""The verb ``train``: a model of the project, from what people have approved in it."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tilmach import files, training
from tilmach.errors import ModelError, ProjectError
from tilmach.project import Project
from tilmach.workflow.report import Progress, Report, silent

if TYPE_CHECKING:
    from tilmach.training.rows import Parts
    from tilmach.training.scores import Score
    from tilmach.training.trainer import Trainer
    from tilmach.training.tuning import Tuned

Start = Literal["starter", "scratch"]
FEW = 200
"""With fewer sentences there is little to learn from, and little to measure it with."""

_NAME = re.compile(r"[\w.-]+")
_TRAINING, _SCORING = "training (seconds)", "scoring"


@dataclass(frozen=True, slots=True)
class Gain:
    """What a locale has of it.

    Attributes:
        locale: The locale.
        sentences: Pairs it was trained on.
        before: Score of the model in the box on the held-out sentences; None if it has none, or there are no such sentences.
        after: Score of the new one.
    """

    locale: str
    sentences: int
    before: Score | None
    after: Score | None

    @property
    def is_better(self) -> bool:
        """Whether the new one scores higher; also where there is nothing to compare with."""
        return self.before is None or self.after is None or self.after.value > self.before.value


@dataclass
class TrainReport(Report):
    """What a training did; ``written`` has the packages, and is empty if nothing was installed.

    Attributes:
        sentences: Approved sources there were.
        trained: How many of them it was trained on.
        held: How many were held out to report on.
        is_few: Whether that is little.
        tuned: How it went.
        gains: What each locale has of it.
        version: Of the packages.
    """

    sentences: int = 0
    trained: int = 0
    held: int = 0
    is_few: bool = False
    tuned: Tuned | None = None
    gains: list[Gain] = field(default_factory=list)
    version: str = ""


def train(
    project: Project,
    targets: Sequence[str],
    progress: Progress = silent,
    *,
    minutes: float = 60.0,
    start: Start = "starter",
    tmx: Sequence[Path] = (),
    name: str = "",
) -> TrainReport:
    """Make a model of the project from its approved catalogs and the files in ``memory/``, and install it in ``models/``.

    Of the sentences 5 of 100 are held out to report on and 5 to choose the best weights by. Nothing is installed if the weights
    get no better on those, nor for a locale in which the model in the box is better on the former. Ctrl-C ends the training,
    not the run: the best weights so far are what counts.

    Args:
        project: The project.
        targets: Into which locales.
        progress: Is told how far it is.
        minutes: How long, by the clock, scoring and writing aside.
        start: From the model in the box, or from nothing.
        tmx: Further TMX files to learn from.
        name: What the model is called; by default as the project's folder.

    Raises:
        TilmachError: Torch is not installed, there are no approved sentences, or a file can't be read or written.
    """
    began = time.monotonic()
    training.require()
    name = _name(project, name)
    from tilmach.training import rows, texts  # noqa: PLC0415  rapidfuzz, and all that reads catalogs

    every, problems = texts.approved(project, targets, tmx)
    report = TrainReport(failures=list(problems), sentences=len(every), is_few=len(every) < FEW)
    if len(every) < 2:
        raise ModelError(
            f"{project.root}: nothing to train on: {len(every)} approved sentences for {', '.join(targets)}. Approve "
            "translations in your PO editor, or add a TMX file: tilmach memory import FILE."
        )
    parts = rows.divide(every)
    report.trained, report.held = len(parts.train), len(parts.test)
    trainer, report.tuned = _trained(project, targets, parts, start, began + minutes * 60, progress)
    if report.tuned.is_better:
        _deliver(project, targets, parts, trainer, name, report, progress)
    return report


def _name(project: Project, name: str) -> str:
    if name and not _NAME.fullmatch(name):
        raise ProjectError(f"{name}: a model's name is letters, figures, dots, hyphens: it becomes the name of a folder.")
    return (name or re.sub(r"[^\w.-]+", "-", project.root.name)).strip(".-_") or "project"


def _trained(
    project: Project, targets: Sequence[str], parts: Parts, start: Start, deadline: float, progress: Progress
) -> tuple[Trainer, Tuned]:
    """Train until the deadline; return the trainer with the best weights."""
    from tilmach.training import start as starts  # noqa: PLC0415  torch: seconds, and not always there
    from tilmach.training.tuning import SCRATCH, TUNING, tune  # noqa: PLC0415

    if start == "starter":
        recipe = TUNING
        trainer = starts.from_starter(project.source, targets, recipe)
    else:
        recipe = SCRATCH
        trainer = starts.from_scratch(project.source, targets, parts.train, recipe)
    seconds = max(1.0, deadline - time.monotonic())
    total = int(seconds)
    tuned = tune(trainer, parts, recipe, seconds, lambda gone: progress(_TRAINING, min(int(gone), total), total))
    progress(_TRAINING, total, total)
    return trainer, tuned


def _deliver(
    project: Project,
    targets: Sequence[str],
    parts: Parts,
    trainer: Trainer,
    name: str,
    report: TrainReport,
    progress: Progress,
) -> None:
    """Convert, score, and install."""
    from tilmach.training.installing import Workshop  # noqa: PLC0415  torch and ctranslate2
    from tilmach.training.scores import score  # noqa: PLC0415
    from tilmach.training.start import starter_packages  # noqa: PLC0415

    starters = starter_packages(project.source)
    origin = f"trained by tilmach on {report.trained} approved sentences of the project {project.root.name}"
    with Workshop(project.root / "models", name, project.source, targets) as workshop:
        made = workshop.make(trainer)
        for done, (code, package) in enumerate(made.items()):
            progress(_SCORING, done, len(made))
            before = score(starters[code], parts.test, code) if code in starters else None
            gain = Gain(code, sum(code in row.targets for row in parts.train), before, score(package, parts.test, code))
            report.gains.append(gain)
            workshop.describe(code, origin, gain.before, gain.after)
        progress(_SCORING, len(made), len(made))
        with files.locked(project.lock_path):
            report.written += workshop.install([gain.locale for gain in report.gains if gain.is_better])
        report.version = workshop.version
