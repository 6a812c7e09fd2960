"""Feeds before the schema of RFC 4287 and what it says between elements; the sitemap before that of sitemaps.org.

Schemas are in schemas/. Where a feed of another site is to be judged: https://validator.w3.org/feed/ knows more.
"""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import lxml.etree
import pytest

from tests.web.conftest import HERE

ATOM = "{http://www.w3.org/2005/Atom}"
SCHEMA = lxml.etree.RelaxNG(lxml.etree.parse(HERE / "schemas" / "atom.rng"))
SITEMAP = lxml.etree.XMLSchema(lxml.etree.parse(HERE / "schemas" / "sitemap.xsd"))
Feeds = Callable[[Path], list[Path]]


def problems(feed: lxml.etree._Element) -> list[str]:
    """Return what is wrong with a feed: RFC 4287, sections 4.1.1 (feeds) and 4.1.2 (entries)."""
    found = [] if SCHEMA.validate(feed) else [str(SCHEMA.error_log.last_error)]
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        links = Counter(
            (link.get("type"), link.get("hreflang")) for link in element.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"
        )  # fmt: skip
        if max(links.values(), default=0) > 1:
            found.append("two alternate links of the same type and language")
        if element is not feed and not links and element.find(f"{ATOM}content") is None:
            found.append("an entry without content and alternate link")
        if element is not feed and element.find(f"{ATOM}author") is None and feed.find(f"{ATOM}author") is None:
            found.append("an entry without author")
        if not (element.findtext(f"{ATOM}title") or "").strip():
            found.append("an empty title")
    ids = Counter(element.findtext(f"{ATOM}id") for element in (feed, *entries))
    return found + [f"{name} stands twice" for name, count in ids.items() if count > 1]


def test_feeds_of_the_sample(sample: Path) -> None:
    feeds = sorted(sample.rglob("feed.xml"))
    assert [path.parent.name for path in feeds] == ["en", "kk", "ru", "ug"]
    for path in feeds:
        feed = lxml.etree.parse(path).getroot()
        assert problems(feed) == [], path
        assert len(feed.findall(f"{ATOM}entry")) >= 4
        for link in feed.iter(f"{ATOM}link"):
            address = urlsplit(urljoin(f"https://news.example/{path.parent.name}/feed.xml", link.get("href")))
            assert address.netloc == "news.example"
            assert (sample / address.path.lstrip("/")).is_file(), address


def test_feeds_of_hostile_articles(hostile_pages: Path) -> None:
    feeds = sorted(hostile_pages.rglob("feed.xml"))
    assert len(feeds) == 3
    for path in feeds:
        assert problems(lxml.etree.parse(path).getroot()) == [], path


BREAKS = {
    "no id": (r"<id>[^<]*</id>", ""),
    "a relative id": (r"<id>[^<]*</id>", "<id>kk/index.html</id>"),
    "no time": (r"<updated>[^<]*</updated>", ""),
    "a day for a time": (r"<updated>[^<]*</updated>", "<updated>2025-06-14</updated>"),
    "no zone": (r"Z</updated>", "</updated>"),
    "no address": (r'(<link rel="alternate"[^>]*) href="[^"]*"', r"\1"),
    "two titles": (r"(<title>[^<]*</title>)", r"\1\1"),
    "an unknown element": (r"<summary>", "<summery/><summary>"),
    "an empty title": (r"<title>[^<]*</title>", "<title/>"),
    "no author": (r"<author>.*?</author>", ""),
    "two pages of an entry": (r'(<link rel="alternate"[^>]*/>)', r"\1\1"),
    "a bad language": (r'xml:lang="kk"', 'xml:lang="kk KZ"'),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_is_wrong_with_a_feed_is_seen(sample: Path, name: str) -> None:
    text = (sample / "kk" / "feed.xml").read_text("utf-8")
    broken, count = re.subn(*BREAKS[name], text, count=1)
    assert count == 1
    assert problems(lxml.etree.fromstring(broken.encode()))


def test_the_sitemap(sample: Path) -> None:
    sitemap = lxml.etree.parse(sample / "sitemap.xml")
    assert SITEMAP.validate(sitemap), SITEMAP.error_log.last_error
    for location in sitemap.iter("{*}loc"):
        assert location.text.startswith("https://news.example/")
        assert (sample / urlsplit(location.text).path.lstrip("/")).is_file()


def test_the_sitemap_of_hostile_articles(hostile_pages: Path) -> None:
    assert SITEMAP.validate(lxml.etree.parse(hostile_pages / "sitemap.xml")), SITEMAP.error_log.last_error


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://news", "news"),
        (r"<lastmod>[^<]*", "<lastmod>14 June 2025"),
        (r"<loc>[^<]*</loc>", ""),
        ("<urlset[^>]*>", "<urlset>"),
        (r"(<url>.*</url>)", r"\1\1"),
    ],
)
def test_what_is_wrong_with_a_sitemap_is_seen(sample: Path, old: str, new: str) -> None:
    broken, count = re.subn(old, new, (sample / "sitemap.xml").read_text("utf-8"), count=1)
    assert count == 1
    assert not SITEMAP.validate(lxml.etree.fromstring(broken.encode()))
