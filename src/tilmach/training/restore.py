"""Packages become a network again: the weights of the model in the box, to train on from there.

Each package has the whole encoder and decoder and a slice of the vocabulary; the slices are put together into one table. int8
costs nothing when the weights are converted again unchanged: the scales come out the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from tilmach.errors import ModelError
from tilmach.training import weights
from tilmach.training.network import Shape
from tilmach.training.tokenizer import Tokenizer, language_token
from tilmach.training.weights import Array


@dataclass(frozen=True)
class Restored:
    """What a training can begin from.

    Attributes:
        shape: Of the network.
        weights: By the names that ``Network`` has for them.
        tokenizer: Of the packages, with a slice for each.
    """

    shape: Shape
    weights: dict[str, torch.Tensor]
    tokenizer: Tokenizer


def restore(packages: Mapping[str, Path], source: str = "en", dropout: float = 0.1) -> Restored:
    """Return the network of some packages that were made from one.

    Args:
        packages: Their folders by target language.
        source: The source language.
        dropout: Of the training to come; packages do not tell.

    Raises:
        ModelError: A package is damaged, of another kind, or not of the same training as the first.
    """
    proto: bytes | None = None
    slices: dict[str, list[int]] = {}
    stored: dict[str, dict[str, Array]] = {}
    ids: dict[str, int] = {}
    for code, path in packages.items():
        variables = weights.read(path / "model" / "model.bin")
        _check(path, variables, next(iter(stored.values()), variables))
        own = _read(path / "sentencepiece.model")
        if proto is None:
            proto = own
            ids = {piece: index for index, piece in enumerate(Tokenizer(own, {}).pieces)}
        elif own != proto:
            raise ModelError(f"{path}: its tokenizer is not that of the other packages; they are not of one training.")
        slices[code], slices[source] = _slice(path, "target", ids), _slice(path, "source", ids)
        if language_token(code) not in ids:
            raise ModelError(f"{path}: its tokenizer has no sign {language_token(code)}; it was made by another program.")
        stored[code] = variables
    if proto is None:
        raise ModelError("there is no package to begin from.")
    first = next(iter(stored.values()))
    shape = _shape(first, len(ids), dropout)
    found = _layers(first, shape)
    found["embedding.weight"], found["bias"] = _table(stored, slices, source, shape)
    return Restored(
        shape, {name: torch.from_numpy(np.array(array)) for name, array in found.items()}, Tokenizer(proto, slices, source)
    )


def _check(path: Path, variables: dict[str, Array], first: dict[str, Array]) -> None:
    """Make sure that a package is of our kind and of the same training as the first."""
    probe = "encoder/layer_0/self_attention/linear_0/weight"
    needed = (probe, "decoder/layer_0/attention/linear_1/weight", "encoder/embeddings_0/weight", "decoder/projection/bias")
    kind = [int(variables.get(f"encoder/{name}", np.array(-1))) for name in ("pre_norm", "activation")]
    if kind != [1, 0] or not all(name in variables for name in needed):
        raise ModelError(f"{path}: its network is of another kind; training begins from the model in the box or from scratch.")
    if not np.array_equal(variables[probe], first[probe]):
        raise ModelError(f"{path}: its weights are not those of the other packages; they are not of one training.")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: can't be read: {error.strerror}.") from None


def _slice(path: Path, side: str, ids: Mapping[str, int]) -> list[int]:
    """Return the ids of the pieces that a package knows on one side."""
    file = path / "model" / f"{side}_vocabulary.json"
    if not file.exists():
        file = path / "model" / "shared_vocabulary.json"
    try:
        return [ids[piece] for piece in json.loads(_read(file))]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{file}: does not fit the package's tokenizer ({error}).") from None


def _shape(variables: Mapping[str, Array], vocabulary: int, dropout: float) -> Shape:
    places = variables["encoder/position_encodings/encodings"]

    def layers(side: str) -> int:
        found = (re.match(rf"{side}/(layer_\d+)/", name) for name in variables)
        return len({match[1] for match in found if match})

    return Shape(
        vocabulary=vocabulary,
        width=variables["encoder/embeddings_0/weight"].shape[1],
        heads=int(variables["encoder/num_heads"]),
        feed_forward=variables["encoder/layer_0/ffn/linear_0/weight"].shape[0],
        encoder_layers=layers("encoder"),
        decoder_layers=layers("decoder"),
        dropout=dropout,
        positions=len(places),
        token_scale=float(variables["encoder/scale_embeddings"]),
        position_scale=float(places[0, 1]),  # the cosine of nothing is 1
    )


def _table(
    stored: Mapping[str, dict[str, Array]], slices: Mapping[str, list[int]], source: str, shape: Shape
) -> tuple[Array, Array]:
    """Return the shared table and the biases, put together from the slices; what no slice has gets the mean."""
    table = np.zeros((shape.vocabulary, shape.width), np.float32)
    bias = np.zeros(shape.vocabulary, np.float32)
    known = np.zeros(shape.vocabulary, bool)
    for code, variables in stored.items():
        for name, part in ((source, "encoder/embeddings_0/weight"), (code, "decoder/embeddings/weight")):
            table[slices[name]] = weights.real(dict(variables), part)
            known[slices[name]] = True
        bias[slices[code]] = weights.real(dict(variables), "decoder/projection/bias")
    table[~known] = table[known].mean(0)
    return table, bias


def _layers(variables: dict[str, Array], shape: Shape) -> dict[str, Array]:
    """Return all but the table, under the network's names."""
    found = _Found(variables, shape.width)
    for side in ("encoder", "decoder"):
        found.norm(f"{side}_norm", f"{side}/layer_norm")
    for index in range(shape.encoder_layers):
        name, stored = f"encoder.{index}", f"encoder/layer_{index}"
        found.norm(f"{name}.attention_norm", f"{stored}/self_attention/layer_norm")
        found.self_attention(f"{name}.attention", f"{stored}/self_attention")
        found.feed_forward(name, f"{stored}/ffn")
    for index in range(shape.decoder_layers):
        name, stored = f"decoder.{index}", f"decoder/layer_{index}"
        found.norm(f"{name}.self_norm", f"{stored}/self_attention/layer_norm")
        found.self_attention(f"{name}.self_attention", f"{stored}/self_attention")
        found.norm(f"{name}.cross_norm", f"{stored}/attention/layer_norm")
        for place, part in enumerate(("query", "key_value", "out")):
            found.linear(f"{name}.cross_attention.{part}", f"{stored}/attention/linear_{place}")
        found.feed_forward(name, f"{stored}/ffn")
    return found.arrays


class _Found:
    """Arrays under the network's names, from what CTranslate2 stores."""

    def __init__(self, variables: dict[str, Array], width: int) -> None:
        self.arrays: dict[str, Array] = {}
        self._variables, self._width = variables, width

    def norm(self, name: str, stored: str) -> None:
        self.arrays[f"{name}.weight"] = weights.real(self._variables, f"{stored}/gamma")
        self.arrays[f"{name}.bias"] = weights.real(self._variables, f"{stored}/beta")

    def linear(self, name: str, stored: str) -> None:
        for part in ("weight", "bias"):
            self.arrays[f"{name}.{part}"] = weights.real(self._variables, f"{stored}/{part}")

    def self_attention(self, name: str, stored: str) -> None:
        """Take query, key and value apart, which CTranslate2 fuses into one matrix."""
        for part in ("weight", "bias"):
            fused = weights.real(self._variables, f"{stored}/linear_0/{part}")
            self.arrays[f"{name}.query.{part}"] = fused[: self._width]
            self.arrays[f"{name}.key_value.{part}"] = fused[self._width :]
        self.linear(f"{name}.out", f"{stored}/linear_1")

    def feed_forward(self, name: str, stored: str) -> None:
        self.norm(f"{name}.feed_forward_norm", f"{stored}/layer_norm")
        self.linear(f"{name}.feed_forward.inner", f"{stored}/linear_0")
        self.linear(f"{name}.feed_forward.outer", f"{stored}/linear_1")
