"""The verbs of models: what there is, install, remove, verify, pack."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tilmach.engines.installed import Installed
from tilmach.errors import ModelError
from tilmach.models import install as installing
from tilmach.models import installed, packing, verifying
from tilmach.models.card import Model
from tilmach.models.catalogue import Entry, catalogue
from tilmach.models.install_sources import Accept, Wishes
from tilmach.project import Project
from tilmach.workflow.report import Progress, silent


@dataclass(frozen=True, slots=True)
class Choice:
    """What a locale of the project would be drafted with.

    Attributes:
        locale: The locale.
        name: The model or models; empty if there is none.
        why: Why that one, or what is wrong.
        others: What would be used next, in this order.
    """

    locale: str
    name: str
    why: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """Which models there are.

    Attributes:
        folder: Where tilmach installs them.
        installed: Those on this machine.
        problems: What is wrong with those that can't be used.
        available: Those of the catalogue that are not installed.
        choices: What each locale of the project would use; none without a project.
    """

    folder: Path
    installed: tuple[Model, ...]
    problems: tuple[ModelError, ...]
    available: tuple[Entry, ...]
    choices: tuple[Choice, ...]


def models(project: Project | None, engines: Installed | None = None) -> Overview:
    """Return which models there are, and what each locale of a project would use.

    Args:
        project: The project, if there is one.
        engines: How it chooses; by default as ``tilmach translate`` does without options.
    """
    found, problems = installed.find()
    names = {model.name for model in found}
    available = tuple(entry for entry in catalogue().values() if entry.name not in names)
    choices: list[Choice] = []
    if project:
        engines = engines or Installed(project.source)
        choices = [_choice(engines, locale) for locale in project.targets]
    return Overview(installed.user_folder(), tuple(found), tuple(problems), available, tuple(choices))


def install_model(
    what: str,
    accept: Accept,
    *,
    wishes: Wishes | None = None,
    convert_here: bool = False,
    progress: Progress = silent,
    tell: Callable[[str], None] = lambda _: None,
) -> Model:
    """Install a model into tilmach's own folder; see ``tilmach.models.install``.

    Raises:
        ModelError: It can't be installed; nothing of it is left behind.
    """
    wishes = wishes or Wishes()
    return installing.install(
        what,
        folder=installed.user_folder(),
        accept=accept,
        progress=progress,
        tell=tell,
        name=wishes.name,
        family=wishes.family,
        sources=wishes.sources,
        targets=wishes.targets,
        licence=wishes.licence,
        convert_here=convert_here,
    )


def remove_model(name: str) -> Path:
    """Remove a model from tilmach's own folder; return the folder that is gone.

    Raises:
        ModelError: There is none, or it is not tilmach's.
    """
    return verifying.remove(name)


def verify_models(names: Sequence[str] = (), progress: Progress = silent) -> list[tuple[Model, list[str]]]:
    """Return what is wrong with models: an empty list each if they are as installed and run.

    Args:
        names: Names of models or of their folders; all if none is given.
        progress: Told which is being looked at.

    Raises:
        ModelError: There is no such model, or it is so broken that its card can't be read.
    """
    found, problems = installed.find()
    for name in names:
        if not _named(found, name):
            raise next(
                (problem for problem in problems if f"/{name}:" in str(problem).replace("\\", "/")), _unknown(name, found)
            )
    chosen = [model for model in found if not names or any(model in _named(found, name) for name in names)]
    results = []
    for number, model in enumerate(chosen):
        progress(model.name, number, len(chosen))
        results.append((model, verifying.verify(model)))
    return results


def pack_model(name: str, source: str, target: str, output: Path) -> Path:
    """Write an installed model as an ``.argosmodel`` for stock Argos Translate; return the file.

    Raises:
        ModelError: There is no such model, or Argos Translate could not run it.
    """
    found, _ = installed.find()
    named = _named(found, name)
    fitting = [model for model in named if model.translates(source, target)] or named
    if not fitting:
        raise _unknown(name, found)
    return packing.pack(fitting[0], source, target, output)


def _choice(engines: Installed, locale: str) -> Choice:
    try:
        first, *others = engines.ways(locale)
    except ModelError as problem:
        return Choice(locale, "", str(problem))
    return Choice(locale, first.name, first.why, tuple(way.name for way in others))


def _named(found: Sequence[Model], name: str) -> list[Model]:
    return [model for model in found if name in (model.name, model.path.name)]


def _unknown(name: str, found: Sequence[Model]) -> ModelError:
    known = ", ".join(dict.fromkeys(model.name if model.name != "argos" else model.path.name for model in found)) or "none"
    return ModelError(f"{name}: no such model is installed. Installed: {known}.")
