"""``tilmach models list|install|remove|verify|pack``."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tilmach.cli import options
from tilmach.cli.progress import progress
from tilmach.errors import ProjectError
from tilmach.workflow import Progress

if TYPE_CHECKING:
    from tilmach.models.card import Model
    from tilmach.models.catalogue import Entry
    from tilmach.models.install_sources import Offer
    from tilmach.workflow.modelling import Overview


@click.group(epilog="Example: tilmach models install nllb-200-distilled-600M")
def models() -> None:
    """The models that make drafts: which there are, and how to get others."""


@models.command("list", epilog="Example: tilmach models list --json")
@click.option("--json", "as_json", is_flag=True, help="For programs; see docs/models.md.")
@click.pass_context
def list_(context: click.Context, as_json: bool) -> None:
    """Show which models are installed, which could be, and what each locale of this project would use."""
    from tilmach.workflow import modelling  # noqa: PLC0415  --help must not pay for it

    try:
        project = options.project(context)
    except ProjectError:
        project = None  # models are the machine's; a project only has wishes
    overview = modelling.models(project)
    if as_json:
        click.echo(json.dumps(_as_json(overview), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(overview)))
    for problem in overview.problems:
        click.echo(f"tilmach: {problem}", err=True)


@models.command(epilog="Example: tilmach models install nllb-200-distilled-600M")
@click.argument("what")
@click.option("--as", "name", default="", metavar="NAME", help="What to call it; a name of the catalogue says all else, too.")
@click.option("--family", default="", help="How its tokens look, where its files don't tell: nllb, m2m, opus, marian, ...")
@click.option("--from", "sources", default="", metavar="LOCALES", help="What it translates from, where its files don't tell.")
@click.option("--to", "targets", default="", metavar="LOCALES", help="What it translates into, where its files don't tell.")
@click.option("--licence", default="", metavar="SPDX", help="Its licence, where its files don't tell.")
@click.option("--convert", "convert_here", is_flag=True, help="Take the makers' checkpoint and convert it here.")
@click.option("--accept-licence", is_flag=True, help="Agree to the licence without being asked, in scripts.")
def install(
    what: str, name: str, family: str, sources: str, targets: str, licence: str, convert_here: bool, accept_licence: bool
) -> None:
    """Install a model: a name of the catalogue, a file or folder, an address, or argos:en_ru.

    A file is an .argosmodel, a zip of a model's folder, or one of OPUS-MT; a folder may also be a checkpoint of Hugging Face.
    The licence is shown before anything is downloaded.
    """
    from tilmach.models.install_sources import Wishes  # noqa: PLC0415  --help must not pay for it
    from tilmach.workflow import modelling  # noqa: PLC0415

    wishes = Wishes(name, family, _tags(sources), _tags(targets), licence)
    with ExitStack() as stack:
        bar: list[Progress] = []

        def advance(step: str, done: int, total: int) -> None:
            if not bar:  # not before: a bar would be drawn over the question
                bar.append(stack.enter_context(progress()))
            bar[0](step, done, total)

        model = modelling.install_model(
            what,
            lambda offer: _agreed(offer, accept_licence=accept_licence),
            wishes=wishes,
            convert_here=convert_here,
            progress=advance,
            tell=lambda text: click.echo(text, err=True),
        )
    click.echo(f"{_called(model)}: {_pairs(model.sources, model.targets)}, in {model.path}")


@models.command(epilog="Example: tilmach models remove nllb-200-distilled-600M")
@click.argument("name")
def remove(name: str) -> None:
    """Remove a model that tilmach has installed."""
    from tilmach.workflow import modelling  # noqa: PLC0415  --help must not pay for it

    click.echo(f"removed {modelling.remove_model(name)}")


@models.command(epilog="Example: tilmach models verify")
@click.argument("names", metavar="[NAME]...", nargs=-1)
def verify(names: tuple[str, ...]) -> None:
    """See whether models are as they were installed, and run; all of them unless told which."""
    from tilmach.workflow import modelling  # noqa: PLC0415  --help must not pay for it

    with progress() as advance:
        results = modelling.verify_models(names, advance)
    for model, problems in results:
        if not problems:
            click.echo(f"{_called(model)}: {'as installed, and runs' if model.files else 'runs; it has no checksums'}")
        for problem in problems:
            click.echo(f"tilmach: {_called(model)}: {problem}", err=True)
    if any(problems for _, problems in results):
        sys.exit(1)


@models.command(epilog="Example: tilmach models pack nllb-200-distilled-600M --from en --to kk -o .")
@click.argument("name")
@click.option("--from", "source", default="en", show_default=True, metavar="LOCALE", help="What the package translates from.")
@click.option("--to", "target", required=True, metavar="LOCALE", help="What the package translates into.")
@click.option(
    "-o", "output", type=click.Path(path_type=Path), default=Path(), metavar="PATH", help="The file, or a folder for it; here."
)  # fmt: skip
def pack(name: str, source: str, target: str, output: Path) -> None:
    """Write a model as an .argosmodel, for Argos Translate and LibreTranslate."""
    from tilmach.workflow import modelling  # noqa: PLC0415  --help must not pay for it

    click.echo(modelling.pack_model(name, source, target, output))


def _agreed(offer: Offer, *, accept_licence: bool) -> bool:
    """Show what a model is and under which licence; return whether the user agrees."""
    from tilmach.models.unpack import shown  # noqa: PLC0415  --help must not pay for it

    commerce = {
        True: "commercial use is allowed",
        False: "NO COMMERCIAL USE",
        None: "whether commercial use is allowed is not known",
    }
    lines = [f"{offer.name}{': ' if offer.title else ''}{offer.title}", f"  from     {offer.origin}"]
    lines.append(f"  licence  {offer.licence or 'not known'}; {commerce[offer.commercial]}")
    if not offer.is_local:
        lines.append(f"  size     {shown(offer.download) if offer.download else 'not known'} to download")
    lines += [f"  note     {note}" for note in offer.notes]
    click.echo("\n".join(lines), err=True)
    if accept_licence:
        return True
    if not _is_terminal():
        click.echo("Say --accept-licence to agree where nobody can be asked.", err=True)
        return False
    return click.confirm("Do you agree to its licence?", err=True)


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _lines(overview: Overview) -> list[str]:
    from tilmach.models.unpack import shown  # noqa: PLC0415  --help must not pay for it

    lines = [f"Installed ({overview.folder} and others):"]
    lines += [
        f"  {_called(model)}  {_pairs(model.sources, model.targets)}  {_licence(model)}  {model.path}"
        for model in overview.installed
    ]
    lines += ["", "Could be installed, none of them tried by those who make tilmach (docs/models.md):"]
    for entry in overview.available:
        size = shown(entry.installed) if entry.installed else "size not known"
        scores = ", ".join(f"{locale} {score}" for locale, score in entry.scores.items())
        line = f"  {entry.name}  {_pairs(entry.sources, entry.targets)}  {_licence(entry)}  {size}"
        lines.append(line + (f"  chrF++ {scores}" if scores else "") + ("  asks for consent on the hub" if entry.gated else ""))
    if overview.choices:
        lines += ["", "This project would use:"]
        lines += [f"  {each.locale}  {each.name or 'nothing'}: {each.why}" for each in overview.choices]
    return lines


def _as_json(overview: Overview) -> dict[str, Any]:
    return {
        "folder": str(overview.folder),
        "installed": [
            {
                "name": model.name,
                "folder": str(model.path),
                "family": model.family.name,
                "version": model.version,
                "sources": list(model.sources),
                "targets": list(model.targets),
                "licence": model.licence,
                "commercial": model.commercial,
                "scores": dict(model.scores),
                "origin": model.origin,
            }
            for model in overview.installed
        ],
        "problems": [str(problem) for problem in overview.problems],
        "available": [
            {
                "name": entry.name,
                "title": entry.title,
                "family": entry.family,
                "sources": list(entry.sources),
                "targets": list(entry.targets),
                "licence": entry.licence,
                "commercial": entry.commercial,
                "download": entry.download or None,
                "installed": entry.installed or None,
                "scores": dict(entry.scores),
                "scores_from": entry.scores_from,
                "gated": entry.gated,
                "tried": entry.tried,
                "notes": list(entry.notes),
            }
            for entry in overview.available
        ],
        "locales": [
            {"locale": each.locale, "uses": each.name or None, "why": each.why, "others": list(each.others)}
            for each in overview.choices
        ],
    }


def _licence(model: Model | Entry) -> str:
    commerce = {True: "", False: " (no commercial use)", None: ""}[model.commercial]
    return (model.licence or "licence not known") + commerce


def _called(model: Model) -> str:
    return model.path.name if model.name == "argos" else model.name


def _pairs(sources: tuple[str, ...], targets: tuple[str, ...]) -> str:
    return f"{', '.join(sources)} to {', '.join(targets)}"


def _tags(value: str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split())
