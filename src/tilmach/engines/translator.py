"""Models run with CTranslate2: all sentences as one stream, sorted by length, in batches of tokens.

Stock Argos Translate gives the model one sentence at a time, asks for four hypotheses, turns every ``_`` into a space and
leaves the pieces of a long prefix in the text. None of that happens here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tilmach.engines import Batch, Chooser
from tilmach.engines.pieces import Pieces, word_links
from tilmach.engines.runners import Runner, cores, runner
from tilmach.engines.tokens import Tokens, tokens_of
from tilmach.errors import ModelError
from tilmach.models.card import Model

BEAM = 4
BATCH_TOKENS = 768  # padded source tokens: measured in benchmarks/translate.py
# A target much longer than its source is a loop, and most of the time of a bad draft (docs/performance.md).
CAP_EXTRA = 12


@dataclass(frozen=True)
class Settings:
    """How the model is run.

    Attributes:
        beam: Hypotheses kept at each step.
        batch_tokens: Padded source tokens in a batch.
        threads: Batches translated at the same time, one core each.
        cap: Whether targets are cut at the family's ``stretch`` times the longest source of their batch.
        break_loops: Whether a draft that runs in circles is made again.
        use_map: Whether the vocabulary map of the locale is used, where there is one.
        compute_type: CTranslate2's name of how it computes.
    """

    beam: int = BEAM
    batch_tokens: int = BATCH_TOKENS
    threads: int = 0
    cap: bool = True
    break_loops: bool = True
    use_map: bool = True
    compute_type: str = "int8"


class ModelEngine:
    """An engine over one model and one pair of locales; the model is loaded at the first sentence."""

    def __init__(self, model: Model, source: str, target: str, settings: Settings | None = None) -> None:
        self.model, self.source, self.target = model, source, target
        self.settings = settings or Settings()
        self._loaded: Runner | None = None

    @property
    def name(self) -> str:
        """Model, languages, version."""
        return self.model.label(self.source, self.target)

    @property
    def is_starter(self) -> bool:
        """Whether it is the model in the box."""
        return self.model.is_starter

    def translate(self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False) -> Iterator[Batch]:
        """Translate sentences; see ``Engine``. A draft that runs in circles is made again under a ban on repeating."""
        encoded = self.tokens.encode(list(sources))
        pieces = Pieces(encoded, choose, linked=linked and self.tokens.has_words, is_cut=self.tokens.is_cut)
        looped: list[int] = []
        yield from self._run(pieces, range(len(pieces.tokens)), {}, looped if self.settings.break_loops else None)
        if looped:
            yield from self._run(pieces, looped, self.tokens.no_loops, None)

    def release(self) -> None:
        """See ``Engine``."""
        self._loaded = None

    @cached_property
    def tokens(self) -> Tokens:
        """The model's tokens for its pair."""
        return tokens_of(self.model, self.source, self.target)

    @property
    def _threads(self) -> int:
        return self.settings.threads or cores()

    @property
    def _runner(self) -> Runner:
        if self._loaded is None:
            settings = self.settings
            how = {"compute_type": settings.compute_type, "inter_threads": self._threads}
            self._loaded = runner(self.model, self.target, how, use_map=settings.use_map)
        return self._loaded

    def _run(
        self, pieces: Pieces, positions: Sequence[int], options: Mapping[str, Any], looped: list[int] | None
    ) -> Iterator[Batch]:
        """Translate pieces in batches, some of them at the same time; put those that loop into ``looped`` if it is given."""
        pending: deque[tuple[list[int], list[Any]]] = deque()
        for batch in self._batches(pieces.tokens, positions):
            pending.append((batch, self._start(pieces, batch, options)))
            while len(pending) > 2 * self._threads:
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

    def _start(self, pieces: Pieces, positions: list[int], extra: Mapping[str, Any]) -> list[Any]:
        batch = [pieces.tokens[position] for position in positions]
        options: dict[str, Any] = {"beam_size": self.settings.beam, "disable_unk": True, **extra}
        if pieces.linked:
            options["return_attention"] = True
        if pieces.choose:
            options["num_hypotheses"] = options["beam_size"]
        tokens = self.tokens
        longest = None
        if self.settings.cap:
            size = max(map(len, batch)) - (0 if tokens.is_cut else tokens.frame)
            longest = int(self.model.family.stretch * size) + CAP_EXTRA + len(tokens.target_prefix)
        try:
            return self._runner.start([tokens.framed(piece) for piece in batch], tokens.target_prefix, longest, options)
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"{self.model.path}: the model failed: {error}.") from None

    def _finish(self, pieces: Pieces, batch: list[int], results: list[Any], looped: list[int] | None) -> Iterator[Batch]:
        try:
            found = [result.result() for result in results]
        except RuntimeError as error:
            raise ModelError(f"{self.model.path}: the model failed: {error}.") from None
        tokens, run = self.tokens, self._runner
        kept: list[tuple[int, Any, list[str], int]] = []
        for position, result in zip(batch, found, strict=True):
            hypotheses = run.hypotheses(result)
            place = self._chosen(pieces, position, hypotheses)
            if looped is not None and tokens.loops(hypotheses[place]):
                looped.append(position)
            else:
                kept.append((position, result, hypotheses[place], place))
        decoded = tokens.decode([hypothesis for _, _, hypothesis, _ in kept])
        if pieces.linked:
            for position, result, hypothesis, place in kept:
                bare = tokens.bare(hypothesis)
                rows = run.attention(result, place)[len(hypothesis) - len(bare) :]
                seen = [row[tokens.lead :] for row in rows]
                pieces.link(position, word_links(pieces.tokens[position], bare, seen))
        done = pieces.whole((position, text) for (position, *_), text in zip(kept, decoded, strict=True))
        if done:
            yield done

    def _chosen(self, pieces: Pieces, position: int, drafts: list[list[str]]) -> int:
        """Return the place of the best of some hypotheses."""
        if len(drafts) == 1 or pieces.choose is None or not pieces.is_whole(position):
            return 0
        return pieces.choose(pieces.owner[position], self.tokens.decode(drafts))
