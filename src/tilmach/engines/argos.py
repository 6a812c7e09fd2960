"""Argos packages run with CTranslate2 directly: all sentences as one stream, sorted by length, in batches of tokens.

Stock Argos Translate gives the model one sentence at a time, asks for four hypotheses, turns every ``_`` into a space and
leaves the pieces of a long prefix in the text. None of that happens here.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tilmach.engines import Batch, Chooser
from tilmach.engines.packages import Package
from tilmach.errors import ModelError

BEAM = 4
BATCH_TOKENS = 768  # padded source tokens: measured in benchmarks/translate.py
LONGEST_SOURCE = 200  # tokens; models have seen no longer sentences, and CTranslate2 cuts at 1,024
# A target much longer than its source is a loop, and most of the time of a bad draft (docs/performance.md).
CAP_RATIO = 2.0
CAP_EXTRA = 12
# How a loop is broken: by forbidding the very thing. Not for all sentences, since names and figures may come back.
NO_LOOPS: dict[str, Any] = {"no_repeat_ngram_size": 3, "repetition_penalty": 1.2}
LOOP = 4  # times that the same three tokens stand in a target


@dataclass(frozen=True)
class Settings:
    """How the model is run.

    Attributes:
        beam: Hypotheses kept at each step.
        batch_tokens: Padded source tokens in a batch.
        threads: Batches translated at the same time, one core each.
        cap: Whether targets are cut at ``CAP_RATIO`` times the longest source of their batch.
        break_loops: Whether a draft that runs in circles is made again.
    """

    beam: int = BEAM
    batch_tokens: int = BATCH_TOKENS
    threads: int = 0
    cap: bool = True
    break_loops: bool = True


class ArgosEngine:
    """An engine over one package; the model is loaded at the first sentence."""

    def __init__(self, package: Package, settings: Settings | None = None) -> None:
        self.package = package
        self.settings = settings or Settings()

    @property
    def name(self) -> str:
        """Engine, languages, version."""
        return self.package.name

    @property
    def is_starter(self) -> bool:
        """Whether it is the model in the box."""
        return self.package.is_starter

    def translate(self, sources: Sequence[str], choose: Chooser | None = None) -> Iterator[Batch]:
        """Translate sentences; see ``Engine``. A draft that runs in circles is made again under a ban on repeating."""
        pieces = _Pieces(self._encode(list(sources)), choose)
        looped: list[int] = []
        yield from self._run(pieces, range(len(pieces.tokens)), {}, looped if self.settings.break_loops else None)
        if looped:
            yield from self._run(pieces, looped, NO_LOOPS, None)

    def _run(
        self, pieces: _Pieces, positions: Sequence[int], options: dict[str, Any], looped: list[int] | None
    ) -> Iterator[Batch]:
        """Translate pieces in batches, some of them at the same time; put those that loop into ``looped`` if it is given."""
        threads = self.settings.threads or _cores()
        pending: deque[tuple[list[int], list[Any]]] = deque()
        for batch in self._batches(pieces.tokens, positions):
            pending.append((batch, self._start(pieces, batch, options)))
            while len(pending) > 2 * threads:
                yield from self._finish(pieces, *pending.popleft(), looped)
        while pending:
            yield from self._finish(pieces, *pending.popleft(), looped)

    def _batches(self, tokens: list[list[str]], positions: Sequence[int]) -> Iterator[list[int]]:
        """Yield positions in batches of similar lengths, the longest first, so that the last ones to finish are short."""
        batch: list[int] = []
        for index in sorted(positions, key=lambda i: len(tokens[i]), reverse=True):
            if batch and len(tokens[batch[0]]) * (len(batch) + 1) > self.settings.batch_tokens:
                yield batch
                batch = []
            batch.append(index)
        if batch:
            yield batch

    def _start(self, pieces: _Pieces, positions: list[int], options: dict[str, Any]) -> list[Any]:
        batch = [pieces.tokens[position] for position in positions]
        longest = max(map(len, batch))
        options = {"beam_size": self.settings.beam, "disable_unk": True} | options
        if pieces.choose:
            options["num_hypotheses"] = options["beam_size"]
        if self.settings.cap:
            options["max_decoding_length"] = int(CAP_RATIO * longest) + CAP_EXTRA
        if self.package.prefix:
            options["target_prefix"] = [[self.package.prefix]] * len(batch)
        try:
            results: list[Any] = self._translator.translate_batch(batch, max_batch_size=0, asynchronous=True, **options)
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"{self.package.path}: the model failed: {error}.") from None
        return results

    def _finish(self, pieces: _Pieces, batch: list[int], results: list[Any], looped: list[int] | None) -> Iterator[Batch]:
        try:
            found = [result.result().hypotheses for result in results]
        except RuntimeError as error:
            raise ModelError(f"{self.package.path}: the model failed: {error}.") from None
        targets = [self._chosen(pieces, position, drafts) for position, drafts in zip(batch, found, strict=True)]
        if looped is not None:
            looped += [position for position, tokens in zip(batch, targets, strict=True) if loops(tokens)]
            good = [(position, tokens) for position, tokens in zip(batch, targets, strict=True) if not loops(tokens)]
            batch, targets = [position for position, _ in good], [tokens for _, tokens in good]
        decoded = self._decode(targets)
        done = pieces.whole(zip(batch, decoded, strict=True))
        if done:
            yield done

    def _chosen(self, pieces: _Pieces, position: int, drafts: list[list[str]]) -> list[str]:
        """Return the best of some hypotheses."""
        if len(drafts) == 1 or pieces.choose is None or not pieces.is_whole(position):
            return drafts[0]
        return drafts[pieces.choose(pieces.owner[position], self._decode(drafts))]

    def _encode(self, sources: list[str]) -> list[list[str]]:
        try:
            if self._processor is not None:
                encoded: list[list[str]] = self._processor.encode(sources, out_type=str)
                return encoded
            return [self.package.tokenizer.encode(source) for source in sources]
        except (RuntimeError, OSError, ValueError) as error:
            raise ModelError(f"{self.package.path}: its tokenizer can't be loaded: {error}.") from None

    def _decode(self, targets: list[list[str]]) -> list[str]:
        targets = [tokens[1:] if tokens[:1] == [self.package.prefix] else tokens for tokens in targets]
        if self._processor is not None:
            return [text.strip() for text in self._processor.decode(targets)]
        return [self.package.tokenizer.decode(tokens).strip() for tokens in targets]

    @cached_property
    def _processor(self) -> Any | None:
        """SentencePiece's own processor, which takes lists; None for a BPE package."""
        lazy = getattr(self.package.tokenizer, "lazy_processor", None)
        return lazy() if lazy else None

    @cached_property
    def _translator(self) -> Any:
        import ctranslate2  # noqa: PLC0415  only a translation needs it

        try:
            return ctranslate2.Translator(
                str(self.package.path / "model"),
                device="auto",
                compute_type="int8",
                inter_threads=self.settings.threads or _cores(),
                intra_threads=1,
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                f"{self.package.path}: CTranslate2 {ctranslate2.__version__} can't load the model: {error}. "
                "It is damaged or made for another version."
            ) from None


class Pivot:
    """Two engines in a row, for languages that no one package joins."""

    def __init__(self, first: ArgosEngine, second: ArgosEngine) -> None:
        self.first, self.second = first, second

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self.first.name} + {self.second.name}"

    @property
    def is_starter(self) -> bool:
        """Whether either is the model in the box."""
        return self.first.is_starter or self.second.is_starter

    def translate(self, sources: Sequence[str], choose: Chooser | None = None) -> Iterator[Batch]:
        """Translate sentences; see ``Engine``. Alternatives are those of the second."""
        middle: list[str] = [""] * len(sources)
        for batch in self.first.translate(sources):
            for index, text in batch:
                middle[index] = text
        yield from self.second.translate(middle, choose)


class _Pieces:
    """Sentences that are too long for a model are translated in pieces and put together again."""

    def __init__(self, sentences: list[list[str]], choose: Chooser | None = None) -> None:
        self.choose = choose
        self.tokens: list[list[str]] = []
        self.owner: list[int] = []
        self._parts: list[list[str | None]] = []
        for index, tokens in enumerate(sentences):
            parts = list(_cut(tokens))
            self.tokens += parts
            self.owner += [index] * len(parts)
            self._parts.append([None] * len(parts))
        self._first = {owner: position for position, owner in reversed(list(enumerate(self.owner)))}

    def is_whole(self, position: int) -> bool:
        """Return whether a piece is a sentence."""
        return len(self._parts[self.owner[position]]) == 1

    def whole(self, decoded: Iterator[tuple[int, str]] | Any) -> Batch:
        """Take decoded pieces; return the sentences that are whole now."""
        done: Batch = []
        for position, text in decoded:
            owner = self.owner[position]
            parts = self._parts[owner]
            parts[position - self._first[owner]] = text
            if None not in parts:
                done.append((owner, " ".join(part for part in parts if part)))
        return done


def loops(tokens: list[str]) -> bool:
    """Whether a target runs in circles: the same three tokens stand in it ``LOOP`` times or more."""
    if len(tokens) < LOOP + 2:
        return False
    return max(Counter(zip(tokens, tokens[1:], tokens[2:], strict=False)).values()) >= LOOP


def _cut(tokens: list[str]) -> Iterator[list[str]]:
    """Yield parts of a sentence of at most ``LONGEST_SOURCE`` tokens, cut before a word where there is one."""
    while len(tokens) > LONGEST_SOURCE:
        cut = next((i for i in range(LONGEST_SOURCE, LONGEST_SOURCE // 2, -1) if tokens[i].startswith("▁")), LONGEST_SOURCE)
        yield tokens[:cut]
        tokens = tokens[cut:]
    yield tokens


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
