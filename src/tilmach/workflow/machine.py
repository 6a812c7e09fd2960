"""The machine's part of ``translate()``: drafts for one locale, from the cache or an engine, past the gates, into the catalogs.

A draft that fails a gate (another script or language, a loop, a lost figure: see ``gates``) is asked for again: other
alternatives of the same beam first, then the next model of the locale. If all fail, the message stays empty, with the reason
in a note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tilmach import po
from tilmach.catalog import MARK, Catalog, Message, State
from tilmach.engines import Chooser, Draft, Engine
from tilmach.errors import TilmachError
from tilmach.gates import Gates
from tilmach.glossary import Glossary
from tilmach.inline.protection import Protected, protect, restore
from tilmach.memory import TranslationMemory
from tilmach.model import Syntax
from tilmach.project import Project
from tilmach.workflow.report import Progress, Report

_GUESSED = f"{MARK} the place of the markup is a guess"


Drafts = dict[str, tuple[str, bool]]
"""Targets by source, and whether the place of their markup is a guess."""

Choosers = Callable[[Sequence[str], Sequence[str]], Chooser | None]
"""Called with sources and with what the engine gets of them; returns what chooses among its alternatives."""


def _unchosen(sources: Sequence[str], texts: Sequence[str]) -> None:
    """Take the likeliest."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A draft that passed the gates."""

    target: str
    name: str
    is_guess: bool = False


@dataclass
class Machine:
    """Drafts what some catalogs of one locale lack.

    Attributes:
        project: The project.
        locale: The target locale.
        engines: The engines to ask, the best first; each is asked only for what those before it failed at.
        glossary: Chooses among alternatives.
        memory: Keeps drafts.
        report: Is told what was done.
        syntaxes: How the articles of the catalogs write markup.
        redo: Whether all untouched drafts are made again.
        gates: What a draft must pass; None lets all pass.
    """

    project: Project
    locale: str
    engines: Sequence[Engine]
    glossary: Glossary
    memory: TranslationMemory
    report: Report
    syntaxes: Mapping[Path, Syntax]
    redo: bool
    gates: Gates | None
    _made: dict[str, _Made] = field(default_factory=dict)
    _failed: dict[str, str] = field(default_factory=dict)

    def run(self, catalogs: Mapping[Path, Catalog], progress: Progress) -> None:
        """Find drafts in the cache, make the others, and write all into the catalogs."""
        wanting = {
            message.source: self.syntaxes[path]
            for path, catalog in catalogs.items()
            for message in catalog.messages
            if self._is_wanting(message)
        }
        if not wanting:
            return
        try:
            for engine in self.engines:
                todo = {source: syntax for source, syntax in wanting.items() if source not in self._made}
                if todo:
                    self._ask(engine, todo, len(wanting), progress)
        finally:
            # also when stopped: what is done is kept
            for path in catalogs:
                self._write(path)

    def _ask(self, engine: Engine, wanting: Mapping[str, Syntax], total: int, progress: Progress) -> None:
        """Take what an engine has made before, let it make the rest, and ask for other alternatives of what fails."""
        names = {source: self._name(engine, source) for source in wanting}
        what = f"{self.locale} ({engine.name})"
        cached = {} if self.redo else self._cached(names)
        self.report.cached += len(cached)
        for source, target in cached.items():
            self._judge(source, _Made(target, names[source]), wanting[source])
        progress(what, len(self._made), total)
        todo = [source for source in wanting if source not in cached]
        try:
            for chooser in (self._by_glossary, self._by_gates):
                for drafts in whole_drafts(engine, {source: wanting[source] for source in todo}, chooser):
                    self._keep(drafts, names)
                    for source, (target, is_guess) in drafts.items():
                        self._judge(source, _Made(target, names[source], is_guess), wanting[source])
                    progress(what, len(self._made), total)
                todo = [source for source in todo if source in self._failed]
        finally:
            engine.release()

    def _judge(self, source: str, made: _Made, syntax: Syntax) -> None:
        """Take a draft that passes the gates; keep the reason why one does not."""
        failure = self.gates.first(source, made.target, syntax) if self.gates else None
        if failure is None:
            self._made[source] = made
            self._failed.pop(source, None)
        else:
            self._failed[source] = f"{made.name}: {failure.reason}"

    def _by_glossary(self, sources: Sequence[str], texts: Sequence[str]) -> Chooser | None:  # noqa: ARG002  as the other
        """Return what chooses among alternative drafts: the glossary, if there is one."""
        if not self.glossary.terms:
            return None
        return lambda index, drafts: self.glossary.best(sources[index], drafts, self.locale)

    def _by_gates(self, sources: Sequence[str], texts: Sequence[str]) -> Chooser | None:
        """Return what chooses among alternatives of drafts that failed: those that pass, and of these the glossary."""
        gates = self.gates
        if gates is None:
            return None

        def choose(index: int, drafts: Sequence[str]) -> int:
            passing = [place for place, draft in enumerate(drafts) if gates.first(texts[index], draft) is None]
            if not passing or not self.glossary.terms:
                return passing[0] if passing else 0
            return passing[self.glossary.best(sources[index], [drafts[place] for place in passing], self.locale)]

        return choose

    def _name(self, engine: Engine, source: str) -> str:
        """Return what marks a draft: the model, and what the glossary wants in this sentence."""
        wishes = self.glossary.fingerprint(source, self.locale)
        return f"{engine.name}, glossary {wishes}" if wishes else engine.name

    def _is_wanting(self, message: Message) -> bool:
        if message.state is State.MACHINE:
            return self.redo or message.model != self._name(self.engines[0], message.source)
        return message.state is State.UNTRANSLATED

    def _cached(self, names: Mapping[str, str]) -> dict[str, str]:
        drafts: dict[str, str] = {}
        for name, sources in _by_name(names).items():
            drafts |= self.memory.drafts(name, self.locale, sources)
        return drafts

    def _keep(self, drafts: Drafts, names: Mapping[str, str]) -> None:
        """Put drafts into the cache, also those that fail: the next run then knows without asking."""
        for name, sources in _by_name({source: names[source] for source in drafts}).items():
            self.memory.keep_drafts(name, self.locale, [(source, drafts[source][0]) for source in sources])

    def _filled(self, message: Message, path: Path) -> Message:
        """Return a message with its draft, or with the reason why it has none."""
        made = self._made.get(message.source)
        if made and (made.target, made.name) == (message.target, message.model):
            return message
        if made:
            remarks = tuple(comment for comment in message.comments if comment != _GUESSED)
            remarks = (*remarks, _GUESSED) if made.is_guess else remarks
            return replace(message, comments=remarks).drafted(made.target, made.name)
        reason = self._failed.get(message.source)
        if reason is None:
            return message
        if message.target and self.gates and self.gates.first(message.source, message.target, self.syntaxes[path]) is None:
            return message  # a draft of another model, which passes
        return message.rejected(reason)

    def _write(self, path: Path) -> None:
        """Write drafts into a catalog as it is on disk now: a person may have saved it during the run."""
        drafted = rejected = 0

        def fill(catalog: Catalog) -> Catalog:
            nonlocal drafted, rejected
            pairs = [(message, self._filled(message, path)) for message in catalog.messages if self._is_wanting(message)]
            filled = [new for old, new in pairs if new != old]
            drafted = sum(bool(message.target) for message in filled)
            rejected = sum(not new.target for _, new in pairs if new.source in self._failed)
            return catalog.with_messages(filled) if filled else catalog

        try:
            _, is_written = po.edit(path, self.locale, fill, lock=self.project.lock_path)
        except TilmachError as error:
            self.report.failures.append(error)
            return
        self.report.rejected[self.locale] = self.report.rejected.get(self.locale, 0) + rejected
        if is_written:
            self.report.written.append(path)
            self.report.engines[self.locale] = self.engines[0]
            self.report.drafted[self.locale] = self.report.drafted.get(self.locale, 0) + drafted


def whole_drafts(engine: Engine, syntaxes: Mapping[str, Syntax], choosers: Choosers = _unchosen) -> Iterator[Drafts]:
    """Yield the drafts of an engine as it makes them, with the markup of their sources, which it never sees.

    A source that is nothing but markup is left out, and so is an empty draft.

    Args:
        engine: What translates.
        syntaxes: The sources, each with how it writes markup.
        choosers: Gives what chooses among alternatives.

    Raises:
        ModelError: The model can't be loaded.
    """
    bare = {source: protect(source, syntax) for source, syntax in syntaxes.items()}
    for linked in (False, True):
        chosen = [source for source, protected in bare.items() if protected.is_bare is not linked and protected.text]
        if not chosen:
            continue
        texts = [bare[source].text for source in chosen]
        for batch in engine.translate(texts, choosers(chosen, texts), linked=linked):
            yield {chosen[draft.index]: _whole(draft, bare[chosen[draft.index]]) for draft in batch if draft.target}


def _whole(draft: Draft, protected: Protected) -> tuple[str, bool]:
    """Return a draft with the markup of its source, and whether its place is a guess."""
    target, is_sure = restore(draft.target, protected, draft.links)
    return target, not is_sure


def _by_name(names: Mapping[str, str]) -> dict[str, list[str]]:
    """Return sources by the name that their drafts have."""
    sources: defaultdict[str, list[str]] = defaultdict(list)
    for source, name in names.items():
        sources[name].append(source)
    return sources
