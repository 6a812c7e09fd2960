"""What several commands have in common: arguments, the project they run in, how they end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from tilmach.project import Project
from tilmach.workflow import Report
from tilmach.wrapping import width

articles = click.argument("names", metavar="[ARTICLE]...", nargs=-1)


def _tags(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    del context, parameter
    return tuple(tag for tag in (value or "").replace(",", " ").split())


targets: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--to", "targets", callback=_tags, metavar="LOCALES", help="Only these locales, such as kk,ru. Default: all of the project."
)  # fmt: skip


def project(context: click.Context) -> Project:
    """Return the project that a command runs in (``-C``, or here)."""
    folder: Path = context.find_root().obj or Path()
    return Project.open(folder)


def finish(report: Report) -> None:
    """Print what failed and end with exit status 1 if anything did."""
    for failure in report.failures:
        click.echo(f"tilmach: {failure}", err=True)
    if report.failures:
        sys.exit(1)


def shown(path: Path, root: Path) -> str:
    """Return a path as a user knows it: relative to the project if it is in there."""
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def count(number: int, noun: str) -> str:
    """Return ``1 draft``, ``2 drafts``."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def aligned(table: list[list[str]], left: set[int]) -> str:
    """Return a table as text; columns in ``left`` begin at their left edge, figures end at their right."""
    widths = [max(width(row[column]) for row in table) for column in range(len(table[0]))]
    lines = []
    for row in table:
        cells = [
            cell + " " * (size - width(cell)) if column in left else " " * (size - width(cell)) + cell
            for column, (cell, size) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
