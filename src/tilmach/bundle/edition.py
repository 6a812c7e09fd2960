"""Editions: an article in one locale, as safe HTML in which each sentence says what it is worth. ``edition()``.

What bundles are made of: the site's pages, the chapters of EPUBs. Nothing in an edition can run: its HTML has passed an
allowlist (``sanitizing.py``), whatever an article or a catalog holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape

from tilmach import locales
from tilmach.bundle import sanitizing, times
from tilmach.bundle.content import content
from tilmach.bundle.marking import Marks
from tilmach.bundle.media import Media
from tilmach.bundle.passages import ASIDE, Piece, counts, pieces, shares
from tilmach.bundle.spans import Label, Placing
from tilmach.catalog import Catalog, State
from tilmach.model import MERGED, Document, Syntax
from tilmach.project import Article, Project
from tilmach.wrapping import shortened

_LONGEST_SUMMARY = 280  # characters; what feeds and social networks show
_TAG = re.compile(r"<[^<>]*>")
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_HEADING = re.compile(r"<h(?P<level>[1-6])(?:\s[^>]*)?>(?P<text>.*?)</h(?P=level)>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment in reading order.

    Attributes:
        number: From 1; the same in all editions of an article. ``s12`` is the id of the 12th in ``Edition.body``.
        source: The segment, as a translator sees it (inline markup of the format and all).
        target: What stands in the edition; None if there is nothing usable and the source stands there. Empty if its
            translator has merged it into a neighbour.
        source_html: The source as safe HTML, inline elements only.
        target_html: The target as safe HTML; the source's if there is no target.
        state: Of the target; None where the source stands.
    """

    number: int
    source: str
    target: str | None
    source_html: str
    target_html: str
    state: State | None

    @property
    def grade(self) -> str:
        """What ``data-state`` says: the state, or ``source`` where the source stands."""
        return self.state.value if self.state else "source"


@dataclass(frozen=True, slots=True)
class Edition:
    """An article in one locale.

    In the locale of the sources each passage is its own target and approved: nothing is left to check.

    Attributes:
        article: Its name.
        locale: BCP 47 tag.
        title: Front matter's title, else the first heading, else the article's name; plain text.
        summary: Front matter's description, else how the text begins; plain text.
        published: The date in the article's front matter or head. Never a file's time.
        updated: When the translation was last revised (``PO-Revision-Date``), at most ``SOURCE_DATE_EPOCH`` if that is set.
        body: Safe HTML without the title. Headings begin at h2 and skip no level. Each sentence is
            ``<span class="s" id="s12" data-state="machine|memory|edited|approved|source">``, with ``lang`` and ``dir`` where
            they are not the edition's. An image is ``src="media/PATH"``, its path being one of ``resources``.
        passages: All segments in reading order, those of the front matter and of ``alt`` texts too.
        rows: The same, by unit.
        counts: Distinct messages by the state that the catalog tells, untranslated ones included.
        resources: Images beside the article that ``body`` shows: paths relative to the folder of sources, with ``/``.
        heading: The title as safe HTML, with spans like those of ``body``.
        section: What stood above the title, such as the name of a series; plain text.
        standfirst: Front matter's description as safe HTML, for the reader; empty if there is none.
        author: As front matter or head tell it; plain text.
        approved: Share of the source's words (0 to 1) whose target is approved.
        translated: Share of the source's words that have a usable target.
        references: Files in the folder of sources that the article refers to, whether they are there or not: what ``body``
            depends on besides the article and the catalog.
    """

    article: str
    locale: str
    title: str
    summary: str
    published: date | None
    updated: datetime
    body: str
    passages: tuple[Passage, ...]
    rows: tuple[tuple[Passage, ...], ...]
    counts: dict[State, int]
    resources: tuple[str, ...]
    heading: str = ""
    section: str = ""
    standfirst: str = ""
    author: str = ""
    approved: float = 1.0
    translated: float = 1.0
    references: tuple[str, ...] = ()


def edition(
    project: Project,
    article: Article,
    document: Document,
    catalog: Catalog | None,
    locale: str,
    *,
    only_approved: bool = False,
    original: Edition | None = None,
) -> Edition:
    """Make the edition of an article in a locale.

    Args:
        project: The article's project.
        article: The article.
        document: The article, parsed.
        catalog: Its catalog of the locale; None for the locale of the sources.
        locale: One of the targets, or the locale of the sources.
        only_approved: Whether drafts are left out, as in a build with ``--only-approved``.
        original: The edition in the locale of the sources, if it has been made; it is made otherwise.
    """
    if locale != project.source and original is None:
        original = edition(project, article, document, None, project.source)
    making = _Making(project, article, document, catalog, locale, only_approved=only_approved)
    return making.edition(original)


class _Making:
    """The making of one edition."""

    def __init__(
        self,
        project: Project,
        article: Article,
        document: Document,
        catalog: Catalog | None,
        locale: str,
        *,
        only_approved: bool,
    ) -> None:
        self.project, self.article, self.document, self.catalog, self.locale = project, article, document, catalog, locale
        self.is_source = locale == project.source
        self.pieces = pieces(document, None if self.is_source else catalog or Catalog(locale), only_approved=only_approved)
        raw = [part for part in document.parts if isinstance(part, str)]
        self.marks = Marks.beside([*raw, *(piece.text for piece in self.pieces)])
        self.media = Media(article.path, project.source_folder)
        self.placing = Placing(self.marks, {piece.number: self._label(piece) for piece in self.pieces}, self.media)

    def _label(self, piece: Piece) -> Label:
        language = self.project.source if piece.state is None else self.locale
        grade = piece.state.value if piece.state else "source"
        return Label(grade, language if language != self.locale else "", locales.is_right_to_left(language))

    def edition(self, original: Edition | None) -> Edition:
        html, details = content(self.article.path, self.document, self._texts(), self.marks)
        html = sanitizing.cleaned(html)
        heading, html = self._heading(html, details.title)
        standfirst = self._aside(details.summary, only_translated=True)
        body = self.placing.place(html).strip()
        title = _text(heading) or self.article.name
        begins = standfirst or next((found[1] for found in _PARAGRAPH.finditer(body) if _text(found[1])), "")
        passages = [self._passage(piece, original) for piece in self.pieces]
        rows: list[tuple[Passage, ...]] = []
        for unit in self.document.units:
            start = sum(map(len, rows))
            rows.append(tuple(passages[start : start + len(unit.segments)]))
        approved, translated = shares(self.pieces)
        return Edition(
            article=self.article.name,
            locale=self.locale,
            title=title,
            summary=shortened(_text(begins), _LONGEST_SUMMARY),
            published=details.published,
            updated=times.updated(
                None if self.is_source else self.catalog, self.project.template_path(self.article), details.published
            ),
            body=body,
            passages=tuple(passages),
            rows=tuple(rows),
            counts=counts(self.pieces),
            resources=tuple(self.media.pictures),
            heading=heading or sanitizing.plain(title),
            section=self._section(_text(details.section)),
            standfirst=standfirst,
            author=sanitizing.printable(details.author),
            approved=approved,
            translated=translated,
            references=tuple(self.media.references),
        )

    def _texts(self) -> dict[int, str]:
        """Return what the format puts into each segment's place."""
        texts: dict[int, str] = {}
        for piece in self.pieces:
            if piece.text == MERGED:
                texts[piece.number] = MERGED
            elif piece.unit.kind in ASIDE:
                if piece.target not in (None, piece.segment.source):
                    texts[piece.number] = piece.target
            else:
                text = sanitizing.plain(piece.text) if piece.unit.syntax is Syntax.PLAIN else piece.text
                texts[piece.number] = self.marks.around(piece.number, text)
        return texts

    def _heading(self, html: str, title: str) -> tuple[str, str]:
        """Return the title with its spans, and the HTML without it."""
        found = [match for match in _HEADING.finditer(html) if _text(self.marks.without(match["text"]))]
        main = next((match for match in found if match["level"] == "1"), None)
        if main is None and found and not html[: found[0].start()].strip():
            main = found[0]
        heading = self._aside(title)
        is_twice = main is not None and _text(self.marks.without(main["text"])) == _text(heading)
        if main and (is_twice or not heading):
            html = html[: main.start()] + html[main.end() :]
            heading = heading or self.placing.place(main["text"])
        return heading or (sanitizing.plain(_text(self.marks.without(found[0]["text"]))) if found else ""), html

    def _aside(self, value: str, *, only_translated: bool = False) -> str:
        """Return a text of the front matter or head as HTML: in the span of its passage, if it is one."""
        flat = " ".join(value.split())
        for piece in self.pieces if flat else ():
            # front matter and attributes have escapes of their own
            forms = (piece.text.replace("\\", ""), piece.text.replace("''", "'"), unescape(piece.text))
            if piece.unit.kind in ASIDE and flat.replace("\\", "") in (" ".join(form.split()) for form in forms):
                if only_translated and piece.state is None:
                    return ""
                return self.placing.place(self.marks.around(piece.number, sanitizing.plain(flat)))
        return "" if only_translated and not self.is_source else sanitizing.plain(flat)

    def _section(self, section: str) -> str:
        """Return what stands above the title, if it is in the edition's language: front matter's need not be translated."""
        usable = (piece.text for piece in self.pieces if piece.state)
        known = self.is_source or any(section in (" ".join(text.split()), _text(text)) for text in usable)
        return sanitizing.printable(section) if known else ""

    def _passage(self, piece: Piece, original: Edition | None) -> Passage:
        bare = self.placing.bare.get(piece.number)
        if piece.text == MERGED:
            bare = ""
        elif bare is None:
            text = unescape(piece.text) if piece.unit.syntax is Syntax.HTML else piece.text
            bare = sanitizing.plain(_TAG.sub("", text))
        source = original.passages[piece.number - 1].target_html if original else bare
        target = "" if piece.target == MERGED else piece.target
        return Passage(piece.number, piece.segment.source, target, source, bare if piece.state else source, piece.state)


def _text(html: str) -> str:
    """Return the text of HTML, on one line."""
    return " ".join(unescape(_TAG.sub("", html)).split())
