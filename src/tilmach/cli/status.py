"""``tilmach status``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from tilmach import workflow
from tilmach.catalog import State
from tilmach.cli import options
from tilmach.project import Article, Project
from tilmach.wrapping import shortened

if TYPE_CHECKING:
    from tilmach.workflow.measuring import Effort

COLUMNS = (
    State.APPROVED, State.EDITED, State.MACHINE, State.MEMORY, State.STALE, State.UNTRANSLATED,
)  # fmt: skip
_SHOWN = 40  # characters of a source or a draft


@click.command(epilog="Example: tilmach status --to ug --json")
@options.articles
@options.targets
@click.option("--review", is_flag=True, help="What waits for a person instead, what two models agree on least first.")
@click.option("--effort", is_flag=True, help="How much people had to change in machine drafts instead.")
@click.option("--json", "as_json", is_flag=True, help="For programs; see docs/status.md.")
@click.pass_context
def status(
    context: click.Context, names: tuple[str, ...], targets: tuple[str, ...], review: bool, effort: bool, as_json: bool
) -> None:
    """Show how far each article is in each locale.

    \b
    approved       a person has approved the translation
    edited         a draft that a person has worked on and not approved yet
    machine        an untouched machine draft
    memory         an untouched draft from the translation memory
    stale          the source has changed since
    untranslated   nothing there
    """  # noqa: D301
    if review and effort:
        raise click.UsageError("--review and --effort are two tables; ask for one.")
    project = options.project(context)
    articles, locales = project.articles(names), project.locales(targets)
    show = _review if review else _effort if effort else _status
    options.finish(show(project, articles, locales, as_json=as_json))


def _status(project: Project, articles: Sequence[Article], locales: Sequence[str], *, as_json: bool) -> workflow.Report:
    rows, report = workflow.status(project, articles, locales)
    if as_json:
        _print(
            articles=[
                {"article": row.article, "locale": row.locale, "segments": row.segments, "words": row.words}
                | {state.value: row.counts[state] for state in COLUMNS}
                | {"merged": row.merged}
                for row in rows
            ]
        )
    elif rows:
        table = [["article", "locale", "segments", "words", *(state.value for state in COLUMNS)]]
        table += [
            [row.article, row.locale, str(row.segments), str(row.words), *(str(row.counts[s] or "·") for s in COLUMNS)]
            for row in rows
        ]
        click.echo(options.aligned(table, {0, 1}))
    else:
        click.echo(f"No articles in {options.shown(project.source_folder, project.root)}/ yet.")
    return report


def _review(project: Project, articles: Sequence[Article], locales: Sequence[str], *, as_json: bool) -> workflow.Report:
    from tilmach.workflow.opinions import review  # noqa: PLC0415  only who asks for it pays for it

    queue, report = review(project, articles, locales)
    if as_json:
        _print(
            review=[
                {
                    "article": each.article,
                    "locale": each.locale,
                    "line": each.line,
                    "state": each.state.value,
                    "opinion": each.opinion,
                    "model": each.model,
                    "source": each.source,
                    "target": each.target,
                }
                for each in queue
            ]
        )
    elif queue:
        table = [["article", "locale", "line", "opinion", "state", "source", "target"]]
        table += [
            [
                each.article,
                each.locale,
                _number(each.line),
                _number(each.opinion),
                each.state.value,
                shortened(each.source, _SHOWN),
                shortened(each.target.replace("\n", " "), _SHOWN),
            ]
            for each in queue
        ]
        click.echo(options.aligned(table, {0, 1, 4, 5, 6}))
    elif not report.failures:
        click.echo("Nothing waits for a person: what has a translation is approved.")
    return report


def _effort(project: Project, articles: Sequence[Article], locales: Sequence[str], *, as_json: bool) -> workflow.Report:
    from tilmach.workflow.measuring import effort, totals  # noqa: PLC0415  only who asks for it pays for it

    rows, report = effort(project, articles, locales)
    if as_json:
        _print(effort=[_effort_json(row) for row in rows], models=[_effort_json(row) for row in totals(rows)])
    elif rows:
        table = [["article", "locale", "model", "messages", "unchanged", "characters", "words", "unknown"]]
        table += [
            [
                row.article,
                row.locale,
                row.model,
                str(row.messages),
                str(row.unchanged or "·"),
                _percent(row.edits.character_rate),
                _percent(row.edits.word_rate),
                str(row.unknown or "·"),
            ]
            for row in rows
        ]
        click.echo(options.aligned(table, {0, 1, 2}))
        click.echo()
        for row in totals(rows):
            click.echo(_summary(row))
    elif not report.failures:
        click.echo("No machine draft has been approved or edited yet.")
    return report


def _effort_json(row: Effort) -> dict[str, Any]:
    return {
        "article": row.article or None,
        "locale": row.locale,
        "model": row.model,
        "messages": row.messages,
        "unchanged": row.unchanged,
        "unknown": row.unknown,
        "character_edits": row.edits.characters,
        "draft_characters": row.edits.draft_characters,
        "word_edits": row.edits.words,
        "target_words": row.edits.target_words,
    }


def _summary(row: Effort) -> str:
    """Return the line of one model in one locale."""
    unchanged = f"{row.unchanged} of {options.count(row.messages, 'draft')} approved as made"
    known = row.messages - row.unknown
    if not known:
        return f"{row.locale}: {row.model}: {unchanged}; the draft cache has none of their texts any more"
    text = f"{row.locale}: {row.model}: {unchanged}; {_percent(row.edits.character_rate)} of the characters and "
    text += f"{_percent(row.edits.word_rate)} of the words edited"
    return f"{text} (in {known}; the draft cache does not have the others any more)" if row.unknown else text


def _percent(rate: float | None) -> str:
    return "·" if rate is None else f"{100 * rate:.0f}%"


def _number(number: int | None) -> str:
    return "·" if number is None else str(number)


def _print(**values: object) -> None:
    click.echo(json.dumps(values, ensure_ascii=False, indent=2))
