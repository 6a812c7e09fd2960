"""Turn a checkpoint into three Argos packages: CTranslate2 in int8, each with the pieces of its language only.

    python -m training.convert --checkpoint training/work/model/final.pt --version 0.1

Written without a detour over another framework's format: the network is plain enough to fill CTranslate2's specification.
The language is the decoder's start token, so no prefix is needed and stock Argos Translate can't leak one.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import torch
from ctranslate2.specs import TransformerSpec

from training.corpus import TARGETS, WORK
from training.network import positions
from training.tokenizer import LANGUAGE_TOKEN, Tokenizer

STARTER = Path(__file__).parent.parent / "src" / "tilmach" / "starter"
NAMES = {"en": "English", "kk": "Kazakh", "ru": "Russian", "ug": "Uyghur"}


def convert(checkpoint: Path, folder: Path, output: Path, version: str) -> None:
    state = torch.load(checkpoint, weights_only=True)
    weights: dict[str, torch.Tensor] = state["average"]
    tokenizer = Tokenizer(folder)
    for code in TARGETS:
        package = output / f"en_{code}"
        shutil.rmtree(package, ignore_errors=True)
        package.mkdir(parents=True)
        # CTranslate2 works on the arrays in place: each language gets its own
        copies = {name: value.clone() for name, value in weights.items()}
        spec = specification(copies, state["shape"], tokenizer, code)
        spec.validate()
        spec.optimize(quantization="int8")
        (package / "model").mkdir()
        spec.save(str(package / "model"))
        shutil.copy(folder / "sentencepiece.model", package / "sentencepiece.model")
        metadata = {
            "package_version": version, "argos_version": "1.9", "from_code": "en", "from_name": NAMES["en"],
            "to_code": code, "to_name": NAMES[code], "type": "translate",
        }  # fmt: skip
        (package / "metadata.json").write_text(json.dumps(metadata, indent=2) + "\n", "utf-8")
        size = sum(path.stat().st_size for path in package.rglob("*") if path.is_file())
        print(f"{package}: {size / 1e6:.1f} MB")


def specification(weights: dict[str, torch.Tensor], shape: dict[str, Any], tokenizer: Tokenizer, code: str) -> TransformerSpec:
    """Fill CTranslate2's Transformer with the weights, embeddings cut to the pieces of the two languages."""
    width = shape["width"]
    spec = TransformerSpec.from_config((shape["encoder_layers"], shape["decoder_layers"]), shape["heads"], pre_norm=True)
    source, target = tokenizer.slices["en"], tokenizer.slices[code]
    spec.encoder.embeddings[0].weight = weights["embedding.weight"][source].numpy()
    spec.decoder.embeddings.weight = weights["embedding.weight"][target].numpy()
    spec.decoder.projection.weight = weights["embedding.weight"][target].numpy()
    spec.decoder.projection.bias = weights["bias"][target].numpy()
    table = (positions(shape["positions"], width) * shape["position_scale"]).numpy()
    spec.encoder.scale_embeddings = spec.decoder.scale_embeddings = np.float32(shape["token_scale"])
    spec.encoder.position_encodings.encodings = table
    spec.decoder.position_encodings.encodings = table
    norm(spec.encoder.layer_norm, weights, "encoder_norm")
    norm(spec.decoder.layer_norm, weights, "decoder_norm")
    for index, layer in enumerate(spec.encoder.layer):
        name = f"encoder.{index}"
        norm(layer.self_attention.layer_norm, weights, f"{name}.attention_norm")
        self_attention(layer.self_attention, weights, f"{name}.attention")
        feed_forward(layer.ffn, weights, name)
    for index, layer in enumerate(spec.decoder.layer):
        name = f"decoder.{index}"
        norm(layer.self_attention.layer_norm, weights, f"{name}.self_norm")
        self_attention(layer.self_attention, weights, f"{name}.self_attention")
        norm(layer.attention.layer_norm, weights, f"{name}.cross_norm")
        for linear_spec, part in zip(layer.attention.linear, ("query", "key_value", "out"), strict=True):
            linear(linear_spec, weights, f"{name}.cross_attention.{part}")
        feed_forward(layer.ffn, weights, name)
    pieces = [tokenizer.model.id_to_piece(index) for index in range(len(tokenizer.model))]
    spec.register_source_vocabulary([pieces[index] for index in source])
    spec.register_target_vocabulary([pieces[index] for index in target])
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<s>", "</s>", "<unk>"
    spec.config.decoder_start_token = LANGUAGE_TOKEN[code]
    spec.config.add_source_bos, spec.config.add_source_eos = False, True
    return spec


def norm(spec: Any, weights: dict[str, torch.Tensor], name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"].numpy(), weights[f"{name}.bias"].numpy()


def linear(spec: Any, weights: dict[str, torch.Tensor], name: str) -> None:
    spec.weight, spec.bias = weights[f"{name}.weight"].numpy(), weights[f"{name}.bias"].numpy()


def self_attention(spec: Any, weights: dict[str, torch.Tensor], name: str) -> None:
    """CTranslate2 fuses query, key and value of self-attention into one matrix."""
    for part in ("weight", "bias"):
        fused = torch.cat([weights[f"{name}.query.{part}"], weights[f"{name}.key_value.{part}"]])
        setattr(spec.linear[0], part, fused.numpy())
    linear(spec.linear[1], weights, f"{name}.out")


def feed_forward(spec: Any, weights: dict[str, torch.Tensor], name: str) -> None:
    norm(spec.layer_norm, weights, f"{name}.feed_forward_norm")
    linear(spec.linear_0, weights, f"{name}.feed_forward.inner")
    linear(spec.linear_1, weights, f"{name}.feed_forward.outer")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=WORK / "model")
    parser.add_argument("--checkpoint", type=Path, default=WORK / "model" / "final.pt")
    parser.add_argument("--output", type=Path, default=STARTER)
    parser.add_argument("--version", default="0.1")
    arguments = parser.parse_args()
    convert(arguments.checkpoint, arguments.folder, arguments.output, arguments.version)
