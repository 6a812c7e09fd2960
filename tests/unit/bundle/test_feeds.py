"""Feeds, the sitemap and robots.txt."""

from datetime import UTC, datetime

import lxml.etree

from tests.unit.bundle.conftest import Build, text
from tilmach.bundle import feeds
from tilmach.bundle.settings import Settings
from tilmach.project import Project


def test_without_an_address_nothing_is_absolute(written: Project, build: Build) -> None:
    build()
    assert "canonical" not in text(written, "kk/herders.html")
    assert not (written.root / "out" / "sitemap.xml").exists()
    assert text(written, "robots.txt") == "User-agent: *\nAllow: /\n"
    feed = lxml.etree.fromstring(text(written, "kk/feed.xml").encode())
    atom = "{http://www.w3.org/2005/Atom}"
    assert [entry.findtext(f"{atom}id")[:9] for entry in feed.iter(f"{atom}entry")] == ["urn:uuid:"] * 2
    assert {link.get("href") for link in feed.iter(f"{atom}link")} == {"index.html", "herders.html", "deep%20er/second.html"}


def test_a_feed_with_an_address(written: Project, build: Build) -> None:
    build(Settings({"": "A & B"}, "https://news.example/"))
    feed = lxml.etree.fromstring(text(written, "ug/feed.xml").encode())
    atom = "{http://www.w3.org/2005/Atom}"
    assert feed.findtext(f"{atom}title") == "A & B"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "ug"
    assert feed.findtext(f"{atom}entry/{atom}link") is not None
    assert all(link.get("href").startswith("https://news.example/ug/") for link in feed.iter(f"{atom}link"))
    for element in feed.iter(f"{atom}updated", f"{atom}published"):
        assert datetime.fromisoformat(element.text).tzinfo is not None
    assert feed.findtext(f"{atom}author/{atom}name") == "A & B"
    urls = lxml.etree.fromstring(text(written, "sitemap.xml").encode())
    assert len(urls) == 4 + 8
    assert "Sitemap: https://news.example/sitemap.xml" in text(written, "robots.txt")


def test_an_empty_feed_is_still_one() -> None:
    feed = feeds.atom([], "kk", "News", "", datetime(2025, 1, 2, tzinfo=UTC))
    assert "<updated>2025-01-02T00:00:00Z</updated>" in feed
    lxml.etree.fromstring(feed.encode())
