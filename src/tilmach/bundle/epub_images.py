"""The pictures of a book: ``Pictures`` takes those of its articles into it, each once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from tilmach.bundle.media import MEDIA

_LARGEST = 16 << 20  # bytes; reading systems give up long before


@dataclass(slots=True)
class Pictures:
    """Pictures by what they are, not by what their names say: a reading system believes the media type.

    Attributes:
        folder: The folder of sources.
        names: Name in the book by path in the folder; None if it is no picture that all reading systems show.
        data: Content by name in the book.
        types: Media type by name in the book.
    """

    folder: Path
    names: dict[str, str | None] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)

    def refer(self, source: str) -> str | None:
        """Return the address in the book for one in an edition (``media/PATH``), or None."""
        if not source.startswith(MEDIA):
            return None
        path = unquote(source.removeprefix(MEDIA))
        if path not in self.names:
            self.names[path] = self._taken(path)
        return self.names[path]

    def _taken(self, path: str) -> str | None:
        folder = self.folder.resolve()
        try:
            file = (folder / path).resolve()
            if not file.is_relative_to(folder) or file.stat().st_size > _LARGEST:
                return None
            data = file.read_bytes()
        except (OSError, ValueError):
            return None
        kind = media_type(data)
        if kind is None:
            return None
        name = f"images/{len(self.data) + 1:04}.{kind.partition('/')[2].replace('jpeg', 'jpg')}"
        self.data[name] = data
        self.types[name] = kind
        return name


def media_type(data: bytes) -> str | None:
    """Return the media type of a whole picture of a kind that every reading system shows (EPUB 3.3, "Core media types")."""
    if data.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR") and data.rstrip(b"\0").endswith(b"IEND\xaeB`\x82"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in data[-4096:]:
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")) and data.rstrip(b"\0").endswith(b";"):
        return "image/gif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP" and int.from_bytes(data[4:8], "little") + 8 <= len(data):
        return "image/webp"
    return None
