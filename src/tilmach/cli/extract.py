"""``tilmach extract``."""

from __future__ import annotations

import click

from tilmach import workflow
from tilmach.cli import options


@click.command(epilog="Example: tilmach extract herders-pasture-court")
@options.articles
@click.pass_context
def extract(context: click.Context, names: tuple[str, ...]) -> None:
    """Write the templates (locales/*.pot) of articles; without names, of all.

    ARTICLE is an article's name or its file's path.
    """
    project = options.project(context)
    report = workflow.extract(project, project.articles(names))
    for path in report.written:
        click.echo(options.shown(path, project.root))
    options.finish(report)
