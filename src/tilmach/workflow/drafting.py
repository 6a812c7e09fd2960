"""The main job: ``translate()``. Extract, bring the catalogs in step, fill them from the memory, then by the machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from tilmach import formats, po
from tilmach import glossary as glossaries
from tilmach.carryover import carry
from tilmach.catalog import DRAFTS, Catalog, Message, State
from tilmach.engines import Engine
from tilmach.errors import TilmachError
from tilmach.gates import Gates
from tilmach.glossary import Glossary
from tilmach.memory import CUTOFF, TranslationMemory
from tilmach.memory.sync import sync
from tilmach.model import Syntax
from tilmach.project import Article, Project
from tilmach.update import update
from tilmach.workflow.machine import Machine
from tilmach.workflow.report import EngineFor, Progress, Report, silent
from tilmach.workflow.sources import write_templates

_FUZZY_TRIES = 3  # matches looked at before the machine is asked


def translate(
    project: Project,
    articles: Sequence[Article],
    targets: Sequence[str],
    engine_for: EngineFor,
    progress: Progress = silent,
    *,
    redo: bool = False,
    others_for: Callable[[str], Sequence[Engine]] = lambda _: (),
    is_gated: bool = True,
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
        others_for: Gives the engines that are asked in turn for what the first one of a locale fails at.
        is_gated: Whether drafts that fail a gate are kept out of the catalogs.
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
                    engines = [engine_for(locale), *others_for(locale)]
                    gates = Gates(project.source, locale) if is_gated else None
                    job = Machine(project, locale, engines, glossary, memory, report, syntaxes, redo, gates)
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
