"""Conversion of checkpoints to what CTranslate2 reads, as int8: Hugging Face's with an extra, Marian's without.

A checkpoint of Hugging Face is converted in a process of its own: that needs torch and many times the memory of the result, and
both are gone when it ends. It has no network, and no code of the checkpoint is run.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from tilmach.errors import ModelError

_QUANTIZATION = "int8"
_SAFE_TORCH = (2, 6)  # before it, even torch.load(weights_only=True) could be made to run code (CVE-2025-32434)
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}


def require_converter(what: str) -> None:
    """See that checkpoints of Hugging Face can be converted here.

    Raises:
        ModelError: torch or transformers is missing; names the extra.
    """
    missing = [name for name in ("torch", "transformers") if importlib.util.find_spec(name) is None]
    if missing:
        names = " and ".join(missing)
        raise ModelError(f'{what}: has to be converted, which needs {names}: pip install "tilmach[convert]".')


def convert_checkpoint(checkpoint: Path, output: Path) -> None:
    """Convert a checkpoint of Hugging Face.

    Args:
        checkpoint: Its folder, with config.json, weights and tokenizer.
        output: The folder of the CTranslate2 model; must not be there.

    Raises:
        ModelError: The extra is missing, or CTranslate2 does not convert such a model.
    """
    require_converter(str(checkpoint))
    if not any(checkpoint.glob("*.safetensors")):
        _check_torch(checkpoint)
    command = [sys.executable, "-m", __name__, str(checkpoint), str(output)]
    done = subprocess.run(command, env=os.environ | _OFFLINE, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        reason = lines[-1] if lines else f"it ended with {done.returncode}; is there enough memory?"
        raise ModelError(f"{checkpoint}: can't be converted: {reason}")


def convert_marian(folder: Path, output: Path) -> None:
    """Convert a model of Marian, such as those of OPUS-MT: an .npz with vocabularies; needs no extra.

    Args:
        folder: With decoder.yml, which names the weights and vocabularies.
        output: The folder of the CTranslate2 model; must not be there.

    Raises:
        ModelError: A part is missing, or CTranslate2 does not convert such a model.
    """
    import yaml  # type: ignore[import-untyped]  # noqa: PLC0415  only a conversion needs it
    from ctranslate2.converters import MarianConverter  # noqa: PLC0415

    try:
        settings = yaml.safe_load((folder / "decoder.yml").read_text("utf-8"))
        weights, *_ = (_inside(folder, name) for name in settings["models"])
        vocabularies = [str(_inside(folder, name)) for name in settings["vocabs"]]
    except (OSError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        problem = f"decoder.yml, which names the weights and vocabularies, is missing or wrong: {error}"
        raise ModelError(f"{folder}: {problem}. Get the model again.") from None
    try:
        MarianConverter(str(weights), vocabularies).convert(str(output), quantization=_QUANTIZATION)
    except (OSError, ValueError, KeyError, EOFError, RuntimeError, NotImplementedError, AttributeError, TypeError) as error:
        raise ModelError(f"{folder}: can't be converted: {error}") from None


def _inside(folder: Path, name: object) -> Path:
    """Return a file of a folder that a file in it names."""
    if not isinstance(name, str) or Path(name).name != name:
        raise ValueError(f"{name!r} is no name of a file beside it")
    if not (folder / name).is_file():
        raise ValueError(f"{name} is not there")
    return folder / name


def _check_torch(checkpoint: Path) -> None:
    version = tuple(int(part) for part in importlib.metadata.version("torch").split("+")[0].split(".")[:2])
    if version < _SAFE_TORCH:
        problem = f"its weights are a pickle, which torch {'.'.join(map(str, version))} can't read safely"
        raise ModelError(f'{checkpoint}: {problem}: pip install "torch>=2.6", or get the model as safetensors.')


def _main() -> None:
    from tilmach.models.checkpoint import converter  # noqa: PLC0415  imports torch

    converter(Path(sys.argv[1])).convert(sys.argv[2], quantization=_QUANTIZATION)


if __name__ == "__main__":
    _main()
