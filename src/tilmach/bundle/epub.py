"""Editions as an EPUB 3 book: ``book()``. One per locale, and one in all languages.

The book in all languages is ordered by article, with the languages of each article one after the other and links between
them: who reads several languages wants this article in another one. Who reads one has the book of that locale.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from pathlib import Path
from posixpath import dirname, normpath
from urllib.parse import unquote
from xml.sax.saxutils import escape

from tilmach import files, locales
from tilmach.bundle import archive, times
from tilmach.bundle.edition import Edition
from tilmach.bundle.epub_images import Pictures
from tilmach.bundle.epub_package import (
    CONTAINER,
    MIMETYPE,
    PACKAGE,
    XHTML,
    About,
    Entry,
    Item,
    contents,
    language,
    package,
    page,
)
from tilmach.bundle.epub_style import fonts, style
from tilmach.bundle.epub_xhtml import xhtml
from tilmach.bundle.sanitizing import printable
from tilmach.bundle.strings import speaks, strings
from tilmach.catalog import State
from tilmach.errors import ProjectError, SourceError

_OTHER = re.compile(r'<span class="s"[^<>]* lang="([A-Za-z-]+)"')
_TYPES = {".woff2": "font/woff2", ".txt": "text/plain"}


def write(editions: Sequence[Edition], folder: Path, output: Path, *, title: str = "", address: str = "") -> bool:
    """Write a book; the file is replaced as a whole, and left alone if it is the same. See ``book``.

    Returns:
        Whether it was written.

    Raises:
        TilmachError: There is nothing to read, or the file can't be written.
    """
    data = book(editions, folder, title=title, address=address)
    try:
        return files.replace(output, data)
    except OSError as error:
        raise SourceError(output, f"can't be written: {error.strerror}.") from None


def book(editions: Sequence[Edition], folder: Path, *, title: str = "", address: str = "") -> bytes:
    """Return a book: the same bytes for the same editions and ``SOURCE_DATE_EPOCH``.

    Args:
        editions: Chapters, articles in the order of their first edition; the first edition's locale is the book's own. With
            several locales, those of one article stand together, in the order of the locales' first editions.
        folder: The folder of sources, for pictures.
        title: The publication's name in the first locale; by default its word for "Articles".
        address: Of the publication's site, or whatever else tells it from others; identifies the book together with its
            locales. By default the title does.

    Raises:
        ProjectError: There are no editions.
    """
    if not editions:
        raise ProjectError("There is no article for a book: translate one, or lower the threshold in [bundle].")
    return _Book(editions, folder, title, address).data()


class _Book:
    """The making of one book."""

    def __init__(self, editions: Sequence[Edition], folder: Path, title: str, address: str) -> None:
        self.locales = tuple(dict.fromkeys(edition.locale for edition in editions))
        articles = list(dict.fromkeys(edition.article for edition in editions))
        known = {(edition.article, edition.locale): edition for edition in editions}
        self.articles = [[known[article, tag] for tag in self.locales if (article, tag) in known] for article in articles]
        self.names = {
            (edition.article, edition.locale): f"article-{number:04}-{edition.locale}.xhtml"
            for number, group in enumerate(self.articles, 1)
            for edition in group
        }
        self.tag = self.locales[0]
        self.own = strings(self.tag)
        self.own_language = self.tag if speaks(self.tag) else "en"
        self.title = printable(" ".join(title.split())) or self.own("Articles")
        self.address = address
        self.pictures = Pictures(folder)
        self.is_described = True

    def data(self) -> bytes:
        """Return the book."""
        chapters = [
            Item(self.names[edition.article, edition.locale], XHTML, self._chapter(edition).encode(), is_read=True)
            for group in self.articles
            for edition in group
        ]
        editions = [edition for group in self.articles for edition in group]
        about = About(
            self.title,
            self.locales,
            uuid.uuid5(uuid.NAMESPACE_URL, f"tilmach:{self.address or self.title}#{','.join(self.locales)}").urn,
            times.epoch() or max(edition.updated for edition in editions),
            max((edition.published for edition in editions if edition.published), default=None),
            bool(self.pictures.data),
            self.is_described,
        )
        faces = fonts(list(self.locales))
        table = contents(self._entries(), self.own("Articles"), self.tag, self.own_language)
        items = [
            Item("title.xhtml", XHTML, self._title_page(about).encode(), is_read=True),
            Item("nav.xhtml", XHTML, table.encode(), "nav", is_read=True),
            *chapters,
            Item("style.css", "text/css", style(list(self.locales), list(faces)).encode()),
            *(Item(name, _TYPES[Path(name).suffix], data) for name, data in faces.items()),
            *(Item(name, self.pictures.types[name], data) for name, data in self.pictures.data.items()),
        ]
        members = [
            ("mimetype", MIMETYPE),
            ("META-INF/container.xml", CONTAINER.encode()),
            (PACKAGE, package(about, items).encode()),
            *((f"EPUB/{item.name}", item.data) for item in items),
        ]
        return archive.zipped(members, about.modified, first_is_stored=True)

    def _entries(self) -> list[Entry]:
        """Return the table of contents: an article, and under it the same in other languages."""
        lines = [
            [Entry(edition.title, _title_locale(edition), self.names[edition.article, edition.locale]) for edition in group]
            for group in self.articles
        ]
        return [Entry(first.title, first.locale, first.name, tuple(others)) for first, *others in lines]

    def _title_page(self, about: About) -> str:
        names = [f"<span{language(tag)}>{escape(locales.native_name(tag))}</span>" for tag in self.locales]
        lines = [f"<h1>{escape(self.title)}</h1>", f"<p>{' · '.join(names)}</p>"]
        if about.modified > archive.OLDEST:
            day = about.modified.date()
            shown = locales.format_date(day, self.tag)
            lines.append(f'<p><time datetime="{day.isoformat()}">{escape(shown)}</time></p>')
        body = "\n".join(lines)
        return page(self.tag, self.title, f'<section class="titlepage" epub:type="titlepage">\n{body}\n</section>')

    def _chapter(self, edition: Edition) -> str:
        words = strings(edition.locale)
        heading, standfirst, body = self._converted(edition)
        lines = [f'<p class="section">{escape(edition.section)}</p>'] if edition.section else []
        lines.append(f'<h1 id="chapter-title">{heading}</h1>')
        if standfirst:
            lines.append(f'<p class="standfirst">{standfirst}</p>')
        dateline = [escape(words("Author: %(name)s", name=edition.author))] if edition.author else []
        if edition.published:
            shown = escape(locales.format_date(edition.published, edition.locale))
            dateline.append(f'<time datetime="{edition.published.isoformat()}">{shown}</time>')
        if dateline:
            lines.append(f'<p class="dateline">{" · ".join(dateline)}</p>')
        lines += [*self._others(edition), *_notice(edition), body]
        inner = "\n".join(lines)
        section = f'<section epub:type="chapter" role="doc-chapter" aria-labelledby="chapter-title">\n{inner}\n</section>'
        return page(edition.locale, edition.title, section)

    def _converted(self, edition: Edition) -> list[str]:
        """Return heading, standfirst and body as XHTML with addresses of the book."""

        def link(address: str) -> str | None:
            path = unquote(address.partition("#")[0])
            if not path.endswith(".html"):
                return None
            article = normpath(f"{dirname(edition.article) or '.'}/{path.removesuffix('.html')}")
            return self.names.get((article, edition.locale))

        def picture(source: str) -> str | None:
            return self.pictures.refer(source)

        fragments = [edition.heading or escape(edition.title), edition.standfirst, edition.body]
        found = xhtml(fragments, link=link, picture=picture)
        self.is_described = self.is_described and ' alt=""' not in "".join(found)
        return found

    def _others(self, edition: Edition) -> list[str]:
        """Return links to the article in other languages."""
        names = {tag: self.names.get((edition.article, tag)) for tag in self.locales if tag != edition.locale}
        links = [
            f'<a href="{name}" hreflang="{tag}"{language(tag)}>{escape(locales.native_name(tag))}</a>'
            for tag, name in names.items()
            if name
        ]
        return [f'<p class="languages">{" · ".join(links)}</p>'] if links else []


def _title_locale(edition: Edition) -> str:
    """Return the locale of the title: the sources' where it has no translation."""
    found = _OTHER.match(edition.heading)
    return found[1] if found else edition.locale


def _notice(edition: Edition) -> list[str]:
    """Return what a reader has to know of a text that nobody has approved as a whole."""
    states = {passage.state for passage in edition.passages}
    words = strings(edition.locale)
    texts: list[str] = []
    if State.MACHINE in states:
        texts.append(words("Parts of this text were translated by a machine, and no person has checked them yet."))
    elif states - {State.APPROVED, None}:
        texts.append(words("Parts of this translation have not been approved yet."))
    if None in states:
        texts.append(words("Sentences that have no translation yet are shown in the original language."))
    if not texts:
        return []
    other = "" if speaks(edition.locale) else language("en")
    return [f'<div class="notice" role="note" epub:type="notice"{other}><p>{escape(" ".join(texts))}</p></div>']
