import struct
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import make_package
from tilmach.errors import ModelError
from tilmach.training import require, weights


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return make_package(tmp_path, "en", "kk") / "model" / "model.bin"


def test_int8_comes_back_within_half_a_step(model: Path) -> None:
    variables = weights.read(model)
    table = weights.real(variables, "encoder/embeddings_0/weight")
    # what tests/conftest.py draws first
    original = np.random.default_rng(7).normal(0, 0.4, table.shape).astype(np.float32)
    step = np.abs(original).max(1, keepdims=True) / 127
    assert np.abs(table - original).max() > 0
    assert (np.abs(table - original) <= 0.501 * step).all()


def test_names_shapes_and_numbers(model: Path) -> None:
    variables = weights.read(model)
    assert variables["encoder/layer_0/self_attention/linear_0/weight"].shape == (48, 16)
    assert variables["decoder/num_heads"] == 2
    assert weights.real(variables, "encoder/layer_norm/gamma").tolist() == [1.0] * 16


def test_a_name_may_stand_for_another(tmp_path: Path) -> None:
    """A tied output layer is stored once; ``model_spec`` writes its second name at the end."""

    def text(value: str) -> bytes:
        return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"

    array = np.array([[1, 2], [3, 4]], np.int8)
    scale = np.array([2, 4], np.float32)
    data = struct.pack("<I", 6) + text("Tiny") + struct.pack("<II", 1, 2)
    data += text("a") + struct.pack("<BIIBI", 2, 2, 2, 1, 4) + array.tobytes()
    data += text("a_scale") + struct.pack("<BIBI", 1, 2, 0, 8) + scale.tobytes()
    data += struct.pack("<I", 2) + text("b") + text("a") + text("b_scale") + text("a_scale")
    path = tmp_path / "model.bin"
    path.write_bytes(data)
    assert weights.real(weights.read(path), "b").tolist() == [[0.5, 1.0], [0.75, 1.0]]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda data: data[:-40], "ends early"),
        (lambda data: data[:2], "ends early"),
        (lambda data: struct.pack("<I", 5) + data[4:], "version is 5"),
        (lambda data: b"", "ends early"),
    ],
)
def test_a_damaged_file_is_named(model: Path, damage, message: str) -> None:
    model.write_bytes(damage(model.read_bytes()))
    with pytest.raises(ModelError, match=message) as error:
        weights.read(model)
    assert str(model) in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="can't be read"):
        weights.read(tmp_path / "model.bin")


def test_what_is_missing_is_told_with_the_extra_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tilmach.training.find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r'training needs PyTorch, .* pip install "tilmach\[train\]"'):
        require()
    monkeypatch.setattr("tilmach.training.find_spec", lambda name: object())
    require()
