"""What is wrong with translations and catalogs, told as data: a finding is no error.

``registry`` names all checks of translations; each is a function in a module of its subject. ``inspection`` runs them over the
catalogs of a project, ``fixing`` mends what is safe to mend. ``doctor`` looks at what the last editor did to a file, and
``repair`` mends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """How bad a finding is; ``OFF`` is a setting only."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem that a check found.

    Attributes:
        check: The check's name.
        path: The catalog.
        problem: What is wrong and what to do.
        line: 1-based line of the catalog, if it is about one entry.
        source: The entry's source; empty if it is about the whole file.
        is_repairable: Whether ``tilmach check --catalogs --fix`` mends it without loss.
        severity: How bad it is.
        article: The article's name; empty if it is about a file that belongs to none.
        locale: BCP 47 tag of the catalog; empty likewise.
        state: What the target is worth (``catalog.State``); empty if it is not about a target.
        target: The target as it is.
        fix: The target as ``tilmach check --fix`` would write it; None if a person must decide.
    """

    check: str
    path: Path
    problem: str
    line: int | None = None
    source: str = ""
    is_repairable: bool = False
    severity: Severity = Severity.ERROR
    article: str = ""
    locale: str = ""
    state: str = ""
    target: str = ""
    fix: str | None = None
