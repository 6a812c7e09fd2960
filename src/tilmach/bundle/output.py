"""The folder of a site: what is written there, and what was. ``Output``."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from tilmach.errors import SourceError


class Output:
    """Writes what has changed, each file at once or not at all.

    Unlike catalogs, a site can be made again: nothing waits for the disk, which would take a minute for thousands of pages.

    Attributes:
        folder: Where the site is.
        written: Files that were made or changed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: list[Path] = []
        self._folders: set[str] = set()

    def write(self, name: str, data: bytes) -> None:
        """Write a file, unless it has these bytes already.

        Args:
            name: Its path in the folder, with ``/``.
            data: What goes in.

        Raises:
            SourceError: It can't be written; the old one is as it was.
        """
        path = self.folder / name
        try:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                if path.read_bytes() == data:
                    return
            parent = os.path.dirname(path)  # noqa: PTH120  Path.parent takes longer than the comparison above
            if parent not in self._folders:
                Path(parent).mkdir(parents=True, exist_ok=True)
                self._folders.add(parent)
            self._replace(path, data)
        except OSError as error:
            raise SourceError(path, f"can't be written: {error.strerror}.") from None
        self.written.append(path)

    @staticmethod
    def _replace(path: Path, data: bytes) -> None:
        # one process at a time builds a site (its manifest is locked): the name needs not be unique
        temporary = path.with_name(f".{path.name[:100]}.tmp")
        try:
            temporary.write_bytes(data)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise

    def has(self, names: Iterable[str]) -> bool:
        """Return whether all these files are there."""
        return all(os.path.isfile(f"{self.folder}/{name}") for name in names)  # noqa: PTH113  thousands of them

    def remove(self, names: Iterable[str]) -> list[Path]:
        """Remove files, and folders that are empty then; return those files that were there."""
        removed = []
        for name in names:
            path = self.folder / name
            if not path.is_file():
                continue
            path.unlink()
            removed.append(path)
            for parent in path.parents:
                if parent == self.folder:
                    break
                try:
                    parent.rmdir()
                except OSError:  # not empty
                    break
        return removed
