"""What a site was made of: so that the next run makes only what has changed, and removes only what it had made. ``Manifest``.

It is in ``.tilmach/bundle/`` and can be deleted at any time: everything is made again then, nothing is removed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tilmach import files

_FORMAT = 1
_UNSURE = 2_000_000_000  # nanoseconds: a file that is younger may be changed again without its time telling


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in one locale as index pages, feeds and the sitemap show it.

    Attributes:
        article: Its name.
        locale: BCP 47 tag.
        path: Of its page, percent-encoded, relative to the site.
        title: Plain text.
        summary: Plain text.
        section: Plain text.
        published: ISO date, or empty.
        updated: ISO date and time.
        since: ISO date by which articles are ordered: of publication, else of the template.
        checked: Whether all of it is approved.
    """

    article: str
    locale: str
    path: str
    title: str
    summary: str
    section: str
    published: str
    updated: str
    since: str
    checked: bool

    @property
    def row(self) -> tuple[str | bool, ...]:
        """All of it, in order."""
        return (
            self.article, self.locale, self.path, self.title, self.summary, self.section, self.published, self.updated,
            self.since, self.checked,
        )  # fmt: skip

    @property
    def day(self) -> date | None:
        """The date of publication."""
        return date.fromisoformat(self.published) if self.published else None

    @property
    def moment(self) -> datetime:
        """When it was last changed."""
        return datetime.fromisoformat(self.updated)


@dataclass(slots=True)
class Record:
    """What was made of one article.

    Attributes:
        key: Hash of all that went in; empty if something failed and is to be tried again.
        entries: By locale.
        files: By locale: paths in the site. Under ``""`` its pictures.
        references: Files in the folder of sources that it refers to, there or not.
        held: Locales in which it is held back, shown in an older version or not at all.
    """

    key: str = ""
    entries: dict[str, Entry] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)
    references: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """All its files."""
        return [name for names in self.files.values() for name in names]


class Manifest:
    """Records by article, hashes of inputs, and the files that belong to no article."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.records: dict[str, Record] = {}
        self.shared: dict[str, str] = {}
        self._digests: dict[str, tuple[int, int, str]] = {}
        self._used: dict[str, tuple[int, int, str]] = {}
        self._state: object = None

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Return the manifest in a file; an empty one if there is none, or one of another version."""
        manifest = cls(path)
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            data: dict[str, Any] = json.loads(path.read_bytes())
            if data["format"] == _FORMAT:
                manifest.records = {
                    name: Record(key, {tag: Entry(*entry) for tag, entry in entries.items()}, *rest)
                    for name, (key, entries, *rest) in data["articles"].items()
                }
                manifest.shared = data["shared"]
                manifest._state = manifest._snapshot()
                manifest._digests = {name: (one, two, digest) for name, (one, two, digest) in data["digests"].items()}
        return manifest

    def save(self) -> None:
        """Write the manifest, unless it says what the file says.

        Raises:
            OSError: It can't be written.
        """
        sure = time.time_ns() - _UNSURE
        digests = {name: digest for name, digest in self._used.items() if digest[0] < sure}
        if self._snapshot() == self._state and digests == self._digests:
            return
        data = {
            "format": _FORMAT,
            "articles": {
                name: [
                    record.key, {tag: entry.row for tag, entry in record.entries.items()},
                    record.files, record.references, record.held,
                ]
                for name, record in self.records.items()
            },
            "shared": self.shared,
            "digests": digests,
        }  # fmt: skip
        files.replace(self.path, json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())

    def _snapshot(self) -> object:
        """Return what tells whether anything but the hashes of inputs has changed."""
        return {name: (record.key, record.held) for name, record in self.records.items()}, self.shared

    def digest(self, path: str) -> str:
        """Return the hash of what is in a file; of nothing if there is none. A file of the same time and size is not read."""
        try:
            found = os.stat(path)  # noqa: PTH116  thousands of them
        except OSError:
            return "-"
        known = self._digests.get(path)
        if known is None or known[:2] != (found.st_mtime_ns, found.st_size):
            known = (found.st_mtime_ns, found.st_size, hashlib.sha256(files.read_bytes(Path(path))).hexdigest())
        self._used[path] = known
        return known[2]

    @property
    def names(self) -> set[str]:
        """All files that were made."""
        return {name for record in self.records.values() for name in record.names} | self.shared.keys()
