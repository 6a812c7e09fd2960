"""An installed model, and the cards it is read from: model.toml, or an Argos package's metadata.json.

A model is a folder with a CTranslate2 model in ``model/``, its tokenizer's files beside that, and a card. An Argos package
(argos-translate, docs/packages) may have a model.toml too, which then names it and its licence.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tilmach.errors import ModelError
from tilmach.models import argos
from tilmach.models.families import Family, families

CARD = "model.toml"
MODEL = "model"
"""The folder of the CTranslate2 model in a model's folder."""

_BPE = "bpe.model"  # of older Argos packages


@dataclass(frozen=True)
class Model:
    """A model that has all its parts.

    Attributes:
        path: Its folder.
        name: What it is called; drafts are marked with it.
        family: How its tokens look.
        version: As its card has it; may be empty.
        sources, targets: Locales it translates from and into.
        codes: What it calls the locales.
        licence: Its SPDX name, if known.
        commercial: Whether the licence allows commercial use; None if unknown.
        origin: Where it is from.
        scores: Published chrF++ by target locale.
        files: SHA-256 of each file by its path in the folder, if known.
        prefix: An Argos package's own token that every target begins with.
        is_starter: Whether it is the one in the box.
    """

    path: Path
    name: str
    family: Family
    version: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    codes: Mapping[str, str] = field(default_factory=dict)
    licence: str = ""
    commercial: bool | None = None
    origin: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""
    is_starter: bool = False

    def translates(self, source: str, target: str) -> bool:
        """Return whether it does that by itself."""
        return source in self.sources and target in self.targets and source != target

    def label(self, source: str, target: str) -> str:
        """Return what drafts are marked with: name, languages, version."""
        return f"{self.name} {source}-{target} {self.version}".rstrip()

    def code(self, locale: str) -> str:
        """Return what the model calls a locale."""
        return self.codes.get(locale) or self.family.language(locale)

    @property
    def is_bpe(self) -> bool:
        """Whether it is an Argos package with a tokenizer of the old kind."""
        return self.family.name == "argos" and not (self.path / self.family.tokenizers[0]).is_file()


def read(path: Path, *, is_starter: bool = False) -> Model:
    """Read the card of a model and look whether its parts are there.

    Raises:
        ModelError: Something is missing or unreadable; names the folder.
    """
    card = _table(path)
    family = families().get(_text(path, card, "family")) if "family" in card else None
    if (path / argos.CARD).is_file():
        return _argos(path, card, is_starter=is_starter)
    if "family" not in card:
        raise ModelError(f"{path}: {argos.CARD} is missing; the package is broken. Install it again.")
    if family is None:
        raise ModelError(f"{path}: {CARD}: family is one of {', '.join(families())}, not {card['family']!r}.")
    _require(path, family.tokenizers)
    return Model(
        path,
        _text(path, card, "name") or path.name,
        family,
        _text(path, card, "version"),
        _texts(path, card, "sources"),
        _texts(path, card, "targets"),
        **_rest(path, card),
    )


def _argos(path: Path, card: Mapping[str, Any], *, is_starter: bool) -> Model:
    family = families()["argos"]
    _require(path, ())
    if not any((path / name).is_file() for name in (*family.tokenizers, _BPE)):
        raise ModelError(f"{path}: it has no sentencepiece.model or bpe.model; install its .argosmodel again.")
    found = argos.package(path)
    name = "starter" if is_starter else _text(path, card, "name") or "argos"
    languages = (found.from_code,), (found.to_code,)
    prefix = str(found.target_prefix or "")
    rest = _rest(path, card)
    return Model(path, name, family, str(found.package_version), *languages, prefix=prefix, is_starter=is_starter, **rest)


def _rest(path: Path, card: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a card may have or not."""
    commercial = card.get("commercial")
    return {
        "codes": _mapping(path, card, "codes", str),
        "licence": _text(path, card, "licence"),
        "commercial": commercial if isinstance(commercial, bool) else None,
        "origin": _text(path, card, "origin"),
        "scores": _mapping(path, card, "scores", float),
        "files": _mapping(path, card, "files", str),
    }


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((path / CARD).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ModelError(f"{path / CARD}: can't be read: {error}. Install the model again.") from None


def _require(path: Path, names: tuple[str, ...]) -> None:
    for name in (f"{MODEL}/model.bin", *names):
        if not (path / name).is_file():
            raise ModelError(f"{path}: {name} is missing; the package is broken. Install it again.")


def _text(path: Path, card: Mapping[str, Any], key: str) -> str:
    value = card.get(key, "")
    if not isinstance(value, str):
        raise ModelError(f"{path / CARD}: {key} is a text, not {value!r}.")
    return value


def _texts(path: Path, card: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = card.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
        raise ModelError(f'{path / CARD}: {key} is a list of locales such as ["en"], not {value!r}.')
    return tuple(value)


def _mapping(path: Path, card: Mapping[str, Any], key: str, kind: type) -> dict[str, Any]:
    value = card.get(key, {})
    kinds = (float, int) if kind is float else (kind,)
    if not isinstance(value, dict) or not all(isinstance(item, kinds) for item in value.values()):
        raise ModelError(f"{path / CARD}: [{key}] is a table of {'numbers' if kind is float else 'texts'}.")
    return value
