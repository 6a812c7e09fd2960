"""CTranslate2's model.bin, read as far as to see that it is one and is whole, before CTranslate2 itself reads it.

The format is that of ``ctranslate2.specs.model_spec.ModelSpec``: version, name and revision of the architecture, number of
variables, then each variable with its name, shape, type and size.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from tilmach.errors import ModelError

_NEWEST = 64  # versions are at 6 in CTranslate2 4.8; a pickle or a zip would have far larger ones
_LONGEST_NAME = 512


def architecture(path: Path) -> str:
    """Return the architecture of a model.bin, such as ``TransformerSpec``.

    Raises:
        ModelError: It is no model of CTranslate2, or is cut short.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            return _walk(file, size)
    except EOFError:
        raise ModelError(f"{path}: is cut short ({size} bytes). Get the model again.") from None
    except (ValueError, UnicodeDecodeError):
        problem = "is no model of CTranslate2: perhaps a checkpoint that has to be converted, a pickle, or a page saved instead"
        raise ModelError(f"{path}: {problem}. It is refused.") from None
    except OSError as error:
        raise ModelError(f"{path}: can't be read: {error.strerror}.") from None


def is_model(path: Path) -> bool:
    """Return whether a file begins as a model.bin does."""
    try:
        with path.open("rb") as file:
            _beginning(file)
    except (OSError, EOFError, ValueError):
        return False
    return True


def _beginning(file: BinaryIO) -> tuple[int, str]:
    version = _number(file, "I")
    if not 1 < version <= _NEWEST:
        raise ValueError
    name = _string(file)
    if not name.isidentifier():
        raise ValueError
    return version, name


def _walk(file: BinaryIO, size: int) -> str:
    version, name = _beginning(file)
    _number(file, "I")
    for _ in range(_number(file, "I")):
        _string(file)
        shape = _read(file, 4 * _number(file, "B"))
        del shape
        kind = _number(file, "B")
        count = _number(file, "I")
        # before version 4 what is there is the size of an item and how many there are
        file.seek(count if version >= 4 else kind * count, 1)
        if file.tell() > size:
            raise EOFError
    if version >= 3:
        for _ in range(2 * _number(file, "I")):  # names of variables that are the same as others
            _string(file)
    return name


def _number(file: BinaryIO, kind: str) -> int:
    value: int = struct.unpack("<" + kind, _read(file, struct.calcsize("<" + kind)))[0]
    return value


def _string(file: BinaryIO) -> str:
    length = _number(file, "H")
    if not 1 < length <= _LONGEST_NAME:
        raise ValueError
    data = _read(file, length)
    if data[-1:] != b"\0":
        raise ValueError
    return data[:-1].decode()


def _read(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise EOFError
    return data
