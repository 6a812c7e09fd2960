"""``tilmach check``."""

from __future__ import annotations

import difflib
import json
import sys

import click

from tilmach import workflow
from tilmach.checks import Finding
from tilmach.cli import options
from tilmach.project import Project
from tilmach.wrapping import shortened

_SHOWN = 60  # characters of a source


@click.command(epilog="Example: tilmach check --catalogs --fix")
@options.articles
@options.targets
@click.option("--catalogs", is_flag=True, help="Look at what the last editor did to the catalog files instead.")
@click.option(
    "--fix", is_flag=True, help="With --catalogs: mend what can be mended without loss; shows what would change first."
)
@click.option("--yes", is_flag=True, help="With --fix: do not ask.")
@click.option("--json", "as_json", is_flag=True, help="For programs; see docs/checks.md.")
@click.pass_context
def check(
    context: click.Context,
    names: tuple[str, ...],
    targets: tuple[str, ...],
    catalogs: bool,
    fix: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Find what is wrong with translations; exit status 1 if anything is.

    Looks for glossary terms that a target lacks and for merged sentences without a translated neighbour. With --catalogs: for
    conflict marks of git, duplicate entries, fuzzy marks stripped wholesale, sources echoed as targets, drafts that lost
    their mark, broken headers.
    """
    if fix and (not catalogs or as_json):
        raise click.UsageError("--fix goes with --catalogs and without --json.")
    project = options.project(context)
    articles, locales = project.articles(names), project.locales(targets)
    if fix:
        _fix(project, names, locales, yes=yes)
        return
    if catalogs:
        findings, report = workflow.check_catalogs(project, articles, locales), workflow.Report()
    else:
        findings, report = workflow.check(project, articles, locales)
    if as_json:
        click.echo(json.dumps({"findings": [_as_json(finding, project) for finding in findings]}, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(_as_line(finding, project))
        if not findings and not report.failures:
            click.echo("Nothing found.")
        if any(finding.is_repairable for finding in findings):
            click.echo(
                "`tilmach check --catalogs --fix` mends what can be mended without loss; it shows what would change first.",
                err=True,
            )
    options.finish(report)
    if findings:
        sys.exit(1)


def _fix(project: Project, names: tuple[str, ...], locales: tuple[str, ...], *, yes: bool) -> None:
    found, report = workflow.repairs(project, project.articles(names), locales)
    for path, before, after in found:
        shown = options.shown(path, project.root)
        lines = difflib.unified_diff(before.splitlines(), after.splitlines(), shown, f"{shown} (mended)", lineterm="", n=2)
        click.echo("\n".join(lines) or f"{shown}: only line breaks or a byte order mark would change.")
    if not found and not report.failures:
        click.echo("Nothing to mend.")
    if found and not yes:
        if not sys.stdin.isatty():
            click.echo("Nothing was changed. Say --yes to mend without being asked.", err=True)
            sys.exit(1)
        if not click.confirm(f"Mend {options.count(len(found), 'catalog')}?"):
            sys.exit(1)
    for path, before, after in found:
        workflow.apply_repair(project, path, before, after)
        click.echo(f"mended {options.shown(path, project.root)}")
    options.finish(report)


def _as_line(finding: Finding, project: Project) -> str:
    place = options.shown(finding.path, project.root) + (f":{finding.line}" if finding.line else "")
    source = shortened(finding.source, _SHOWN)
    return f"{place}: {finding.check}: " + (f"“{source}”: " if source else "") + finding.problem


def _as_json(finding: Finding, project: Project) -> dict[str, object]:
    return {
        "check": finding.check,
        "catalog": options.shown(finding.path, project.root),
        "line": finding.line,
        "source": finding.source,
        "problem": finding.problem,
        "repairable": finding.is_repairable,
    }
