"""The verbs: extract, translate, build, status. One function each; no printing, progress through one callback.

A failure in one article or locale is collected and does not stop the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tilmach import catalog as catalogs
from tilmach import files, formats, po, segmentation
from tilmach.catalog import Catalog, State
from tilmach.engines import Engine
from tilmach.errors import SourceError, TilmachError
from tilmach.memory import DraftCache
from tilmach.model import Document
from tilmach.project import Article, Project
from tilmach.update import update

Progress = Callable[[str, int, int], None]
"""Called with what is going on, how much is done and how much there is."""


def silent(what: str, done: int, total: int) -> None:
    """Show no progress."""


EngineFor = Callable[[str], Engine]
"""Returns the engine for a target locale; raises ModelError if there is none."""


@dataclass
class Report:
    """What a verb did.

    Attributes:
        written: Files that were made or changed.
        drafted: Drafts per locale.
        cached: How many of them were in the draft cache.
        engines: Engine per locale that drafted.
        failures: What did not work, each for one article or locale.
    """

    written: list[Path] = field(default_factory=list)
    drafted: dict[str, int] = field(default_factory=dict)
    cached: int = 0
    engines: dict[str, Engine] = field(default_factory=dict)
    failures: list[TilmachError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the status table: counts of segments by state, and words of the source."""

    article: str
    locale: str
    segments: int
    words: int
    counts: dict[State, int]


def parse(project: Project, article: Article) -> Document:
    """Read and parse an article.

    Raises:
        SourceError: It can't be read.
    """
    split = segmentation.split if project.segmentation == "sentence" else lambda text: [text]
    return formats.SUFFIXES[article.path.suffix.lower()].parse(files.read_source(article.path), split)


def extract(project: Project, articles: Sequence[Article], report: Report | None = None) -> Report:
    """Write the templates of articles."""
    report = report or Report()
    _templates(project, articles, report)
    return report


def translate(
    project: Project,
    articles: Sequence[Article],
    targets: Sequence[str],
    engine_for: EngineFor,
    progress: Progress = silent,
) -> Report:
    """Extract, bring the catalogs in step, and put a draft where there is no target.

    Targets that are there, human or draft, are not touched. Drafts reach the cache as they come and the catalogs when a
    locale is finished or the run is stopped, so that an interrupted run goes on where it was.
    """
    report = Report()
    missing: dict[str, dict[Path, Catalog]] = {locale: {} for locale in targets}
    for article, template in _templates(project, articles, report).items():
        for locale in targets:
            path = project.catalog_path(article, locale)
            try:
                old = po.read(path, locale) if path.exists() else Catalog(locale)
                new = update(old, template)
                if po.write(path, new, article.name):
                    report.written.append(path)
            except TilmachError as error:
                report.failures.append(error)
                continue
            if new.counts()[State.UNTRANSLATED]:
                missing[locale][path] = new
    for locale, paths in missing.items():
        if paths:
            try:
                _draft(project, locale, paths, engine_for(locale), report, progress)
            except TilmachError as error:
                report.failures.append(error)
    report.written = list(dict.fromkeys(report.written))
    return report


def build(
    project: Project,
    articles: Sequence[Article],
    targets: Sequence[str],
    *,
    only_approved: bool = False,
    folder: Path | None = None,
) -> Report:
    """Write the localized documents; a segment without a usable target stays in the source language."""
    report = Report()
    for article in articles:
        try:
            document = parse(project, article)
        except SourceError as error:
            report.failures.append(error)
            continue
        renderer = formats.SUFFIXES[article.path.suffix.lower()]
        for locale in targets:
            path = project.catalog_path(article, locale)
            try:
                found = po.read(path, locale) if path.exists() else Catalog(locale)
            except TilmachError as error:
                report.failures.append(error)
                continue
            text = renderer.render(document, found.targets(only_approved=only_approved))
            output = project.build_path(article, locale, folder)
            try:
                files.replace(output, text.encode())
            except OSError as error:
                report.failures.append(SourceError(output, f"can't be written: {error.strerror}."))
                continue
            report.written.append(output)
    return report


def status(project: Project, articles: Sequence[Article], targets: Sequence[str]) -> tuple[list[Row], Report]:
    """Return a row per article and locale: what a run of ``translate`` now would find."""
    report = Report()
    rows: list[Row] = []
    for article in articles:
        try:
            template = catalogs.template(parse(project, article), _file(project, article))
        except SourceError as error:
            report.failures.append(error)
            continue
        words = sum(len(message.source.split()) for message in template.messages)
        for locale in targets:
            path = project.catalog_path(article, locale)
            try:
                found = po.read(path, locale) if path.exists() else Catalog(locale)
            except TilmachError as error:
                report.failures.append(error)
                continue
            current = update(found, template)
            rows.append(Row(article.name, locale, len(current.messages), words, current.counts()))
    return rows, report


def _templates(project: Project, articles: Iterable[Article], report: Report) -> dict[Article, Catalog]:
    templates: dict[Article, Catalog] = {}
    for article in articles:
        try:
            template = catalogs.template(parse(project, article), _file(project, article))
            path = project.template_path(article)
            old = po.read(path, "") if path.exists() else None
            if old is None or old.messages != template.messages:
                po.write(path, template, article.name)
                report.written.append(path)
        except TilmachError as error:
            report.failures.append(error)
            continue
        templates[article] = template
    return templates


def _draft(
    project: Project, locale: str, missing: dict[Path, Catalog], engine: Engine, report: Report, progress: Progress
) -> None:
    """Fill the empty targets of some catalogs of one locale: from the cache, then by the engine."""
    sources = list(
        dict.fromkeys(
            message.source
            for catalog in missing.values()
            for message in catalog.messages
            if message.state is State.UNTRANSLATED
        )
    )
    what = f"{locale} ({engine.name})"
    with DraftCache(project.cache_path) as cache:
        drafts = cache.find(engine.name, locale, sources)
        report.cached += len(drafts)
        todo = [source for source in sources if source not in drafts]
        try:
            progress(what, len(drafts), len(sources))
            for batch in engine.translate(todo) if todo else ():
                done = [(todo[index], target) for index, target in batch if target]
                cache.store(engine.name, locale, done)
                drafts.update(done)
                progress(what, len(drafts), len(sources))
        finally:
            # also when stopped: what is done is kept
            for path in missing:
                _fill(path, locale, drafts, engine, report)


def _fill(path: Path, locale: str, drafts: dict[str, str], engine: Engine, report: Report) -> None:
    """Write drafts into a catalog as it is on disk now: a person may have saved it during the run."""
    try:
        catalog = po.read(path, locale)
        filled = [
            message.drafted(drafts[message.source], engine.name)
            for message in catalog.messages
            if message.state is State.UNTRANSLATED and message.source in drafts
        ]
        if filled and po.write(path, catalog.with_messages(filled)):
            report.written.append(path)
            report.engines[locale] = engine
            report.drafted[locale] = report.drafted.get(locale, 0) + len(filled)
    except TilmachError as error:
        report.failures.append(error)


def _file(project: Project, article: Article) -> str:
    # a space would end the name in a "#:" line
    return article.path.relative_to(project.root).as_posix().replace(" ", "%20")
