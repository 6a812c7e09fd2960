"""Our segmentation beside others, on the gold file and on running news text: boundary F1, lossless joins, speed.

    uv run --group segmenters python benchmarks/segmentation.py

The gold file was made before the rules and then used to mend them; the blind file was made by somebody who had seen
neither, and nothing was mended after it.

Speeds are medians of several rounds in one process, taken in turn; the ratio to sentencex is what to look at.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.conftest import golden  # noqa: E402
from tilmach import segmentation  # noqa: E402

Split = Callable[[str], list[str]]


def segmenters() -> dict[str, Split]:
    import choppa
    import nupunkt
    import sentencex

    rules = Path(choppa.__file__).parent / "data" / "srx" / "languagetool_segment.srx"
    document = choppa.SrxDocument(ruleset=rules)
    return {
        "tilmach": segmentation.split,
        f"sentencex {version('sentencex')}": lambda text: list(sentencex.segment("en", text)),
        f"nupunkt {version('nupunkt')}": lambda text: list(nupunkt.sent_tokenize(text)),
        f"choppa-srx {version('choppa-srx')}": lambda text: list(choppa.SrxTextIterator(document, "en_two", text)),
    }


def boundaries(text: str, sentences: list[str]) -> set[int]:
    """Ends of all sentences but the last in the text, found again whatever a segmenter does to the spaces."""
    ends, position = set(), 0
    for sentence in sentences:
        stripped = sentence.strip()
        at = text.find(stripped, position)
        if at < 0:
            continue
        position = at + len(stripped)
        ends.add(position)
    return ends - {len(text)}


def accuracy(split: Split, name: str) -> tuple[float, int]:
    """Return boundary F1 on a gold file and the number of paragraphs that the sentences do not add up to."""
    hits = misses = extras = losses = 0
    for _, text, expected in golden(name):
        got = split(text)
        gold, found = boundaries(text, expected), boundaries(text, got)
        hits, misses, extras = hits + len(gold & found), misses + len(gold - found), extras + len(found - gold)
        losses += "".join("".join(got).split()) != "".join(text.split())
    return 2 * hits / (2 * hits + misses + extras), losses


def speed(split: Split, texts: list[str]) -> float:
    start = time.process_time()
    for text in texts:
        split(text)
    return sum(map(len, texts)) / (time.process_time() - start) / 1e6


def main() -> None:
    paragraphs: list[str] = []
    for path in sorted((ROOT / "source_texts").glob("*.txt")):
        paragraphs += [" ".join(block.split()) for block in path.read_text("utf-8").split("\n\n")]
    everything = segmenters()
    speeds: dict[str, list[float]] = {name: [] for name in everything}
    for _ in range(5):
        for name, split in everything.items():
            speeds[name].append(speed(split, paragraphs * (20 if name.startswith(("tilmach", "sentencex")) else 2)))
    reference = statistics.median(speeds[next(name for name in everything if name.startswith("sentencex"))])
    print(f"{'segmenter':20} {'F1 gold':>8} {'F1 blind':>9} {'lossy':>6} {'Mchar/s':>9} {'of sentencex':>13}")
    for name, split in everything.items():
        (gold, lost), (blind, lost_too) = accuracy(split, "segmentation.txt"), accuracy(split, "segmentation-blind.txt")
        median = statistics.median(speeds[name])
        print(f"{name:20} {gold:8.3f} {blind:9.3f} {lost + lost_too:6} {median:9.2f} {median / reference:13.2f}")


if __name__ == "__main__":
    main()
