"""The network: a pre-norm Transformer that CTranslate2 can load, one encoder and one decoder for all targets.

The encoder runs once for a sentence and all targets attend to it; the output layer of a language has only the pieces of its
script. Both save most of the work of a step on two cores.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from tilmach.training.tokenizer import PAD


@dataclass(frozen=True, slots=True)
class Shape:
    """The dimensions, stored with every checkpoint."""

    vocabulary: int
    width: int = 256
    heads: int = 4
    feed_forward: int = 1024
    encoder_layers: int = 4
    decoder_layers: int = 2
    dropout: float = 0.1
    positions: int = 512
    token_scale: float = 5.0
    position_scale: float = 0.3


def positions(length: int, width: int) -> Tensor:
    """Return sinusoidal position encodings (Vaswani et al. 2017), written into the converted model as a table."""
    position = torch.arange(length).unsqueeze(1)
    step = torch.exp(torch.arange(0, width, 2) * (-math.log(10000.0) / width))
    table = torch.zeros(length, width)
    table[:, 0::2] = torch.sin(position * step)
    table[:, 1::2] = torch.cos(position * step)
    return table


class Dropout(nn.Module):
    """Dropout whose random masks are cut from a pool at a random place: on a CPU, drawing them anew took a tenth of a step."""

    pool: Tensor

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate
        self.register_buffer("pool", torch.empty(0), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Drop elements in training."""
        if not self.training or not self.rate:
            return x
        if x.is_cuda:
            return functional.dropout(x, self.rate)
        size = x.numel()
        if len(self.pool) < 2 * size or torch.rand(()) < 0.002:
            self.pool = (torch.rand(max(1 << 20, 3 * size)) >= self.rate).float().div_(1 - self.rate)
        start = int(torch.randint(len(self.pool) - size, ()))
        return x * self.pool[start : start + size].view_as(x)


class Attention(nn.Module):
    """Multi-head attention with separate projections, so that keys of the encoder are made once for all targets."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query = nn.Linear(shape.width, shape.width)
        self.key_value = nn.Linear(shape.width, 2 * shape.width)
        self.out = nn.Linear(shape.width, shape.width)

    def heads_of(self, x: Tensor) -> Tensor:
        """Return the vectors cut into heads."""
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def keys(self, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Return keys and values of what is attended to."""
        key, value = self.key_value(memory).chunk(2, dim=-1)
        return self.heads_of(key), self.heads_of(value)

    def first_head(self, x: Tensor, key: Tensor, mask: Tensor) -> Tensor:
        """Return the logarithms of the first head's weights: what guided alignment trains."""
        query = self.heads_of(self.query(x))[:, 0]
        scores = query @ key[:, 0].transpose(1, 2) / query.shape[-1] ** 0.5
        return functional.log_softmax(scores.masked_fill(~mask[:, 0], -1e4), dim=-1)

    def forward(self, x: Tensor, keys: tuple[Tensor, Tensor], mask: Tensor | None, causal: bool = False) -> Tensor:
        """Return what is attended to, mixed."""
        mixed = functional.scaled_dot_product_attention(
            self.heads_of(self.query(x)), *keys, attn_mask=mask, is_causal=causal
        )  # fmt: skip
        out: Tensor = self.out(mixed.transpose(1, 2).reshape(x.shape))
        return out


class FeedForward(nn.Module):
    """Two layers applied to each place alone."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.inner = nn.Linear(shape.width, shape.feed_forward)
        self.outer = nn.Linear(shape.feed_forward, shape.width)

    def forward(self, x: Tensor) -> Tensor:
        """Apply them."""
        out: Tensor = self.outer(functional.relu(self.inner(x)))
        return out


class EncoderLayer(nn.Module):
    """A layer of the encoder."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention, self.feed_forward = Attention(shape), FeedForward(shape)
        self.attention_norm, self.feed_forward_norm = nn.LayerNorm(shape.width), nn.LayerNorm(shape.width)
        self.drop = Dropout(shape.dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Apply it."""
        normed = self.attention_norm(x)
        x = x + self.drop(self.attention(normed, self.attention.keys(normed), mask))
        out: Tensor = x + self.drop(self.feed_forward(self.feed_forward_norm(x)))
        return out


class DecoderLayer(nn.Module):
    """A layer of the decoder."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.self_attention, self.cross_attention, self.feed_forward = (
            Attention(shape), Attention(shape), FeedForward(shape),
        )  # fmt: skip
        self.self_norm, self.cross_norm, self.feed_forward_norm = (nn.LayerNorm(shape.width) for _ in range(3))
        self.drop = Dropout(shape.dropout)

    def forward(self, x: Tensor, memory: tuple[Tensor, Tensor], mask: Tensor, guides: list[Tensor] | None) -> Tensor:
        """Apply it; see ``Network.decode``."""
        normed = self.self_norm(x)
        x = x + self.drop(self.self_attention(normed, self.self_attention.keys(normed), None, causal=True))
        normed = self.cross_norm(x)
        if guides is not None:
            guides.append(self.cross_attention.first_head(normed, memory[0], mask))
        x = x + self.drop(self.cross_attention(normed, memory, mask))
        out: Tensor = x + self.drop(self.feed_forward(self.feed_forward_norm(x)))
        return out


class Network(nn.Module):
    """Encoder, decoder and one embedding for source, target and output. Names of its parts are those in checkpoints."""

    table: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width, padding_idx=PAD)
        nn.init.normal_(self.embedding.weight, std=0.04)
        self.bias = nn.Parameter(torch.zeros(shape.vocabulary))
        self.encoder = nn.ModuleList(EncoderLayer(shape) for _ in range(shape.encoder_layers))
        self.decoder = nn.ModuleList(DecoderLayer(shape) for _ in range(shape.decoder_layers))
        self.encoder_norm, self.decoder_norm = nn.LayerNorm(shape.width), nn.LayerNorm(shape.width)
        self.drop = Dropout(shape.dropout)
        table = positions(shape.positions, shape.width) * shape.position_scale
        self.register_buffer("table", table, persistent=False)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)
        self._begin_as_a_dictionary()

    @property
    def encoder_layers(self) -> list[EncoderLayer]:
        """The layers of the encoder."""
        return [layer for layer in self.encoder if isinstance(layer, EncoderLayer)]

    @property
    def decoder_layers(self) -> list[DecoderLayer]:
        """The layers of the decoder."""
        return [layer for layer in self.decoder if isinstance(layer, DecoderLayer)]

    def _begin_as_a_dictionary(self) -> None:
        """Let the untrained network write the translations of the words it attends to (with vectors from ``lexical``).

        Residual branches begin small, so that the encoder's output still is its input's words; cross attention hands them
        on unchanged; and what the decoder has just written does not drown them at the tied output layer.
        """
        width = self.shape.width
        with torch.no_grad():
            for layer in self.encoder_layers:
                layer.feed_forward.outer.weight.mul_(0.2)
                layer.attention.out.weight.mul_(0.2)
            for decoder_layer in self.decoder_layers:
                decoder_layer.feed_forward.outer.weight.mul_(0.2)
                decoder_layer.self_attention.out.weight.mul_(0.2)
                decoder_layer.cross_attention.key_value.weight[width:] = torch.eye(width)
                decoder_layer.cross_attention.out.weight.copy_(0.7 * torch.eye(width))

    def embed(self, ids: Tensor) -> Tensor:
        """Return the vectors of pieces with their places."""
        x: Tensor = self.drop(self.embedding(ids) * self.shape.token_scale + self.table[: ids.shape[1]])
        return x

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """Return the encoder's output and its mask (True where there is a piece)."""
        mask = (source != PAD)[:, None, None, :]
        x = self.embed(source)
        for layer in self.encoder:
            x = layer(x, mask)
        return self.encoder_norm(x), mask

    def decode(self, memory: Tensor, mask: Tensor, rows: Tensor, target: Tensor, guides: list[Tensor] | None = None) -> Tensor:
        """Return the decoder's states.

        Args:
            memory: The encoder's output.
            mask: Its mask.
            rows: Which encoded sentence each target belongs to.
            target: Pieces of the targets.
            guides: Each layer adds the logarithms of its first head's attention to the source, if there is a list.
        """
        x = self.embed(target)
        mask = mask[rows]
        for layer in self.decoder_layers:
            key, value = layer.cross_attention.keys(memory)
            x = layer(x, (key[rows], value[rows]), mask, guides)
        out: Tensor = self.decoder_norm(x)
        return out

    def logits(self, states: Tensor, pieces: Tensor) -> Tensor:
        """Return scores over ``pieces`` only: the slice of the language."""
        return functional.linear(states, self.embedding.weight[pieces], self.bias[pieces])
