"""Models with random weights and real dimensions, for benchmarks: what they say is noise, what they cost is real."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Size:
    """Dimensions of a Transformer.

    Attributes:
        width, inner: Of the model and of its feed-forward layers.
        layers, heads: Of both sides.
        positions: Longest sentence.
    """

    width: int
    inner: int
    layers: int
    heads: int
    positions: int = 512


ARGOS = Size(512, 2048, 6, 8)
NLLB_600M = Size(1024, 4096, 12, 16, 1024)


def save(folder: Path, pieces: list[str], size: Size, *, add_end: bool) -> None:
    """Save a model in int8, the vocabulary shared by both sides."""
    import numpy as np
    from ctranslate2.specs import TransformerSpec

    random = np.random.default_rng(1)
    spec = TransformerSpec.from_config((size.layers, size.layers), size.heads, pre_norm=True)

    def normal(rows: int, columns: int, spread: float) -> Any:
        return random.standard_normal((rows, columns), dtype=np.float32) * np.float32(spread)

    def linear(part: Any, out: int, into: int) -> None:
        part.weight = normal(out, into, into**-0.5)
        part.bias = np.zeros(out, np.float32)

    def norm(part: Any) -> None:
        part.gamma, part.beta = np.ones(size.width, np.float32), np.zeros(size.width, np.float32)

    table = normal(len(pieces), size.width, size.width**-0.5)
    spec.encoder.embeddings[0].weight = table
    spec.decoder.embeddings.weight = table
    spec.decoder.projection.weight = table
    for side in (spec.encoder, spec.decoder):
        norm(side.layer_norm)
        side.position_encodings.encodings = normal(size.positions, size.width, 0.5)
        for layer in side.layer:
            for attention in [layer.self_attention, *([layer.attention] if hasattr(layer, "attention") else [])]:
                norm(attention.layer_norm)
            linear(layer.self_attention.linear[0], 3 * size.width, size.width)
            linear(layer.self_attention.linear[1], size.width, size.width)
            if hasattr(layer, "attention"):
                for part, out in zip(layer.attention.linear, (size.width, 2 * size.width, size.width), strict=True):
                    linear(part, out, size.width)
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, size.inner, size.width)
            linear(layer.ffn.linear_1, size.width, size.inner)
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.config.add_source_eos = add_end
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
