"""``tilmach clip``."""

from __future__ import annotations

from pathlib import Path

import click

from tilmach import workflow
from tilmach.cli import options


@click.command(epilog="Example: tilmach clip saved-page.html --name herders")
@click.argument("path", metavar="PAGE.html", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", metavar="NAME", help="The article's name. Default: from its headline.")
@click.pass_context
def clip(context: click.Context, path: Path, name: str | None) -> None:
    """Make an article of a saved news page: title, author, date, captions and text, without what is around them.

    Works on the file alone; nothing is fetched. Look the result over: a page says nowhere what is article and what is not.
    """
    project = options.project(context)
    click.echo(options.shown(workflow.clip(project, path, name), project.root))
