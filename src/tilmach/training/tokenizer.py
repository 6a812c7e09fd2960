"""One SentencePiece model for all languages, and which of its pieces each language may use."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping
from itertools import accumulate
from pathlib import Path

import sentencepiece

BOS, PAD, EOS, UNK = 0, 1, 2, 3
SCRIPTS = {
    "Cyrillic": re.compile(r"[Ѐ-ӿ]"),
    "Arabic": re.compile(r"[؀-ۿ]"),
    "Latin": re.compile(r"[A-Za-zÀ-ɏ]"),
}
_LETTER = re.compile(r"[^\W\d_]")
_NEVER_SINGLE = ("Cyrillic", "Arabic")  # scripts of which a foreign language gets no letter; of Latin it gets single ones
_SPACE = "▁"  # SentencePiece's sign for the space before a word


def language_token(code: str) -> str:
    """Return the control symbol that begins every target in a language."""
    return f"__{code}__"


def script(texts: Iterable[str]) -> str:
    """Return the script that most letters of some texts have, or nothing if it is none of ``SCRIPTS``."""
    counts = dict.fromkeys(SCRIPTS, 0)
    for text in texts:
        for name, pattern in SCRIPTS.items():
            counts[name] += len(pattern.findall(text))
    name, count = max(counts.items(), key=lambda item: item[1])
    return name if count else ""


def train(texts: Iterable[str], codes: Iterable[str], size: int, *, exact: bool = True) -> bytes:
    """Return a SentencePiece model.

    Args:
        texts: In all languages; each language should weigh the same.
        codes: Target languages; each gets a control symbol.
        size: Number of pieces.
        exact: Whether it is an error if the texts have too few pieces for that.
    """
    model = io.BytesIO()  # file names would be stored in the model
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        vocab_size=size,
        hard_vocab_limit=exact,
        model_type="unigram",
        character_coverage=0.99995,
        normalization_rule_name="identity",
        remove_extra_whitespaces=True,
        split_digits=True,
        bos_id=BOS, pad_id=PAD, eos_id=EOS, unk_id=UNK,
        # control symbols, not user-defined ones: decoding drops them
        control_symbols=[language_token(code) for code in codes],
        max_sentence_length=2000,
        num_threads=2,
        minloglevel=1,
    )  # fmt: skip
    return model.getvalue()


def slices(model: bytes, source: str, scripts: Mapping[str, str]) -> dict[str, list[int]]:
    """Return, by language, the ids of the pieces it may use: its script, figures, signs, letters.

    Only single Latin letters are allowed beside a target's own script, so that foreign names can still be spelled; everything
    else in another script can't be generated at all, and the output layer is half as large.

    Args:
        model: The SentencePiece model.
        source: The source language.
        scripts: The script of each language, as ``script()`` tells it.
    """
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    pieces = [processor.id_to_piece(index) for index in range(len(processor))]
    ids: dict[str, list[int]] = {}
    for code in scripts:
        if code == source:
            continue
        own = SCRIPTS.get(scripts[code], _LETTER)
        keep = {BOS, PAD, EOS, UNK, processor.piece_to_id(language_token(code))}
        for index, piece in enumerate(pieces):
            if processor.is_control(index) or processor.is_unknown(index):
                continue
            bare = piece.replace(_SPACE, "")
            is_single = len(bare) <= 1 and not any(SCRIPTS[name].search(piece) for name in _NEVER_SINGLE)
            if is_single or all(own.match(letter) for letter in _LETTER.findall(bare)):
                keep.add(index)
        ids[code] = sorted(keep)
    foreign = [SCRIPTS[name] for name in _NEVER_SINGLE if name != scripts[source]]
    ids[source] = [index for index, piece in enumerate(pieces) if not any(pattern.search(piece) for pattern in foreign)]
    return ids


class Tokenizer:
    """Encodes texts for training; samples segmentations, so that the model sees a word in more than one cut.

    Attributes:
        proto: The SentencePiece model as a file has it.
        model: Its processor.
        source: The source language.
        slices: Ids of the pieces of each language.
        targets: The target languages.
    """

    def __init__(self, proto: bytes, slices: Mapping[str, list[int]], source: str = "en") -> None:
        self.proto, self.source = proto, source
        self.model = sentencepiece.SentencePieceProcessor(model_proto=proto)
        self.slices = dict(slices)
        self.targets = tuple(code for code in slices if code != source)
        self.local = {code: {index: i for i, index in enumerate(ids)} for code, ids in slices.items()}
        self.language_id: dict[str, int] = {code: self.model.piece_to_id(language_token(code)) for code in self.targets}
        self.pieces: list[str] = [self.model.id_to_piece(index) for index in range(len(self.model))]
        self._space: int = self.model.piece_to_id(_SPACE)
        self._begins = [piece.startswith(_SPACE) for piece in self.pieces]

    @classmethod
    def read(cls, folder: Path, source: str = "en") -> Tokenizer:
        """Read what ``save()`` wrote."""
        ids: dict[str, list[int]] = json.loads((folder / "slices.json").read_text("utf-8"))
        return cls((folder / "sentencepiece.model").read_bytes(), ids, source)

    def save(self, folder: Path) -> None:
        """Write ``sentencepiece.model`` and ``slices.json`` into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sentencepiece.model").write_bytes(self.proto)
        (folder / "slices.json").write_text(json.dumps(self.slices), "utf-8")

    def words(self, ids: list[int]) -> list[int]:
        """Return for each piece the number of its word, as words are split at spaces."""
        return [number - 1 for number in accumulate(self._begins[index] for index in ids)]

    def encode(self, text: str, code: str, alpha: float = 0.0) -> list[int]:
        """Return global piece ids; a piece that the language may not use is spelled in single letters.

        Args:
            text: The text.
            code: Its language.
            alpha: Smoothing of the sampled segmentations (Kudo 2018); 0 takes the likeliest one.
        """
        ids: list[int] = self.model.encode(text, enable_sampling=bool(alpha), alpha=alpha or 0.1, nbest_size=-1)
        local = self.local[code]
        if all(index in local for index in ids):
            return list(ids)
        result: list[int] = []
        for index in ids:
            if index in local:
                result.append(index)
                continue
            for letter in self.pieces[index]:
                letter_id = self._space if letter == _SPACE else self.model.piece_to_id(letter)
                result.append(letter_id if letter_id in local else UNK)
        return result
