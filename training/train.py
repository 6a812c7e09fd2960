"""Train the starter model; resumable, made to run in the background for hours on two cores.

    python -m training.train --minutes 110 --decay 35

The learning rate warms up, stays, and falls to zero during the last ``--decay`` minutes, by the clock: the time is what is
given, not the number of steps. ``stable.pt`` (before the fall) is what a later run continues from with ``--resume``;
``final.pt`` is what ``training.convert`` reads. Every epoch reads the corpus again, so it may grow meanwhile.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch.nn import functional

from training.alignment import Links, align_all
from training.corpus import TARGETS, WEIGHT, WORK, Row, names, read_corpus, read_interface, split
from training.lexical import vectors
from training.network import Network, Shape
from training.tokenizer import EOS, PAD, Tokenizer

FIGURE = re.compile(r"(?<![\d.,:\-])\d{1,4}(?![\d.,:])")


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


def vary_figures(row: Row, random_: random.Random) -> Row:
    """Replace figures by others, the same in all languages: figures must be copied, not remembered.

    The last digit (and a ten before it) stays, since the Russian form of the noun depends on it; a year stays a year.
    """
    figures = FIGURE.findall(row.source)
    if not figures or random_.random() < 0.3:
        return row
    texts = [row.source, *row.targets.values()]
    for figure in set(figures):
        if any(FIGURE.findall(text).count(figure) != figures.count(figure) for text in texts):
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
    """English as it comes: straight or curly quotes, now and then a headline in capitals."""
    if random_.random() < 0.4:
        text = text.translate(str.maketrans("“”‘’", "\"\"''"))
    elif random_.random() < 0.3:
        text = re.sub(r'"([^"]*)"', r"“\1”", text).replace("'", "’")
    if random_.random() < 0.01:
        text = text.upper()
    return text


def epoch(
    rows: list[Row],
    tokenizer: Tokenizer,
    random_: random.Random,
    alpha: float,
    links: dict[str, dict[str, Links]],
    seasoning: float = 1.0,
) -> list[Example]:
    """Draw, vary and encode the examples of one epoch; ``seasoning`` scales what is not a sentence of the newsroom."""
    examples: list[Example] = []
    news = sum(row.kind not in ("interface", "names") for row in rows)
    interface = sum(row.kind == "interface" for row in rows)
    share = min(1.0, 0.08 * news / max(1, interface))
    for row in rows:
        weight = share if row.kind == "interface" else WEIGHT.get(row.kind, 1.0)
        if random_.random() > (weight if weight == 1.0 else weight * seasoning):
            continue
        varied = vary_figures(row, random_)
        sampled = alpha if random_.random() < 0.3 else 0.0
        source = tokenizer.encode(vary_source(varied.source, random_), "en", sampled)
        targets = {code: tokenizer.encode(text, code, sampled) for code, text in varied.targets.items()}
        if len(source) < 200 and all(len(ids) < 250 for ids in targets.values()):
            linked = {code: link_pieces(tokenizer.words(ids), links[code].get(row.source, [])) for code, ids in targets.items()}
            examples.append(Example(source, tokenizer.words(source), targets, linked))
    return examples


def link_pieces(words: list[int], links: Links) -> list[int]:
    """Return for each target piece the source word that its word is linked to, or -1."""
    return [links[word] if 0 <= word < len(links) else -1 for word in words]


def batches(examples: list[Example], tokens: int, random_: random.Random) -> Iterator[list[Example]]:
    """Yield batches of similar lengths with about ``tokens`` padded target pieces."""
    random_.shuffle(examples)
    result: list[list[Example]] = []
    for start in range(0, len(examples), 3000):
        chunk = sorted(examples[start : start + 3000], key=lambda e: (max(map(len, e.targets.values())), len(e.source)))
        batch: list[Example] = []
        size = longest = 0
        for example in chunk:
            longest = max(longest, *map(len, example.targets.values()))
            size += len(example.targets)
            if batch and longest * size > tokens:
                result.append(batch)
                batch, size, longest = [], len(example.targets), max(map(len, example.targets.values()))
            batch.append(example)
        result.append(batch)
    random_.shuffle(result)
    yield from result


def pad(sequences: list[list[int]], filler: int = PAD) -> torch.Tensor:
    longest = max(map(len, sequences))
    return torch.tensor([ids + [filler] * (longest - len(ids)) for ids in sequences])


class Trainer:
    """Holds what a checkpoint holds: weights, their moving average, the optimizer and the clock."""

    def __init__(self, shape: Shape, tokenizer: Tokenizer, rate: float, smoothing: float) -> None:
        self.tokenizer, self.rate, self.smoothing = tokenizer, rate, smoothing
        self.guide = 0.0
        self.network = Network(shape)
        self.average = {name: value.detach().clone() for name, value in self.network.state_dict().items()}
        self.optimizer = torch.optim.AdamW(
            self.network.parameters(), lr=rate, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.02, fused=True
        )
        self.pieces = {code: torch.tensor(ids) for code, ids in tokenizer.slices.items()}
        self.local = {code: torch.full((shape.vocabulary,), -1).scatter(0, ids, torch.arange(len(ids)))
                      for code, ids in self.pieces.items()}  # fmt: skip
        self.steps = self.seen = 0

    def loss(self, batch: list[Example], word_dropout: float = 0.0) -> tuple[torch.Tensor, torch.Tensor, int]:
        """Return the summed loss of a batch, what guided alignment adds, and the number of target pieces."""
        source = pad([[*example.source, EOS] for example in batch])
        if word_dropout:
            drop = torch.rand(source.shape) < word_dropout
            source = source.masked_fill(drop & (source > EOS + 1), EOS + 1)
        rows, inputs, outputs, codes, linked = [], [], [], [], []
        for code in TARGETS:
            start = self.tokenizer.language_id[code]
            for index, example in enumerate(batch):
                if code in example.targets:
                    rows.append(index)
                    inputs.append([start, *example.targets[code]])
                    outputs.append([*example.targets[code], EOS])
                    linked.append([*example.links[code], -1])
                    codes.append(code)
        memory, mask = self.network.encode(source)
        target = pad(outputs)
        guides: list[torch.Tensor] | None = [] if self.guide and self.network.training else None
        states = self.network.decode(memory, mask, torch.tensor(rows), pad(inputs), guides)
        total, guided, count = torch.zeros(()), torch.zeros(()), 0
        if guides:
            words = pad([[*example.words, -2] for example in batch], -2)[rows]
            wanted = pad(linked, -1)
            told = (words[:, None, :] == wanted[:, :, None]) & (wanted[:, :, None] >= 0)
            known = told.any(-1)
            for guide in guides:
                right = guide.masked_fill(~told, -1e4).logsumexp(-1)
                guided = guided - right[known].sum()
        for code in TARGETS:
            chosen = torch.tensor([c == code for c in codes])
            if not chosen.any():
                continue
            wanted = target[chosen]
            real = wanted != PAD
            logits = self.network.logits(states[chosen][real], self.pieces[code])
            total = total + functional.cross_entropy(
                logits, self.local[code][wanted[real]], reduction="sum", label_smoothing=self.smoothing
            )
            count += int(real.sum())
        return total, self.guide * guided, count

    def step(self, batch: list[Example], factor: float, word_dropout: float) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate * factor
        total, guided, count = self.loss(batch, word_dropout)
        ((total + guided) / count).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.steps += 1
        self.seen += count
        if self.steps % 10 == 0:
            keep = min(0.99, 1 - 40 / (self.steps + 50))
            for name, value in self.network.state_dict().items():
                self.average[name].lerp_(value, 1 - keep)
        return float(total.detach()) / count

    @torch.no_grad()
    def watch(self, examples: list[Example]) -> float:
        """Return the loss per piece of the averaged weights on rows that are never trained on."""
        current = {name: value.clone() for name, value in self.network.state_dict().items()}
        self.network.load_state_dict(self.average)
        self.network.eval()
        smoothing, self.smoothing = self.smoothing, 0.0
        total = count = 0.0
        for start in range(0, len(examples), 20):
            loss, _, pieces = self.loss(examples[start : start + 20])
            total, count = total + float(loss), count + pieces
        self.smoothing = smoothing
        self.network.load_state_dict(current)
        self.network.train()
        return total / count

    def save(self, path: Path) -> None:
        state = {
            "shape": asdict(self.network.shape), "network": self.network.state_dict(), "average": self.average,
            "optimizer": self.optimizer.state_dict(), "steps": self.steps, "seen": self.seen,
        }  # fmt: skip
        temporary = path.with_suffix(".tmp")
        torch.save(state, temporary)
        temporary.replace(path)

    def load(self, path: Path) -> None:
        state = torch.load(path, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.average = state["average"]
        self.optimizer.load_state_dict(state["optimizer"])
        self.steps, self.seen = state["steps"], state["seen"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=WORK / "model")
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--decay", type=float, default=30.0, help="minutes of the falling learning rate at the end")
    parser.add_argument("--rate", type=float, default=1.4e-3)
    parser.add_argument("--warmup", type=int, default=400, help="steps")
    parser.add_argument("--tokens", type=int, default=1600, help="padded target pieces in a batch")
    parser.add_argument("--alpha", type=float, default=0.2, help="sampling of segmentations; 0 is none")
    parser.add_argument("--word-dropout", type=float, default=0.01)
    parser.add_argument("--smoothing", type=float, default=0.1)
    parser.add_argument("--guide", type=float, default=0.3, help="weight of guided alignment; falls to 0.05")
    parser.add_argument("--seed", type=int, default=20261127)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--report", type=float, default=120, help="seconds between two lines")
    parser.add_argument("--resume", type=Path)
    for field, default in asdict(Shape(0)).items():
        if field not in ("vocabulary", "positions", "token_scale", "position_scale"):
            parser.add_argument(f"--{field.replace('_', '-')}", type=type(default), default=default)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    random_ = random.Random(options.seed)
    tokenizer = Tokenizer(options.folder)
    shape = Shape(
        len(tokenizer.model), options.width, options.heads, options.feed_forward,
        options.encoder_layers, options.decoder_layers, options.dropout,
    )  # fmt: skip
    trainer = Trainer(shape, tokenizer, options.rate, options.smoothing)
    if options.resume:
        trainer.load(options.resume)
    size = sum(p.numel() for p in trainer.network.parameters())
    print(json.dumps({"parameters": size, **{k: str(v) for k, v in vars(options).items()}}), flush=True)
    parts = split(read_corpus(), [*read_interface(), *names()])
    links = align_all(parts.train)
    if not options.resume:
        start_vectors = vectors([row for row in parts.train if row.kind != "names"], tokenizer, shape.width)
        trainer.network.embedding.weight.data.copy_(start_vectors)
    watched = epoch(parts.watch, tokenizer, random.Random(1), 0.0, {code: {} for code in TARGETS})
    start = last = saved = time.monotonic()
    seen, losses, number = trainer.seen, [0.0], 0
    length = options.minutes * 60
    stable = length - options.decay * 60
    while (now := time.monotonic()) - start < length:
        number += 1
        parts = split(read_corpus(), [*read_interface(), *names()])
        # the last epochs are for the newsroom: words and interface strings have given what they have
        falling = time.monotonic() - start > stable
        examples = epoch(parts.train, tokenizer, random_, options.alpha, links, 0.3 if falling else 1.0)
        for batch in batches(examples, options.tokens, random_):
            now = time.monotonic()
            gone = now - start
            if gone >= length:
                break
            factor = min(1.0, (trainer.steps + 1) / options.warmup)
            if gone > stable:
                factor = min(factor, max(0.01, (length - gone) / (length - stable)))
            trainer.guide = max(0.05, options.guide * (1 - gone / 2400))
            losses.append(trainer.step(batch, factor, options.word_dropout))
            if now - last > options.report:
                print(
                    f"{gone / 60:6.1f} min  epoch {number}  step {trainer.steps}  pieces {trainer.seen / 1e6:.2f}M  "
                    f"{(trainer.seen - seen) / (now - last):.0f}/s  loss {sum(losses) / len(losses):.3f}  "
                    f"watch {trainer.watch(watched):.3f}  rate {factor * options.rate:.5f}  rows {len(examples)}",
                    flush=True,
                )
                last, seen, losses = now, trainer.seen, []
            if now - saved > 300:
                trainer.save(options.folder / ("stable.pt" if gone < stable else "falling.pt"))
                saved = now
    trainer.save(options.folder / "final.pt")
    print(f"watch {trainer.watch(watched):.4f} after {trainer.steps} steps, {trainer.seen} pieces", flush=True)


if __name__ == "__main__":
    main()
