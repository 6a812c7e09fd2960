"""Formats: each a module with ``parse()`` and ``render()``, for text or for archives.

Adding one: a module here, a line in ``TEXTS`` or ``ARCHIVES``, and the contract test in tests/unit/formats runs over it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from tilmach import files
from tilmach.formats import docx, epub, html, markdown, subtitles, text
from tilmach.model import Document, Syntax, Targets

Split = Callable[[str], list[str]]
"""Splits the text of a unit into sentences; joined by the spaces between them they are the text again."""


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


TEXTS: dict[str, Format] = {
    ".htm": html,
    ".html": html,
    ".markdown": markdown,
    ".md": markdown,
    ".srt": subtitles,
    ".txt": text,
    ".vtt": subtitles,
}
ARCHIVES: dict[str, ArchiveFormat] = {".docx": docx, ".epub": epub}
SUFFIXES = frozenset((*TEXTS, *ARCHIVES))


def syntax(path: Path) -> Syntax:
    """Return how the article in a file writes inline markup."""
    suffix = path.suffix.lower()
    return (TEXTS.get(suffix) or ARCHIVES[suffix]).SYNTAX


def parse(path: Path, split: Split) -> Document:
    """Read and parse an article.

    Raises:
        SourceError: It can't be read.
    """
    suffix = path.suffix.lower()
    if suffix in ARCHIVES:
        return ARCHIVES[suffix].parse(path, files.read_bytes(path), split)
    return TEXTS[suffix].parse(files.read_source(path), split)


def render(path: Path, document: Document, targets: Targets, locale: str = "") -> bytes:
    """Return the localized document of the article in a file."""
    suffix = path.suffix.lower()
    if suffix in ARCHIVES:
        return ARCHIVES[suffix].render(document, targets, locale)
    return TEXTS[suffix].render(document, targets, locale).encode()
