"""Translation memory: what people have approved, found again exactly or by resemblance; and the cache of machine drafts.

The memory follows files (``memory.sync``): the project's catalogs, and TMX and PO files in ``memory/``. Nothing is only in it.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tilmach.memory.store import Store, text_hash

if TYPE_CHECKING:
    from tilmach.memory.index import FuzzyIndex

CUTOFF = 75.0
"""Below this similarity (rapidfuzz ratio, 0 to 100) a match helps nobody."""


@dataclass(frozen=True, slots=True)
class MemoryUnit:
    """A source with a target that a person has approved.

    Attributes:
        source: The source.
        target: Its translation.
        before: The source before it in its article; empty if there is none or it is not known.
        after: The source after it.
    """

    source: str
    target: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """What the memory has for a source.

    Attributes:
        source: The source that its target was made for.
        target: The target.
        score: Similarity of the two sources, 0 to 100; 101 if the neighbours are the same too.
        origin: The file that it is from, relative to the project.
    """

    source: str
    target: str
    score: float
    origin: str

    @property
    def is_exact(self) -> bool:
        """Whether it was made for this very source."""
        return self.score >= 100

    @property
    def has_context(self) -> bool:
        """Whether the neighbours are the same too."""
        return self.score > 100


class TranslationMemory(Store):
    """People's translations of a project. Use as a context manager.

    Order of preference: exact with the same neighbours, exact, fuzzy. Among equals the one added last.
    """

    @functools.cached_property
    def _index(self) -> FuzzyIndex:
        from tilmach.memory.index import FuzzyIndex  # noqa: PLC0415  numpy, only where something is looked for

        return FuzzyIndex(self.connection)

    def find(self, source: str, locale: str, before: str = "", after: str = "", cutoff: float = CUTOFF) -> Match | None:
        """Return the best match of a source for a locale, if there is one.

        Args:
            source: What is to be translated.
            locale: Into which locale.
            before: The source before it in its article.
            after: The source after it.
            cutoff: The lowest similarity.
        """
        return self.exact(source, locale, before, after) or next(self.search(source, locale, cutoff), None)

    def exact(self, source: str, locale: str, before: str = "", after: str = "") -> Match | None:
        """Return the best match that was made for this very source; see ``find``."""
        rows = self.connection.execute(
            "SELECT unit.target, unit.before, unit.after, origin.path FROM source"
            " JOIN unit ON unit.source = source.id AND unit.locale = ? JOIN origin ON origin.id = unit.origin"
            " WHERE source.hash = ? AND source.text = ? ORDER BY unit.rowid DESC",
            (locale, text_hash(source), source),
        ).fetchall()
        if not rows:
            return None
        context = (text_hash(before), text_hash(after))
        for target, *around, origin in rows:
            if tuple(around) == context:
                return Match(source, target, 101, origin)
        return Match(source, rows[0][0], 100, rows[0][3])

    def search(self, text: str, locale: str, cutoff: float = CUTOFF) -> Iterator[Match]:
        """Yield what resembles a text, the most similar first."""
        if self.connection.execute("SELECT 1 FROM unit LIMIT 1").fetchone() is None:
            return
        for number, source, score in self._index.find(text, cutoff):
            rows = self.connection.execute(
                "SELECT unit.target, origin.path FROM unit JOIN origin ON origin.id = unit.origin"
                " WHERE unit.source = ? AND unit.locale = ? ORDER BY unit.rowid DESC",
                (number, locale),
            )
            for target, origin in rows:
                yield Match(source, target, score, origin)

    def stamps(self) -> dict[str, str]:
        """Return the stamp with which each file was read."""
        return dict(self.connection.execute("SELECT path, stamp FROM origin"))

    def replace(self, origin: str, stamp: str, units: Iterable[tuple[str, MemoryUnit]]) -> None:
        """Make these the units (locale, unit) of a file, all or nothing.

        Args:
            origin: The file, relative to the project.
            stamp: What tells this state of it from another.
            units: What it holds now.
        """
        with self.transaction():
            self._forget([origin])
            number = self.connection.execute("INSERT INTO origin (path, stamp) VALUES (?, ?)", (origin, stamp)).lastrowid
            ids: dict[str, int] = {}
            fresh: list[tuple[int, str]] = []
            (following,) = self.connection.execute("SELECT coalesce(max(id), 0) + 1 FROM source").fetchone()
            rows = []
            for locale, unit in units:
                if unit.source not in ids:
                    ids[unit.source] = known = self._id(unit.source) or following
                    if known == following:
                        fresh.append((known, unit.source))
                        following += 1
                rows.append((ids[unit.source], locale, number, text_hash(unit.before), text_hash(unit.after), unit.target))
            self.connection.executemany(
                "INSERT INTO source VALUES (?, ?, ?)", [(known, text_hash(text), text) for known, text in fresh]
            )
            self.connection.executemany("INSERT INTO unit VALUES (?, ?, ?, ?, ?, ?)", rows)
            if fresh:
                self._index.add(fresh)

    def _id(self, source: str) -> int | None:
        row = self.connection.execute(
            "SELECT id FROM source WHERE hash = ? AND text = ?", (text_hash(source), source)
        ).fetchone()
        return row[0] if row else None

    def forget(self, origins: Collection[str]) -> None:
        """Take out what these files held."""
        if origins:
            with self.transaction():
                self._forget(origins)

    def _forget(self, origins: Collection[str]) -> None:
        for origin in origins:
            self.connection.execute("DELETE FROM unit WHERE origin = (SELECT id FROM origin WHERE path = ?)", (origin,))
            self.connection.execute("DELETE FROM origin WHERE path = ?", (origin,))

    def units(self, locale: str) -> Iterator[MemoryUnit]:
        """Yield each source with its last target in a locale; neighbours are not told."""
        rows = self.connection.execute(
            "SELECT source.text, unit.target, max(unit.rowid) FROM unit JOIN source ON source.id = unit.source"
            " WHERE unit.locale = ? GROUP BY source.id ORDER BY min(unit.rowid)",
            (locale,),
        )
        for source, target, _ in rows:
            yield MemoryUnit(source, target)
