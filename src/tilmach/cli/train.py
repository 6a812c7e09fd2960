"""``tilmach train``: a model of the project's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tilmach.cli import options
from tilmach.cli.progress import progress

if TYPE_CHECKING:
    from tilmach.workflow.training import Start, TrainReport

_LARGEST = 60 * 24 * 30  # minutes


@click.command(epilog="Example: tilmach train --minutes 30 --to kk")
@options.targets
@click.option("--minutes", type=click.FloatRange(0, _LARGEST, min_open=True), default=60, show_default=True, help="How long.")
@click.option(
    "--tmx",
    "paths",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Learn from this TMX file too; may be given several times.",
)
@click.option(
    "--from",
    "start",
    type=click.Choice(["starter", "scratch"]),
    default="starter",
    show_default=True,
    help="Go on from the model in the box, or begin from nothing: that takes tens of thousands of sentences.",
)
@click.option("--name", metavar="NAME", default="", help="What the model is called. Default: as the project's folder.")
@click.pass_context
def train(
    context: click.Context, targets: tuple[str, ...], minutes: float, paths: tuple[Path, ...], start: Start, name: str
) -> None:
    """Train a small model on what you have approved.

    Learns from approved catalogs and the files in memory/, on the GPU if there is one. The model comes into models/ and drafts
    from then on. Sentences that were held out tell whether it is better than the model in the box. Ctrl-C ends the training
    early and keeps the best of it. Needs PyTorch: pip install "tilmach[train]".
    """
    from tilmach.workflow.training import train as run  # noqa: PLC0415  not every run trains

    project = options.project(context)
    with progress() as callback:
        report = run(project, project.locales(targets), callback, minutes=minutes, start=start, tmx=paths, name=name)
    for line in _told(report, project.root):
        click.echo(line)
    options.finish(report)


def _told(report: TrainReport, root: Path) -> list[str]:
    """Return what there is to say about a training."""
    held = options.count(report.held, "sentence")
    lines = [
        f"{options.count(report.sentences, 'approved sentence')}: trained on {report.trained}, {held} held out to measure with."
    ]
    if report.is_few:
        lines.append("That is little: it may well be no better than the model in the box, and the scores swing by chance.")
    tuned = report.tuned
    if tuned:
        lines.append(
            f"{tuned.seconds / 60:.1f} minutes, then {tuned.end.value}; loss on watched sentences {tuned.before:.2f} before, "
            f"{tuned.after:.2f} after."
        )
    for gain in report.gains:
        if gain.after is None:
            lines.append(f"{gain.locale}: no sentence was held out for it, so nothing was measured.")
            continue
        line = f"{gain.locale}: chrF++ {gain.after.value:.1f} on {options.count(gain.after.sentences, 'held-out sentence')}"
        if gain.before:
            verdict = "" if gain.is_better else ": no better, so it is not installed"
            line += f", the model in the box {gain.before.value:.1f}{verdict}"
        lines.append(line + ".")
    if not report.written:
        return [*lines, "Nothing was installed: it is no better than what there was."]
    names = ", ".join(options.shown(path, root) for path in report.written)
    lines.append(f"Installed, version {report.version}: {names}. Delete a folder to go back.")
    return lines
