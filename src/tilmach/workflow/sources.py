"""From an article to its template: ``parse()`` and ``extract()``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tilmach import catalog as catalogs
from tilmach import files, formats, po, segmentation
from tilmach.catalog import Catalog
from tilmach.errors import TilmachError
from tilmach.model import Document
from tilmach.project import Article, Project
from tilmach.update import update
from tilmach.workflow.report import Report


def parse(project: Project, article: Article) -> Document:
    """Read and parse an article.

    Raises:
        SourceError: It can't be read.
    """
    split = segmentation.split if project.segmentation == "sentence" else lambda text: [text]
    return formats.parse(article.path, split)


def template_of(project: Project, article: Article, document: Document) -> Catalog:
    """Return the template of a parsed article."""
    # a space would end the name in a "#:" line
    name = article.path.relative_to(project.root).as_posix().replace(" ", "%20")
    return catalogs.template(document, name)


def catalog_of(project: Project, article: Article, locale: str) -> Catalog:
    """Return the catalog of an article as it is on disk; an empty one if there is none.

    Raises:
        CatalogError: It can't be read.
    """
    path = project.catalog_path(article, locale)
    return po.read(path, locale) if path.exists() else Catalog(locale)


def current_catalogs(
    project: Project, articles: Iterable[Article], targets: Sequence[str], report: Report
) -> Iterator[tuple[Article, str, Catalog]]:
    """Yield article, locale and catalog as ``translate`` would find it now; what can't be read goes into the report."""
    for article in articles:
        try:
            template = template_of(project, article, parse(project, article))
        except TilmachError as error:
            report.failures.append(error)
            continue
        for locale in targets:
            try:
                yield article, locale, update(catalog_of(project, article, locale), template)
            except TilmachError as error:
                report.failures.append(error)


def extract(project: Project, articles: Sequence[Article]) -> Report:
    """Write the templates of articles."""
    report = Report()
    write_templates(project, articles, report)
    return report


def write_templates(project: Project, articles: Iterable[Article], report: Report) -> dict[Article, Catalog]:
    """Write the templates of articles and return those that could be made."""
    templates: dict[Article, Catalog] = {}
    for article in articles:
        try:
            template = template_of(project, article, parse(project, article))
            path = project.template_path(article)
            with files.locked(project.lock_path):
                files.sweep(path)
                old = po.read(path, "") if path.exists() else None
                if old is None or old.messages != template.messages:
                    po.write(path, template, article.name)
                    report.written.append(path)
        except TilmachError as error:
            report.failures.append(error)
            continue
        templates[article] = template
    return templates
