"""The training texts of the starter: reading, weighing and splitting them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel import Locale

from tilmach.training.rows import Row, bucket, key, normalize, without_copies

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
WORK = HERE / "work"
TARGETS = ("kk", "ru", "ug")
SCRIPTS = {"kk": "Cyrillic", "ru": "Cyrillic", "ug": "Arabic", "en": "Latin"}

# Files whose sentences may be held out: news as it is written, fixed when the first 19,600 lines were there, so that
# a growing corpus never moves a sentence from training into the test.
NEWS = {
    "rights", "rights2", "politics", "economy", "society", "press",
    "features", "world", "briefs", "long", "longb",
}  # fmt: skip
# How often a row of a kind is drawn in one epoch; kinds that are not named count 1.
WEIGHT = {"lexicon": 0.4, "phrases": 0.5, "collocations": 0.6, "names": 0.25}
SEASONING = 0.08  # interface strings, as a share of the sentences of the newsroom


def read_corpus(folder: Path = CORPUS) -> Iterator[Row]:
    """Yield the rows of all TSV files (English, Kazakh, Russian, Uyghur) of a folder.

    Lines that are not four non-empty columns are passed over: helpers write the files while a training run reads them.
    """
    for path in sorted(folder.glob("*.tsv")):
        kind = path.stem.rsplit("-", 1)[0]
        for line in path.read_text("utf-8").splitlines():
            columns = [normalize(column) for column in line.split("\t")]
            if len(columns) == 4 and all(columns):
                yield Row(kind, columns[0], dict(zip(TARGETS, columns[1:], strict=True)))


def read_interface(path: Path = WORK / "interface.tsv") -> Iterator[Row]:
    """Yield user-interface rows (same columns, where a language may be empty); none if the file was not fetched."""
    if not path.exists():
        return
    for line in path.read_text("utf-8").splitlines():
        source, *rest = (normalize(column) for column in line.split("\t"))
        targets = {code: text for code, text in zip(TARGETS, rest, strict=False) if text}
        if source and targets:
            yield Row("interface", source, targets)


def names() -> Iterator[Row]:
    """Yield names of countries, languages, currencies, months and days from the CLDR (through Babel)."""
    english = Locale("en")
    locales = {code: Locale(code) for code in TARGETS}
    for attribute in ("territories", "languages", "currencies"):
        for code, source in getattr(english, attribute).items():
            targets = {c: text for c, own in locales.items() if (text := getattr(own, attribute).get(code))}
            targets = {c: normalize(t) for c, t in targets.items() if t != source and not re.search(r"[A-Za-z]", t)}
            if targets and re.search(r"[a-z]", source):
                yield Row("names", normalize(source), targets)


@dataclass(frozen=True, slots=True)
class Split:
    """Rows to train on, to watch the training with, and to report on (the last two never trained on)."""

    train: list[Row]
    watch: list[Row]
    test: list[Row]
    interface_test: list[Row]


def split(rows: Iterable[Row], interface: Iterable[Row] = ()) -> Split:
    """Split by English sentence, all languages together, and take near copies of held-out ones out of training."""
    held: dict[str, tuple[int, Row]] = {}
    rest: list[Row] = []
    for row in rows:
        number = bucket(row.source)
        if row.kind in NEWS and number < 6:
            held.setdefault(key(row.source), (number, row))
        else:
            rest.append(row)
    train = list(without_copies(_distinct(rest), held))
    interface_test: list[Row] = []
    for row in interface:
        if bucket(row.source) < 2 and len(row.targets) == 3:
            interface_test.append(row)
        elif bucket(row.source) >= 2 and key(row.source) not in held:
            train.append(row)
    watch = [row for number, row in held.values() if number == 5]
    test = [row for number, row in held.values() if number < 5]
    return Split(train, watch, test, interface_test[:500])


def _distinct(rows: Iterable[Row]) -> Iterator[Row]:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        name = (row.source, row.targets.get("kk", ""))
        if name not in seen:
            seen.add(name)
            yield row


def weigh(rows: Iterable[Row], seasoning: float = 1.0) -> Callable[[Row], float]:
    """Return how likely a row is drawn in one epoch; ``seasoning`` scales what is not a sentence of the newsroom."""
    kinds = Counter(row.kind for row in rows)
    news = sum(count for kind, count in kinds.items() if kind not in ("interface", "names"))
    share = min(1.0, SEASONING * news / max(1, kinds["interface"]))

    def weight(row: Row) -> float:
        own = share if row.kind == "interface" else WEIGHT.get(row.kind, 1.0)
        return own if own == 1.0 else own * seasoning

    return weight
