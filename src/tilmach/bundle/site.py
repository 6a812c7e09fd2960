"""A static site of all articles in all locales: ``build()``.

LOCALE/ARTICLE.html and LOCALE/ARTICLE.bilingual.html, an index page and a feed per locale, pictures under media/. All links are
relative: the site works from a folder, a USB stick or any address. What has not changed is not made again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import quote

import tilmach
from tilmach import files
from tilmach.bundle import feeds, times
from tilmach.bundle.edition import Edition, edition
from tilmach.bundle.manifest import Entry, Manifest, Record
from tilmach.bundle.media import MEDIA
from tilmach.bundle.output import Output
from tilmach.bundle.pages import HERE, Pages, page_path
from tilmach.bundle.settings import Settings
from tilmach.catalog import Catalog
from tilmach.errors import ProjectError, TilmachError
from tilmach.model import Document
from tilmach.project import Article, Project

_OTHERS = ("archive", "epub", "preview")  # modules that the site does not depend on

Parse = Callable[[Article], Document]
CatalogOf = Callable[[Article, str], Catalog]
Progress = Callable[[str, int, int], None]


@dataclass
class Outcome:
    """What a build of a site did.

    Attributes:
        written: Files that were made or changed.
        removed: Files of articles or locales that are gone.
        held: Articles that are not shown in a locale, or in an older version: too little of them is approved.
        failures: What did not work, each for one article or locale; the last good version of its pages stays.
    """

    written: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    held: list[tuple[str, str]] = field(default_factory=list)
    failures: list[TilmachError] = field(default_factory=list)


def build(
    project: Project,
    articles: Sequence[Article],
    targets: Sequence[str],
    folder: Path,
    settings: Settings,
    parse: Parse,
    catalog_of: CatalogOf,
    progress: Progress,
    *,
    only_approved: bool = False,
) -> Outcome:
    """Make a site, or bring one up to date.

    Args:
        project: The project.
        articles: All articles of the site; pages of others that an earlier build made are removed.
        targets: Locales besides the one of the sources.
        folder: Where the site is; files in it that no build made stay.
        settings: Titles, address, threshold, theme.
        parse: Reads and parses an article.
        catalog_of: Reads the catalog of an article.
        progress: Called with what is going on, how much is done and how much there is.
        only_approved: Whether drafts are left out.

    Raises:
        ProjectError: A template of the theme is wrong.
        SourceError: The folder can't be written.
    """
    name = hashlib.sha256(os.path.relpath(folder.resolve(), project.root).encode()).hexdigest()[:8]
    path = project.root / ".tilmach" / "bundle" / f"site-{name}.json"
    with files.locked(path.with_suffix(".lock")):
        site = _Site(project, targets, Output(folder), settings, Manifest.read(path), only_approved=only_approved)
        return site.build(articles, parse, catalog_of, progress)


class _Site:
    """One build."""

    def __init__(
        self,
        project: Project,
        targets: Sequence[str],
        output: Output,
        settings: Settings,
        manifest: Manifest,
        *,
        only_approved: bool,
    ) -> None:
        self.project, self.targets, self.output, self.settings, self.manifest = project, targets, output, settings, manifest
        self.only_approved = only_approved
        self.pages = Pages(project, settings)
        self.outcome = Outcome(written=output.written)
        self.common = self._common()
        # as Project.catalog_path and template_path have it, which take a third of a run in which nothing has changed
        self.catalogs = [str(project.catalog_folder(locale)) for locale in targets]
        self.templates = str(project.locale_folder)

    def build(self, articles: Sequence[Article], parse: Parse, catalog_of: CatalogOf, progress: Progress) -> Outcome:
        old, old_names = self.manifest.records, self.manifest.names
        records: dict[str, Record] = {}
        for count, article in enumerate(articles, 1):
            record = old.get(article.name, Record())
            key = self._key(article, record.references)
            if record.key != key or not self.output.has(record.names):
                record = self._made(article, record, parse, catalog_of)
            records[article.name] = record
            self.outcome.held += [(article.name, locale) for locale in record.held]
            progress("pages", count, len(articles))
        self.manifest.records = records
        self._shared()
        self.outcome.removed = self.output.remove(sorted(old_names - self.manifest.names))
        try:
            self.manifest.save()
        except OSError as error:
            raise ProjectError(f"{self.manifest.path}: can't be written: {error.strerror}.") from None
        return self.outcome

    def _common(self) -> str:
        """Return the hash of what all pages depend on: settings, templates, strings, tilmach itself."""
        parts = [
            tilmach.__version__, self.project.source, *self.targets, self.project.segmentation, str(self.only_approved),
            json.dumps([dict(self.settings.titles), self.settings.site_url, self.settings.threshold]), str(times.epoch()),
        ]  # fmt: skip
        for folder, patterns in ((HERE, ("*.py", "templates/*", "locale/*/*/*.po")), (self.pages.theme, ("**/*",))):
            for path in sorted(path for pattern in patterns for path in folder.glob(pattern) if path.is_file()):
                if path.name.startswith(_OTHERS):
                    continue
                parts += path.relative_to(folder).as_posix(), hashlib.sha256(files.read_bytes(path)).hexdigest()
        return _hash(*parts)

    def _key(self, article: Article, references: Sequence[str]) -> str:
        """Return the hash of all that the pages of an article are made of."""
        catalogs = (f"{folder}/{article.name}.po" for folder in self.catalogs)
        referred = (f"{self.project.source_folder}/{name}" for name in references)
        paths = (str(article.path), f"{self.templates}/{article.name}.pot", *catalogs, *referred)
        return _hash(self.common, article.path.suffix, *map(self.manifest.digest, paths))

    def _made(self, article: Article, old: Record, parse: Parse, catalog_of: CatalogOf) -> Record:
        """Make the pages of an article; what is held back or fails keeps its last good version."""
        try:
            document = parse(article)
            original = edition(self.project, article, document, None, self.project.source)
        except TilmachError as error:
            self.outcome.failures.append(error)
            return Record("", old.entries, old.files, old.references)
        editions, held, failed = {self.project.source: original}, [], False
        for locale in self.targets:
            try:
                catalog = catalog_of(article, locale)
            except TilmachError as error:
                self.outcome.failures.append(error)
                failed = True
                held.append(locale)
                continue
            made = edition(
                self.project, article, document, catalog, locale, only_approved=self.only_approved, original=original
            )
            if made.translated and made.approved >= self.settings.threshold:
                editions[locale] = made
            elif made.translated:
                held.append(locale)
        kept = [locale for locale in held if locale in old.entries and self.output.has(old.files.get(locale, ()))]
        offered = [locale for locale in (self.project.source, *self.targets) if locale in editions or locale in kept]
        record = Record(
            entries={locale: old.entries[locale] for locale in kept},
            files={locale: old.files[locale] for locale in kept},
            references=list(dict.fromkeys(name for made in editions.values() for name in made.references)),
            held=held,
        )
        for locale, made in editions.items():
            record.entries[locale] = _entry(made, original)
            record.files[locale] = list(self._pages(made, offered))
        record.files[""] = list(self._pictures(editions, kept=old.files.get("", []) if kept else []))
        record.key = "" if failed else self._key(article, record.references)
        return record

    def _pages(self, made: Edition, offered: Sequence[str]) -> Iterator[str]:
        path = page_path(made.article, made.locale)
        self.output.write(path, self.pages.article(made, offered).encode())
        yield path
        if made.locale != self.project.source:
            path = page_path(made.article, made.locale, bilingual=True)
            self.output.write(path, self.pages.bilingual(made, offered).encode())
            yield path

    def _pictures(self, editions: Mapping[str, Edition], kept: list[str]) -> Iterator[str]:
        for name in dict.fromkeys(name for made in editions.values() for name in made.resources):
            self.output.write(MEDIA + name, files.read_bytes(self.project.source_folder / name))
            yield MEDIA + name
        yield from kept

    def _shared(self) -> None:
        """Make what belongs to no article: index pages, feeds, styles and fonts."""
        every = [entry for record in self.manifest.records.values() for entry in record.entries.values()]
        every.sort(key=lambda entry: (entry.since, entry.article), reverse=True)
        locales = [
            locale
            for locale in (self.project.source, *self.targets)
            if locale == self.project.source or any(entry.locale == locale for entry in every)
        ]
        shared: dict[str, str] = {}

        def put(name: str, key: object, make: Callable[[], str]) -> None:
            shared[name] = _hash(self.common, json.dumps(key))
            if self.manifest.shared.get(name) != shared[name] or not self.output.has([name]):
                self.output.write(name, make().encode())

        site_url = self.settings.site_url
        latest = times.epoch() or max((entry.moment for entry in every), default=times.OLDEST)
        for locale in locales:
            own = [entry for entry in every if entry.locale == locale]
            put(f"{locale}/index.html", [_shown(own), locales], partial(self.pages.index, own, locale, locales))
            newest = own[: feeds.LONGEST]
            put(
                f"{locale}/feed.xml",
                [entry.row for entry in newest],
                partial(feeds.atom, newest, locale, self.pages.title(locale), site_url, latest),
            )
        put("index.html", locales, lambda: self.pages.start(locales))
        put("robots.txt", None, lambda: feeds.robots(site_url))
        if site_url:
            put(
                "sitemap.xml",
                [[*locales], [[entry.path, entry.updated[:10]] for entry in every]],
                lambda: feeds.sitemap(every, locales, site_url),
            )
        for folder in (HERE / "static", self.pages.theme / "static"):
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                name = f"static/{path.relative_to(folder).as_posix()}"
                shared[name] = ""
                self.output.write(name, files.read_bytes(path))
        self.manifest.shared = shared


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _entry(made: Edition, original: Edition) -> Entry:
    return Entry(
        article=made.article,
        locale=made.locale,
        path=quote(page_path(made.article, made.locale)),
        title=made.title,
        summary=made.summary,
        section=made.section,
        published=made.published.isoformat() if made.published else "",
        updated=made.updated.isoformat(),
        since=(original.published or original.updated.date()).isoformat(),
        checked=made.approved >= 1,
    )


def _shown(entries: Sequence[Entry]) -> list[list[object]]:
    """Return what an index page shows of its entries."""
    return [[one.path, one.title, one.summary, one.section, one.published, one.checked] for one in entries]
