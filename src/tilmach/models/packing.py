"""Packing: a model as an ``.argosmodel`` that stock Argos Translate reads, for one pair of languages.

Stock Argos Translate (1.11) knows one SentencePiece model for both sides, at most one token that targets begin with, and no
token before a source; it turns every ``_`` of an answer into a space, and takes the prefix off the first sentence of a
paragraph only. So the token before a source and its end are left to CTranslate2 (``add_source_bos``, ``add_source_eos`` in
config.json), and the token that targets begin with changes names in the vocabulary with one that SentencePiece writes as
nothing, such as ``<s>``.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tilmach import locales
from tilmach.engines.tokens import Tokens, tokens_of
from tilmach.errors import ModelError
from tilmach.models import argos, card
from tilmach.models.card import Model
from tilmach.models.install_folder import vocabulary

_ARGOS_VERSION = "1.11"
_DATE = (1980, 1, 1, 0, 0, 0)  # the same bytes from the same model
_MODE = 0o100644 << 16
_BEGIN, _END = "<s>", "</s>"
_USED = {"decoder_start_token": _BEGIN, "eos_token": _END, "unk_token": "<unk>"}  # and what they are if config.json is silent
_PROBES = ("The court met on Monday.", "A", "“2,500 sheep”, he said.")


def pack(model: Model, source: str, target: str, output: Path) -> Path:
    """Write a model as an ``.argosmodel``.

    Args:
        model: The model.
        source: Locale it is to translate from.
        target: Locale it is to translate into.
        output: The file, or a folder for ``translate-en_kk-1_0.argosmodel``.

    Returns:
        The file.

    Raises:
        ModelError: The model does not translate that, or stock Argos Translate can't run its family; says why.
    """
    if not model.translates(source, target):
        pairs = f"{', '.join(model.sources)} into {', '.join(model.targets)}"
        raise ModelError(f"{model.name}: does not translate {source} into {target}; it translates {pairs}.")
    if model.family.is_chat:
        raise ModelError(f"{model.name}: is a chat model, and stock Argos Translate runs models with an encoder only.")
    version = model.version if model.version[:1].isdigit() else "1.0"
    top = f"translate-{source}_{target}-{version.replace('.', '_')}"
    path = output / f"{top}.argosmodel" if output.is_dir() else output
    members = dict(_members(model, source, target, version))
    try:
        _write(path, top, members)
    except OSError as error:
        raise ModelError(f"{path}: can't be written: {error.strerror or error}.") from None
    return path


def _members(model: Model, source: str, target: str, version: str) -> Iterator[tuple[str, bytes | Path]]:
    """Yield the files of the package: their names and what is in them, or where they are."""
    metadata: dict[str, object] = {
        "package_version": version,
        "argos_version": _ARGOS_VERSION,
        "from_code": source,
        "from_name": locales.english_name(source),
        "to_code": target,
        "to_name": locales.english_name(target),
    }
    yield "README.md", _readme(model, source, target).encode()
    folder = model.path / card.MODEL
    renamed: Mapping[str, str] = {}
    if (model.path / argos.CARD).is_file():
        prefix, config = model.prefix, _config(folder)
        tokenizer = next(name for name in ("sentencepiece.model", "bpe.model") if (model.path / name).is_file())
        yield tokenizer, model.path / tokenizer
    else:
        tokens = tokens_of(model, source, target)
        prefix, renamed = _prefix(model, tokens)
        config = _framed(model, tokens, _config(folder))
        _check_tokenizers(model)
        yield "sentencepiece.model", model.path / model.family.tokenizers[0]
    yield argos.CARD, _json(metadata | ({"target_prefix": prefix} if prefix else {}))
    for path in sorted(folder.iterdir()):
        if path.name == "config.json" or not path.is_file():
            continue
        is_renamed = bool(renamed) and "vocabulary" in path.name and not path.name.startswith("source_")
        yield f"{card.MODEL}/{path.name}", _renamed(path, renamed) if is_renamed else path
    yield f"{card.MODEL}/config.json", _json(config)


def _framed(model: Model, tokens: Tokens, config: dict[str, Any]) -> dict[str, Any]:
    """Return the settings with which CTranslate2 itself adds what stands around a sentence."""
    piece = "\0"
    added = {config.get("bos_token", _BEGIN)} if config.get("add_source_bos") else set()
    frame = tokens.framed([piece])
    at = frame.index(piece)
    before, after = frame[:at], frame[at + 1 :]
    if len(before) > 1 or (before and added - {before[0]}) or after not in ([], [_END]):
        raise ModelError(f"{model.name}: needs {' '.join(frame).replace(piece, '…')}, and Argos Translate adds one token only.")
    if before:
        _check_tag(model, tokens, before[0])
        config |= {"add_source_bos": True, "bos_token": before[0]}
    if after:
        config |= {"add_source_eos": True, "eos_token": _END}
    return config


def _check_tag(model: Model, tokens: Tokens, tag: str) -> None:
    """See that a tag that is text stays one piece and changes none of the others."""
    import sentencepiece  # noqa: PLC0415  only where a model is packed

    if "{target}" not in model.family.text:
        return
    processor = sentencepiece.SentencePieceProcessor(model_file=str(model.path / model.family.tokenizers[0]))
    for probe in _PROBES:
        if tokens.framed(tokens.encode([probe])[0])[:-1] != [tag, *processor.encode(probe, out_type=str)]:
            raise ModelError(f"{model.name}: its tag {tag} changes how a text is cut, which Argos Translate can't do.")


def _prefix(model: Model, tokens: Tokens) -> tuple[str, Mapping[str, str]]:
    """Return the token that targets are to begin with, and which tokens change names for it to be written as nothing."""
    import sentencepiece  # noqa: PLC0415  only where a model is packed

    if not tokens.target_prefix:
        return "", {}
    if len(tokens.target_prefix) > 1:
        raise ModelError(f"{model.name}: its targets begin with several tokens, and Argos Translate knows one only.")
    own = tokens.target_prefix[0]
    processor = sentencepiece.SentencePieceProcessor(model_file=str(model.path / model.family.tokenizers[0]))
    config = _config(model.path / card.MODEL)
    used = {config.get(key, default) for key, default in _USED.items()}
    for number in range(processor.get_piece_size()):
        piece = processor.id_to_piece(number)
        if processor.is_control(number) and piece not in used:
            return piece, {own: piece, piece: own}
    raise ModelError(f"{model.name}: has no token that is written as nothing, so {own} would stand in every sentence.")


def _check_tokenizers(model: Model) -> None:
    """See that one tokenizer does for both sides.

    Stock Argos Translate decodes with the tokenizer of the source. That gives the target's text where its pieces are plain
    text: pieces that the source does not know stay as they are, and ``▁`` becomes a space.
    """
    import sentencepiece  # noqa: PLC0415  only where a model is packed

    names = model.family.tokenizers
    if len(names) == 1 or (model.path / names[0]).read_bytes() == (model.path / names[1]).read_bytes():
        return
    source, target = (sentencepiece.SentencePieceProcessor(model_file=str(model.path / name)) for name in names)
    for piece in vocabulary(model.path / card.MODEL):
        here, there = source.piece_to_id(piece), target.piece_to_id(piece)
        if target.is_unknown(there) or target.is_control(there):
            continue
        if (
            target.is_byte(there)
            or source.is_control(here)
            or source.is_byte(here)
            or source.id_to_piece(source.unk_id()) == piece
        ):
            problem = f"its two tokenizers write {piece!r} differently, and Argos Translate has one for both sides"
            raise ModelError(f"{model.name}: {problem}.")


def _renamed(path: Path, names: Mapping[str, str]) -> bytes:
    """Return a vocabulary with some tokens called otherwise; their places are what counts."""
    text = path.read_text("utf-8")
    if path.suffix == ".json":
        return _json([names.get(token, token) for token in json.loads(text)])
    return "\n".join(names.get(token, token) for token in text.split("\n")).encode()


def _config(folder: Path) -> dict[str, Any]:
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder / 'config.json'}: can't be read: {error}. Install the model again.") from None
    return config if isinstance(config, dict) else {}


def _readme(model: Model, source: str, target: str) -> str:
    commerce = {True: "Commercial use is allowed.", False: "No commercial use.", None: ""}[model.commercial]
    lines = [
        f"# {locales.english_name(source)} to {locales.english_name(target)}",
        f"{model.name} {model.version}".rstrip() + ", packed for Argos Translate by tilmach.",
        f"Licence: {model.licence or 'not known; ask where it is from'}. {commerce}".rstrip(),
        f"From: {model.origin}" if model.origin else "",
    ]
    text = "\n\n".join(line for line in lines if line) + "\n"
    own = model.path / "README.md"
    if own.is_file():
        text += "\n## What came with the model\n\n" + own.read_text("utf-8", errors="replace")
    return text


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _write(path: Path, top: str, members: Mapping[str, bytes | Path]) -> None:
    """Write a zip with one folder: sorted, dated alike, not packed (weights hardly shrink, and packers differ)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w") as archive:
            for inner in sorted(members):
                member = zipfile.ZipInfo(f"{top}/{inner}", _DATE)
                member.external_attr, member.create_system = _MODE, 3
                content = members[inner]
                member.file_size = content.stat().st_size if isinstance(content, Path) else len(content)
                with archive.open(member, "w", force_zip64=member.file_size >= 1 << 31) as target:
                    _copy(content, target)
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _copy(content: bytes | Path, target: Any) -> None:
    if isinstance(content, bytes):
        target.write(content)
        return
    with content.open("rb") as file:
        while chunk := file.read(1 << 20):
            target.write(chunk)
