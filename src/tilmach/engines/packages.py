"""Argos packages on this machine: finding them, reading them, and the way from one language to another.

A package is a folder with ``metadata.json``, a CTranslate2 model in ``model/`` and ``sentencepiece.model`` or ``bpe.model``
(argos-translate, docs/packages). It is read with ``argostranslate.package``, which is light; ``argostranslate.translate``,
which imports torch, is never used.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import platformdirs

from tilmach.errors import ModelError

PACKAGES_VARIABLE = "TILMACH_PACKAGES"


@dataclass(frozen=True)
class Package:
    """An Argos package that has all its parts.

    Attributes:
        path: Its folder.
        source, target: Language codes.
        version: As its metadata has it.
        prefix: Token every target begins with, or empty.
        is_starter: Whether it is the one in the box.
    """

    path: Path
    source: str
    target: str
    version: str
    prefix: str
    is_starter: bool
    _argos: Any

    @property
    def name(self) -> str:
        """What drafts are marked with."""
        return f"{'starter' if self.is_starter else 'argos'} {self.source}-{self.target} {self.version}"

    @cached_property
    def tokenizer(self) -> Any:
        """Argos's tokenizer: SentencePiece, or Moses and BPE."""
        return self._argos.tokenizer


def user_folder() -> Path:
    """Return where tilmach's own packages are: unzip an ``.argosmodel`` there."""
    chosen = os.environ.get(PACKAGES_VARIABLE)
    return Path(chosen) if chosen else platformdirs.user_data_path("tilmach") / "packages"


def starter_folder() -> Path:
    """Return the folder of the model in the box."""
    return Path(str(resources.files("tilmach") / "starter"))


def find() -> tuple[list[Package], list[ModelError]]:
    """Return all packages on this machine, and what is wrong with those that can't be used.

    Tilmach's own folder comes first, then Argos Translate's, then the model in the box.
    """
    found: list[Package] = []
    problems: list[ModelError] = []
    for folder in dict.fromkeys((user_folder(), *_argos_folders(), starter_folder())):
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


def read(path: Path, *, is_starter: bool = False) -> Package:
    """Read one package.

    Raises:
        ModelError: Something is missing or unreadable; names the package.
    """
    from argostranslate import package as argos  # noqa: PLC0415  0.1 s, and it makes folders in the user's home

    for name in ("metadata.json", "model/model.bin"):
        if not (path / name).is_file():
            raise ModelError(f"{path}: {name} is missing; the package is broken. Unzip its .argosmodel again.")
    if not any((path / name).is_file() for name in ("sentencepiece.model", "bpe.model")):
        raise ModelError(f"{path}: it has no sentencepiece.model or bpe.model; unzip its .argosmodel again.")
    try:
        package = argos.Package(path)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ModelError(f"{path}: metadata.json can't be read: {error}. Unzip its .argosmodel again.") from None
    source, target = package.from_code, package.to_code
    if not isinstance(source, str) or not isinstance(target, str):
        raise ModelError(f"{path}: metadata.json names no languages (type {package.type!r}); it is no translation package.")
    return Package(path, source, target, str(package.package_version), str(package.target_prefix or ""), is_starter, package)


def route(packages: list[Package], source: str, target: str, model: str | None = None) -> list[Package]:
    """Return the packages that lead from one language to another: one, or two with a language between them.

    A direct package is better than a pivot, and either is better than the one in the box. Of equals the first wins.

    Args:
        packages: What there is.
        source: Language to translate from.
        target: Language to translate into.
        model: Only packages whose name or folder has this in it.

    Raises:
        ModelError: There is no way; says what is installed.
    """
    usable = [each for each in packages if model is None or model in each.name or model in each.path.name]
    own = [each for each in usable if not each.is_starter]
    for choice in (own, usable):
        for package in choice:
            if (package.source, package.target) == (source, target):
                return [package]
        for first in choice:
            if first.source != source:
                continue
            for second in choice:
                if (second.source, second.target) == (first.target, target):
                    return [first, second]
    known = ", ".join(each.name for each in packages) or "none"
    wanted = f" named {model!r}" if model else ""
    raise ModelError(f"no package{wanted} translates {source} to {target}. Installed: {known}. See docs/models.md.")


def _argos_folders() -> list[Path]:
    try:
        from argostranslate import settings  # noqa: PLC0415  makes folders in the user's home
    except OSError:
        return []  # a home that can't be written: no packages of Argos either
    return [Path(folder) for folder in settings.package_dirs]
