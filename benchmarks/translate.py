"""Our engine beside a bare CTranslate2 and stock Argos Translate: same package, same text, same beam, one run.

    uv run python benchmarks/translate.py
    uv run python benchmarks/translate.py --stock /path/to/python --big

Every figure is a process of its own that loads its model first and times the translation alone, except for "start",
which is a whole process up to its first draft. Sides take turns; medians and ratios are printed.

``--stock`` is a Python with the full ``argostranslate`` (torch, stanza, spacy). Its sentence splitter needs a download,
so it is given our sentences for free: that favours stock.
``--big`` makes a package of the size of Argos's (d 512, 6+6 layers, 32,000 pieces) with random weights. Random weights
never end a sentence, so both sides are told to write 24 pieces for each.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
SENTENCES_PER_PARAGRAPH = 4
FIXED = 24


def paragraphs(count: int) -> list[list[str]]:
    """News sentences of the training corpus in paragraphs of four; some paragraphs stand twice, as headlines do."""
    sentences: list[str] = []
    for path in sorted((ROOT / "training" / "corpus").glob("long-*.tsv")):
        sentences += [line.split("\t")[0] for line in path.read_text("utf-8").splitlines()]
    chosen = sentences[:count]
    return [chosen[i : i + SENTENCES_PER_PARAGRAPH] for i in range(0, len(chosen), SENTENCES_PER_PARAGRAPH)]


def report(**figures: object) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("RESULT " + json.dumps({"mb": round(peak), **figures}))


def fix_length() -> None:
    """Make CTranslate2 write targets of one length, whoever calls it."""
    import ctranslate2

    class Fixed(ctranslate2.Translator):
        def translate_batch(self, *args: object, **options: object) -> object:
            return super().translate_batch(*args, **(options | {"min_decoding_length": FIXED, "max_decoding_length": FIXED}))

    ctranslate2.Translator = Fixed


def worker_tilmach(package: Path, texts: list[list[str]], beam: int, fixed: bool, cap: bool) -> None:
    if fixed:
        fix_length()
    from tilmach.engines.translator import ModelEngine, Settings
    from tilmach.models import card

    # random weights always run in circles
    breaking = not (fixed or "--no-loop-breaking" in sys.argv)
    model = card.read(package)
    engine = ModelEngine(model, "en", model.targets[0], Settings(beam=beam, cap=cap, break_loops=breaking))
    list(engine.translate(["One sentence to load the model."]))
    start = time.perf_counter()
    unique = list(dict.fromkeys(sentence for text in texts for sentence in text))
    done = sum(len(batch) for batch in engine.translate(unique))
    report(seconds=time.perf_counter() - start, drafts=done)


def worker_bare(package: Path, texts: list[list[str]], beam: int, fixed: bool, cap: bool) -> None:
    """The best that a careful caller gets out of CTranslate2 in one call."""
    if fixed:
        fix_length()
    import ctranslate2
    import sentencepiece

    cores = len(os.sched_getaffinity(0))
    translator = ctranslate2.Translator(str(package / "model"), compute_type="int8", inter_threads=cores, intra_threads=1)
    processor = sentencepiece.SentencePieceProcessor(model_file=str(package / "sentencepiece.model"))
    translator.translate_batch([processor.encode("One sentence to load the model.", out_type=str)])
    start = time.perf_counter()
    unique = list(dict.fromkeys(sentence for text in texts for sentence in text))
    tokens = sorted(processor.encode(unique, out_type=str), key=len, reverse=True)
    options = {"max_decoding_length": 2 * len(tokens[0]) + 12} if cap else {}
    results = translator.translate_batch(
        tokens, beam_size=beam, max_batch_size=768, batch_type="tokens", disable_unk=True, **options
    )
    targets = processor.decode([result.hypotheses[0] for result in results])
    report(seconds=time.perf_counter() - start, drafts=len(targets))


def worker_stock(package: Path, texts: list[list[str]], beam: int, fixed: bool, cap: bool) -> None:
    if fixed:
        fix_length()
    from argostranslate import sbd, settings, translate

    known = {" ".join(text): text for text in texts}
    sbd.MiniSBDSentencizer.split_sentences = lambda self, text: known.get(text, [text])
    settings.beam_size = beam
    target = json.loads((package / "metadata.json").read_text("utf-8"))["to_code"]
    model = translate.get_translation_from_codes("en", target)
    model.hypotheses("One sentence to load the model.", 1)
    start = time.perf_counter()
    done = [model.hypotheses(" ".join(text), 1)[0].value for text in texts]
    report(seconds=time.perf_counter() - start, drafts=len(done))


def worker_start_tilmach(package: Path, texts: list[list[str]], beam: int, fixed: bool, cap: bool) -> None:
    """`tilmach translate` on one short article, whole process."""
    from click.testing import CliRunner

    from tilmach import cli

    with tempfile.TemporaryDirectory() as folder:
        CliRunner().invoke(cli.main, ["init", folder, "--to", package.name.partition("_")[2]])
        (Path(folder) / "source_texts" / "x.txt").write_text(texts[0][0] + "\n", "utf-8")
        result = CliRunner().invoke(cli.main, ["-C", folder, "translate"])
        assert "1 draft" in result.output, result.output
    report()


def worker_start_stock(package: Path, texts: list[list[str]], beam: int, fixed: bool, cap: bool) -> None:
    from argostranslate import sbd, translate

    sbd.MiniSBDSentencizer.split_sentences = lambda self, text: [text]
    assert translate.translate(texts[0][0], "en", package.name.partition("_")[2])
    report()


def big_package(folder: Path) -> Path:
    """A package with the dimensions of Argos's own, random weights, and the pieces of the starter padded to 32,000."""
    import sentencepiece

    from benchmarks import randommodel

    package = folder / "en_kk"
    (package / "model").mkdir(parents=True)
    starter = ROOT / "src" / "tilmach" / "starter" / "en_kk"
    shutil.copy(starter / "sentencepiece.model", package)
    shutil.copy(starter / "metadata.json", package)
    processor = sentencepiece.SentencePieceProcessor(model_file=str(package / "sentencepiece.model"))
    pieces = [processor.id_to_piece(index) for index in range(len(processor))]
    # padding that no tokenizer produces; the model may still write it, which costs both sides the same
    pieces += [f"{pieces[8 + index % 5000]}{pieces[8 + index % 777]}{index}" for index in range(32000 - len(pieces))]
    randommodel.save(package / "model", pieces, randommodel.ARGOS, add_end=True)
    return package


def run(python: str, worker: str, package: Path, options: argparse.Namespace, extra: list[str]) -> dict[str, float]:
    environment = os.environ | {
        "ARGOS_PACKAGES_DIR": str(package.parent),
        "TILMACH_PACKAGES": str(package.parent),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}" if "tilmach" in worker else str(ROOT),
    }
    start = time.perf_counter()
    command = [python, __file__, "--worker", worker, "--package", str(package), "--count", str(options.count)]
    done = subprocess.run(
        [*command, "--beam", str(options.beam), *extra], capture_output=True, text=True, env=environment, check=False
    )
    wall = time.perf_counter() - start
    line = next((line for line in done.stdout.splitlines() if line.startswith("RESULT ")), None)
    if line is None:
        sys.exit(f"{worker} failed:\n{done.stdout}\n{done.stderr}")
    return {"wall": wall} | json.loads(line.removeprefix("RESULT "))


def compare(
    title: str,
    sides: dict[str, tuple[str, str]],
    package: Path,
    options: argparse.Namespace,
    extra: list[str],
    figure: str,
) -> None:
    """Run the sides in turn and print medians and the ratio of each to the first."""
    results: dict[str, list[dict[str, float]]] = {name: [] for name in sides}
    for _ in range(options.rounds):
        for name, (python, worker) in sides.items():
            results[name].append(run(python, worker, package, options, extra))
    print(f"\n{title}", flush=True)
    first = next(iter(sides))
    for name, rounds in results.items():
        seconds = [each[figure] for each in rounds]
        ratio = statistics.median(other[figure] / each[figure] for each, other in zip(results[first], rounds, strict=True))
        memory = statistics.median(each["mb"] for each in rounds)
        print(
            f"  {name:22} {statistics.median(seconds):8.2f} s  ({min(seconds):.2f} to {max(seconds):.2f})  "
            f"{memory:6.0f} MB   {ratio:5.2f} x the time of {first}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stock", help="a Python that has the full argostranslate")
    parser.add_argument("--big", action="store_true", help="also with a package of Argos's size")
    parser.add_argument("--locale", default="kk")
    parser.add_argument("--count", type=int, default=300, help="sentences")
    parser.add_argument("--big-count", type=int, default=80, help="sentences for the package of Argos's size")
    parser.add_argument("--no-loop-breaking", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--package", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--fixed", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--no-cap", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        worker = globals()[f"worker_{options.worker}"]
        worker(options.package, paragraphs(options.count), options.beam, options.fixed, not options.no_cap)
        return
    with tempfile.TemporaryDirectory() as folder:
        starter = Path(folder) / "starter" / f"en_{options.locale}"
        shutil.copytree(ROOT / "src" / "tilmach" / "starter" / f"en_{options.locale}", starter)
        own = {"tilmach": (sys.executable, "tilmach"), "bare CTranslate2": (sys.executable, "bare")}
        stock = {"tilmach": own["tilmach"], "stock Argos": (options.stock, "stock")}
        title = f"starter, {options.count} sentences, beam {options.beam}"
        compare(f"{title}, the same work", own, starter, options, ["--no-loop-breaking"], "seconds")
        compare(f"{title}, with loops broken", own, starter, options, [], "seconds")
        if options.stock:
            compare("starter, stock per paragraph", stock, starter, options, [], "seconds")
            start = {"tilmach": (sys.executable, "start_tilmach"), "stock Argos": (options.stock, "start_stock")}
            compare("whole process to the first draft", start, starter, options, [], "wall")
        if options.big:
            big = big_package(Path(folder) / "big")
            options.count = options.big_count
            compare("Argos-sized, fixed length", own, big, options, ["--fixed"], "seconds")
            if options.stock:
                compare("Argos-sized, fixed length, stock per paragraph", stock, big, options, ["--fixed"], "seconds")


if __name__ == "__main__":
    main()
