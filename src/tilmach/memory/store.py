"""The file behind the memory: schema, connection, and the cache of machine drafts.

Everything in it can be made again: people's translations from catalogs and from ``memory/``, drafts by the machine. Deleting it
costs time, nothing else. SQLite in WAL mode: several processes may use it at once.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from tilmach.errors import TilmachError

_VERSION = 2  # of the schema; a file of another version is emptied
_PATIENCE = 30.0  # seconds that a process waits for another's transaction
_SCHEMA = """
CREATE TABLE IF NOT EXISTS draft (
    model TEXT NOT NULL, locale TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
    PRIMARY KEY (model, locale, source)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS origin (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS source (id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, text TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS source_hash ON source (hash);
CREATE TABLE IF NOT EXISTS unit (
    source INTEGER NOT NULL, locale TEXT NOT NULL, origin INTEGER NOT NULL, before INTEGER NOT NULL, after INTEGER NOT NULL,
    target TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS unit_source ON unit (source, locale);
CREATE INDEX IF NOT EXISTS unit_origin ON unit (origin);
CREATE TABLE IF NOT EXISTS posting (term INTEGER PRIMARY KEY, count INTEGER NOT NULL, sources BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS lengths (chunk INTEGER PRIMARY KEY, lengths BLOB NOT NULL);
"""
_TABLES = ("draft", "origin", "source", "unit", "posting", "lengths")


class Store:
    """An open memory file. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        """Open the file, making it if it is not there.

        Raises:
            TilmachError: It can't be opened or is something else.
        """
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
            self.connection.execute("PRAGMA journal_mode=WAL")
            self.connection.execute("PRAGMA synchronous=NORMAL")
            with self.transaction():
                (version,) = self.connection.execute("PRAGMA user_version").fetchone()
                if version != _VERSION:
                    for table in _TABLES:
                        self.connection.execute(f"DROP TABLE IF EXISTS {table}")
                for statement in _SCHEMA.split(";"):
                    self.connection.execute(statement)
                self.connection.execute(f"PRAGMA user_version = {_VERSION}")
        except (OSError, sqlite3.Error) as error:
            raise TilmachError(f"{path}: can't be used as memory: {error}. Delete it; no human work is only in it.") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.connection.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all or nothing, alone among processes."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def drafts(self, model: str, locale: str, sources: Iterable[str]) -> dict[str, str]:
        """Return the cached machine drafts of these sources by source."""
        found: dict[str, str] = {}
        for source in sources:
            row = self.connection.execute(
                "SELECT target FROM draft WHERE model = ? AND locale = ? AND source = ?", (model, locale, source)
            ).fetchone()
            if row:
                found[source] = row[0]
        return found

    def keep_drafts(self, model: str, locale: str, drafts: Iterable[tuple[str, str]]) -> None:
        """Cache machine drafts (source, target); they are safe when this returns."""
        with self.transaction():
            self.connection.executemany(
                "INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?)",
                [(model, locale, source, target) for source, target in drafts],
            )

    def drafted_by(self, locale: str, source: str, target: str) -> str | None:
        """Return the model that made just this draft, if one did."""
        row = self.connection.execute(
            "SELECT model FROM draft WHERE locale = ? AND source = ? AND target = ? LIMIT 1", (locale, source, target)
        ).fetchone()
        return row[0] if row else None


def text_hash(text: str) -> int:
    """Return a signed 64-bit hash: what SQLite's integers hold."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
