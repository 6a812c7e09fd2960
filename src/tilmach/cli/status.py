"""``tilmach status``."""

from __future__ import annotations

import json

import click

from tilmach import workflow
from tilmach.catalog import State
from tilmach.cli import options
from tilmach.wrapping import width

COLUMNS = (
    State.APPROVED, State.EDITED, State.MACHINE, State.MEMORY, State.STALE, State.UNTRANSLATED,
)  # fmt: skip


@click.command(epilog="Example: tilmach status --to ug --json")
@options.articles
@options.targets
@click.option("--json", "as_json", is_flag=True, help="For programs; see docs/status.md.")
@click.pass_context
def status(context: click.Context, names: tuple[str, ...], targets: tuple[str, ...], as_json: bool) -> None:
    """Show how far each article is in each locale.

    \b
    approved       a person has approved the translation
    edited         a draft that a person has worked on and not approved yet
    machine        an untouched machine draft
    memory         an untouched draft from the translation memory
    stale          the source has changed since
    untranslated   nothing there
    """  # noqa: D301
    project = options.project(context)
    rows, report = workflow.status(project, project.articles(names), project.locales(targets))
    if as_json:
        articles = [
            {"article": row.article, "locale": row.locale, "segments": row.segments, "words": row.words}
            | {state.value: row.counts[state] for state in COLUMNS}
            | {"merged": row.merged}
            for row in rows
        ]
        click.echo(json.dumps({"articles": articles}, ensure_ascii=False, indent=2))
    elif rows:
        table = [["article", "locale", "segments", "words", *(state.value for state in COLUMNS)]]
        table += [
            [row.article, row.locale, str(row.segments), str(row.words), *(str(row.counts[s] or "·") for s in COLUMNS)]
            for row in rows
        ]
        click.echo(_aligned(table))
    else:
        click.echo(f"No articles in {options.shown(project.source_folder, project.root)}/ yet.")
    options.finish(report)


def _aligned(table: list[list[str]]) -> str:
    widths = [max(width(row[column]) for row in table) for column in range(len(table[0]))]
    lines = []
    for row in table:
        cells = [
            cell + " " * (size - width(cell)) if column < 2 else " " * (size - width(cell)) + cell
            for column, (cell, size) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
