"""CTranslate2's converter of Hugging Face checkpoints, mended where the two libraries do not fit each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tilmach.errors import ModelError


def converter(path: Path) -> Any:
    """Return CTranslate2's converter of a checkpoint's folder; no code of the checkpoint is run.

    Raises:
        ModelError: torch or transformers is not installed.
    """
    try:
        import torch  # noqa: F401, PLC0415  an extra
        import transformers  # noqa: F401, PLC0415
    except ImportError:
        raise ModelError(f'{path}: converting it needs torch and transformers: pip install "tilmach[convert]".') from None
    from ctranslate2.converters import TransformersConverter  # noqa: PLC0415

    class _Converter(TransformersConverter):  # type: ignore[misc]
        def load_tokenizer(self, tokenizer_class: Any, name: str, **options: Any) -> Any:
            return _with_languages(super().load_tokenizer(tokenizer_class, name, **options))

    return _Converter(str(path), trust_remote_code=False)


def _with_languages(tokenizer: Any) -> Any:
    """Return a tokenizer whose languages CTranslate2 finds where transformers 4 kept them.

    CTranslate2 4.8 reads M2M's tokens of languages as ``additional_special_tokens``, which transformers 5 calls
    ``extra_special_tokens``.
    """
    languages = list(getattr(tokenizer, "lang_token_to_id", {}))
    if not languages or tokenizer.special_tokens_map.get("additional_special_tokens"):
        return tokenizer

    class _Tokenizer(type(tokenizer)):  # type: ignore[misc]
        @property
        def special_tokens_map(self) -> dict[str, Any]:
            return {**super().special_tokens_map, "additional_special_tokens": languages}

    tokenizer.__class__ = _Tokenizer
    return tokenizer
