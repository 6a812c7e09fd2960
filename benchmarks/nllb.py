"""Our path beside a bare CTranslate2, and the vocabulary map: NLLB-200-distilled-600M's dimensions, random weights.

    uv run python -m benchmarks.nllb --rounds 3

Each figure is a process of its own that loads the model, translates one sentence, and is then timed. Random weights never
end a sentence, so all sides are told to write 24 pieces for each. The tokenizer is the starter's, the other pieces of the
vocabulary of 256,206 are made up: a tenth of them Cyrillic, a tenth Arabic, which sets the size of the maps (printed).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import randommodel
from benchmarks.translate import FIXED, ROOT, fix_length, paragraphs, report

VOCABULARY = 256_206
CARD = """\
name = "nllb-600M-random"
family = "nllb"
version = "1"
sources = ["en"]
targets = ["kk", "ru", "ug"]
"""


def make(folder: Path) -> Path:
    import sentencepiece

    from tilmach.models import card, vocabulary

    path = folder / "nllb"
    path.mkdir()
    shutil.copy(ROOT / "src" / "tilmach" / "starter" / "en_kk" / "sentencepiece.model", path / "sentencepiece.bpe.model")
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path / "sentencepiece.bpe.model"))
    pieces = [piece for piece in map(processor.id_to_piece, range(len(processor))) if not piece.startswith("__")]
    letters = {"latin": "qwz", "cyrillic": "ьъэ", "arabic": "ضظغ"}
    while len(pieces) < VOCABULARY - 4:
        number = len(pieces)
        script = {0: "cyrillic", 1: "arabic"}.get(number % 10, "latin")
        pieces.append("".join(letters[script][int(digit, 3)] for digit in _base3(number)))
    pieces += ["eng_Latn", "kaz_Cyrl", "rus_Cyrl", "uig_Arab"]
    randommodel.save(path / "model", pieces, randommodel.NLLB_600M, add_end=False)
    (path / "model.toml").write_text(CARD, "utf-8")
    model = card.read(path)
    for locale in model.targets:
        print(f"map of {locale}: {vocabulary.write_map(model, locale):,} of {VOCABULARY:,} tokens")
    return path


def _base3(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 3)
        digits += str(digit)
    return digits


def worker(side: str, path: Path, count: int, beam: int) -> None:
    fix_length()
    sentences = list(dict.fromkeys(sentence for text in paragraphs(count) for sentence in text))
    if side == "bare":
        import ctranslate2
        import sentencepiece

        cores = len(os.sched_getaffinity(0))
        translator = ctranslate2.Translator(str(path / "model"), compute_type="int8", inter_threads=cores, intra_threads=1)
        processor = sentencepiece.SentencePieceProcessor(model_file=str(path / "sentencepiece.bpe.model"))

        def translate(texts: list[str]) -> int:
            tokens = [["eng_Latn", *pieces, "</s>"] for pieces in processor.encode(texts, out_type=str)]
            tokens.sort(key=len, reverse=True)
            results = translator.translate_batch(
                tokens, target_prefix=[["kaz_Cyrl"]] * len(tokens), beam_size=beam, max_batch_size=768, batch_type="tokens",
                disable_unk=True,
            )  # fmt: skip
            return len(processor.decode([result.hypotheses[0][1:] for result in results]))
    else:
        from tilmach.engines.translator import ModelEngine, Settings
        from tilmach.models import card

        settings = Settings(beam=beam, break_loops=False, use_map=side == "map")
        engine = ModelEngine(card.read(path), "en", "kk", settings)

        def translate(texts: list[str]) -> int:
            return sum(len(batch) for batch in engine.translate(texts))

    translate(["One sentence to load the model."])
    start = time.perf_counter()
    done = translate(sentences)
    seconds = time.perf_counter() - start
    report(seconds=seconds, drafts=done, rate=done * FIXED / seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--count", type=int, default=60, help="sentences")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--side", help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        worker(options.side, options.path, options.count, options.beam)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = make(Path(folder))
        sides: dict[str, list[dict[str, float]]] = {"bare": [], "tilmach": [], "map": []}
        for _ in range(options.rounds):
            for side, results in sides.items():
                command = [sys.executable, "-m", "benchmarks.nllb", "--side", side, "--path", str(path)]
                command += ["--count", str(options.count), "--beam", str(options.beam)]
                done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
                line = next((line for line in done.stdout.splitlines() if line.startswith("RESULT ")), None)
                if line is None:
                    sys.exit(f"{side} failed:\n{done.stdout}\n{done.stderr}")
                results.append(json.loads(line.removeprefix("RESULT ")))
        print(f"{options.count} sentences, beam {options.beam}, {FIXED} pieces each, medians of {options.rounds}")
        for side, results in sides.items():
            rate, memory = (statistics.median(each[key] for each in results) for key in ("rate", "mb"))
            pairs = list(zip(results, sides["bare"], strict=True))
            faster = statistics.median(each["rate"] / bare["rate"] for each, bare in pairs)
            larger = statistics.median(each["mb"] / bare["mb"] for each, bare in pairs)
            print(
                f"  {side:8} {rate:7.0f} pieces/s  {memory:6.0f} MB   {faster:.2f} of bare's rate, {larger:.2f} of its memory"
            )


if __name__ == "__main__":
    main()
