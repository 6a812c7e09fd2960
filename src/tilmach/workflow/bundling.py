"""What readers get: ``bundle()`` makes a site, EPUBs and archives of all articles in all locales."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tilmach.bundle.settings import Settings
from tilmach.catalog import Catalog
from tilmach.errors import TilmachError
from tilmach.project import Article, Project
from tilmach.workflow.report import Progress, Report, silent
from tilmach.workflow.sources import catalog_of, parse, template_of

SITE = "site"
"""The format of pages; its folder has the same name."""


@dataclass
class Bundled(Report):
    """What a run of ``bundle`` did.

    Attributes:
        removed: Pages of articles or locales that are gone.
        held: Article and locale of what is shown in an older version or not at all: too little of it is approved.
    """

    removed: list[Path] = field(default_factory=list)
    held: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Order:
    """What bundles are asked for; see ``bundle``."""

    project: Project
    articles: Sequence[Article]
    targets: Sequence[str]
    folder: Path
    settings: Settings
    progress: Progress
    only_approved: bool
    report: Bundled


def bundle(
    project: Project,
    articles: Sequence[Article],
    targets: Sequence[str],
    folder: Path | None = None,
    settings: Settings | None = None,
    progress: Progress = silent,
    *,
    formats: Sequence[str] = (SITE,),
    only_approved: bool = False,
) -> Bundled:
    """Make bundles; what fails in one article or locale is reported and, in a site, keeps its last good version.

    Args:
        project: The project.
        articles: All articles of the bundles.
        targets: Locales besides the one of the sources.
        folder: Where to; ``build/bundle`` of the project by default. A site is in ``site/`` of it.
        settings: By default the ``[bundle]`` table of tilmach.toml.
        progress: Called with what is going on, how much is done and how much there is.
        formats: Any of ``FORMATS``.
        only_approved: Whether drafts are left out: what no person approved stays in the source language.

    Raises:
        TilmachError: A setting or a template of the theme is wrong, or the folder can't be written.
    """
    report = Bundled()
    order = _Order(
        project,
        articles,
        targets,
        folder or project.build_folder / "bundle",
        settings or project.bundle,
        progress,
        only_approved,
        report,
    )
    for name in dict.fromkeys(formats):
        _MAKERS[name](order)
    report.settled()
    return report


def _site(order: _Order) -> None:
    from tilmach.bundle import site  # noqa: PLC0415  templates, parsers: only for this format

    outcome = site.build(
        order.project,
        order.articles,
        order.targets,
        order.folder / SITE,
        order.settings,
        lambda article: parse(order.project, article),
        lambda article, locale: catalog_of(order.project, article, locale),
        order.progress,
        only_approved=order.only_approved,
    )
    order.report.written += outcome.written
    order.report.removed += outcome.removed
    order.report.held += outcome.held
    order.report.failures += outcome.failures


def _epub(order: _Order) -> None:
    """Make a book per locale and one of all locales."""
    from tilmach.bundle import epub  # noqa: PLC0415  see above
    from tilmach.bundle.edition import Edition, edition  # noqa: PLC0415

    project = order.project
    every: list[Edition] = []
    for count, (article, catalogs) in enumerate(_read(order), 1):
        try:
            document = parse(project, article)
        except TilmachError as error:
            order.report.failures.append(error)
            continue
        original = edition(project, article, document, None, project.source)
        every.append(original)
        for locale, catalog in catalogs:
            made = edition(project, article, document, catalog, locale, only_approved=order.only_approved, original=original)
            if made.translated and made.approved >= order.settings.threshold:
                every.append(made)
            elif made.translated:
                order.report.held.append((article.name, locale))
        order.progress("chapters", count, len(order.articles))
    locales = [locale for locale in (project.source, *order.targets) if any(each.locale == locale for each in every)]
    books = {locale: [each for each in every if each.locale == locale] for locale in locales}
    if len(books) > 1:
        books["multilingual"] = every
    for name, editions in books.items():
        output = order.folder / f"{name}.epub"
        title, address = order.settings.title(editions[0].locale), order.settings.site_url
        try:
            if epub.write(editions, project.source_folder, output, title=title, address=address):
                order.report.written.append(output)
        except TilmachError as error:
            order.report.failures.append(error)


def _read(order: _Order) -> Iterator[tuple[Article, list[tuple[str, Catalog]]]]:
    for article in order.articles:
        catalogs: list[tuple[str, Catalog]] = []
        for locale in order.targets:
            try:
                catalogs.append((locale, catalog_of(order.project, article, locale)))
            except TilmachError as error:
                order.report.failures.append(error)
        yield article, catalogs


def _archive(order: _Order, kind: str) -> None:
    """Build the localized documents and pack them with sources and catalogs."""
    from tilmach.bundle import archive  # noqa: PLC0415  see above
    from tilmach.workflow.building import build  # noqa: PLC0415

    project = order.project
    templates: dict[Article, Catalog] = {}
    for article in order.articles:
        try:
            templates[article] = template_of(project, article, parse(project, article))
        except TilmachError as error:
            order.report.failures.append(error)
    output = order.folder / f"{project.root.name or 'bundle'}.{kind}"
    with tempfile.TemporaryDirectory(prefix="tilmach-") as folder:
        # not the project's build/: what an earlier run left there may be of another time
        done = build(project, list(templates), order.targets, only_approved=order.only_approved, folder=Path(folder))
        order.report.failures += done.failures
        kinds: dict[str, Literal["zip", "tar.gz"]] = {"zip": "zip", "tar.gz": "tar.gz"}
        order.report.written.append(archive.write(project, templates, order.targets, Path(folder), output, kinds[kind]))


_MAKERS: dict[str, Callable[[_Order], None]] = {
    SITE: _site,
    "epub": _epub,
    "zip": lambda order: _archive(order, "zip"),
    "tar": lambda order: _archive(order, "tar.gz"),
}
FORMATS = tuple(_MAKERS)
"""What ``bundle`` can make."""
