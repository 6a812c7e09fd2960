"""From a document with marked targets to HTML, by format: ``content()``.

Markdown is rendered; of HTML pages the article is taken; all others (text, subtitles, Word, EPUB) are made of their units
by what these are. The HTML is not safe yet.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tilmach import formats
from tilmach.bundle import frontmatter, sanitizing
from tilmach.bundle.marking import Marks, marked
from tilmach.formats.htmlparser import Parser
from tilmach.model import MERGED, Document, Kind, Syntax, Unit

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# where a page's article is: the first that there is
_PARTS = [
    re.compile(pattern, re.DOTALL | re.IGNORECASE)
    for pattern in (r"<article\b[^>]*>(.*?)</article\s*>", r"<main\b[^>]*>(.*?)</main\s*>", r"<body\b[^>]*>(.*)", r"(.*)")
]
_FIRST_HEADING = re.compile(r"<h1\b[^>]*>.*?</h1\s*>", re.DOTALL | re.IGNORECASE)
_ANY_HEADING = re.compile(r"<h[1-6]\b", re.IGNORECASE)
_TASK = re.compile(r'<input class="task-list-item-checkbox"(?P<checked> checked="checked")?[^<>]*>')
_RULE = re.compile(r"^[ \t]*([*·•#~=_—–-])(?:[ \t]*\1){2,}[ \t]*$", re.MULTILINE)
_ELEMENTS = {Kind.HEADING: "h2", Kind.BYLINE: "p", Kind.CAPTION: "p", Kind.CREDIT: "p", Kind.CELL: "p", Kind.LIST_ITEM: "li"}
_CLASSED = (Kind.BYLINE, Kind.CAPTION, Kind.CREDIT, Kind.CELL)
_LEADING = (Kind.HEADING, Kind.METADATA, Kind.ATTRIBUTE)
_DATES = ("date", "published", "pubdate", "publishdate")
_SUMMARIES = ("description", "summary", "excerpt")


@dataclass(frozen=True, slots=True)
class Details:
    """What an article says about itself in its front matter or head; empty where it says nothing.

    Attributes:
        title: Plain text, as are all others.
        summary: Of a line or two.
        author: Whoever wrote it.
        published: When it came out.
        section: What stands above its title.
    """

    title: str = ""
    summary: str = ""
    author: str = ""
    published: date | None = None
    section: str = ""


def content(path: Path, document: Document, texts: Mapping[int, str], marks: Marks) -> tuple[str, Details]:
    """Return an article's HTML, not safe yet, and what it says about itself.

    Args:
        path: The article's file, for its format.
        document: The parsed article.
        texts: What stands for each segment, marked; by number from 1. Without one, the source stands, not marked.
        marks: The marks around them.
    """
    kind = formats.TEXTS.get(path.suffix.lower())
    if kind not in ("markdown", "html"):
        html, section = _of_units(document, texts)
        return html, Details(section=marks.without(section))
    changed, targets = marked(document, texts)
    text = formats.text_format(path.suffix.lower()).render(changed, targets)
    return _of_markdown(text) if kind == "markdown" else _of_page(text, marks)


def _of_markdown(text: str) -> tuple[str, Details]:
    fields = frontmatter.read(text)

    def first(names: tuple[str, ...]) -> str:
        return next((fields[name] for name in names if name in fields), "")

    details = Details(
        fields.get("title", ""),
        first(_SUMMARIES),
        first(("author", "authors", "byline")),
        frontmatter.day(first(_DATES)),
        first(("section", "category", "kicker")),
    )
    html: str = _renderer().render(text.removeprefix("\ufeff"))
    return _TASK.sub(lambda match: "☑" if match["checked"] else "☐", html), details


@functools.cache
def _renderer() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415  with plugins 0.1 s, only where bundles are made
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: PLC0415
    from mdit_py_plugins.front_matter import front_matter_plugin  # noqa: PLC0415
    from mdit_py_plugins.tasklists import tasklists_plugin  # noqa: PLC0415

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return parser.use(footnote_plugin).use(front_matter_plugin).use(tasklists_plugin)


class _Head(Parser):
    """Reads what a page's head says about it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._in_title = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self.found.setdefault((values.get("name") or values.get("property") or "").lower(), values.get("content", ""))
        elif tag == "time":
            self.found.setdefault("time", values.get("datetime", ""))
        self._in_title = tag == "title"

    def handle_endtag(self, tag: str) -> None:
        self._in_title = self._in_title and tag != "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.found.setdefault("title", data)


def _of_page(page: str, marks: Marks) -> tuple[str, Details]:
    found = {name: " ".join(marks.without(value).split()) for name, value in _Head(page).found.items()}
    published = next((found[name] for name in ("article:published_time", "date", "time") if found.get(name)), "")
    html = next(match[1] for pattern in _PARTS if (match := pattern.search(page)))
    above = _FIRST_HEADING.search(page)
    if above and not _FIRST_HEADING.search(html):
        html = above[0] + html
    # a page's title often ends with the name of the outlet; its headline does not
    title = "" if _ANY_HEADING.search(html) else found.get("title", "")
    summary = found.get("description", "") or found.get("og:description", "")
    return html, Details(title, summary, found.get("author", ""), frontmatter.day(published))


def _of_units(document: Document, texts: Mapping[int, str]) -> tuple[str, str]:
    """Return HTML of units by their kinds, and what stands above the title.

    Wire texts begin with the name of a series, a headline and often both once more: of the headings before the first other
    unit, the one with the most words is the title.
    """
    number = 0
    units: list[tuple[Unit | None, str]] = []
    for part in _parts(document):
        if isinstance(part, str):
            if units and _RULE.search(part):
                units.append((None, "<hr>"))
            continue
        pieces: list[str] = []
        for index, segment in enumerate(part.segments):
            number += 1
            text = texts.get(number, sanitizing.plain(segment.source) if part.syntax is Syntax.PLAIN else segment.source)
            if text == MERGED:
                continue
            if pieces:
                pieces.append(" " if part.spaces[index - 1] else "")
            pieces.append(text)
        if part.kind not in (Kind.METADATA, Kind.ATTRIBUTE) and pieces:
            units.append((part, "".join(pieces)))
    count = next((index for index, (unit, _) in enumerate(units) if not unit or unit.kind not in _LEADING), len(units))
    leading = units[:count]
    if not leading:
        return "\n".join(_elements(units)), ""
    title = max(leading, key=lambda each: len(each[0].raw.split()) if each[0] else 0)
    above = [text for unit, text in leading if unit and title[0] and _words(unit) != _words(title[0])]
    return "\n".join([f"<h1>{title[1]}</h1>", *_elements(units[count:])]), above[0] if above else ""


def _words(unit: Unit) -> list[str]:
    return unit.raw.split()


def _parts(document: Document) -> Iterator[str | Unit]:
    yield from document.parts
    for _, member in document.members:
        yield from _parts(member)


def _elements(units: list[tuple[Unit | None, str]]) -> Iterator[str]:
    in_list = False
    for unit, text in units:
        is_item = unit is not None and unit.kind is Kind.LIST_ITEM
        if is_item != in_list:
            yield "<ul>" if is_item else "</ul>"
            in_list = is_item
        if unit is None:
            yield text
            continue
        name = _ELEMENTS.get(unit.kind, "p")
        kind = f' class="{unit.kind.name.lower()}"' if unit.kind in _CLASSED else ""
        yield f"<{name}{kind}>{text}</{name}>"
    if in_list:
        yield "</ul>"
