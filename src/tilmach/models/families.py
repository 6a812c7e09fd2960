"""Families of models: how their tokens look, read from families.toml."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from tilmach import locales
from tilmach.errors import LocaleError

PIECES = "*"
"""Stands for the pieces of a sentence among a family's tokens."""

# what FLORES-200 and the Tatoeba challenge call languages is what ISO 639-3 and ISO 15924 do
_THREE_LETTERS = {
    "ar": "ara_Arab", "az": "azj_Latn", "de": "deu_Latn", "en": "eng_Latn", "es": "spa_Latn", "fa": "pes_Arab",
    "fr": "fra_Latn", "kk": "kaz_Cyrl", "ky": "kir_Cyrl", "mn": "khk_Cyrl", "ru": "rus_Cyrl", "tg": "tgk_Cyrl",
    "tk": "tuk_Latn", "tr": "tur_Latn", "tt": "tat_Cyrl", "ug": "uig_Arab", "uk": "ukr_Cyrl", "uz": "uzn_Latn",
    "zh": "zho_Hans",
}  # fmt: skip
_TATOEBA_WITH_SCRIPT = ("kk", "ug", "tt", "tk", "uz")  # languages of several scripts; the others go without


@dataclass(frozen=True, slots=True)
class Family:
    """How the tokens of a family look; the parts are explained in families.toml.

    Attributes:
        name: Its name there.
        tokenizers: Files of the tokenizer: one for both sides, or source and target.
        source: Tokens around the pieces of a sentence.
        target_prefix: Tokens that every target is made to begin with.
        text: What stands around a sentence before it is cut.
        end: The token that ends the answer of a chat model; empty for models with an encoder.
        names: How languages are named.
        base: What cuts texts into pieces.
        stretch: Tokens of a target for each of its source beyond which it is a loop, and most of the time of a bad draft
            (docs/performance.md).
    """

    name: str
    tokenizers: tuple[str, ...]
    source: tuple[str, ...] = (PIECES,)
    target_prefix: tuple[str, ...] = ()
    text: str = "{text}"
    end: str = ""
    names: str = "tag"
    base: str = "sentencepiece"
    stretch: float = 2.0

    @property
    def is_chat(self) -> bool:
        """Whether the model continues a text instead of having an encoder."""
        return bool(self.end)

    def language(self, tag: str) -> str:
        """Return what the family calls a language, as far as is known without the model's own list."""
        if self.names == "english":
            with suppress(LocaleError):
                return locales.english_name(tag)
            return tag
        if self.names == "flores":
            return _THREE_LETTERS.get(tag, tag)
        if self.names == "tatoeba":
            name = _THREE_LETTERS.get(tag, tag)
            return name if tag in _TATOEBA_WITH_SCRIPT else name.partition("_")[0]
        return tag


@cache
def families() -> dict[str, Family]:
    """Return all families by name."""
    text = resources.files("tilmach.models").joinpath("families.toml").read_text("utf-8")
    return {name: _family(name, table) for name, table in tomllib.loads(text).items()}


def _family(name: str, table: dict[str, Any]) -> Family:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    return Family(name=name, **values)
