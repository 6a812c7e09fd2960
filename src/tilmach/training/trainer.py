"""What a checkpoint holds, and one step of training: weights, their moving average, the optimizer, the loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from tilmach.training.examples import Example
from tilmach.training.network import Network, Shape
from tilmach.training.tokenizer import EOS, PAD, UNK, Tokenizer

_AVERAGED = 10  # steps between two looks of the moving average at the weights
_WATCHED = 20  # examples in a batch of what is watched


class Trainer:
    """Weights on their way.

    Attributes:
        tokenizer: Whose pieces the examples are.
        network: The weights as they are.
        average: Their moving average: what is converted in the end.
        rate: Highest learning rate.
        smoothing: Of the labels.
        guide: Weight of guided alignment; 0 is none.
        steps: Steps so far.
        seen: Target pieces seen so far.
    """

    def __init__(self, shape: Shape, tokenizer: Tokenizer, rate: float, smoothing: float, device: str = "cpu") -> None:
        self.tokenizer, self.rate, self.smoothing = tokenizer, rate, smoothing
        self.guide = 0.0
        self.device = torch.device(device)
        self.network = Network(shape).to(self.device)
        self.average = self._copy()
        self.optimizer = torch.optim.AdamW(
            self.network.parameters(), lr=rate, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.02, fused=True
        )
        self._pieces = {code: torch.tensor(ids, device=self.device) for code, ids in tokenizer.slices.items()}
        self._local = {
            code: torch.full((shape.vocabulary,), -1, device=self.device).scatter(
                0, ids, torch.arange(len(ids), device=self.device)
            )
            for code, ids in self._pieces.items()
        }
        self.steps = self.seen = 0

    def begin_from(self, weights: Mapping[str, Tensor]) -> None:
        """Take these weights, by the names that the network has for them, as the start."""
        self.network.load_state_dict(dict(weights))
        self.average = self._copy()

    def loss(self, batch: Sequence[Example], word_dropout: float = 0.0) -> tuple[Tensor, Tensor, int]:
        """Return the summed loss of a batch, what guided alignment adds, and the number of target pieces."""
        source = self._padded([[*example.source, EOS] for example in batch])
        if word_dropout:
            drop = torch.rand(source.shape, device=self.device) < word_dropout
            source = source.masked_fill(drop & (source > UNK), UNK)
        rows: list[int] = []
        inputs: list[list[int]] = []
        outputs: list[list[int]] = []
        linked: list[list[int]] = []
        codes: list[str] = []
        for code in self.tokenizer.targets:
            start = self.tokenizer.language_id[code]
            for index, example in enumerate(batch):
                if code in example.targets:
                    rows.append(index)
                    inputs.append([start, *example.targets[code]])
                    outputs.append([*example.targets[code], EOS])
                    linked.append([*example.links[code], -1])
                    codes.append(code)
        memory, mask = self.network.encode(source)
        target = self._padded(outputs)
        guides: list[Tensor] | None = [] if self.guide and self.network.training else None
        owners = torch.tensor(rows, device=self.device)
        states = self.network.decode(memory, mask, owners, self._padded(inputs), guides)
        guided = torch.zeros((), device=self.device)
        if guides:
            words = self._padded([[*example.words, -2] for example in batch], -2)[owners]
            guided = _guided(guides, words, self._padded(linked, -1))
        total, count = torch.zeros((), device=self.device), 0
        for code in self.tokenizer.targets:
            chosen = torch.tensor([c == code for c in codes], device=self.device)
            if code not in codes:
                continue
            wanted = target[chosen]
            real = wanted != PAD
            logits = self.network.logits(states[chosen][real], self._pieces[code])
            total = total + functional.cross_entropy(
                logits, self._local[code][wanted[real]], reduction="sum", label_smoothing=self.smoothing
            )
            count += int(real.sum())
        return total, self.guide * guided, count

    def step(self, batch: Sequence[Example], factor: float, word_dropout: float) -> float:
        """Learn from a batch at ``factor`` times the rate; return its loss per piece."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate * factor
        total, guided, count = self.loss(batch, word_dropout)
        torch.autograd.backward((total + guided) / count)
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.steps += 1
        self.seen += count
        if self.steps % _AVERAGED == 0:
            keep = min(0.99, 1 - 40 / (self.steps + 50))
            for name, value in self.network.state_dict().items():
                self.average[name].lerp_(value, 1 - keep)
        return float(total.detach()) / count

    def watch(self, examples: Sequence[Example]) -> float:
        """Return the loss per piece of the averaged weights on rows that are never trained on."""
        current = self._copy()
        smoothing, self.smoothing = self.smoothing, 0.0
        total, count = 0.0, 0
        try:
            self.network.load_state_dict(self.average)
            self.network.eval()
            with torch.no_grad():
                for start in range(0, len(examples), _WATCHED):
                    loss, _, pieces = self.loss(examples[start : start + _WATCHED])
                    total, count = total + float(loss), count + pieces
        finally:
            self.smoothing = smoothing
            self.network.load_state_dict(current)
            self.network.train()
        return total / max(1, count)

    def save(self, path: Path) -> None:
        """Write a checkpoint; a reader finds the old one or the new one, never a part."""
        state = {
            "shape": asdict(self.network.shape), "network": self.network.state_dict(), "average": self.average,
            "optimizer": self.optimizer.state_dict(), "steps": self.steps, "seen": self.seen,
        }  # fmt: skip
        temporary = path.with_suffix(".tmp")
        torch.save(state, temporary)
        temporary.replace(path)

    def load(self, path: Path) -> None:
        """Go on from a checkpoint."""
        state: dict[str, Any] = torch.load(path, weights_only=True, map_location=self.device)
        self.network.load_state_dict(state["network"])
        self.average = state["average"]
        self.optimizer.load_state_dict(state["optimizer"])
        self.steps, self.seen = state["steps"], state["seen"]

    def _copy(self) -> dict[str, Tensor]:
        return {name: value.detach().clone() for name, value in self.network.state_dict().items()}

    def _padded(self, sequences: Sequence[Sequence[int]], filler: int = PAD) -> Tensor:
        longest = max(map(len, sequences))
        return torch.tensor([[*ids, *[filler] * (longest - len(ids))] for ids in sequences], device=self.device)


def _guided(guides: Sequence[Tensor], words: Tensor, wanted: Tensor) -> Tensor:
    """Return what is missing from the attention's weight on the words that are told to be right.

    Args:
        guides: Logarithms of the attention of each layer.
        words: To which word each source piece belongs.
        wanted: For each target piece the source word that it should look at, or -1.
    """
    told = (words[:, None, :] == wanted[:, :, None]) & (wanted[:, :, None] >= 0)
    known = told.any(-1)
    total = torch.zeros((), device=words.device)
    for guide in guides:
        total = total - guide.masked_fill(~told, -1e4).logsumexp(-1)[known].sum()
    return total
