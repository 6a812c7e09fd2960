"""The ``tilmach`` command: one module per verb, no logic of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import tilmach
from tilmach.cli.build import build
from tilmach.cli.bundle import bundle
from tilmach.cli.check import check
from tilmach.cli.clip import clip
from tilmach.cli.compare import compare
from tilmach.cli.export import export
from tilmach.cli.extract import extract
from tilmach.cli.import_ import import_
from tilmach.cli.init import init
from tilmach.cli.memory import memory
from tilmach.cli.models import models
from tilmach.cli.preview import preview
from tilmach.cli.status import status
from tilmach.cli.train import train
from tilmach.cli.translate import translate
from tilmach.errors import TilmachError

INTERRUPTED = 130  # 128 + SIGINT, as shells have it


class _Group(click.Group):
    """Turns what a user can cause into a message and exit status 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except TilmachError as error:
            click.echo(f"tilmach: {error}", err=True)
            sys.exit(1)
        except KeyboardInterrupt:
            click.echo("\ntilmach: stopped. What was finished is kept; run the same command again to go on.", err=True)
            sys.exit(INTERRUPTED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C", "directory", type=click.Path(path_type=Path), default=Path(), help="Run as if started in this folder.",
    metavar="DIR",
)  # fmt: skip
@click.version_option(tilmach.__version__, prog_name="tilmach")
@click.pass_context
def main(context: click.Context, directory: Path) -> None:
    """From an English article to Kazakh, Russian and Uyghur.

    Articles are in source_texts/, catalogs for your PO editor in locales/, documents for your readers in build/.

    \b
    Start:  tilmach init, put an article into source_texts/
    Daily:  tilmach translate, correct the catalogs, tilmach build
    """  # noqa: D301
    if not directory.is_dir():
        raise click.BadParameter(f"{directory}: no such folder.", context, param_hint="-C")
    context.obj = directory


for _command in (init, extract, translate, status, check, build, bundle, preview, models, train, export, import_, memory, clip):
    main.add_command(_command)
models.add_command(compare)
