"""Fuzzy search in a translation memory beside exhaustive rapidfuzz: same sources, same queries, one run.

    uv run python benchmarks/memory.py --sizes 10000 1000000 --queries 1000 --exhaustive 100

Sources are sentences of the training corpus and, beyond those, pairs of them with a figure. Queries are sources, a fifth of
them very short, with words changed, left out, put in or misspelt until up to a quarter of a sentence differs (75 and more
of 100 alike). CPU seconds of this process; recall is of the best match's similarity.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rapidfuzz import fuzz, process

sys.path.insert(0, str(Path(__file__).parent))
from catalogs import sentences

from tilmach.memory import CUTOFF, MemoryUnit, TranslationMemory


def edited(source: str, vocabulary: list[str], random_: random.Random) -> str:
    words = source.split()
    for _ in range(max(1, int(len(words) * random_.choice([0.05, 0.1, 0.15, 0.2, 0.25])))):
        place = random_.randrange(len(words))
        kind = random_.randrange(4)
        if kind == 0:
            words[place] = random_.choice(vocabulary)
        elif kind == 1 and len(words) > 2:
            del words[place]
        elif kind == 2:
            words.insert(place, random_.choice(vocabulary))
        else:
            letters = list(words[place])
            letters[random_.randrange(len(letters))] = random_.choice("abcdefghij")
            words[place] = "".join(letters)
    return " ".join(words)


def queries(sources: list[str], count: int) -> list[str]:
    random_ = random.Random(6)
    vocabulary = " ".join(random_.sample(sources, 1000)).split()
    short = [source for source in sources if len(source) < 30]
    found: list[str] = []
    while len(found) < count:
        source = random_.choice(short if len(found) % 5 == 0 else sources)
        query = edited(source, vocabulary, random_)
        if fuzz.ratio(source, query) >= CUTOFF:
            found.append(query)
    return found


def timed(search: Callable[[str], float], wanted: list[str]) -> tuple[list[float], list[float]]:
    """Return the best score and the CPU seconds of each query."""
    scores, seconds = [], []
    for query in wanted:
        start = time.process_time()
        scores.append(search(query))
        seconds.append(time.process_time() - start)
    return scores, seconds


def measure(folder: Path, sources: list[str], count: int, exhaustive: int) -> float:
    path = folder / f"{len(sources)}.sqlite"
    wanted = queries(sources, count)
    with TranslationMemory(path) as memory:
        start = time.process_time()
        for first in range(0, len(sources), 50_000):
            memory.replace(f"{first}.tmx", "1", [("kk", MemoryUnit(source, "x")) for source in sources[first : first + 50_000]])
        built = time.process_time() - start

        def ours(query: str) -> float:
            match = next(memory.search(query, "kk"), None)
            return match.score if match else 0.0

        timed(ours, wanted[:20])
        scores, seconds = timed(ours, wanted)

    def every(query: str) -> float:
        match = process.extractOne(query, sources, scorer=fuzz.ratio, score_cutoff=CUTOFF)
        return match[1] if match else 0.0

    true, long_seconds = timed(every, wanted[:exhaustive])
    right = sum(mine >= best - 1e-9 for mine, best in zip(scores, true, strict=False))
    rate, slow = len(seconds) / sum(seconds), len(long_seconds) / sum(long_seconds)
    seconds.sort()
    print(
        f"{len(sources):>8} sources: built in {built:.0f} s, {path.stat().st_size / 1e6:.0f} MB; {rate:.0f} queries/s, "
        f"p50 {1000 * seconds[len(seconds) // 2]:.1f} ms, p99 {1000 * seconds[int(len(seconds) * 0.99)]:.1f} ms; "
        f"exhaustive {slow:.1f}/s, ratio {rate / slow:.0f}, recall {right / len(true):.3f}; "
        f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB with the sources in memory",
        flush=True,
    )
    return rate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--exhaustive", type=int, default=200, help="queries that are searched exhaustively too")
    options = parser.parse_args()
    every = [source for source, _ in sentences(max(options.sizes))]
    rates = {}
    with tempfile.TemporaryDirectory() as name:
        for size in options.sizes:
            rates[size] = measure(Path(name), every[:size], options.queries, options.exhaustive)
    smallest, largest = min(rates), max(rates)
    print(f"queries/s at {largest} / at {smallest}: {rates[largest] / rates[smallest]:.2f}")


if __name__ == "__main__":
    main()
