"""Front matter's titles and dates, without a parser of YAML."""

from datetime import date

from tilmach.bundle import frontmatter


def test_fields() -> None:
    text = """---
title: "A \\"big\\" one"
Single: 'it''s'
plain: words # a comment
hash: C# is fine
list: [one, "two"]
nothing:
block: |
  not read
  nested: not a field of the article
---
after: it
"""
    assert frontmatter.read(text) == {
        "title": 'A "big" one', "single": "it's", "plain": "words", "hash": "C# is fine", "list": "one, two",
    }  # fmt: skip


def test_no_front_matter() -> None:
    assert frontmatter.read("title: x\n---\n") == {}
    assert frontmatter.read("---\ntitle: x\n") == {}
    assert frontmatter.read("\ufeff---\r\ntitle: x\r\n---\r\n") == {"title": "x"}


def test_day() -> None:
    assert frontmatter.day("2025-06-14T10:00") == date(2025, 6, 14)
    assert frontmatter.day("2025-06-141") is None
    assert frontmatter.day("2025-13-01") is None
    assert frontmatter.day("June 14") is None
