"""Reading sources strictly, replacing files atomically, and waiting for one's turn."""

from __future__ import annotations

import contextlib
import glob
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from tilmach.errors import SourceError, TilmachError

_PATIENCE = 60.0  # seconds; a catalog is held for a fraction of one


def read_bytes(path: Path) -> bytes:
    """Return what is in a file.

    Raises:
        SourceError: It can't be opened.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(path, f"can't be read: {error.strerror}.") from None


def read_source(path: Path) -> str:
    """Return an article's text with every line break and a byte order mark as they are.

    Raises:
        SourceError: It can't be opened, is binary, or is not UTF-8; says where.
    """
    data = read_bytes(path)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceError(path, "is UTF-16, not UTF-8. Save it as UTF-8.", 1)
    if (at := data.find(b"\0")) >= 0:
        raise SourceError(path, f"is binary, not text: byte {at} is zero.", data.count(b"\n", 0, at) + 1)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode()) + 1
        problem = f"is not UTF-8: byte 0x{data[error.start]:02x} at column {column} (byte {error.start}). Save it as UTF-8."
        raise SourceError(path, problem, line) from None


def replace(path: Path, data: bytes) -> bool:
    """Write a file so that a reader, a crash or a full disk finds the old one or the new one, never a part.

    Returns:
        Whether anything was written: a file that has these bytes already is left alone, time stamp included.

    Raises:
        OSError: The folder can't be written; the old file is as it was.
    """
    with contextlib.suppress(FileNotFoundError):
        if path.read_bytes() == data:
            return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return True


def sweep(path: Path) -> None:
    """Remove what killed processes left behind of a file; only for who holds the lock that its writers hold."""
    for left in path.parent.glob(f".{glob.escape(path.name[:100])}.*"):
        left.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file; other processes of the machine wait. A killed process leaves no lock behind.

    Raises:
        TilmachError: It can't be made, or somebody has been holding it for a minute.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=_PATIENCE)
        lock.acquire()
    except Timeout:
        raise TilmachError(
            f"{path}: another tilmach has been holding it for {_PATIENCE:.0f} seconds. Is one hanging?"
        ) from None
    except OSError as error:
        raise TilmachError(f"{path}: can't be locked: {error.strerror}.") from None
    try:
        yield
    finally:
        lock.release()


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
