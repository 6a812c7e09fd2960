"""Formats: each a module with ``parse()`` and ``render()``, for text or for archives.

Adding one: a module here, a line in ``TEXTS`` or ``ARCHIVES``, and the contract test in tests/unit/formats runs over it.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Protocol, cast

from tilmach import files
from tilmach.formats.units import Split
from tilmach.model import Document, Syntax, Targets


class Format(Protocol):
    """What a format module offers.

    Attributes:
        SYNTAX: How its units write inline markup.
    """

    SYNTAX: Syntax

    def parse(self, source: str, split: Split) -> Document:
        """Parse a source text. Never fails: any text is some document."""

    def render(self, document: Document, targets: Targets, locale: str = "") -> str:
        """Splice targets into the skeleton; with every target equal to its source, return the source.

        Args:
            document: What ``parse`` returned.
            targets: Target by source.
            locale: Of the targets: formats that can say so mark the root and what has no target. By default nothing is marked.
        """


class ArchiveFormat(Protocol):
    """What a format module for archives (zip files) offers; see ``Format``."""

    SYNTAX: Syntax

    def parse(self, path: Path, data: bytes, split: Split) -> Document:
        """Parse an archive.

        Raises:
            SourceError: It is broken, hostile or of another kind.
        """

    def render(self, document: Document, targets: Targets, locale: str = "") -> bytes:
        """Return the archive with its targets; with every target equal to its source, the very bytes that were read."""


# by the names of their modules, which are imported when an article needs them: a run on plain text does not pay for EPUB
TEXTS = {
    ".htm": "html",
    ".html": "html",
    ".markdown": "markdown",
    ".md": "markdown",
    ".srt": "subtitles",
    ".txt": "text",
    ".vtt": "subtitles",
}
ARCHIVES = {".docx": "docx", ".epub": "epub"}
SUFFIXES = frozenset((*TEXTS, *ARCHIVES))


def text_format(suffix: str) -> Format:
    """Return the format of a suffix in ``TEXTS``."""
    return cast("Format", importlib.import_module(f"tilmach.formats.{TEXTS[suffix]}"))


def archive_format(suffix: str) -> ArchiveFormat:
    """Return the format of a suffix in ``ARCHIVES``."""
    return cast("ArchiveFormat", importlib.import_module(f"tilmach.formats.{ARCHIVES[suffix]}"))


def syntax(path: Path) -> Syntax:
    """Return how the article in a file writes inline markup."""
    suffix = path.suffix.lower()
    return (text_format(suffix) if suffix in TEXTS else archive_format(suffix)).SYNTAX


def parse(path: Path, split: Split) -> Document:
    """Read and parse an article.

    Raises:
        SourceError: It can't be read.
    """
    suffix = path.suffix.lower()
    if suffix in ARCHIVES:
        return archive_format(suffix).parse(path, files.read_bytes(path), split)
    return text_format(suffix).parse(files.read_source(path), split)


def render(path: Path, document: Document, targets: Targets, locale: str = "") -> bytes:
    """Return the localized document of the article in a file."""
    suffix = path.suffix.lower()
    if suffix in ARCHIVES:
        return archive_format(suffix).render(document, targets, locale)
    return text_format(suffix).render(document, targets, locale).encode()
