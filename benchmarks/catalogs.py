"""Bringing big catalogs in step: tilmach beside msgmerge and polib, CPU seconds, medians, one run.

    uv run python benchmarks/catalogs.py --runs 3 --sizes 1000 10000 100000

A catalog of sentences made from the training corpus, all translated; one in ten of its sources is then changed: a word, a
figure, a negation, an order, or gone. Measured: read the catalog and the new template, update with fuzzy proposals, save;
against `msgmerge -N` (exact only) on the same files. And a save after ten targets have changed, against polib's save.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

import polib

from tilmach import po
from tilmach.catalog import Catalog, Message, State
from tilmach.update import update

CORPUS = Path(__file__).parent.parent / "training" / "corpus"


def sentences(count: int, seed: int = 7) -> Iterator[tuple[str, str]]:
    """Yield distinct English sentences with Kazakh targets: corpus lines, and later pairs of them with a figure."""
    random_ = random.Random(seed)
    pairs = [
        line.split("\t")[:2]
        for path in sorted(CORPUS.glob("*.tsv"))
        if not path.name.startswith(("lexicon", "colloc", "phrase"))
        for line in path.read_text("utf-8").splitlines()
    ]
    random_.shuffle(pairs)
    seen: set[str] = set()
    while len(seen) < count:
        if len(seen) < len(pairs) // 2:
            source, target = pairs[len(seen)]
        else:
            (one, eins), (two, zwei) = random_.choices(pairs, k=2)
            number = random_.randint(2, 9999)
            words = two.split()
            source, target = f"{one[:60]} {number} {' '.join(words[len(words) // 2 :])}", f"{eins[:60]} {number} {zwei[-60:]}"
        if source not in seen:
            seen.add(source)
            yield source, target
        else:
            pairs = [pair for pair in pairs if pair[0] != source]


def changed(source: str, kind: int, random_: random.Random) -> str | None:
    words = source.split()
    place = random_.randrange(len(words))
    figures = [index for index, word in enumerate(words) if word.isdigit()]
    if kind == 0 or (kind == 1 and not figures):
        words[place] = words[place][::-1]
    elif kind == 1:
        words[figures[0]] = str(random_.randint(2, 9999))
    elif kind == 2:
        words.insert(place, "not")
    elif kind == 3:
        words[place : place + 2] = reversed(words[place : place + 2])
    else:
        return None
    return " ".join(words)


def make(folder: Path, count: int) -> tuple[Path, Path]:
    """Write the old catalog and the new template."""
    random_ = random.Random(count)
    old, new = [], []
    for number, (source, target) in enumerate(sentences(count), 1):
        place = (("source_texts/article.txt", number),)
        notes = (f"paragraph {number // 3}, sentence {number % 3 + 1} of 3",)
        old.append(Message(source, target, locations=place, notes=notes))
        now = changed(source, number // 10 % 5, random_) if number % 10 == 0 else source
        if now is not None:
            new.append(Message(now, locations=place, notes=notes))
    catalog, template = folder / f"{count}.po", folder / f"{count}.pot"
    po.write(catalog, Catalog("kk", tuple(old)))
    po.write(template, Catalog("", tuple({message.source: message for message in new}.values())))
    return catalog, template


def cpu(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


def cpu_of(*command: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"LC_ALL": "C.UTF-8"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def bring_in_step(catalog: Path, template: Path, output: Path) -> Catalog:
    new = update(po.read(catalog, "kk"), po.read(template, ""))
    po.write(output, new)
    return new


def few_changes(catalog: Catalog, path: Path) -> None:
    edited = [
        replace(message, target=f"{message.target} …", raw=None) for message in catalog.messages[:: len(catalog.messages) // 10]
    ]
    po.write(path, catalog.with_messages(edited))


def measure(folder: Path, count: int, runs: int) -> dict[str, float]:
    catalog, template = make(folder, count)
    rows: dict[str, list[float]] = {"ours": [], "read": [], "msgmerge -N": [], "save": [], "polib save": []}
    output = folder / "out.po"
    for _ in range(runs):
        output.unlink(missing_ok=True)
        rows["ours"].append(cpu(lambda: bring_in_step(catalog, template, output)))
        rows["read"].append(cpu(lambda: po.read(catalog, "kk")))
        rows["msgmerge -N"].append(
            cpu_of("msgmerge", "-N", "--quiet", "-o", str(folder / "merged.po"), str(catalog), str(template))
        )
    # polib's objects would burden the others
    ours, parsed = po.read(catalog, "kk"), polib.pofile(str(catalog))
    for _ in range(runs):
        saved = folder / "saved.po"
        saved.write_bytes(catalog.read_bytes())
        rows["save"].append(cpu(lambda saved=saved: few_changes(ours, saved)))
        rows["polib save"].append(cpu(lambda: parsed.save(str(folder / "polib.po"))))
    new = po.read(output, "kk")
    states = new.counts()
    print(f"{count}: {states[State.STALE]} proposals, {states[State.UNTRANSLATED]} without, {len(new.obsolete)} obsolete")
    return {name: median(values) for name, values in rows.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    options = parser.parse_args()
    results = {}
    with tempfile.TemporaryDirectory() as name:
        for count in options.sizes:
            results[count] = times = measure(Path(name), count, options.runs)
            print(json.dumps({key: round(value, 3) for key, value in times.items()}))
            merge, save = times["ours"] / times["msgmerge -N"], times["save"] / times["polib save"]
            print(f"{count}: ours / msgmerge -N {merge:.2f}, save / polib's {save:.3f}")
            sys.stdout.flush()
    small, large = options.sizes[-2:]
    print(f"t({large}) / t({small}): {results[large]['ours'] / results[small]['ours']:.1f}")


if __name__ == "__main__":
    main()
