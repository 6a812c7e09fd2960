"""Formats in which translations travel between tools: XLIFF 1.2 and 2.1, TMX, CSV, XLSX.

A format's module has ``write_parts()`` and ``read_parts()``; what they carry is in ``entries``, and what becomes of what comes
back in ``merging``.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from tilmach.errors import ProjectError
from tilmach.exchange.entries import Options, Part


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes:
        name: What a user calls it.
        suffix: Of its files.
        module: Where it is read and written.
        one_locale: Whether a file has one target locale only.
    """

    name: str
    suffix: str
    module: str
    one_locale: bool = False


class _Module(Protocol):
    """What a format's module offers."""

    def write_parts(self, path: Path, source_locale: str, parts: list[Part], options: Options) -> None: ...

    def read_parts(self, path: Path) -> list[Part]: ...


FORMATS = {
    each.name: each
    for each in (
        Format("xliff2.1", ".xlf", "xliff21", one_locale=True),
        Format("xliff1.2", ".xlf", "xliff12"),
        Format("tmx", ".tmx", "tmx"),
        Format("csv", ".csv", "sheet"),
        Format("xlsx", ".xlsx", "sheet"),
    )
}
SUFFIXES = {".xlf": "xliff2.1", ".xliff": "xliff2.1", ".tmx": "tmx", ".csv": "csv", ".xlsx": "xlsx"}
"""The format that a file's name asks for."""


def format_for(path: Path) -> Format:
    """Return the format that a file's suffix tells.

    Raises:
        ProjectError: None of ours has it.
    """
    name = SUFFIXES.get(path.suffix.lower())
    if name is None:
        raise ProjectError(f"{path}: {path.suffix or 'no suffix'}: name it {', '.join(SUFFIXES)}.")
    return FORMATS[name]


def write(path: Path, form: Format, source_locale: str, parts: list[Part], options: Options) -> None:
    """Write catalogs to a file of a format.

    Args:
        path: The file.
        form: Its format.
        source_locale: The locale of the sources.
        parts: The catalogs; of one locale where the format knows no more.
        options: How.

    Raises:
        TilmachError: It can't be written; the file is as it was.
    """
    _module(form.module).write_parts(path, source_locale, parts, options)


def read(path: Path) -> list[Part]:
    """Return what is in a file, as it says it: language tags and states are the file's.

    Raises:
        TilmachError: It can't be read or is none of ours; names the line where it can.
    """
    module = format_for(path).module
    if module.startswith("xliff"):
        from tilmach.exchange import xmlfile  # noqa: PLC0415  lxml

        module = xmlfile.xliff_module(path)
    return _module(module).read_parts(path)


def _module(name: str) -> _Module:
    return cast("_Module", importlib.import_module(f"{__name__}.{name}"))
