"""What programs read of a site: an Atom feed per locale (RFC 4287), the sitemap (sitemaps.org, 0.9) and robots.txt."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape

from tilmach.bundle.manifest import Entry
from tilmach.bundle.sanitizing import printable

LONGEST = 50
"""Entries of a feed."""

_NOTE = """\
<!-- The site's address is not known: links are relative to this feed, and ids are made of the names of articles. Set site_url
     in [bundle] of tilmach.toml to make them absolute. -->
"""


def atom(entries: Sequence[Entry], locale: str, title: str, site_url: str, updated: datetime) -> str:
    """Return the feed of a locale; it stands beside the locale's index page.

    Args:
        entries: The newest first; only the first ``LONGEST`` are taken.
        locale: BCP 47 tag.
        title: Name of the publication.
        site_url: Where the site is, or empty. Without it, ids are name-based UUIDs (RFC 9562): a ``tag:`` URI would need a
            domain that somebody owns.
        updated: When there are no entries: the feed's time.
    """
    own = f"{site_url}{locale}/feed.xml"
    latest = max((entry.moment for entry in entries), default=updated)
    home = f"{locale}/index.html"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>\n' + ("" if site_url else _NOTE)
        + f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{locale}">',
        f"<id>{_identity(site_url, home, title)}</id>",
        f"<title>{_text(title)}</title>",
        f"<author><name>{_text(title)}</name></author>",
        f"<updated>{_time(latest)}</updated>",
        *([f'<link rel="self" type="application/atom+xml" href="{escape(own)}"/>'] if site_url else []),
        f'<link rel="alternate" type="text/html" hreflang="{locale}" href="{escape(_address(site_url, locale, home))}"/>',
    ]  # fmt: skip
    for entry in entries[:LONGEST]:
        lines += [
            "<entry>",
            f"<id>{_identity(site_url, entry.path, title)}</id>",
            f"<title>{_text(entry.title)}</title>",
            f'<link rel="alternate" type="text/html" href="{escape(_address(site_url, locale, entry.path))}"/>',
            *([f"<published>{entry.published}T00:00:00Z</published>"] if entry.published else []),
            f"<updated>{_time(entry.moment)}</updated>",
            f"<summary>{_text(entry.summary or entry.title)}</summary>",
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def sitemap(entries: Iterable[Entry], locales: Iterable[str], site_url: str) -> str:
    """Return the sitemap: the index page of each locale, and all articles with the day of their last change."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        *(f"<url><loc>{escape(f'{site_url}{locale}/index.html')}</loc></url>" for locale in locales),
        *(f"<url><loc>{escape(site_url + entry.path)}</loc><lastmod>{entry.updated[:10]}</lastmod></url>" for entry in entries),
    ]
    return "\n".join([*lines, "</urlset>", ""])


def robots(site_url: str) -> str:
    """Return robots.txt: everybody may read all (RFC 9309)."""
    return "User-agent: *\nAllow: /\n" + (f"Sitemap: {site_url}sitemap.xml\n" if site_url else "")


def _identity(site_url: str, path: str, title: str) -> str:
    return escape(site_url + path) if site_url else f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{title}/{path}')}"


def _address(site_url: str, locale: str, path: str) -> str:
    return site_url + path if site_url else path.removeprefix(f"{locale}/")


def _text(text: str) -> str:
    return escape(printable(text), quote=False)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
