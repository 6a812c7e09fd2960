"""``tilmach memory import|export|search``."""

from __future__ import annotations

from pathlib import Path

import click

from tilmach import workflow
from tilmach.cli import options


@click.group(epilog="Example: tilmach memory import old-project.tmx")
def memory() -> None:
    """The translation memory: what people have approved in this project or elsewhere."""


@memory.command("import", epilog="Example: tilmach memory import old-project.tmx")
@click.argument(
    "paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.pass_context
def import_(context: click.Context, paths: tuple[Path, ...]) -> None:
    """Add TMX or PO files: they are copied into memory/, which the translation memory follows."""
    project = options.project(context)
    for path in paths:
        number = workflow.import_memory(project, path)
        click.echo(f"{options.count(number, 'unit')} in memory/{path.name}")


@memory.command(epilog="Example: tilmach memory export all.tmx --to kk")
@click.argument("path", metavar="FILE.tmx", type=click.Path(dir_okay=False, path_type=Path))
@options.targets
@click.pass_context
def export(context: click.Context, path: Path, targets: tuple[str, ...]) -> None:
    """Write what people have approved as TMX, for OmegaT and others. Drafts are not in it."""
    project = options.project(context)
    number, report = workflow.export_memory(project, path, project.locales(targets))
    click.echo(f"{options.count(number, 'unit')} in {path}")
    options.finish(report)


@memory.command(epilog='Example: tilmach memory search "The court met on Monday." --to kk')
@click.argument("text")
@options.targets
@click.pass_context
def search(context: click.Context, text: str, targets: tuple[str, ...]) -> None:
    """Show what resembles a sentence, the most similar first."""
    project = options.project(context)
    found, report = workflow.search_memory(project, text, project.locales(targets))
    for locale, match in found:
        click.echo(f"{locale}  {match.score:.0f}%  {match.origin}\n    {match.source}\n    {match.target}")
    if not found:
        click.echo("Nothing alike.")
    options.finish(report)
