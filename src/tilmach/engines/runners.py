"""What runs a model: CTranslate2's Translator for models with an encoder, its Generator for chat models.

With a vocabulary map (``models/vocabulary.py``) a Translator writes the target's script only, and its last layer is smaller.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

from tilmach.errors import ModelError
from tilmach.models.card import MODEL, Model
from tilmach.models.vocabulary import map_path


class Runner(Protocol):
    """Runs batches, several of them at the same time."""

    def start(self, batch: list[list[str]], prefix: list[str], longest: int | None, options: dict[str, Any]) -> list[Any]:
        """Begin with a batch; return what will hold the result of each sentence.

        Args:
            batch: What the model is given.
            prefix: What targets are made to begin with.
            longest: Tokens at which a target is cut.
            options: CTranslate2's, the same for both kinds.
        """

    def hypotheses(self, result: Any) -> list[list[str]]:
        """Return the alternatives of a finished sentence, the likeliest first."""

    def attention(self, result: Any, place: int) -> list[list[float]]:
        """Return where a target looked, token by token."""


def runner(model: Model, target: str, how: Mapping[str, Any], *, use_map: bool) -> Runner:
    """Load a model.

    Args:
        model: The model.
        target: Into which locale.
        how: CTranslate2's ``compute_type`` and ``inter_threads`` (batches run at the same time, one core each).
        use_map: Whether the vocabulary map of the locale is used, if there is one.

    Raises:
        ModelError: It can't be loaded.
    """
    if model.family.is_chat:
        return _Generating(model, how)
    return _Translating(model, map_path(model.path, target) if use_map else None, how)


class _Translating:
    def __init__(self, model: Model, vocabulary_map: Path | None, how: Mapping[str, Any]) -> None:
        import ctranslate2  # noqa: PLC0415  only a translation needs it

        folder = model.path / MODEL
        with ExitStack() as stack:
            self._has_map = False
            if vocabulary_map and vocabulary_map.is_file():
                # CTranslate2 wants the map in the model's folder, and there are several for one model
                mapped = _with_map(folder, vocabulary_map, stack)
                self._has_map = mapped is not None
                folder = mapped or folder
            self._translator = _loaded(ctranslate2, ctranslate2.Translator, model, folder, how)

    def start(self, batch: list[list[str]], prefix: list[str], longest: int | None, options: dict[str, Any]) -> list[Any]:
        if prefix:
            options = options | {"target_prefix": [prefix] * len(batch)}
        if longest is not None:
            options = options | {"max_decoding_length": longest}
        if self._has_map:
            options = options | {"use_vmap": True}
        results: list[Any] = self._translator.translate_batch(batch, max_batch_size=0, asynchronous=True, **options)
        return results

    def hypotheses(self, result: Any) -> list[list[str]]:
        found: list[list[str]] = result.hypotheses
        return found

    def attention(self, result: Any, place: int) -> list[list[float]]:
        found: list[list[float]] = result.attention[place]
        return found


class _Generating:
    def __init__(self, model: Model, how: Mapping[str, Any]) -> None:
        import ctranslate2  # noqa: PLC0415  only a translation needs it

        self._end = model.family.end
        self._generator = _loaded(ctranslate2, ctranslate2.Generator, model, model.path / MODEL, how)

    def start(self, batch: list[list[str]], prefix: list[str], longest: int | None, options: dict[str, Any]) -> list[Any]:
        options = {key: value for key, value in options.items() if key != "return_attention"}
        if longest is not None:
            options["max_length"] = longest
        batch = [[*tokens, *prefix] for tokens in batch]
        results: list[Any] = self._generator.generate_batch(
            batch, max_batch_size=0, asynchronous=True, include_prompt_in_result=False, end_token=self._end, **options
        )
        return results

    def hypotheses(self, result: Any) -> list[list[str]]:
        found: list[list[str]] = result.sequences
        return found

    def attention(self, result: Any, place: int) -> list[list[float]]:  # noqa: ARG002
        return []


def _loaded(ctranslate2: Any, kind: Any, model: Model, folder: Path, how: Mapping[str, Any]) -> Any:
    try:
        return kind(str(folder), device="auto", intra_threads=1, **how)
    except (RuntimeError, ValueError) as error:
        raise ModelError(
            f"{model.path}: CTranslate2 {ctranslate2.__version__} can't load the model: {error}. "
            "It is damaged or made for another version."
        ) from None


def _with_map(folder: Path, vocabulary_map: Path, stack: ExitStack) -> Path | None:
    """Return a folder that looks like the model's with the map in it; None where files can't be linked."""
    temporary = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tilmach-")))
    try:
        for path in folder.iterdir():
            (temporary / path.name).symlink_to(path.resolve())
        (temporary / "vmap.txt").symlink_to(vocabulary_map.resolve())
    except OSError:
        return None  # Windows without developer mode: the model runs without its map
    return temporary


def cores() -> int:
    """Return the number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
