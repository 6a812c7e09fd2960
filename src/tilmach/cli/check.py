"""``tilmach check``."""

from __future__ import annotations

import difflib
import itertools
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence

import click

from tilmach import workflow
from tilmach.checks import Finding, Severity
from tilmach.cli import options
from tilmach.project import Project
from tilmach.wrapping import shortened

_SHOWN = 60  # characters of a source


@click.command(epilog="Example: tilmach check --to kk --fix")
@options.articles
@options.targets
@click.option("--catalogs", is_flag=True, help="Look at what the last editor did to the catalog files instead.")
@click.option(
    "--fix",
    is_flag=True,
    help="Mend what is safe to mend; asks before it changes what people wrote. With --catalogs: the files.",
)
@click.option("--yes", is_flag=True, help="With --fix: do not ask.")
@click.option("--strict", is_flag=True, help="Exit status 1 for warnings, too.")
@click.option("--json", "form", flag_value="json", help="For programs; see docs/checks.md.")
@click.option("--sarif", "form", flag_value="sarif", help="SARIF 2.1.0, for code scanning.")
@click.option("--github", "form", flag_value="github", help="Annotations of a GitHub workflow.")
@click.pass_context
def check(
    context: click.Context,
    names: tuple[str, ...],
    targets: tuple[str, ...],
    catalogs: bool,
    fix: bool,
    yes: bool,
    strict: bool,
    form: str | None,
) -> None:
    """Find what is wrong with translations; exit status 1 if there are errors.

    Looks at every target, whoever wrote it: figures, dates, markup, punctuation, quotation marks, language, glossary terms,
    consistency and more; docs/checks.md has them all. [checks] in tilmach.toml says how bad each is; the comment
    "# tilmach: ignore figures" in a catalog silences one. With --catalogs: conflict marks of git, duplicate entries, fuzzy
    marks stripped wholesale, sources echoed as targets, drafts that lost their mark, broken headers.
    """
    if fix and form:
        raise click.UsageError("--fix goes without --json, --sarif and --github.")
    project = options.project(context)
    articles, locales = project.articles(names), project.locales(targets)
    if fix:
        (_fix if catalogs else _fix_targets)(project, names, locales, yes=yes)
        return
    ignored: Mapping[str, int] = Counter()
    checked = None
    report = workflow.Report()
    if catalogs:
        findings = workflow.check_catalogs(project, articles, locales)
    else:
        findings, checks = workflow.check(project, articles, locales)
        report, ignored, checked = checks, checks.ignored, checks.checked
    if form:
        _print(form, findings, project, ignored, checked)
    else:
        _show(findings, project, ignored, has_failed=bool(report.failures))
    options.finish(report)
    if any(finding.severity is Severity.ERROR or (strict and finding.severity is Severity.WARNING) for finding in findings):
        sys.exit(1)


def _print(form: str, findings: Sequence[Finding], project: Project, ignored: Mapping[str, int], checked: int | None) -> None:
    from tilmach.checks import listing  # noqa: PLC0415  for programs only

    folders = (project.root, *project.root.parents)
    repository = next((folder for folder in folders if (folder / ".git").exists()), project.root)
    if form == "github":
        for line in listing.as_annotations(findings, repository):
            click.echo(line)
        return
    if form == "sarif":
        content = listing.as_sarif(findings, repository)
    else:
        content = listing.as_json(findings, project.root, ignored=ignored, checked=checked)
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


def _show(findings: Sequence[Finding], project: Project, ignored: Mapping[str, int], *, has_failed: bool) -> None:
    """Print findings, those of a catalog together, and a summary."""
    for path, group in itertools.groupby(findings, key=lambda finding: finding.path):
        rows = [_row(finding) for finding in group]
        click.echo(options.shown(path, project.root))
        click.echo("\n".join(f"  {line}" for line in options.aligned(rows, {1, 2, 3}).splitlines()) + "\n")
    if not findings and not has_failed:
        click.echo("Nothing found.")
    counts = Counter(finding.severity for finding in findings)
    said = [options.count(counts[level], noun) for level, noun in _NOUNS.items() if counts[level]]
    if ignored:
        each = ", ".join(f"{name} {number}" for name, number in sorted(ignored.items()))
        said.append(f"ignored by comments: {each}")
    if said:
        click.echo("; ".join(said), err=True)
    if any(finding.is_repairable for finding in findings):
        click.echo(
            "`tilmach check --catalogs --fix` mends what can be mended without loss; it shows what would change first.",
            err=True,
        )
    if any(finding.fix is not None for finding in findings):
        number = sum(finding.fix is not None for finding in findings)
        click.echo(f"`tilmach check --fix` mends {number} of them; it asks before it changes what people wrote.", err=True)


_NOUNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def _row(finding: Finding) -> list[str]:
    source = shortened(finding.source, _SHOWN)
    said = (f"“{source}”: " if source else "") + finding.problem
    state = [finding.state] if finding.state else []  # findings about files have none
    return [str(finding.line or ""), finding.severity, *state, f"{finding.check}: {said}"]


def _fix(project: Project, names: tuple[str, ...], locales: tuple[str, ...], *, yes: bool) -> None:
    found, report = workflow.repairs(project, project.articles(names), locales)
    for path, before, after in found:
        shown = options.shown(path, project.root)
        click.echo(_diff(shown, before, after) or f"{shown}: only line breaks or a byte order mark would change.")
    if not found and not report.failures:
        click.echo("Nothing to mend.")
    if found and not yes:
        _confirm(f"Mend {options.count(len(found), 'catalog')}?", "Nothing was changed. Say --yes to mend without being asked.")
    for path, before, after in found:
        workflow.apply_repair(project, path, before, after)
        click.echo(f"mended {options.shown(path, project.root)}")
    options.finish(report)


def _fix_targets(project: Project, names: tuple[str, ...], locales: tuple[str, ...], *, yes: bool) -> None:
    """Mend drafts at once, and what people wrote after they have agreed."""
    from tilmach.workflow.checking import fixes  # noqa: PLC0415  only when it is asked for

    found, report = fixes(project, project.articles(names), locales)
    human = [each for each in found if each.after != each.drafts]
    for each in found:
        if each.drafts != each.before:
            workflow.apply_repair(project, each.path, each.before, each.drafts)
            click.echo(f"mended drafts in {options.shown(each.path, project.root)}")
    if not found and not report.failures:
        click.echo("Nothing to mend.")
    for each in human if not yes else ():
        click.echo(_diff(options.shown(each.path, project.root), each.drafts, each.after))
    if human and not yes:
        count = options.count(len(human), "catalog")
        _confirm(
            f"Mend what people wrote in {count}? It stays as approved as it is.",
            "What people wrote was left as it is. Say --yes to mend it without being asked.",
        )
    for each in human:
        workflow.apply_repair(project, each.path, each.drafts, each.after)
        click.echo(f"mended {options.shown(each.path, project.root)}")
    options.finish(report)


def _diff(name: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), name, f"{name} (mended)", lineterm="", n=2)
    return "\n".join(lines)


def _confirm(question: str, refusal: str) -> None:
    """Ask; end with exit status 1 if the answer is no, or nobody is there to answer."""
    if not sys.stdin.isatty():
        click.echo(refusal, err=True)
        sys.exit(1)
    if not click.confirm(question):
        sys.exit(1)
