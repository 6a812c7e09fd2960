"""Where an article's links and pictures lead in a bundle."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote

from tilmach import formats

MEDIA = "media/"
"""What stands before the path of a picture in an edition's HTML."""

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
# no SVG: opened by itself, it may run scripts
_PICTURES = frozenset((".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"))


@dataclass(slots=True)
class Media:
    """Resolves what an article refers to, and notes the pictures among it.

    Attributes:
        article: The article's file.
        folder: The folder of sources; nothing outside of it gets into a bundle.
        pictures: Those met so far: paths relative to the folder, with ``/``.
        references: The same of all files that it refers to, whether they are there or not.
    """

    article: Path
    folder: Path
    pictures: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)

    def picture(self, source: str) -> str | None:
        """Return the ``src`` of a picture in a bundle, or None if there is no such file beside the article."""
        path = self._local(source)
        if path is None or Path(path).suffix.lower() not in _PICTURES:
            return None
        if path not in self.pictures:
            self.pictures.append(path)
        return MEDIA + quote(path)

    def link(self, address: str) -> str | None:
        """Return the address of a link in a bundle: other articles by their pages; None for files that it does not have."""
        if address.startswith("#"):
            return address
        if address.startswith("//"):
            return f"https:{address}"
        if _SCHEME.match(address):
            return address
        path, hash_sign, fragment = address.partition("#")
        local = self._local(path)
        if local is None or Path(local).suffix.lower() not in formats.SUFFIXES:
            return None
        here = self.article.relative_to(self.folder).parent.as_posix()
        page = posixpath.relpath(Path(local).with_suffix("").as_posix(), here)
        return f"{quote(page)}.html{hash_sign}{fragment}"

    def _local(self, address: str) -> str | None:
        """Return the path, relative to the folder of sources, of a file in it that a relative address names."""
        path = unquote(address.partition("?")[0])
        if not path or path.startswith("/") or "\\" in path or "\0" in path or _SCHEME.match(path):
            return None
        try:
            file = (self.article.parent / path).resolve()
            folder = self.folder.resolve()
            if not file.is_relative_to(folder):
                return None
            local = file.relative_to(folder).as_posix()
            if local not in self.references:
                self.references.append(local)
            return local if file.is_file() else None
        except OSError:  # such as a name that is too long
            return None
