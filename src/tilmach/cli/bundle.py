"""``tilmach bundle``."""

from __future__ import annotations

from pathlib import Path

import click

from tilmach.cli import options
from tilmach.cli.progress import progress

_FORMATS = ("site", "epub", "zip", "tar")


@click.command(epilog="Example: tilmach bundle --format site --format epub")
@click.option(
    "--format", "formats", type=click.Choice(_FORMATS), multiple=True, default=("site",), show_default=True,
    help="What to make; may be given several times.",
)  # fmt: skip
@click.option("--only-approved", is_flag=True, help="Leave drafts out: what no person approved stays in English.")
@click.option("-o", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Where to. Default: build/bundle/.")
@click.pass_context
def bundle(context: click.Context, formats: tuple[str, ...], only_approved: bool, folder: Path | None) -> None:
    """Make what readers get of all articles: a static site, EPUBs, archives.

    A site is in site/ of the folder and works from there, a USB stick or any web server. What has not changed is not made
    again. Title, address and threshold: [bundle] in tilmach.toml.
    """
    from tilmach.workflow.bundling import bundle as make  # noqa: PLC0415  other commands need none of it

    project = options.project(context)
    with progress() as advance:
        report = make(
            project,
            project.articles(),
            project.targets,
            folder,
            progress=advance,
            formats=formats,
            only_approved=only_approved,
        )
    for path in report.written:
        click.echo(options.shown(path, project.root))
    for path in report.removed:
        click.echo(f"removed {options.shown(path, project.root)}")
    for article, locale in report.held:
        click.echo(f"held back: {article} in {locale}, less of it is approved than the threshold asks for", err=True)
    options.finish(report)
