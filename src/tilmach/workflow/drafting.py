"""The main job: ``translate()``. Extract, bring the catalogs in step, fill them from the memory, then by the machine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tilmach import formats, po
from tilmach import glossary as glossaries
from tilmach.carryover import carry
from tilmach.catalog import DRAFTS, MARK, Catalog, Message, State
from tilmach.engines import Chooser, Draft, Engine
from tilmach.errors import TilmachError
from tilmach.glossary import Glossary
from tilmach.inline.protection import Protected, protect, restore
from tilmach.memory import CUTOFF, TranslationMemory
from tilmach.memory.sync import sync
from tilmach.model import Syntax
from tilmach.project import Article, Project
from tilmach.update import update
from tilmach.workflow.report import EngineFor, Progress, Report, silent
from tilmach.workflow.sources import write_templates

_GUESSED = f"{MARK} the place of the markup is a guess"
_FUZZY_TRIES = 3  # matches looked at before the machine is asked


def translate(
    project: Project,
    articles: Sequence[Article],
    targets: Sequence[str],
    engine_for: EngineFor,
    progress: Progress = silent,
    *,
    redo: bool = False,
) -> Report:
    """Extract, bring the catalogs in step, and put a draft where there is no target.

    What a person wrote is not touched. An untouched machine draft is made again if another model or glossary would make it now,
    or if asked to. Drafts reach the cache as they come and the catalogs when a locale is finished or the run is stopped, so
    that an interrupted run goes on where it was. Several runs may work on one project at once.

    Args:
        project: The project.
        articles: What to translate.
        targets: Into which locales.
        engine_for: Gives the engine of a locale.
        progress: Is told how far it is.
        redo: Make all untouched drafts again.
    """
    report = Report()
    try:
        glossary = glossaries.read(project.glossary_path)
    except TilmachError as error:
        report.failures.append(error)
        glossary = Glossary()
    with TranslationMemory(project.memory_path) as memory:
        report.failures += sync(memory, project)
        pending: dict[str, dict[Path, Catalog]] = {locale: {} for locale in targets}
        syntaxes: dict[Path, Syntax] = {}
        for article, template in write_templates(project, articles, report).items():
            for locale in targets:
                path = project.catalog_path(article, locale)
                noted = glossary.noted(template, locale)
                filling = _Remembering(memory, project, locale, redo=redo)
                try:
                    new, is_written = po.edit(
                        path,
                        locale,
                        lambda old, noted=noted, filling=filling: filling.fill(update(old, noted)),  # type: ignore[misc]
                        lock=project.lock_path,
                        project=article.name,
                    )
                except TilmachError as error:
                    report.failures.append(error)
                    continue
                if is_written:
                    report.written.append(path)
                    report.remembered[locale] = report.remembered.get(locale, 0) + filling.count
                pending[locale][path] = new
                syntaxes[path] = formats.syntax(article.path)
        for locale, catalogs in pending.items():
            if any(message.state in (State.UNTRANSLATED, State.MACHINE) for c in catalogs.values() for message in c.messages):
                try:
                    job = _Drafting(project, locale, engine_for(locale), glossary, memory, report, syntaxes, redo)
                    job.run(catalogs, progress)
                except TilmachError as error:
                    report.failures.append(error)
    return report.settled()


class _Remembering:
    """Fills a catalog from the translation memory."""

    def __init__(self, memory: TranslationMemory, project: Project, locale: str, *, redo: bool) -> None:
        self.memory, self.project, self.locale, self.redo = memory, project, locale, redo
        self.count = 0

    def fill(self, catalog: Catalog) -> Catalog:
        self.count = 0
        sources = ["", *(message.source for message in catalog.messages), ""]
        filled = []
        for index, message in enumerate(catalog.messages):
            if message.state is State.UNTRANSLATED or (self.redo and message.state in DRAFTS):
                new = self._filled(message, sources[index], sources[index + 2])
                if new and (new.target, new.comments) != (message.target, message.comments):
                    filled.append(new)
        self.count = len(filled)
        return catalog.with_messages(filled) if filled else catalog

    def _filled(self, message: Message, before: str, after: str) -> Message | None:
        match = self.memory.exact(message.source, self.locale, before, after)
        if match:
            new = message.drafted(match.target, f"{match.score:.0f}% {match.origin}", State.MEMORY)
            is_approved = match.has_context and self.project.approve_context_matches
            return replace(new, fuzzy=False) if is_approved else new
        for _, match in zip(range(_FUZZY_TRIES), self.memory.search(message.source, self.locale, CUTOFF), strict=False):
            target = carry(match.source, message.source, match.target).target
            if target:
                # 99: a figure may be all that differs in a long sentence
                name = f"{min(match.score, 99):.0f}% {match.origin}"
                return message.drafted(target, name, State.MEMORY, previous=match.source)
        return None


@dataclass
class _Drafting:
    """Drafts what some catalogs of one locale lack."""

    project: Project
    locale: str
    engine: Engine
    glossary: Glossary
    memory: TranslationMemory
    report: Report
    syntaxes: Mapping[Path, Syntax]
    redo: bool
    _guessed: set[str] = field(default_factory=set)
    _names: dict[str, str] = field(default_factory=dict)

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
        wanted = {source: self._name(source) for source in wanting}
        drafts: dict[str, str] = {} if self.redo else self._cached(wanted)
        self.report.cached += len(drafts)
        todo = [source for source in wanted if source not in drafts]
        what = f"{self.locale} ({self.engine.name})"
        try:
            progress(what, len(drafts), len(wanted))
            for done in self._made({source: wanting[source] for source in todo}):
                self._cache(done, wanted)
                drafts.update(done)
                progress(what, len(drafts), len(wanted))
        finally:
            # also when stopped: what is done is kept
            for path in catalogs:
                self._write(path, drafts)

    def _made(self, syntaxes: Mapping[str, Syntax]) -> Iterator[dict[str, str]]:
        """Yield drafts by source as the engine makes them; it never sees markup."""
        bare = {source: protect(source, syntax) for source, syntax in syntaxes.items()}
        for linked in (False, True):
            chosen = [source for source, protected in bare.items() if protected.is_bare is not linked and protected.text]
            if not chosen:
                continue
            texts = [bare[source].text for source in chosen]
            for batch in self.engine.translate(texts, self._chooser(chosen), linked=linked):
                yield {chosen[draft.index]: self._whole(draft, bare[chosen[draft.index]]) for draft in batch if draft.target}

    def _whole(self, draft: Draft, protected: Protected) -> str:
        """Return a draft with the markup of its source."""
        target, is_sure = restore(draft.target, protected, draft.links)
        if not is_sure:
            self._guessed.add(target)
        return target

    def _name(self, source: str) -> str:
        """Return what marks a draft: the model, and what the glossary wants in this sentence."""
        if source not in self._names:
            wishes = self.glossary.fingerprint(source, self.locale)
            self._names[source] = f"{self.engine.name}, glossary {wishes}" if wishes else self.engine.name
        return self._names[source]

    def _drafted(self, message: Message, target: str) -> Message:
        new = replace(message, comments=tuple(comment for comment in message.comments if comment != _GUESSED))
        if target in self._guessed:
            new = replace(new, comments=(*new.comments, _GUESSED))
        return new.drafted(target, self._name(message.source))

    def _is_wanting(self, message: Message) -> bool:
        if message.state is State.MACHINE:
            return self.redo or message.model != self._name(message.source)
        return message.state is State.UNTRANSLATED

    def _chooser(self, sources: Sequence[str]) -> Chooser | None:
        """Return what chooses among alternative drafts: the glossary, if there is one."""
        if not self.glossary.terms:
            return None
        return lambda index, drafts: self.glossary.best(sources[index], drafts, self.locale)

    def _cached(self, wanted: Mapping[str, str]) -> dict[str, str]:
        drafts: dict[str, str] = {}
        for name, sources in _by_name(wanted).items():
            drafts |= self.memory.drafts(name, self.locale, sources)
        return drafts

    def _cache(self, done: Mapping[str, str], wanted: Mapping[str, str]) -> None:
        for name, sources in _by_name({source: wanted[source] for source in done}).items():
            self.memory.keep_drafts(name, self.locale, [(source, done[source]) for source in sources])

    def _write(self, path: Path, drafts: Mapping[str, str]) -> None:
        """Write drafts into a catalog as it is on disk now: a person may have saved it during the run."""
        count = 0

        def fill(catalog: Catalog) -> Catalog:
            nonlocal count
            filled = [
                self._drafted(message, drafts[message.source])
                for message in catalog.messages
                if message.source in drafts and self._is_wanting(message)
            ]
            count = len(filled)
            return catalog.with_messages(filled) if filled else catalog

        try:
            _, is_written = po.edit(path, self.locale, fill, lock=self.project.lock_path)
        except TilmachError as error:
            self.report.failures.append(error)
            return
        if is_written:
            self.report.written.append(path)
            self.report.engines[self.locale] = self.engine
            self.report.drafted[self.locale] = self.report.drafted.get(self.locale, 0) + count


def _by_name(names: Mapping[str, str]) -> dict[str, list[str]]:
    """Return sources by the name that their drafts have."""
    sources: defaultdict[str, list[str]] = defaultdict(list)
    for source, name in names.items():
        sources[name].append(source)
    return sources
