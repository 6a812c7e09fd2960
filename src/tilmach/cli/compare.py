"""``tilmach models compare``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from tilmach import workflow
from tilmach.cli import options
from tilmach.cli.progress import progress
from tilmach.engines.installed import Installed

if TYPE_CHECKING:
    from tilmach.workflow import Comparison


@click.command(epilog="Example: tilmach models compare --to kk")
@options.articles
@options.targets
@click.option("--model", metavar="NAME", help="Only models with this in their name.")
@click.option("--json", "as_json", is_flag=True, help="For programs; see docs/models.md.")
@click.pass_context
def compare(context: click.Context, names: tuple[str, ...], targets: tuple[str, ...], model: str | None, as_json: bool) -> None:
    """Let every installed model translate what people have approved here, and score them.

    chrF++ and BLEU: more is better; TER: less is. "gates" are drafts that would be kept out of the catalog. Approved
    sentences that began as a model's own drafts flatter it ("own").
    """
    from tilmach.gates import Gates  # noqa: PLC0415  --help must not pay for it

    project = options.project(context)
    engines = Installed(project.source, model, project_folder=project.model_folder)

    def gate(source: str, target: str, locale: str) -> str | None:
        failure = Gates(project.source, locale).first(source, target)
        return failure.gate if failure else None

    with progress() as callback:
        rows = workflow.compare(
            project, project.articles(names), project.locales(targets), engines.engines_for, gate, callback
        )  # fmt: skip
    for problem in engines.problems:
        click.echo(f"tilmach: left out: {problem}", err=True)
    if as_json:
        click.echo(json.dumps({"comparisons": [_as_json(row) for row in rows]}, ensure_ascii=False, indent=2))
        return
    click.echo(options.aligned(_table(rows), {0, 1}))
    for row in rows:
        if row.failure:
            click.echo(f"tilmach: {row.model}: {row.failure}", err=True)
    if any(row.few for row in rows):
        click.echo(
            "Few approved sentences: these figures are anecdotes. Approve more, or ask people which drafts they prefer.",
            err=True,
        )
    scores = next((row.scores for row in rows if row.scores), None)
    if scores:
        click.echo("\n".join(f"{name}: {signature}" for name, signature in scores.signatures.items()))


def _table(rows: list[Comparison]) -> list[list[str]]:
    table = [["locale", "model", "sentences", "own", "chrF++", "BLEU", "TER", "words/s", "gates", "empty"]]
    for row in rows:
        scores = [f"{value:.1f}" for value in (row.scores.chrf, row.scores.bleu, row.scores.ter)] if row.scores else ["·"] * 3
        speed = row.words_per_second
        table.append(
            [row.locale, row.model, str(row.sentences), str(row.own or "·"), *scores, f"{speed:.0f}" if speed else "·",
             str(sum(row.gates.values()) or "·"), str(row.empty or "·")]
        )  # fmt: skip
    return table


def _as_json(row: Comparison) -> dict[str, Any]:
    return {
        "locale": row.locale,
        "model": row.model,
        "sentences": row.sentences,
        "few": row.few,
        "own": row.own,
        "chrf": row.scores and row.scores.chrf,
        "bleu": row.scores and row.scores.bleu,
        "ter": row.scores and row.scores.ter,
        "signatures": row.scores and row.scores.signatures,
        "words_per_second": row.words_per_second,
        "gates": row.gates,
        "empty": row.empty,
        "failure": str(row.failure) if row.failure else None,
    }
