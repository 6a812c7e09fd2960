"""``tilmach init``."""

from __future__ import annotations

from pathlib import Path

import click

from tilmach import files, locales, project
from tilmach.errors import ProjectError

IGNORED = "# made by tilmach from source_texts/ and locales/\n/build/\n/.tilmach/\n*.mo\n"


@click.command(epilog="Example: tilmach init my-news --to kk,ru")
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path())
@click.option("--source", default="en", show_default=True, help="Locale of the articles.")
@click.option("--to", "targets", default="kk,ru,ug", show_default=True, help="Locales to translate into.")
@click.pass_context
def init(context: click.Context, folder: Path, source: str, targets: str) -> None:
    """Start a project: tilmach.toml, source_texts/ and locales/."""
    root = (context.find_root().obj or Path()) / folder
    settings = root / project.SETTINGS
    if settings.exists():
        raise ProjectError(f"{settings}: is there already; nothing was changed.")
    tags = targets.replace(",", " ").split()
    for tag in (source, *tags):
        locales.locale(tag)
    try:
        for name in ("source_texts", "locales"):
            (root / name).mkdir(parents=True, exist_ok=True)
        files.replace(settings, project.settings_text(source, tags).encode())
        ignore = root / ".gitignore"
        known = ignore.read_text("utf-8") if ignore.exists() else ""
        if "/.tilmach/" not in known:
            files.replace(ignore, (known + IGNORED).encode())
    except OSError as error:
        raise ProjectError(f"{root}: can't be written: {error.strerror}.") from None
    click.echo(f"Started {settings}. Put articles into {root / 'source_texts'} and run `tilmach translate`.")
