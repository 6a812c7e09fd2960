"""A model's tokens for one pair of languages: sentences to pieces, pieces to what the model is given, targets back to text.

What differs between families is data (models/families.toml); what cuts a text into pieces is one of three classes here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from tilmach.engines.pieces import loops
from tilmach.errors import ModelError
from tilmach.models import argos
from tilmach.models.card import MODEL, Model
from tilmach.models.families import PIECES

_LONGEST_REPEAT = 12  # pieces, some of them bytes, that a chat model must not say twice


class Tokens:
    """SentencePiece tokens.

    Attributes:
        is_cut: Whether a sentence too long for the model may be cut between pieces.
        has_words: Whether pieces tell where words begin, so that attention can link words.
        no_loops: How a loop is broken: by forbidding the very thing. Not for all sentences, since names and figures may come
            back.
    """

    is_cut = True
    has_words = True
    no_loops: Mapping[str, Any] = {"no_repeat_ngram_size": 3, "repetition_penalty": 1.2}

    def __init__(self, model: Model, source: str, target: str) -> None:
        self.model = model
        self._names = {"source": model.code(source), "target": model.code(target)}
        config = _config(model.path / MODEL / "config.json")
        added = {config.get("eos_token", "</s>")} if config.get("add_source_eos") else set()
        added |= {config.get("bos_token", "<s>")} if config.get("add_source_bos") else set()
        frame = [self._named(token) for token in model.family.source]
        at = frame.index(PIECES)
        self._before = [token for token in frame[:at] if token not in added]
        self._after = [token for token in frame[at + 1 :] if token not in added]
        self.target_prefix = [self._named(token) for token in model.family.target_prefix]
        if model.prefix:
            self.target_prefix = [model.prefix]
        self._has_begin = bool(config.get("add_source_bos"))
        self._check(self._before, "source")
        self._check([] if model.prefix else self.target_prefix, "target")

    @property
    def lead(self) -> int:
        """How many tokens the model sees before the pieces."""
        return len(self._before) + self._has_begin

    @property
    def frame(self) -> int:
        """How many tokens the model is given besides the pieces."""
        return len(self._before) + len(self._after)

    def encode(self, sources: list[str]) -> list[list[str]]:
        """Return the pieces of sentences.

        Raises:
            ModelError: The tokenizer can't be loaded.
        """
        lead = self._text_lead
        if not lead:
            encoded: list[list[str]] = self._source.encode(sources, out_type=str)
            return encoded
        found = self._source.encode([self._text(source) for source in sources], out_type=str)
        return [tokens[len(lead) :] for tokens in found]

    def framed(self, pieces: list[str]) -> list[str]:
        """Return what the model is given for these pieces."""
        return [*self._before, *self._text_lead, *pieces, *self._after]

    def decode(self, targets: Sequence[list[str]]) -> list[str]:
        """Return the text of targets as the model gave them."""
        texts = self._target.decode([self.bare(tokens) for tokens in targets])
        # a piece that only the source's tokenizer knows keeps its mark
        return [text.replace("▁", " ").strip() for text in texts]

    def bare(self, tokens: list[str]) -> list[str]:
        """Return a target's tokens without those it was made to begin with."""
        size = len(self.target_prefix)
        return tokens[size:] if size and tokens[:size] == self.target_prefix else tokens

    def loops(self, tokens: list[str]) -> bool:
        """Return whether a target runs in circles."""
        return loops(self.bare(tokens))

    def _named(self, token: str) -> str:
        return token.format(**self._names) if "{" in token else token

    def _text(self, text: str) -> str:
        return self.model.family.text.format(**self._names, text=text)

    @cached_property
    def _text_lead(self) -> list[str]:
        """The tokens of what the family sets before a sentence as text."""
        lead = self._text("").strip()
        if not lead:
            return []
        tokens: list[str] = self._source.encode(lead, out_type=str)
        if any(self._source.is_unknown(self._source.piece_to_id(token)) for token in tokens) or not any(
            lead in token for token in tokens
        ):
            raise ModelError(f"{self.model.path}: its tokenizer does not know {lead!r}: the model has no such language.")
        return tokens

    def _check(self, tokens: list[str], side: str) -> None:
        """See that the model knows the names of languages: what it does not know it reads as noise, without a word.

        Raises:
            ModelError: It does not.
        """
        names = [token for token in tokens if any(name in token for name in self._names.values())]
        if not names:
            return
        known = _vocabulary(self.model.path / MODEL, side)
        for name in names:
            if known and name not in known:
                head = name[: 5 if name.startswith((">>", "__")) else 3]
                near = ", ".join(sorted(token for token in known if token.startswith(head))[:8]) or "none like it"
                raise ModelError(
                    f"{self.model.path}: the model does not know {name!r} (it knows {near}); write what it calls the language "
                    "under [codes] in its model.toml."
                )

    @cached_property
    def _source(self) -> Any:
        return self._processor(self.model.family.tokenizers[0])

    @cached_property
    def _target(self) -> Any:
        names = self.model.family.tokenizers
        return self._source if len(names) == 1 else self._processor(names[-1])

    def _processor(self, name: str) -> Any:
        import sentencepiece  # noqa: PLC0415  only a translation needs it

        path = self.model.path / name
        try:
            return sentencepiece.SentencePieceProcessor(model_file=str(path))
        except (RuntimeError, OSError, ValueError) as error:
            raise ModelError(f"{self.model.path}: its tokenizer can't be loaded: {error}. Install the model again.") from None


class BpeTokens(Tokens):
    """The words and BPE of older Argos packages."""

    has_words = False  # attention would have to be told apart by another mark of words

    def encode(self, sources: list[str]) -> list[list[str]]:
        """See ``Tokens``."""
        try:
            return [self._argos.encode(source) for source in sources]
        except (RuntimeError, OSError, ValueError) as error:
            raise ModelError(f"{self.model.path}: its tokenizer can't be loaded: {error}. Install the model again.") from None

    def decode(self, targets: Sequence[list[str]]) -> list[str]:
        """See ``Tokens``."""
        return [self._argos.decode(self.bare(tokens)).strip() for tokens in targets]

    @property
    def _text_lead(self) -> list[str]:
        return []

    @cached_property
    def _argos(self) -> Any:
        return argos.package(self.model.path).tokenizer


class ChatTokens(Tokens):
    """The tokens of a chat model: a whole prompt with a sentence in it, since pieces may join across its borders."""

    is_cut = False
    has_words = False
    no_loops: Mapping[str, Any] = {"no_repeat_ngram_size": _LONGEST_REPEAT}

    def encode(self, sources: list[str]) -> list[list[str]]:
        """See ``Tokens``; the pieces are those of the prompt."""
        found = self._tokenizer.encode_batch([self._text(source) for source in sources], add_special_tokens=False)
        return [encoding.tokens for encoding in found]

    def decode(self, targets: Sequence[list[str]]) -> list[str]:
        """See ``Tokens``; what a model thinks aloud before it answers is left out."""
        ids = [[self._tokenizer.token_to_id(token) for token in tokens] for tokens in targets]
        texts = self._tokenizer.decode_batch(ids, skip_special_tokens=True)
        return [" ".join(text.rpartition("</think>")[2].split()) for text in texts]

    def loops(self, tokens: list[str]) -> bool:
        """See ``Tokens``; by words, since pieces of bytes come back in any text."""
        return loops(self.decode([tokens])[0].split())

    @property
    def frame(self) -> int:
        """See ``Tokens``."""
        return len(self.encode([""])[0])

    @property
    def _text_lead(self) -> list[str]:
        return []

    @cached_property
    def _tokenizer(self) -> Any:
        path = self.model.path / self.model.family.tokenizers[0]
        try:
            import tokenizers  # noqa: PLC0415  an extra
        except ImportError:
            raise ModelError(f'{path}: chat models need one more package: pip install "tilmach[chat]".') from None
        try:
            return tokenizers.Tokenizer.from_file(str(path))
        except Exception as error:  # noqa: BLE001  it raises bare Exceptions
            raise ModelError(f"{path}: its tokenizer can't be loaded: {error}. Install the model again.") from None


def tokens_of(model: Model, source: str, target: str) -> Tokens:
    """Return a model's tokens for a pair of locales.

    Raises:
        ModelError: The model does not know what its card calls a language.
    """
    if model.family.is_chat:
        return ChatTokens(model, source, target)
    return (BpeTokens if model.is_bpe else Tokens)(model, source, target)


def _config(path: Path) -> dict[str, Any]:
    """Return what CTranslate2 adds to a source by itself; models of old converters have no such file."""
    try:
        config = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: can't be read: {error}. Install the model again.") from None
    return config if isinstance(config, dict) else {}


def _vocabulary(folder: Path, side: str) -> set[str]:
    """Return the tokens of one side of a CTranslate2 model; none if they are not where they should be."""
    for name in (f"{side}_vocabulary", "shared_vocabulary", "vocabulary"):
        path = folder / f"{name}.json"
        if path.is_file():
            return set(json.loads(path.read_text("utf-8")))
        path = folder / f"{name}.txt"
        if path.is_file():
            return set(path.read_text("utf-8").split("\n"))
    return set()
