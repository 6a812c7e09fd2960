"""What several commands have in common: arguments, the project they run in, how they end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from tilmach.project import Project
from tilmach.workflow import Report

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
