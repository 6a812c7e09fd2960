"""What a folder that is to be installed is, and how its files are arranged as those of a model."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

from tilmach.errors import ModelError
from tilmach.models import argos, card, modelfile
from tilmach.models.families import Family, families

WEIGHTS = "model.bin"
_VOCABULARIES = ("shared_vocabulary", "source_vocabulary", "target_vocabulary", "vocabulary")
_MODEL_FILES = (WEIGHTS, "config.json", *(f"{name}.{suffix}" for name in _VOCABULARIES for suffix in ("json", "txt")))
_BESIDE = (argos.CARD, "README.md", "README.txt", "README", "LICENSE", "LICENSE.md", "LICENSE.txt", "CITATION.cff")
_ARGOS_TOKENIZERS = ("sentencepiece.model", "bpe.model")
# where people put a SentencePiece model that is not named as the family has it
_OTHER_NAMES = ("sentencepiece.model", "sentencepiece.bpe.model", "spiece.model", "spm.model")


class Kind(Enum):
    """What a folder is."""

    PACKAGE = "a package of tilmach or Argos Translate"
    CONVERTED = "a model as CTranslate2 reads it"
    CHECKPOINT = "a checkpoint of Hugging Face"
    MARIAN = "a model of Marian"


def kind_of(folder: Path) -> Kind:
    """Return what a folder is.

    Raises:
        ModelError: Nothing that can be installed; says what is in it.
    """
    if (folder / card.MODEL / WEIGHTS).is_file() and any((folder / name).is_file() for name in (card.CARD, argos.CARD)):
        return Kind.PACKAGE
    if model_folder(folder):
        return Kind.CONVERTED
    if any(folder.glob("*.npz")):
        return Kind.MARIAN
    if (folder / "config.json").is_file() and any(folder.glob(name) for name in ("*.safetensors", "pytorch_model*.bin")):
        return Kind.CHECKPOINT
    inside = ", ".join(sorted(path.name for path in folder.iterdir())[:12]) or "nothing"
    problem = f"has no model: no {card.MODEL}/{WEIGHTS}, {WEIGHTS}, .npz or .safetensors. In it: {inside}"
    raise ModelError(f"{folder}: {problem}. Get the whole folder.")


def model_folder(folder: Path) -> Path | None:
    """Return where the CTranslate2 model of a folder is: in ``model/``, or in itself."""
    return next((each for each in (folder / card.MODEL, folder) if (each / WEIGHTS).is_file()), None)


def vocabulary(model: Path) -> list[str]:
    """Return the tokens that a CTranslate2 model knows, of the target if there are two lists.

    Raises:
        ModelError: There is no list, or it can't be read.
    """
    for name in ("shared_vocabulary", "target_vocabulary", "vocabulary"):
        try:
            if (path := model / f"{name}.json").is_file():
                return [str(token) for token in json.loads(path.read_text("utf-8"))]
            if (path := model / f"{name}.txt").is_file():
                return path.read_text("utf-8").splitlines()
        except (OSError, ValueError, TypeError) as error:
            raise ModelError(f"{path}: can't be read: {error}. Get the model again.") from None
    raise ModelError(f"{model}: has no vocabulary ({', '.join(_VOCABULARIES)}). Get the whole folder.")


def source_vocabulary(model: Path) -> list[str]:
    """Return the tokens of the source that a CTranslate2 model knows."""
    for suffix in ("json", "txt"):
        path = model / f"source_vocabulary.{suffix}"
        if path.is_file():
            text = path.read_text("utf-8")
            return [str(token) for token in json.loads(text)] if suffix == "json" else text.splitlines()
    return vocabulary(model)


def guess_family(model: Path, beside: Path) -> tuple[Family, str]:
    """Return the family of a converted model, and why it is thought to be that.

    Args:
        model: The folder of the CTranslate2 model.
        beside: The folder of its tokenizer.

    Raises:
        ModelError: It can't be told.
    """
    tokens = set(source_vocabulary(model))
    there = {path.name for path in beside.iterdir()}
    if "Decoder" in modelfile.architecture(model / WEIGHTS):
        found = "chat", "it has no encoder"
    elif "eng_Latn" in tokens:
        found = "nllb", "it knows eng_Latn"
    elif "__en__" in tokens:
        found = "m2m", "it knows __en__"
    elif {"source.spm", "target.spm"} <= there:
        tagged = any(token.startswith(">>") and token.endswith("<<") for token in tokens)
        found = ("opus", "it has source.spm and >>tags<<") if tagged else ("marian", "it has source.spm and no tags")
    elif "<2en>" in tokens or "<2kk>" in tokens:
        found = "madlad", "it knows <2en>"
    elif "<extra_id_0>" in tokens or "spiece.model" in there:
        found = "t5", "it has spiece.model"
    elif there & set(_ARGOS_TOKENIZERS):
        found = "argos", "it has sentencepiece.model and no tags"
    else:
        known = ", ".join(families())
        raise ModelError(f"{beside}: its family can't be told from its files. Say --family, one of {known}.")
    return families()[found[0]], found[1]


def arrange(beside: Path, model: Path, stage: Path, family: Family, *, owned: bool) -> None:
    """Put the files of a model where they belong; others are left behind.

    Args:
        beside: Where its tokenizer is.
        model: The folder of the CTranslate2 model.
        stage: The folder that becomes the model's.
        family: Its family.
        owned: Whether files may be moved instead of copied.

    Raises:
        ModelError: A file of the tokenizer is missing, or the disk is full.
    """
    put = shutil.move if owned else shutil.copyfile
    try:
        (stage / card.MODEL).mkdir(parents=True)
        for name in _MODEL_FILES:
            if (model / name).is_file():
                put(model / name, stage / card.MODEL / name)
        for name, path in _tokenizers(beside, family):
            put(path, stage / name)
        for name in _BESIDE:
            if (beside / name).is_file():
                put(beside / name, stage / name)
    except OSError as error:
        raise ModelError(f"{stage}: can't be written: {error.strerror or error}.") from None


def _tokenizers(folder: Path, family: Family) -> list[tuple[str, Path]]:
    if family.name == "argos":
        found = [(name, folder / name) for name in _ARGOS_TOKENIZERS if (folder / name).is_file()]
        if found:
            return found
    paths = [folder / name for name in family.tokenizers]
    if len(paths) == 1 and not paths[0].is_file() and family.base == "sentencepiece":
        paths = [next((folder / name for name in _OTHER_NAMES if (folder / name).is_file()), paths[0])]
    missing = [name for name, path in zip(family.tokenizers, paths, strict=True) if not path.is_file()]
    if missing:
        raise ModelError(_without(folder, missing, family))
    return list(zip(family.tokenizers, paths, strict=True))


def _without(folder: Path, missing: Sequence[str], family: Family) -> str:
    names = " and ".join(missing)
    text = f"{folder}: {names}, the tokenizer of the family {family.name}, is missing."
    if (folder / "tokenizer.json").is_file() and family.base == "sentencepiece":
        text += " tokenizer.json is there, but tilmach reads the SentencePiece model that it was made from."
    return f"{text} Fetch it from the repository of the model's makers into that folder."
