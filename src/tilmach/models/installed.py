"""The models on this machine: where they are, and the ways from one language to another, the best first."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import platformdirs

from tilmach.errors import ModelError
from tilmach.models import argos
from tilmach.models.card import Model, read

FOLDER_VARIABLE = "TILMACH_PACKAGES"


@dataclass(frozen=True, slots=True)
class Way:
    """How a locale may be translated.

    Attributes:
        models: One, or two with a language between them.
        locales: The locales on the way, from source to target: one more than models.
        why: Why it stands where it does among others.
    """

    models: tuple[Model, ...]
    locales: tuple[str, ...]
    why: str

    @property
    def name(self) -> str:
        """What its drafts are marked with."""
        pairs = zip(self.models, self.locales, self.locales[1:], strict=False)
        return " + ".join(model.label(source, target) for model, source, target in pairs)


def user_folder() -> Path:
    """Return where the models that tilmach installs are."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen) if chosen else platformdirs.user_data_path("tilmach") / "packages"


def starter_folder() -> Path:
    """Return the folder of the model in the box."""
    return Path(str(resources.files("tilmach") / "starter"))


def find(project_folder: Path | None = None) -> tuple[list[Model], list[ModelError]]:
    """Return all models on this machine, and what is wrong with those that can't be used.

    Those of the project come first, then those in tilmach's own folder, then Argos Translate's, then the model in the box.

    Args:
        project_folder: Where a project keeps models of its own.
    """
    found: list[Model] = []
    problems: list[ModelError] = []
    own = [project_folder] if project_folder else []
    for folder in dict.fromkeys((*own, user_folder(), *argos.folders(), starter_folder())):
        if not folder.is_dir():
            continue
        for path in sorted(folder.iterdir()):
            if not path.is_dir() or path.name.startswith((".", "_")):
                continue
            try:
                found.append(read(path, is_starter=folder == starter_folder()))
            except ModelError as problem:
                problems.append(problem)
    return found, problems


def ways(
    models: Sequence[Model],
    source: str,
    target: str,
    names: Sequence[str] = (),
    project_folder: Path | None = None,
) -> list[Way]:
    """Return the ways from one language to another, the best first.

    A model of the project is better than any other, a direct one than two in a row, and each than the one in the box. Of direct
    ones those with the better published score come first, then those without, in the order they were found.

    Args:
        models: What there is.
        source: Language to translate from.
        target: Language to translate into.
        names: Only models with one of these in their name, label or folder, in this order.
        project_folder: Where the project's own models are.

    Raises:
        ModelError: There is no way; says what is installed.
    """
    every = list(_every(models, source, target, project_folder))
    if names:
        every = [way for name in names for way in every if _is_named(way, name)]
        every = list({id(way): way for way in every}.values())
    if not every:
        known = ", ".join(label for model in models for label in _labels(model)) or "none"
        wanted = f" named {' or '.join(map(repr, names))}" if names else ""
        raise ModelError(f"no model{wanted} translates {source} to {target}. Installed: {known}. See docs/models.md.")
    return every


def _every(models: Sequence[Model], source: str, target: str, project_folder: Path | None) -> Iterator[Way]:
    direct = [model for model in models if model.translates(source, target)]
    own = [model for model in direct if project_folder and model.path.parent == project_folder]
    rest = [model for model in direct if model not in own and not model.is_starter]
    for model in own:
        yield Way((model,), (source, target), "made from this project's own texts")
    for model in sorted(rest, key=lambda each: -each.scores.get(target, 0.0)):
        score = model.scores.get(target)
        why = f"chrF++ {score:.1f} published" if score else "no published score"
        yield Way((model,), (source, target), why)
    yield from _pivots([model for model in models if not model.is_starter], source, target)
    for model in direct:
        if model.is_starter:
            yield Way((model,), (source, target), "the small model in the box")
    yield from (way for way in _pivots(models, source, target) if any(model.is_starter for model in way.models))


def _pivots(models: Sequence[Model], source: str, target: str) -> Iterator[Way]:
    for first in models:
        if source not in first.sources:
            continue
        for second in models:
            if target not in second.targets or second is first:
                continue
            for middle in first.targets:
                if first.translates(source, middle) and second.translates(middle, target):
                    yield Way((first, second), (source, middle, target), f"by way of {middle}")


def _is_named(way: Way, name: str) -> bool:
    pairs = zip(way.models, way.locales, way.locales[1:], strict=False)
    return name == way.name or all(name in model.label(*pair) or name in model.path.name for model, *pair in pairs)


def _labels(model: Model) -> list[str]:
    pairs = [(source, target) for source in model.sources for target in model.targets]
    return [model.label(*pair) for pair in pairs] if len(pairs) == 1 else [f"{model.name} ({', '.join(model.targets)})"]
