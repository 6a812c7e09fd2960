"""Whether a model is whole and runs: checksums of its files, and one sentence through it."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

from tilmach.engines.tokens import tokens_of
from tilmach.engines.translator import ModelEngine, Settings
from tilmach.errors import ModelError
from tilmach.models import card, installed, modelfile
from tilmach.models.card import Model

_SENTENCE = "The road to the village is open again."
_CHUNK = 1 << 20
AWAY = ".remove-"
"""How the folder begins where a model goes to be removed; what is left of it is swept by the next installation."""
_DERIVED = "vmap-"  # vocabulary maps are made here, and may be made again


def checksums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of a model by its path in the folder, except its card and what is made here."""
    return {
        path.relative_to(folder).as_posix(): checksum(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / card.CARD and not path.name.startswith((_DERIVED, "."))
    }


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def targets_known(model: Model, targets: tuple[str, ...]) -> tuple[list[str], list[ModelError]]:
    """Return the targets that a model's vocabulary has names for, and what is wrong with the others."""
    known: list[str] = []
    problems: list[ModelError] = []
    for target in targets:
        try:
            for source in model.sources:
                tokens_of(model, source, target).encode([_SENTENCE])
            known.append(target)
        except ModelError as problem:
            problems.append(problem)
    return known, problems


def try_out(model: Model) -> None:
    """Load a model and translate a sentence with it.

    Raises:
        ModelError: It is cut short, can't be loaded, or does not fit its tokenizer.
    """
    modelfile.architecture(model.path / card.MODEL / "model.bin")
    source, target = model.sources[0], model.targets[0]
    engine = ModelEngine(model, source, target, Settings(beam=1, threads=1, use_map=False))
    try:
        drafts = [draft for batch in engine.translate([_SENTENCE]) for draft in batch]
    except (RuntimeError, ValueError, MemoryError, UnicodeDecodeError, KeyError) as error:
        raise ModelError(f"{model.path}: does not run: {error}. It is damaged, or its files don't belong together.") from None
    finally:
        engine.release()
    if len(drafts) != 1:
        raise ModelError(f"{model.path}: gives no answer. It is damaged, or its files don't belong together.")


def verify(model: Model) -> list[str]:
    """Return what is wrong with an installed model; nothing if it is as it was installed and runs."""
    problems = []
    for name, expected in model.files.items():
        path = model.path / name
        if not path.resolve().is_relative_to(model.path.resolve()):
            problems.append(f"{name}: leads out of the model's folder")
        elif not path.is_file():
            problems.append(f"{name}: is missing")
        elif checksum(path) != expected:
            problems.append(f"{name}: is not what was installed")
    try:
        _, wrong = targets_known(model, model.targets)
        problems += [str(problem) for problem in wrong]
        if not wrong:
            try_out(model)
    except ModelError as problem:
        problems.append(str(problem))
    return problems


def remove(name: str, folder: Path | None = None) -> Path:
    """Remove a model from the folder where tilmach installs them.

    Args:
        name: Its name, or that of its folder.
        folder: Where models are; tilmach's own unless told.

    Returns:
        The folder that is gone.

    Raises:
        ModelError: There is none, or several; says where such a model is otherwise.
    """
    folder = folder or installed.user_folder()
    is_plain = Path(name).name == name and not name.startswith(".") and bool(name)
    named = [folder / name] if is_plain and (folder / name).is_dir() else []
    if not named:
        named = [model.path for model in installed.find()[0] if model.name == name]
        own = [path for path in named if path.parent == folder]
        if named and not own:
            raise ModelError(f"{name}: is in {named[0].parent}, which tilmach does not change. Delete {named[0]} there.")
        named = own
    if not named:
        there = sorted(path.name for path in folder.glob("[!.]*") if path.is_dir())
        raise ModelError(f"{name}: no such model in {folder}. There: {', '.join(there) or 'none'}.")
    if len(named) > 1:
        raise ModelError(f"{name}: names {len(named)} models. Give the folder: {', '.join(path.name for path in named)}.")
    try:
        # out of sight first: half a model never shows up
        away = Path(tempfile.mkdtemp(prefix=AWAY, dir=folder))
        named[0].replace(away / "model")
        shutil.rmtree(away)
    except OSError as error:
        raise ModelError(f"{named[0]}: can't be removed: {error.strerror or error}.") from None
    return named[0]
