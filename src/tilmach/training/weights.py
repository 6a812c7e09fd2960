"""Reads the weights of a CTranslate2 model back: ``model.bin`` of binary version 6, int8 or float32.

The layout is that of ``ctranslate2.specs.model_spec``: little-endian; strings with their length and a zero; each variable with
its dimensions, type and bytes; at the end names that stand for other variables. An int8 matrix has one scale for each row.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from tilmach.errors import ModelError

Array = np.ndarray
VERSION = 6
_TYPES: dict[int, np.dtype[np.generic]] = {
    0: np.dtype("<f4"), 1: np.dtype("i1"), 2: np.dtype("<i2"), 3: np.dtype("<i4"), 4: np.dtype("<f2"),
}  # fmt: skip


class _Reader:
    """Takes numbers and strings from the front of some bytes."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, size: int) -> bytes:
        if self.at + size > len(self.data):
            raise ValueError("the file ends early")
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self, form: str) -> int:
        value: int = struct.unpack("<" + form, self.take(struct.calcsize(form)))[0]
        return value

    def string(self) -> str:
        return self.take(self.number("H"))[:-1].decode()


def read(path: Path) -> dict[str, Array]:
    """Return the variables of a ``model.bin`` by name, as they are stored.

    Raises:
        ModelError: The file can't be read, is of another version or is damaged.
    """
    try:
        reader = _Reader(path.read_bytes())
    except OSError as error:
        raise ModelError(f"{path}: can't be read: {error.strerror}.") from None
    try:
        return _variables(reader)
    except (ValueError, KeyError) as error:
        raise ModelError(f"{path}: is no model that can be trained on: {error}.") from None


def _variables(reader: _Reader) -> dict[str, Array]:
    version = reader.number("I")
    if version != VERSION:
        raise ValueError(f"its binary version is {version}, not {VERSION}")
    reader.string()  # the name of the kind of model
    reader.number("I")  # its revision
    variables = dict(_variable(reader) for _ in range(reader.number("I")))
    for _ in range(reader.number("I")):
        alias, name = reader.string(), reader.string()
        variables[alias] = variables[name]
    return variables


def _variable(reader: _Reader) -> tuple[str, Array]:
    name = reader.string()
    shape = tuple(reader.number("I") for _ in range(reader.number("B")))
    kind = _TYPES[reader.number("B")]
    values = np.frombuffer(reader.take(reader.number("I")), kind)
    return name, values.reshape(shape)


def real(variables: dict[str, Array], name: str) -> Array:
    """Return a variable in float32; int8 is multiplied out by the scales of its rows."""
    values = variables[name]
    if values.dtype != np.int8:
        return values.astype(np.float32)
    scale = variables[f"{name}_scale"].astype(np.float32)
    return values.astype(np.float32) / (scale[:, None] if scale.ndim else scale)
