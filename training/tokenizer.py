"""One SentencePiece model for the four languages, and which of its pieces each target language may use.

python -m training.tokenizer --size 8000
"""

from __future__ import annotations

import argparse
import io
import json
import random
import re
from itertools import accumulate
from pathlib import Path

import sentencepiece as spm

from training.corpus import TARGETS, WORK, read_corpus, read_interface, split

LANGUAGE_TOKEN = {code: f"__{code}__" for code in TARGETS}
BOS, PAD, EOS, UNK = 0, 1, 2, 3
SCRIPT = {"kk": re.compile(r"[Ѐ-ӿ]"), "ru": re.compile(r"[Ѐ-ӿ]"), "ug": re.compile(r"[؀-ۿ]")}
LETTER = re.compile(r"[^\W\d_]")


def train(size: int, folder: Path) -> None:
    """Train on the training part only; every language weighs the same."""
    parts = split(read_corpus(), read_interface())
    rows = parts.train
    texts: list[str] = []
    for row in rows:
        if row.kind == "interface" and random.Random(row.source).random() > 0.15:
            continue
        texts += [row.source, *row.targets.values()]
    folder.mkdir(parents=True, exist_ok=True)
    # through memory: file names would be stored in the model
    model = io.BytesIO()
    spm.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        vocab_size=size,
        model_type="unigram",
        character_coverage=0.99995,
        normalization_rule_name="identity",
        remove_extra_whitespaces=True,
        split_digits=True,
        bos_id=BOS, pad_id=PAD, eos_id=EOS, unk_id=UNK,
        # control symbols, not user-defined ones: decoding drops them
        control_symbols=list(LANGUAGE_TOKEN.values()),
        max_sentence_length=2000,
        num_threads=2,
        minloglevel=1,
    )  # fmt: skip
    (folder / "sentencepiece.model").write_bytes(model.getvalue())
    slices = allowed(folder)
    print({code: len(ids) for code, ids in slices.items()})


def allowed(folder: Path) -> dict[str, list[int]]:
    """Return and store, per target language, the ids of the pieces it may use: its script, figures, signs, letters.

    Only single Latin letters are allowed, so that foreign names can still be spelled; everything else in another
    script can't be generated at all, and the output layer is half as large.
    """
    model = spm.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
    ids: dict[str, list[int]] = {}
    for code in TARGETS:
        keep = [BOS, PAD, EOS, UNK, model.piece_to_id(LANGUAGE_TOKEN[code])]
        for index in range(len(model)):
            piece = model.id_to_piece(index)
            if model.is_control(index) or model.is_unknown(index):
                continue
            letters = LETTER.findall(piece.replace("▁", ""))
            own = all(SCRIPT[code].match(letter) for letter in letters)
            single = len(piece.replace("▁", "")) <= 1 and not re.search(r"[Ѐ-ӿ؀-ۿ]", piece)
            if own or single:
                keep.append(index)
        ids[code] = sorted(set(keep))
    latin = [i for i in range(len(model)) if not re.search(r"[Ѐ-ӿ؀-ۿ]", model.id_to_piece(i))]
    ids["en"] = latin
    (folder / "slices.json").write_text(json.dumps(ids), "utf-8")
    return ids


class Tokenizer:
    """Encodes texts for training; samples segmentations, so that the model sees a word in more than one cut."""

    def __init__(self, folder: Path) -> None:
        self.model = spm.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
        slices: dict[str, list[int]] = json.loads((folder / "slices.json").read_text("utf-8"))
        self.slices = slices
        self.local = {code: {index: i for i, index in enumerate(ids)} for code, ids in slices.items()}
        self.language_id = {code: self.model.piece_to_id(token) for code, token in LANGUAGE_TOKEN.items()}
        self.space = self.model.piece_to_id("▁")
        self.begins = [piece.startswith("▁") for piece in map(self.model.id_to_piece, range(len(self.model)))]

    def words(self, ids: list[int]) -> list[int]:
        """Return for each piece the number of its word, as words are split at spaces."""
        return [number - 1 for number in accumulate(self.begins[index] for index in ids)]

    def encode(self, text: str, code: str, alpha: float = 0.0) -> list[int]:
        """Return global piece ids; a piece that the language may not use is spelled in single letters."""
        ids = self.model.encode(text, enable_sampling=bool(alpha), alpha=alpha or 0.1, nbest_size=-1)
        local = self.local[code]
        if all(index in local for index in ids):
            return list(ids)
        result: list[int] = []
        for index in ids:
            if index in local:
                result.append(index)
                continue
            for letter in self.model.id_to_piece(index):
                letter_id = self.space if letter == "▁" else self.model.piece_to_id(letter)
                result.append(letter_id if letter_id in local else UNK)
        return result


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=8000)
    parser.add_argument("--folder", type=Path, default=WORK / "model")
    arguments = parser.parse_args()
    train(arguments.size, arguments.folder)
