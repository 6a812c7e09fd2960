"""What is wrong with translations and catalogs, told as data: a finding is no error.

``terms`` and ``merged`` look at messages; ``doctor`` looks at what the last editor did to a file, and ``repair`` mends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


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
    """

    check: str
    path: Path
    problem: str
    line: int | None = None
    source: str = ""
    is_repairable: bool = False
