"""``tilmach translate``: the main job."""

from __future__ import annotations

import click

from tilmach import workflow
from tilmach.cli import options
from tilmach.cli.progress import progress
from tilmach.engines.installed import Installed


@click.command(epilog="Example: tilmach translate herders-pasture-court --to kk,ug")
@options.articles
@options.targets
@click.option("--model", metavar="NAME", help="Only packages with this in their name, such as starter or en_ru.")
@click.option("--redo", is_flag=True, help="Make all untouched drafts again.")
@click.pass_context
def translate(context: click.Context, names: tuple[str, ...], targets: tuple[str, ...], model: str | None, redo: bool) -> None:
    """Draft translations of articles; without names, of all.

    Extracts, brings the catalogs (locales/*/LC_MESSAGES/*.po) in step with the articles and puts a draft, marked fuzzy, where
    there is no translation: from the translation memory if it knows the sentence or one like it, else by the machine. What
    a person wrote is not touched. A machine draft that nobody has touched is made again if the model or the glossary
    has changed.
    """
    project = options.project(context)
    articles = project.articles(names)
    if not articles:
        click.echo(f"No articles in {options.shown(project.source_folder, project.root)}/ yet.")
        return
    engines = Installed(project.source, model)
    with progress() as callback:
        report = workflow.translate(project, articles, project.locales(targets), engines.engine_for, callback, redo=redo)
    for problem in engines.problems:
        click.echo(f"tilmach: left out: {problem}", err=True)
    for locale, number in report.remembered.items():
        if number:
            click.echo(f"{locale}: {options.count(number, 'target')} from the translation memory")
    for locale, engine in report.engines.items():
        click.echo(f"{locale}: {options.count(report.drafted[locale], 'draft')} by {engine.name}")
    if not report.engines and not any(report.remembered.values()) and not report.failures:
        click.echo("Nothing to draft: every segment has a translation or a draft.")
    if any(engine.is_starter for engine in report.engines.values()):
        click.echo(
            "The starter is a small model: check every word. Better models, and how to get them: docs/models.md.",
            err=True,
        )
    options.finish(report)
