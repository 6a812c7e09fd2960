"""Rows become examples for the network: varied, encoded, linked, and put into batches of similar lengths."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tilmach.training.alignment import Links
from tilmach.training.rows import Row
from tilmach.training.tokenizer import Tokenizer

LONGEST_SOURCE, LONGEST_TARGET = 200, 250  # pieces; longer texts are not trained on
_FIGURE = re.compile(r"(?<![\d.,:\-])\d{1,4}(?![\d.,:])")
_CHUNK = 3000  # examples that are sorted by length together
_CURLY = str.maketrans("“”‘’", "\"\"''")


@dataclass(frozen=True, slots=True)
class Example:
    """An encoded row.

    Attributes:
        source: Its pieces.
        words: To which word each source piece belongs.
        targets: Pieces by language.
        links: By language, for each target piece the source word that it translates, or -1.
    """

    source: list[int]
    words: list[int]
    targets: dict[str, list[int]]
    links: dict[str, list[int]]

    @property
    def longest(self) -> int:
        """Length of its longest target."""
        return max(map(len, self.targets.values()))


def vary_figures(row: Row, random_: random.Random) -> Row:
    """Replace figures by others, the same in all languages: figures must be copied, not remembered.

    The last digit (and a ten before it) stays, since the Russian form of the noun depends on it; a year stays a year.
    """
    figures = _FIGURE.findall(row.source)
    if not figures or random_.random() < 0.3:
        return row
    texts = [row.source, *row.targets.values()]
    for figure in set(figures):
        if any(_FIGURE.findall(text).count(figure) != figures.count(figure) for text in texts):
            continue
        if len(figure) == 4 and figure[:2] in ("18", "19", "20"):
            new = figure[:2] + str(random_.randint(0, 9)) + figure[3]
        elif len(figure) == 1:
            continue
        else:
            keep = 2 if figure[-2] == "1" else 1
            head = str(random_.randint(2, 9)) + "".join(str(random_.randint(0, 9)) for _ in figure[1:])
            new = head[: len(figure) - keep] + figure[-keep:]
            if keep == 1 and len(new) > 1 and new[-2] == "1":
                continue
        texts = [re.sub(rf"(?<![\d.,:\-]){figure}(?![\d.,:])", new, text) for text in texts]
    return Row(row.kind, texts[0], dict(zip(row.targets, texts[1:], strict=True)))


def vary_source(text: str, random_: random.Random) -> str:
    """Return English as it comes: straight or curly quotes, now and then a headline in capitals."""
    if random_.random() < 0.4:
        text = text.translate(_CURLY)
    elif random_.random() < 0.3:
        text = re.sub(r'"([^"]*)"', r"“\1”", text).replace("'", "’")
    if random_.random() < 0.01:
        text = text.upper()
    return text


def epoch(
    rows: Iterable[Row],
    tokenizer: Tokenizer,
    random_: random.Random,
    alpha: float,
    links: Mapping[str, Mapping[str, Links]],
    weight: Callable[[Row], float] = lambda _: 1.0,
) -> list[Example]:
    """Draw, vary and encode the examples of one epoch.

    Args:
        rows: What there is to draw from.
        tokenizer: Encodes them.
        random_: Decides.
        alpha: Smoothing of sampled segmentations, which three in ten rows get; 0 for none.
        links: Between words, by language and source, where they are known.
        weight: How likely a row is drawn, 0 to 1.
    """
    examples: list[Example] = []
    for row in rows:
        if random_.random() > weight(row):
            continue
        varied = vary_figures(row, random_)
        sampled = alpha if random_.random() < 0.3 else 0.0
        source = tokenizer.encode(vary_source(varied.source, random_), tokenizer.source, sampled)
        targets = {code: tokenizer.encode(text, code, sampled) for code, text in varied.targets.items()}
        if len(source) < LONGEST_SOURCE and all(len(ids) < LONGEST_TARGET for ids in targets.values()):
            linked = {
                code: link_pieces(tokenizer.words(ids), links.get(code, {}).get(row.source, []))
                for code, ids in targets.items()
            }
            examples.append(Example(source, tokenizer.words(source), targets, linked))
    return examples


def link_pieces(words: Sequence[int], links: Links) -> list[int]:
    """Return for each target piece the source word that its word is linked to, or -1."""
    return [links[word] if 0 <= word < len(links) else -1 for word in words]


def batches(examples: list[Example], tokens: int, random_: random.Random) -> Iterator[list[Example]]:
    """Yield batches of similar lengths with about ``tokens`` padded target pieces."""
    random_.shuffle(examples)
    result: list[list[Example]] = []
    for start in range(0, len(examples), _CHUNK):
        chunk = sorted(examples[start : start + _CHUNK], key=lambda example: (example.longest, len(example.source)))
        batch: list[Example] = []
        size = longest = 0
        for example in chunk:
            longest = max(longest, example.longest)
            size += len(example.targets)
            if batch and longest * size > tokens:
                result.append(batch)
                batch, size, longest = [], len(example.targets), example.longest
            batch.append(example)
        result.append(batch)
    random_.shuffle(result)
    yield from result
