"""``tilmach translate``: the main job."""

from __future__ import annotations

import click

from tilmach import workflow
from tilmach.cli import options
from tilmach.cli.progress import progress
from tilmach.engines.installed import Installed
from tilmach.project import Project


@click.command(epilog="Example: tilmach translate herders-pasture-court --to kk,ug")
@options.articles
@options.targets
@click.option("--model", metavar="NAME", help="Only models with this in their name, such as starter or nllb.")
@click.option("--redo", is_flag=True, help="Make all untouched drafts again.")
@click.option("--second-opinion", metavar="NAME", help="Ask this model too; `status --review` shows where the two differ.")
@click.option("--no-gates", is_flag=True, help="Also keep drafts that fail a gate (see docs/checks.md).")
@click.pass_context
def translate(
    context: click.Context,
    names: tuple[str, ...],
    targets: tuple[str, ...],
    model: str | None,
    redo: bool,
    second_opinion: str | None,
    no_gates: bool,
) -> None:
    """Draft translations of articles; without names, of all.

    Extracts, brings the catalogs (locales/*/LC_MESSAGES/*.po) in step with the articles and puts a draft, marked fuzzy, where
    there is no translation: from the translation memory if it knows the sentence or one like it, else by the machine. What
    a person wrote is not touched. A machine draft that nobody has touched is made again if the model or the glossary
    has changed. A draft that is surely wrong (another language, a lost figure) is kept out, and the next model asked.
    """
    project = options.project(context)
    articles, locales = project.articles(names), project.locales(targets)
    if not articles:
        click.echo(f"No articles in {options.shown(project.source_folder, project.root)}/ yet.")
        return
    engines = _engines(project, model)
    with progress() as callback:
        report = workflow.translate(
            project, articles, locales, engines.engine_for, callback,
            redo=redo, others_for=engines.others_for, is_gated=not no_gates,
        )  # fmt: skip
    for problem in engines.problems:
        click.echo(f"tilmach: left out: {problem}", err=True)
    _tell(report)
    if second_opinion:
        with progress() as callback:
            second = workflow.second_opinions(
                project, articles, locales, _engines(project, second_opinion).engine_for, callback
            )
        for locale, number in second.drafted.items():
            click.echo(f"{locale}: {options.count(number, 'second opinion')}; see tilmach status --review")
        report.failures += second.failures
    options.finish(report)


def _engines(project: Project, model: str | None) -> Installed:
    return Installed(project.source, model, wishes=project.models, project_folder=project.model_folder)


def _tell(report: workflow.Report) -> None:
    for locale, number in report.remembered.items():
        if number:
            click.echo(f"{locale}: {options.count(number, 'target')} from the translation memory")
    for locale, engine in report.engines.items():
        click.echo(f"{locale}: {options.count(report.drafted[locale], 'draft')} by {engine.name}")
    for locale, number in report.rejected.items():
        if number:
            click.echo(
                f"{locale}: {options.count(number, 'segment')} without a draft: none was good enough (reasons in the catalog)"
            )
    if not report.engines and not any(report.remembered.values()) and not report.failures and not any(report.rejected.values()):
        click.echo("Nothing to draft: every segment has a translation or a draft.")
    if any(engine.is_starter for engine in report.engines.values()):
        click.echo(
            "The starter is a small model: check every word. Better models, and how to get them: docs/models.md.",
            err=True,
        )
