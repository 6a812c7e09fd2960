"""Zip archives as documents: read carefully, written again with some members changed and all else as it was."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from tilmach.errors import SourceError

_LARGEST = 64 << 20  # bytes of a member that is parsed; a book's chapter has a thousandth of that
_MOST = 20_000  # members
_LARGEST_RATIO = 200  # of a member's size to its size in the archive: a zip bomb has more


def read(path: Path, data: bytes) -> zipfile.ZipFile:
    """Open an archive.

    Raises:
        SourceError: It is no zip file, is encrypted or unreasonably large inside.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise SourceError(path, f"is no zip archive: {error}.") from None
    members = archive.infolist()
    if len(members) > _MOST:
        raise SourceError(path, f"has {len(members)} members; that is no document.")
    for member in members:
        if member.flag_bits & 0x1:
            raise SourceError(path, f"{member.filename} in it is encrypted. Save it without a password.")
        if member.file_size > max(_LARGEST_RATIO * member.compress_size, 1 << 20) and member.file_size > 1 << 20:
            raise SourceError(path, f"{member.filename} in it is packed beyond reason; it is not opened.")
    return archive


def member(path: Path, archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a member's content.

    Raises:
        SourceError: It is not there, is damaged or too large.
    """
    try:
        if archive.getinfo(name).file_size > _LARGEST:
            raise SourceError(path, f"{name} in it is larger than {_LARGEST >> 20} MB.")
        return archive.read(name)
    except KeyError:
        raise SourceError(path, f"has no {name}; is it of another kind?") from None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
        raise SourceError(path, f"{name} in it is damaged: {error}.") from None
    except RuntimeError as error:
        raise SourceError(path, f"{name} in it can't be read: {error}.") from None


def text(path: Path, archive: zipfile.ZipFile, name: str) -> str:
    """Return a member's text; it has to be UTF-8.

    Raises:
        SourceError: It is not, or see ``member``.
    """
    try:
        return member(path, archive, name).decode()
    except UnicodeDecodeError as error:
        raise SourceError(path, f"{name} in it is not UTF-8 (byte {error.start}).") from None


def replaced(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """Return an archive with some members changed: the others, the order, dates, attributes and comments as they were.

    An archive in which nothing changes is returned as it is, byte for byte.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        if all(old.read(name) == content for name, content in changed.items()):
            return data
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w") as new:
            new.comment = old.comment
            for info in old.infolist():
                content = changed[info.filename] if info.filename in changed else old.read(info)
                new.writestr(info, content, compress_type=info.compress_type)
        return output.getvalue()
