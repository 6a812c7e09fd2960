"""Score the packages as they ship (int8, tilmach's own engine) with sacrebleu: chrF++ and BLEU, with signatures.

python -m training.evaluate                         held-out news, interface strings, sample articles
python -m training.evaluate --packages DIR --limit 80
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import sacrebleu

from tilmach import po
from tilmach.catalog import State
from tilmach.engines.translator import BEAM, ModelEngine, Settings
from tilmach.models import card, installed
from tilmach.training.rows import Row
from training import ROOT
from training.corpus import TARGETS, read_corpus, read_interface, split


def sample_articles() -> dict[str, list[Row]]:
    """Return, by locale, the approved messages of the repository's own catalogs."""
    rows: dict[str, list[Row]] = {}
    for code in TARGETS:
        for path in sorted((ROOT / "locales" / code / "LC_MESSAGES").glob("*.po")):
            for message in po.read(path, code).messages:
                if message.state is State.APPROVED:
                    rows.setdefault(code, []).append(Row("sample", message.source, {code: message.target}))
    return rows


def score(name: str, rows: list[Row], code: str, engine: ModelEngine, show: int = 0) -> dict[str, object]:
    rows = [row for row in rows if code in row.targets]
    start = time.perf_counter()
    drafts = [""] * len(rows)
    for batch in engine.translate([row.source for row in rows]):
        for draft in batch:
            drafts[draft.index] = draft.target
    seconds = time.perf_counter() - start
    references = [[row.targets[code] for row in rows]]
    chrf, bleu = sacrebleu.CHRF(word_order=2), sacrebleu.BLEU()
    result = {
        "set": name, "locale": code, "sentences": len(rows),
        "chrF++": round(chrf.corpus_score(drafts, references).score, 2),
        "BLEU": round(bleu.corpus_score(drafts, references).score, 2),
        "seconds": round(seconds, 1), "model": engine.name,
        "signatures": [str(chrf.get_signature()), str(bleu.get_signature())],
    }  # fmt: skip
    for row, draft in list(zip(rows, drafts, strict=True))[:show]:
        print(f"  {row.source}\n    = {row.targets[code]}\n    > {draft}")
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, default=installed.starter_folder())
    parser.add_argument("--beam", type=int, default=BEAM)
    parser.add_argument("--limit", type=int, help="only this many sentences of each set")
    parser.add_argument("--show", type=int, default=0, help="print this many drafts of each set")
    parser.add_argument("--watch", action="store_true", help="the small set that training watches, instead")
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    parts = split(read_corpus(), read_interface())
    articles = sample_articles()
    for code in TARGETS:
        model = card.read(options.packages / f"en_{code}", is_starter=True)
        engine = ModelEngine(model, "en", code, Settings(beam=options.beam, threads=options.threads))
        sets = {"news": parts.test, "interface": parts.interface_test, "sample articles": articles.get(code, [])}
        for name, rows in ({"watch": parts.watch} if options.watch else sets).items():
            if rows:
                result = score(name, rows[: options.limit], code, engine, options.show)
                print(json.dumps(result, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
