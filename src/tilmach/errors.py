"""What can go wrong for reasons a user can do something about.

    TilmachError
    ├── ProjectError      tilmach.toml is missing or wrong; an article does not exist
    ├── LocaleError       a locale that tilmach can't write correctly
    ├── SourceError       an article that can't be read
    ├── CatalogError      a PO or POT file that can't be read or written
    └── ModelError        a model package that is broken, foreign or missing

Each message names the file (and the line, where there is one) and what to do. Everything else that is raised is a bug.
"""

from __future__ import annotations

from pathlib import Path


class TilmachError(Exception):
    """Base of all errors that a user can cause or mend."""


class PlacedError(TilmachError):
    """An error at a place in a file.

    Attributes:
        path: The file.
        line: 1-based line in it, or None where the whole file is meant.
        problem: What is wrong and what to do, without the place.
    """

    def __init__(self, path: Path, problem: str, line: int | None = None) -> None:
        place = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{place}: {problem}")
        self.path = path
        self.line = line
        self.problem = problem


class ProjectError(TilmachError):
    """The project's settings or an article's name are wrong."""


class LocaleError(TilmachError):
    """A locale is unknown or can't be written correctly."""


class SourceError(PlacedError):
    """An article can't be read."""


class CatalogError(PlacedError):
    """A catalog or template can't be read or written."""


class ModelError(TilmachError):
    """A model is broken, made for something else, or not there."""
