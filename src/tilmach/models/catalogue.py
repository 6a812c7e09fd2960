"""Models that can be installed by name, read from catalogue.toml."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from tilmach.errors import ModelError

# SPDX names of licences that allow commercial use; others are not judged
_COMMERCIAL = ("MIT", "Apache-2.0", "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "BSD-2-Clause", "BSD-3-Clause", "MPL-2.0")


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository of the Hugging Face hub.

    Attributes:
        hub: Its name there.
        files: Patterns of the files to fetch; empty for what a conversion needs.
        revision: The commit to take; the newest if empty.
        download: Bytes, 0 if no source says.
    """

    hub: str
    files: tuple[str, ...] = ()
    revision: str = ""
    download: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A model of the catalogue; the parts are explained in catalogue.toml."""

    name: str
    title: str
    family: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    licence: str = ""
    commercial: bool | None = None
    version: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    download: int = 0
    installed: int = 0
    fetch: tuple[Repository, ...] = ()
    original: Repository | None = None
    url: str = ""
    sha256: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)
    scores_from: str = ""
    gated: bool = False
    tried: bool = False
    notes: tuple[str, ...] = ()

    @property
    def is_converted(self) -> bool:
        """Whether it can be had as CTranslate2 reads it, or as Marian's own files; otherwise an extra converts it here."""
        return bool(self.fetch or self.url)


@cache
def catalogue() -> dict[str, Entry]:
    """Return all entries by name."""
    text = resources.files("tilmach.models").joinpath("catalogue.toml").read_text("utf-8")
    return {name: _entry(name, table) for name, table in tomllib.loads(text).items()}


def entry(name: str) -> Entry:
    """Return an entry.

    Raises:
        ModelError: There is none of that name; says which are alike.
    """
    entries = catalogue()
    if name in entries:
        return entries[name]
    near = difflib.get_close_matches(name, entries, 3) or list(entries)
    raise ModelError(f"{name}: neither a file nor a model of the catalogue. Did you mean {', '.join(near)}?")


def allows_commerce(licence: str) -> bool | None:
    """Return whether a licence (SPDX) allows commercial use; None for one that is not known here."""
    if "NC" in licence.upper().split("-"):
        return False
    return True if licence in _COMMERCIAL else None


def _entry(name: str, table: dict[str, Any]) -> Entry:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    values["fetch"] = tuple(_repository(each) for each in table.get("fetch", ()))
    values["original"] = _repository(table["original"]) if "original" in table else None
    return Entry(name=name, **values)


def _repository(table: dict[str, Any]) -> Repository:
    return Repository(table["hub"], tuple(table.get("files", ())), table.get("revision", ""), table.get("download", 0))
