"""``tilmach import``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tilmach.cli import options
from tilmach.project import Project
from tilmach.wrapping import shortened

if TYPE_CHECKING:
    from tilmach.workflow.exchanging import Imported

_SHOWN = 60  # characters of a source


@click.command("import", epilog="Example: tilmach import build/exchange/kk/herders.xlf")
@click.argument(
    "paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Change nothing, only tell what would change.")
@click.option("--json", "as_json", is_flag=True, help="For programs; see docs/exchange.md.")
@click.pass_context
def import_(context: click.Context, paths: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    """Take back what `tilmach export` wrote and people have changed since.

    A target that somebody has changed in the catalog meanwhile stays; the one that comes is kept in a comment there.
    Exit status 1 if anything was not taken.
    """
    from tilmach.exchange.merging import Fate  # noqa: PLC0415  not for --help
    from tilmach.workflow import exchanging  # noqa: PLC0415  not for --help

    project = options.project(context)
    report = exchanging.import_files(project, paths, is_trial=dry_run)
    if as_json:
        click.echo(
            json.dumps({"imported": [_as_json(each, project) for each in report.imported]}, ensure_ascii=False, indent=2)
        )
    else:
        for each in report.imported:
            told = ", ".join(f"{number} {fate}" for fate, number in each.counts.items() if number) or "nothing in it"
            click.echo(f"{options.shown(each.catalog, project.root)}: {told}" + (" (dry run)" if dry_run else ""))
            for outcome in each.outcomes:
                if outcome.reason:
                    click.echo(f"  {outcome.fate}: “{shortened(outcome.source, _SHOWN)}”: {outcome.reason}")
    options.finish(report)
    left = (Fate.KEPT_OUT, Fate.UNKNOWN)
    if any(outcome.fate in left for each in report.imported for outcome in each.outcomes):
        sys.exit(1)


def _as_json(imported: Imported, project: Project) -> dict[str, object]:
    return {
        "file": str(imported.file),
        "catalog": options.shown(imported.catalog, project.root),
        "locale": imported.locale,
        "counts": {str(fate): number for fate, number in imported.counts.items()},
        "left": [
            {"fate": str(outcome.fate), "source": outcome.source, "target": outcome.target, "reason": outcome.reason}
            for outcome in imported.outcomes
            if outcome.reason
        ],
    }
