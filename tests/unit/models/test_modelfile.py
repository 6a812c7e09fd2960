from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import make_package
from tilmach.errors import ModelError
from tilmach.models.modelfile import architecture, is_model


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return (make_package(tmp_path_factory.mktemp("weights"), "en", "kk") / "model" / "model.bin").read_bytes()


def test_a_model(tmp_path: Path, weights: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(weights)
    assert architecture(tmp_path / "model.bin") == "TransformerSpec"
    assert is_model(tmp_path / "model.bin")


def test_cut_short_anywhere(tmp_path: Path, weights: bytes) -> None:
    path = tmp_path / "model.bin"
    for size in {*range(0, len(weights), 997), len(weights) - 1, 3, 5, 30}:
        path.write_bytes(weights[:size])
        with pytest.raises(ModelError, match="is cut short"):
            architecture(path)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + bytes(200),
        b"\x80\x02}q\x00." + bytes(200),
        b"<!DOCTYPE html><title>404</title>" * 9,
        b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n" * 4,
    ],
)
def test_something_else(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(data)
    with pytest.raises(ModelError, match=r"model\.bin: is no model of CTranslate2"):
        architecture(path)
    assert not is_model(path)


@given(data=st.binary(max_size=64))
def test_noise_is_refused_in_words(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "noise.bin"
    path.write_bytes(data)
    with pytest.raises(ModelError):
        architecture(path)
