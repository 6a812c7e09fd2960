"""The parts of an EPUB 3.3 around its chapters: container, package document, table of contents, the frame of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from xml.sax.saxutils import escape, quoteattr

from tilmach import locales
from tilmach.bundle.sanitizing import printable

MIMETYPE = b"application/epub+zip"
PACKAGE = "EPUB/package.opf"
CONTAINER = f"""\
<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{PACKAGE}" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
XHTML = "application/xhtml+xml"


@dataclass(frozen=True, slots=True)
class Item:
    """A file of a book.

    Attributes:
        name: Relative to the package document.
        media_type: What it is.
        data: Its content.
        properties: Of the manifest, such as ``nav``.
        is_read: Whether it stands in the spine.
    """

    name: str
    media_type: str
    data: bytes
    properties: str = ""
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents: plain title, its locale, where it leads, what is under it."""

    title: str
    locale: str
    name: str
    under: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What a book says about itself.

    Attributes:
        title: Plain text, in the first locale.
        locales: Those that it is read in; at least one.
        identifier: The same for all states of one publication.
        modified: When it was last changed.
        published: The newest date of its articles, if they have one.
        has_pictures: Whether there are any.
        is_described: Whether every picture has a text that stands for it.
    """

    title: str
    locales: tuple[str, ...]
    identifier: str
    modified: datetime
    published: date | None = None
    has_pictures: bool = False
    is_described: bool = True


def package(about: About, items: Sequence[Item]) -> str:
    """Return the package document.

    Pages go from right to left only if all locales are read that way: one book has one direction, and each page has its own.
    """
    stamp = about.modified.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    tag = about.locales[0]
    metadata = [
        f'<dc:identifier id="id">{_text(about.identifier)}</dc:identifier>',
        f"<dc:title{language(tag, xml_only=True)}>{_text(about.title)}</dc:title>",
        *(f"<dc:language>{_text(each)}</dc:language>" for each in about.locales),
        *([f"<dc:date>{about.published.isoformat()}</dc:date>"] if about.published else []),
        f'<meta property="dcterms:modified">{stamp}</meta>',
        *(f'<meta property="schema:{name}">{value}</meta>' for name, value in _access(about)),
    ]
    manifest = [
        f'<item id="{_identity(item.name)}" href={quoteattr(item.name)} media-type="{item.media_type}"'
        + (f' properties="{item.properties}"/>' if item.properties else "/>")
        for item in items
    ]
    spine = [f'<itemref idref="{_identity(item.name)}"/>' for item in items if item.is_read]
    progression = ' page-progression-direction="rtl"' if all(map(locales.is_right_to_left, about.locales)) else ""
    root = f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"{language(tag, xml_only=True)}>'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            root,
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
            *metadata,
            "</metadata>",
            "<manifest>",
            *manifest,
            "</manifest>",
            f"<spine{progression}>",
            *spine,
            "</spine>",
            "</package>",
            "",
        ]
    )


def _access(about: About) -> list[tuple[str, str]]:
    """Return what a reader must be able to do (EPUB Accessibility 1.1; the schema.org terms of the W3C's vocabulary)."""
    features = ["displayTransformability", "readingOrder", "structuralNavigation", "tableOfContents"]
    facts = [("accessMode", "textual")]
    if about.has_pictures:
        facts += [("accessMode", "visual"), ("accessModeSufficient", "textual,visual")]
        features += ["alternativeText"] if about.is_described else []
    if about.is_described:
        facts.append(("accessModeSufficient", "textual"))
    return [*facts, *(("accessibilityFeature", feature) for feature in features), ("accessibilityHazard", "none")]


def contents(entries: Sequence[Entry], heading: str, tag: str, language_of_heading: str) -> str:
    """Return the table of contents (``nav.xhtml``).

    Args:
        entries: Its lines.
        heading: What stands above them.
        tag: The locale of the page.
        language_of_heading: The heading's, if it is another.
    """
    other = language(language_of_heading) if language_of_heading != tag else ""
    body = f'<nav epub:type="toc" role="doc-toc" id="toc"><h1{other}>{_text(heading)}</h1>\n{_lines(entries, tag)}</nav>'
    return page(tag, heading, body)


def _lines(entries: Sequence[Entry], tag: str) -> str:
    lines = []
    for entry in entries:
        other = language(entry.locale) if entry.locale != tag else ""
        under = "\n" + _lines(entry.under, entry.locale) if entry.under else ""
        lines.append(f"<li{other}><a href={quoteattr(entry.name)}>{_text(entry.title)}</a>{under}</li>\n")
    return f"<ol>\n{''.join(lines)}</ol>"


def page(tag: str, title: str, body: str) -> str:
    """Return an XHTML document.

    Args:
        tag: Its locale.
        title: Plain text.
        body: XHTML.
    """
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f"{language(tag)}>\n<head>\n<title>{_text(title)}</title>\n"
        f'<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n<body>\n{body}\n</body>\n</html>\n'
    )


def language(tag: str, *, xml_only: bool = False) -> str:
    """Return the attributes that say a locale and its direction, a space before each."""
    direction = "rtl" if locales.is_right_to_left(tag) else "ltr"
    html = "" if xml_only else f' lang="{tag}"'
    return f'{html} xml:lang="{tag}" dir="{direction}"'


def _identity(name: str) -> str:
    """Return the id of a file: its name, with what an id may not have replaced."""
    return "f-" + name.replace("/", "-")


def _text(text: str) -> str:
    return escape(printable(text))
