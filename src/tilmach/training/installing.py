"""Puts trained packages into a project's ``models/``: all of them whole, or none."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from tilmach.errors import ModelError
from tilmach.models.argos import CARD
from tilmach.training.convert import save_package
from tilmach.training.scores import Score
from tilmach.training.trainer import Trainer

_VERSION = re.compile(r"(\d+)\.(\d+)$")


def package_name(name: str, source: str, code: str) -> str:
    """Return the name of a package's folder."""
    return f"{name}-{source}_{code}"


def next_version(folders: Sequence[Path]) -> str:
    """Return the version after the highest that these folders have; 1.0 if there is none."""
    found: list[tuple[int, int]] = []
    for folder in folders:
        try:
            version = str(json.loads((folder / CARD).read_text("utf-8"))["package_version"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if match := _VERSION.match(version):
            found.append((int(match[1]), int(match[2])))
    major, minor = max(found, default=(1, -1))
    return f"{major}.{minor + 1}"


class Workshop:
    """A hidden folder beside the packages in which they are made; gone at the end, whatever happens.

    Attributes:
        folder: Where the project's models are.
        version: Of the packages that are made.
    """

    def __init__(self, folder: Path, name: str, source: str, targets: Sequence[str]) -> None:
        """Make the folder.

        Raises:
            ModelError: It can't be made.
        """
        self.folder = folder
        self._final = {code: folder / package_name(name, source, code) for code in targets}
        self._name = name
        self.version = next_version(list(self._final.values()))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._making = Path(tempfile.mkdtemp(prefix=".making-", dir=folder))
        except OSError as error:
            raise ModelError(f"{folder}: can't be written: {error.strerror}.") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._making, ignore_errors=True)
        if not any(self.folder.iterdir()):
            self.folder.rmdir()

    def make(self, trainer: Trainer) -> dict[str, Path]:
        """Convert the averaged weights; return the packages, still hidden, by language.

        Raises:
            ModelError: The disk is full or can't be written.
        """
        made = {code: self._making / path.name for code, path in self._final.items()}
        try:
            for code, path in made.items():
                save_package(path, trainer.average, trainer.network.shape, trainer.tokenizer, code, self.version)
        except OSError as error:
            raise ModelError(f"{self._making}: can't be written: {error.strerror}.") from None
        return made

    def describe(self, code: str, origin: str, before: Score | None, after: Score | None) -> None:
        """Write the card and the README of a package that has been made."""
        path = self._making / self._final[code].name
        card = {"name": self._name, "origin": origin}
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in card.items()]
        (path / "model.toml").write_text("".join(lines), "utf-8")
        (path / "README.md").write_text(_readme(self._final[code].name, self.version, origin, before, after), "utf-8")

    def install(self, locales: Sequence[str]) -> list[Path]:
        """Put the packages of some locales where they belong, in place of older ones; return their folders.

        Raises:
            ModelError: One can't be put there; what was there before is there again.
        """
        old: dict[Path, Path] = {}
        done: list[Path] = []
        try:
            for final in (self._final[code] for code in locales):
                if final.exists():
                    old[final] = final.rename(self._making / f"old-{final.name}")
                done.append((self._making / final.name).rename(final))
        except BaseException as error:
            _put_back(done, old)
            if isinstance(error, OSError):
                raise ModelError(f"{self.folder}: the model can't be put there: {error.strerror}.") from None
            raise
        return done


def _put_back(done: Sequence[Path], old: Mapping[Path, Path]) -> None:
    for path in done:
        shutil.rmtree(path, ignore_errors=True)
    for final, path in old.items():
        path.rename(final)


def _readme(name: str, version: str, origin: str, before: Score | None, after: Score | None) -> str:
    """Return what a package says about itself."""
    lines = [f"# {name} {version}", "", f"{origin[:1].upper()}{origin[1:]}.", ""]
    if after:
        measured = f"chrF++ {after.value:.1f} on {after.sentences} held-out sentences"
        lines.append(measured + (f"; the model in the box has {before.value:.1f} there." if before else "."))
        lines += ["", f"Signature: `{after.signature}`", ""]
    lines += [
        "An Argos package: copy it wherever such packages are read. Its licence is that of the texts it was made from.",
        "A small model: check every word of its drafts, figures and names above all.",
    ]
    return "\n".join(lines) + "\n"
