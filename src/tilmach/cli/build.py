"""``tilmach build``."""

from __future__ import annotations

from pathlib import Path

import click

from tilmach import workflow
from tilmach.cli import options


@click.command(epilog="Example: tilmach build --to kk --only-approved -o out")
@options.articles
@options.targets
@click.option("--only-approved", is_flag=True, help="Leave drafts out: what no person approved stays in English.")
@click.option("-o", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Where to. Default: build/ of the project.")
@click.pass_context
def build(
    context: click.Context, names: tuple[str, ...], targets: tuple[str, ...], only_approved: bool, folder: Path | None
) -> None:
    """Write the localized documents of articles; without names, of all."""
    project = options.project(context)
    report = workflow.build(
        project, project.articles(names), project.locales(targets), only_approved=only_approved, folder=folder
    )
    for path in report.written:
        click.echo(options.shown(path, project.root))
    options.finish(report)
