"""``tilmach export``."""

from __future__ import annotations

from pathlib import Path

import click

from tilmach.cli import options

_FORMATS = ("xliff2.1", "xliff1.2", "tmx", "csv", "xlsx")


@click.command(epilog="Example: tilmach export herders --to kk --format xliff1.2 -o for-ana")
@options.articles
@options.targets
@click.option(
    "--format", "form", type=click.Choice(_FORMATS, case_sensitive=False),
    help="Default: what the name after -o says (.xlf, .tmx, .csv, .xlsx), or xliff2.1.",
)  # fmt: skip
@click.option(
    "-o", "output", type=click.Path(path_type=Path), metavar="FILE|DIR",
    help="One file for all, or a folder with a file for each article and locale. Default: build/exchange of the project.",
)  # fmt: skip
@click.option("--drafts", is_flag=True, help="TMX: with drafts. The other formats always have them, marked.")
@click.option(
    "--copy-source", is_flag=True, help="XLIFF 1.2: the source in place of what nobody has approved, as OmegaT needs it."
)
@click.pass_context
def export(
    context: click.Context,
    names: tuple[str, ...],
    targets: tuple[str, ...],
    form: str | None,
    output: Path | None,
    drafts: bool,
    copy_source: bool,
) -> None:
    """Write catalogs for other programs: XLIFF, TMX, CSV, XLSX. `tilmach import` takes them back."""
    from tilmach.exchange.entries import Options  # noqa: PLC0415  not for --help
    from tilmach.workflow import exchanging  # noqa: PLC0415  not for --help

    suffix = output.suffix.lower() if output else ""
    if drafts and (form or suffix.removeprefix(".")) != "tmx":
        raise click.UsageError("--drafts goes with TMX.")
    if copy_source and form != "xliff1.2":
        raise click.UsageError("--copy-source goes with --format xliff1.2.")
    project = options.project(context)
    report = exchanging.export(
        project, project.articles(names), project.locales(targets), form, output, Options(drafts, copy_source)
    )
    for path in report.written:
        click.echo(options.shown(path, project.root))
    options.finish(report)
