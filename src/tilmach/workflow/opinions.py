"""Second opinions: where two models disagree, a person looks first: ``second_opinions()`` and the queue, ``review()``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tilmach import formats, po
from tilmach.catalog import Catalog, Message, State
from tilmach.engines import Engine
from tilmach.errors import ModelError, TilmachError
from tilmach.evaluation import agreement
from tilmach.inline.protection import protect
from tilmach.memory.store import Store
from tilmach.model import Syntax
from tilmach.project import Article, Project
from tilmach.workflow.machine import whole_drafts
from tilmach.workflow.measuring import without_glossary
from tilmach.workflow.report import EngineFor, Progress, Report, silent
from tilmach.workflow.sources import catalog_of, current_catalogs


def second_opinions(
    project: Project,
    articles: Sequence[Article],
    targets: Sequence[str],
    engine_for: EngineFor,
    progress: Progress = silent,
) -> Report:
    """Have a second engine translate what untouched machine drafts translate, and note in the catalog how far the two agree.

    Targets stay as they are, and so does everything that a person had a hand in. The catalogs are taken as they are on disk.
    The second drafts reach the cache under their engine's name as they come, so that an interrupted run goes on where it was.

    Args:
        project: The project.
        articles: Whose drafts.
        targets: In which locales.
        engine_for: Gives the second engine of a locale.
        progress: Is told how far it is.

    Returns:
        A report: ``drafted`` are the opinions written, ``engines`` the second engines, ``cached`` the second drafts that the
        cache had.

    Raises:
        TilmachError: The draft cache can't be used.
    """
    report = Report()
    with Store(project.memory_path) as store:
        for locale in targets:
            found: dict[Path, Catalog] = {}
            syntaxes: dict[Path, Syntax] = {}
            for article in articles:
                try:
                    catalog = catalog_of(project, article, locale)
                except TilmachError as error:
                    report.failures.append(error)
                    continue
                if any(map(_is_draft, catalog.messages)):
                    path = project.catalog_path(article, locale)
                    found[path], syntaxes[path] = catalog, formats.syntax(article.path)
            if found:
                try:
                    _Asking(project, locale, engine_for(locale), store, report, syntaxes).run(found, progress)
                except TilmachError as error:
                    report.failures.append(error)
    return report.settled()


@dataclass
class _Asking:
    """Asks one engine about the drafts of one locale."""

    project: Project
    locale: str
    engine: Engine
    store: Store
    report: Report
    syntaxes: Mapping[Path, Syntax]

    def run(self, catalogs: Mapping[Path, Catalog], progress: Progress) -> None:
        """Find second drafts in the cache, make the others, and write what they say of the first."""
        drafts = [message for catalog in catalogs.values() for message in catalog.messages if _is_draft(message)]
        if all(self._is_own(message) for message in drafts):
            raise ModelError(f"{self.engine.name} made the drafts in {self.locale} itself. Ask another model for its opinion.")
        wanted = {
            message.source: self.syntaxes[path]
            for path, catalog in catalogs.items()
            for message in catalog.messages
            if self._is_wanting(message)
        }
        if not wanted:
            return
        seconds = self.store.drafts(self.engine.name, self.locale, wanted)
        self.report.cached += len(seconds)
        what = f"{self.locale} ({self.engine.name})"
        try:
            progress(what, len(seconds), len(wanted))
            for made in whole_drafts(self.engine, {source: wanted[source] for source in wanted if source not in seconds}):
                done = {source: target for source, (target, _) in made.items()}
                self.store.keep_drafts(self.engine.name, self.locale, done.items())
                seconds.update(done)
                progress(what, len(seconds), len(wanted))
        finally:
            self.engine.release()
            # also when stopped: what is done is kept
            for path in catalogs:
                self._write(path, seconds)

    def _is_own(self, message: Message) -> bool:
        return message.model is not None and without_glossary(message.model) == self.engine.name

    def _is_wanting(self, message: Message) -> bool:
        """Return whether the engine is to be asked: not about its own drafts, and not twice."""
        return _is_draft(message) and not self._is_own(message) and message.opinion_model != self.engine.name

    def _write(self, path: Path, seconds: Mapping[str, str]) -> None:
        """Write opinions into a catalog as it is on disk now: a person may have saved it during the run."""
        count = 0

        def note(catalog: Catalog) -> Catalog:
            nonlocal count
            noted = [
                message.with_opinion(self._agreement(message.target, seconds[message.source], path), self.engine.name)
                for message in catalog.messages
                if message.source in seconds and self._is_wanting(message)
            ]
            count = len(noted)
            return catalog.with_messages(noted) if noted else catalog

        try:
            _, is_written = po.edit(path, self.locale, note, lock=self.project.lock_path)
        except TilmachError as error:
            self.report.failures.append(error)
            return
        if is_written:
            self.report.written.append(path)
            self.report.engines[self.locale] = self.engine
            self.report.drafted[self.locale] = self.report.drafted.get(self.locale, 0) + count

    def _agreement(self, draft: str, second: str, path: Path) -> int:
        """Return how far two drafts agree without their markup, which is the same in both."""
        syntax = self.syntaxes[path]
        return agreement(protect(draft, syntax).text, protect(second, syntax).text, self.locale)


def _is_draft(message: Message) -> bool:
    """Return whether a target is a machine's, for this very source (msgmerge carries drafts to others)."""
    return message.state is State.MACHINE and message.is_usable


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits for a person.

    Attributes:
        article: Its article's name.
        locale: The target locale.
        line: 1-based line of the article; None where it has no lines.
        state: What its target is worth.
        opinion: How far a second model agrees with the draft, 0 to 100; None without an opinion.
        model: What drafted it, if a mark tells.
        source: What is translated.
        target: The target to be looked at.
    """

    article: str
    locale: str
    line: int | None
    state: State
    opinion: int | None
    model: str | None
    source: str
    target: str


def review(project: Project, articles: Sequence[Article], targets: Sequence[str]) -> tuple[list[Waiting], Report]:
    """Return what has a target that nobody has approved: what two models agree on least first, then what has no opinion.

    Among equals the order is that of articles and locales as given, and of lines. Articles are taken as they are now, as
    ``status`` does.
    """
    report = Report()
    queue: list[Waiting] = []
    for article, locale, current in current_catalogs(project, articles, targets, report):
        queue += [
            _waiting(message, article.name, locale)
            for message in current.messages
            if message.state not in (State.APPROVED, State.UNTRANSLATED)
        ]
    return sorted(queue, key=lambda each: (each.opinion is None, each.opinion or 0)), report


def _waiting(message: Message, article: str, locale: str) -> Waiting:
    line = message.locations[0][1] if message.locations else 0
    return Waiting(article, locale, line or None, message.state, message.opinion, message.model, message.source, message.target)
