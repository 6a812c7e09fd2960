"""Argos packages run with CTranslate2 directly: all sentences as one stream, sorted by length, in batches of tokens.

Stock Argos Translate gives the model one sentence at a time, asks for four hypotheses, turns every ``_`` into a space and
leaves the pieces of a long prefix in the text. None of that happens here.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from tilmach.engines import Batch, Chooser, Draft
from tilmach.engines.packages import Package
from tilmach.engines.pieces import Pieces, loops, word_links
from tilmach.errors import ModelError
from tilmach.model import Links

BEAM = 4
BATCH_TOKENS = 768  # padded source tokens: measured in benchmarks/translate.py
# A target much longer than its source is a loop, and most of the time of a bad draft (docs/performance.md).
CAP_RATIO = 2.0
CAP_EXTRA = 12
# How a loop is broken: by forbidding the very thing. Not for all sentences, since names and figures may come back.
NO_LOOPS: dict[str, Any] = {"no_repeat_ngram_size": 3, "repetition_penalty": 1.2}


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

    def translate(self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False) -> Iterator[Batch]:
        """Translate sentences; see ``Engine``. A draft that runs in circles is made again under a ban on repeating."""
        # a BPE model's attention would have to be told apart by another mark of words
        pieces = Pieces(self._encode(list(sources)), choose, linked=linked and self._processor is not None)
        looped: list[int] = []
        yield from self._run(pieces, range(len(pieces.tokens)), {}, looped if self.settings.break_loops else None)
        if looped:
            yield from self._run(pieces, looped, NO_LOOPS, None)

    def _run(
        self, pieces: Pieces, positions: Sequence[int], options: dict[str, Any], looped: list[int] | None
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

    def _start(self, pieces: Pieces, positions: list[int], options: dict[str, Any]) -> list[Any]:
        batch = [pieces.tokens[position] for position in positions]
        longest = max(map(len, batch))
        options = {"beam_size": self.settings.beam, "disable_unk": True} | options
        if pieces.linked:
            options["return_attention"] = True
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

    def _finish(self, pieces: Pieces, batch: list[int], results: list[Any], looped: list[int] | None) -> Iterator[Batch]:
        try:
            found = [result.result() for result in results]
        except RuntimeError as error:
            raise ModelError(f"{self.package.path}: the model failed: {error}.") from None
        kept: list[tuple[int, Any, int]] = []
        for position, result in zip(batch, found, strict=True):
            place = self._chosen(pieces, position, result.hypotheses)
            if looped is not None and loops(result.hypotheses[place]):
                looped.append(position)
            else:
                kept.append((position, result, place))
        decoded = self._decode([result.hypotheses[place] for _, result, place in kept])
        if pieces.linked:
            for position, result, place in kept:
                pieces.link(position, word_links(pieces.tokens[position], result.hypotheses[place], result.attention[place]))
        done = pieces.whole((position, text) for (position, _, _), text in zip(kept, decoded, strict=True))
        if done:
            yield done

    def _chosen(self, pieces: Pieces, position: int, drafts: list[list[str]]) -> int:
        """Return the place of the best of some hypotheses."""
        if len(drafts) == 1 or pieces.choose is None or not pieces.is_whole(position):
            return 0
        return pieces.choose(pieces.owner[position], self._decode(drafts))

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

    def translate(self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False) -> Iterator[Batch]:
        """Translate sentences; see ``Engine``. Alternatives are those of the second."""
        middle = [Draft(index, "") for index in range(len(sources))]
        for batch in self.first.translate(sources, linked=linked):
            for draft in batch:
                middle[draft.index] = draft
        for batch in self.second.translate([draft.target for draft in middle], choose, linked=linked):
            yield [replace(draft, links=_joined(middle[draft.index].links, draft.links)) for draft in batch]


def _joined(first: Links, second: Links) -> Links:
    """Return the links through the words in the middle."""
    return [(source, target) for source, one in first for other, target in second if one == other]


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
