"""``tilmach preview``."""

from __future__ import annotations

import click

from tilmach.cli import options
from tilmach.workflow import Report


@click.command(epilog="Example: tilmach preview --port 8000")
@click.option(
    "--port", type=click.IntRange(1, 65_535), default=8000, show_default=True, metavar="PORT",
    help="Where; the next free one if it is taken.",
)  # fmt: skip
@click.pass_context
def preview(context: click.Context, port: int) -> None:
    """Show the site in your browser while you translate.

    Whenever an article, a catalog, the theme or tilmach.toml is saved, it is built again and open pages reload by themselves.
    Only this computer can see it. Nothing is held back, whatever the threshold. Ctrl-C ends it.
    """
    from tilmach.workflow.previewing import preview as show  # noqa: PLC0415  other commands need no server

    project = options.project(context)

    def ready(url: str) -> None:
        click.echo(f"{url} shows the site. Ctrl-C ends it.")

    def told(report: Report) -> None:
        for failure in report.failures:
            click.echo(f"tilmach: {failure}", err=True)
        if report.written:
            click.echo(f"{options.count(len(report.written), 'file')} built")

    try:
        show(project, ready, told, port=port)
    except KeyboardInterrupt:
        click.echo("\nThe preview has ended.")
