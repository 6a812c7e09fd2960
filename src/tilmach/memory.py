"""The draft cache: what a model has translated is not translated again, and a killed run loses one batch at most.

It holds machine drafts only; what people wrote is in the catalogs. Deleting the file costs time, nothing else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from tilmach.errors import TilmachError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS draft (
    model TEXT NOT NULL, locale TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
    PRIMARY KEY (model, locale, source)
) WITHOUT ROWID
"""


class DraftCache:
    """Drafts by model, locale and source, in SQLite. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        """Open the cache, making it if it is not there.

        Raises:
            TilmachError: The file can't be opened or is no cache.
        """
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.execute(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise TilmachError(f"{path}: can't be used as draft cache: {error}. Delete it; no human work is in it.") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.close()

    def find(self, model: str, locale: str, sources: Iterable[str]) -> dict[str, str]:
        """Return the known drafts of these sources by source."""
        found: dict[str, str] = {}
        for source in sources:
            row = self._connection.execute(
                "SELECT target FROM draft WHERE model = ? AND locale = ? AND source = ?", (model, locale, source)
            ).fetchone()
            if row:
                found[source] = row[0]
        return found

    def store(self, model: str, locale: str, drafts: Iterable[tuple[str, str]]) -> None:
        """Keep drafts (source, target); they are safe when this returns."""
        with self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?)",
                [(model, locale, source, target) for source, target in drafts],
            )
