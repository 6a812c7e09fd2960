"""Which model serves a project best: ``compare()`` has several translate what people have approved."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tilmach import formats
from tilmach.catalog import Message, State
from tilmach.engines import Engine
from tilmach.errors import TilmachError
from tilmach.evaluation import Scores, score
from tilmach.inline.protection import protect
from tilmach.model import MERGED, Syntax
from tilmach.project import Article, Project
from tilmach.workflow.machine import whole_drafts
from tilmach.workflow.measuring import without_glossary
from tilmach.workflow.report import Progress, silent
from tilmach.workflow.sources import catalog_of

FEW = 20
"""With fewer approved sentences a score is an anecdote."""

EnginesFor = Callable[[str], Sequence[Engine]]
"""Returns the engines to compare for a target locale; raises ModelError if one can't be had."""

Gate = Callable[[str, str, str], str | None]
"""Called with source, draft and locale; returns the name of the gate that the draft fails, or None."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How one model did in one locale.

    Attributes:
        locale: The target locale.
        model: The engine's name.
        sentences: Approved sentences that it translated, equal ones once.
        words: Words of their sources.
        few: Whether there are fewer than ``FEW``: no ground for a choice.
        own: How many of the references began as drafts of this very model: a person who corrects a draft stays near it, so the
            model is flattered by them.
        loading: Seconds until the engine had translated a first sentence, once, the loading of the model among them.
        seconds: For all sentences, the model loaded.
        empty: Sentences for which it gave no draft.
        gates: How many drafts failed which gate.
        scores: Against what people approved; None if there is nothing to score or the engine failed.
        failure: Why the engine gave up, if it did.
    """

    locale: str
    model: str
    sentences: int = 0
    words: int = 0
    few: bool = True
    own: int = 0
    loading: float = 0.0
    seconds: float = 0.0
    empty: int = 0
    gates: dict[str, int] = field(default_factory=dict)
    scores: Scores | None = None
    failure: TilmachError | None = None

    @property
    def sentences_per_second(self) -> float | None:
        """Its speed in sentences; None if nothing was timed."""
        return self.sentences / self.seconds if self.seconds else None

    @property
    def words_per_second(self) -> float | None:
        """Its speed in words of the source; None if nothing was timed."""
        return self.words / self.seconds if self.seconds else None


def compare(
    project: Project,
    articles: Sequence[Article],
    targets: Sequence[str],
    engines_for: EnginesFor,
    gate: Gate | None = None,
    progress: Progress = silent,
) -> list[Comparison]:
    """Have engines translate the sources of approved messages and score them against what people approved.

    Nothing is written, and no draft is taken from the cache: times are those of the engines. The glossary has no say. An engine
    that fails does not stop the others.

    Args:
        project: The project.
        articles: Whose approved messages.
        targets: In which locales.
        engines_for: Gives the engines of a locale.
        gate: Judges drafts; no gate, no judgement.
        progress: Is told how far it is.

    Returns:
        The results, by locale, then in the order of the engines.

    Raises:
        TilmachError: A catalog can't be read or an engine can't be had: a comparison without it would mislead.
    """
    compared: list[Comparison] = []
    for locale in targets:
        approved: dict[str, tuple[Message, Syntax]] = {}
        for article in articles:
            syntax = formats.syntax(article.path)
            for message in _comparable(catalog_of(project, article, locale).messages):
                if protect(message.source, syntax).text:
                    approved.setdefault(message.source, (message, syntax))
        compared += [_compared(engine, locale, approved, gate, progress) for engine in engines_for(locale)]
    return compared


def _comparable(messages: Sequence[Message]) -> Iterator[Message]:
    """Yield approved messages whose target says what their source says, and nothing of a neighbour's."""
    merged = {index for index, message in enumerate(messages) if message.target == MERGED}
    for index, message in enumerate(messages):
        if message.state is State.APPROVED and not merged & {index - 1, index, index + 1}:
            yield message


def _compared(
    engine: Engine, locale: str, approved: Mapping[str, tuple[Message, Syntax]], gate: Gate | None, progress: Progress
) -> Comparison:
    syntaxes = {source: syntax for source, (_, syntax) in approved.items()}
    count, words = len(approved), sum(len(source.split()) for source in approved)
    models = [message.model for message, _ in approved.values() if message.machine_hash]
    own = sum(model is not None and without_glossary(model) == engine.name for model in models)
    base = Comparison(locale, engine.name, count, words, count < FEW, own)
    if not approved:
        return base
    drafts: dict[str, str] = {}
    what = f"{locale} ({engine.name})"
    progress(what, 0, count)
    try:
        begun = time.perf_counter()
        # the model is loaded at the first sentence, and that is no part of its speed
        for _ in whole_drafts(engine, dict(list(syntaxes.items())[:1])):
            pass
        started = time.perf_counter()
        for done in whole_drafts(engine, syntaxes):
            drafts |= {source: target for source, (target, _) in done.items()}
            progress(what, len(drafts), count)
        ended = time.perf_counter()
    except TilmachError as error:
        return replace(base, failure=error)
    finally:
        engine.release()
    judged = Counter(gate(source, draft, locale) for source, draft in drafts.items()) if gate else Counter()
    return replace(
        base,
        loading=started - begun,
        seconds=ended - started,
        empty=count - len(drafts),
        gates={name: number for name, number in judged.most_common() if name is not None},
        scores=score([drafts.get(source, "") for source in approved], [m.target for m, _ in approved.values()], locale),
    )
