"""Weights become Argos packages: CTranslate2 in int8, each with the pieces of its language only.

Written without a detour over another framework's format: the network is plain enough to fill CTranslate2's specification.
The language is the decoder's start token, so no prefix is needed and stock Argos Translate can't leak one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from ctranslate2.specs import TransformerSpec

from tilmach.locales import english_name
from tilmach.training.network import Shape, positions
from tilmach.training.tokenizer import Tokenizer, language_token

Weights = Mapping[str, torch.Tensor]
"""Weights by the names that ``Network`` has for them."""


def save_package(
    folder: Path, weights: Weights, shape: Shape, tokenizer: Tokenizer, code: str, version: str, readme: str = ""
) -> None:
    """Write an Argos package into a folder that is not there yet.

    Args:
        folder: Where to.
        weights: Of the network.
        shape: Of the network.
        tokenizer: Whose pieces it knows.
        code: The target language.
        version: For the metadata.
        readme: Text of its README.md; none if empty.
    """
    (folder / "model").mkdir(parents=True)
    # CTranslate2 works on the arrays in place: each language gets its own
    copies = {name: value.detach().cpu().clone() for name, value in weights.items()}
    spec = specification(copies, shape, tokenizer, code)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder / "model"))
    (folder / "sentencepiece.model").write_bytes(tokenizer.proto)
    metadata = {
        "package_version": version, "argos_version": "1.9",
        "from_code": tokenizer.source, "from_name": english_name(tokenizer.source),
        "to_code": code, "to_name": english_name(code), "type": "translate",
    }  # fmt: skip
    (folder / "metadata.json").write_text(json.dumps(metadata, indent=2) + "\n", "utf-8")
    if readme:
        (folder / "README.md").write_text(readme, "utf-8")


def specification(weights: Weights, shape: Shape, tokenizer: Tokenizer, code: str) -> Any:
    """Return CTranslate2's Transformer with the weights, embeddings cut to the pieces of the two languages."""
    spec = TransformerSpec.from_config((shape.encoder_layers, shape.decoder_layers), shape.heads, pre_norm=True)
    source, target = tokenizer.slices[tokenizer.source], tokenizer.slices[code]
    spec.encoder.embeddings[0].weight = weights["embedding.weight"][source].numpy()
    spec.decoder.embeddings.weight = weights["embedding.weight"][target].numpy()
    spec.decoder.projection.weight = weights["embedding.weight"][target].numpy()
    spec.decoder.projection.bias = weights["bias"][target].numpy()
    table = (positions(shape.positions, shape.width) * shape.position_scale).numpy()
    spec.encoder.scale_embeddings = spec.decoder.scale_embeddings = np.float32(shape.token_scale)
    spec.encoder.position_encodings.encodings = table
    spec.decoder.position_encodings.encodings = table
    _norm(spec.encoder.layer_norm, weights, "encoder_norm")
    _norm(spec.decoder.layer_norm, weights, "decoder_norm")
    for index, layer in enumerate(spec.encoder.layer):
        name = f"encoder.{index}"
        _norm(layer.self_attention.layer_norm, weights, f"{name}.attention_norm")
        _self_attention(layer.self_attention, weights, f"{name}.attention")
        _feed_forward(layer.ffn, weights, name)
    for index, layer in enumerate(spec.decoder.layer):
        name = f"decoder.{index}"
        _norm(layer.self_attention.layer_norm, weights, f"{name}.self_norm")
        _self_attention(layer.self_attention, weights, f"{name}.self_attention")
        _norm(layer.attention.layer_norm, weights, f"{name}.cross_norm")
        for linear_spec, part in zip(layer.attention.linear, ("query", "key_value", "out"), strict=True):
            _linear(linear_spec, weights, f"{name}.cross_attention.{part}")
        _feed_forward(layer.ffn, weights, name)
    spec.register_source_vocabulary([tokenizer.pieces[index] for index in source])
    spec.register_target_vocabulary([tokenizer.pieces[index] for index in target])
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<s>", "</s>", "<unk>"
    spec.config.decoder_start_token = language_token(code)
    spec.config.add_source_bos, spec.config.add_source_eos = False, True
    return spec


def read_checkpoint(path: Path) -> tuple[Shape, dict[str, torch.Tensor]]:
    """Return the shape and the averaged weights of a checkpoint."""
    state: dict[str, Any] = torch.load(path, weights_only=True, map_location="cpu")
    known = asdict(Shape(0)).keys()
    return Shape(**{name: value for name, value in state["shape"].items() if name in known}), state["average"]


def _norm(spec: Any, weights: Weights, name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"].numpy(), weights[f"{name}.bias"].numpy()


def _linear(spec: Any, weights: Weights, name: str) -> None:
    spec.weight, spec.bias = weights[f"{name}.weight"].numpy(), weights[f"{name}.bias"].numpy()


def _self_attention(spec: Any, weights: Weights, name: str) -> None:
    """CTranslate2 fuses query, key and value of self-attention into one matrix."""
    for part in ("weight", "bias"):
        fused = torch.cat([weights[f"{name}.query.{part}"], weights[f"{name}.key_value.{part}"]])
        setattr(spec.linear[0], part, fused.numpy())
    _linear(spec.linear[1], weights, f"{name}.out")


def _feed_forward(spec: Any, weights: Weights, name: str) -> None:
    _norm(spec.layer_norm, weights, f"{name}.feed_forward_norm")
    _linear(spec.linear_0, weights, f"{name}.feed_forward.inner")
    _linear(spec.linear_1, weights, f"{name}.feed_forward.outer")
