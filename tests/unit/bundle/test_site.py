"""A site: its pages, what links them, and what a second build does."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import lxml.etree
import lxml.html
import pytest

from tests.unit.bundle.conftest import Build, approve, names, text
from tilmach import po
from tilmach.bundle.manifest import Manifest
from tilmach.bundle.pages import page_path
from tilmach.bundle.settings import Settings
from tilmach.errors import CatalogError, ProjectError
from tilmach.project import Project


def test_all_pages_are_there_and_all_links_lead_somewhere(written: Project, build: Build) -> None:
    outcome = build()
    assert outcome.failures == outcome.held == outcome.removed == []
    out = written.root / "out"
    pages = {path.relative_to(out).as_posix() for path in out.rglob("*.html")}
    assert pages == {
        "index.html",
        *(f"{locale}/index.html" for locale in ("en", "kk", "ru", "ug")),
        *(f"{locale}/{name}.html" for locale in ("en", "kk", "ru", "ug") for name in ("herders", "deep er/second")),
        *(f"{locale}/{name}.bilingual.html" for locale in ("kk", "ru", "ug") for name in ("herders", "deep er/second")),
    }
    assert (out / "media" / "deep er" / "hill.png").read_bytes() == b"picture"
    for name in pages:
        tree = lxml.html.fromstring(text(written, name))
        for attribute in ("href", "src"):
            for address in tree.xpath(f"//@{attribute}"):
                path, _, fragment = address.partition("#")
                assert not re.match(r"[a-z]+:|//|/", address), address  # nothing leads to another host, or to a disk's root
                target = (out / name).parent / unquote(path) if path else out / name
                assert target.is_file(), f"{name}: {address}"
                if fragment and target.suffix == ".html":
                    assert lxml.html.fromstring(target.read_text("utf-8")).get_element_by_id(fragment) is not None


def test_a_page_says_what_it_is(written: Project, build: Build) -> None:
    build(Settings({"ug": "دالا"}, "https://news.example/"))
    page = lxml.html.fromstring(text(written, "ug/deep er/second.html"))
    assert (page.get("lang"), page.get("dir")) == ("ug", "rtl")
    assert page.xpath("string(//link[@rel='canonical']/@href)") == "https://news.example/ug/deep%20er/second.html"
    alternates = {link.get("hreflang"): link.get("href") for link in page.xpath("//link[@rel='alternate'][@hreflang]")}
    assert set(alternates) == {"en", "kk", "ru", "ug", "x-default"}
    assert alternates["x-default"] == alternates["en"] == "https://news.example/en/deep%20er/second.html"
    switcher = [(link.get("lang"), link.text) for link in page.xpath("//nav//a")]
    assert switcher == [("en", "English"), ("kk", "Қазақ тілі"), ("ru", "Русский"), ("ug", "ئۇيغۇرچە")]
    data = json.loads(page.xpath("string(//script)"))
    assert (data["@type"], data["inLanguage"], data["datePublished"]) == ("NewsArticle", "ug", "2025-06-14")
    assert data["image"] == ["https://news.example/media/deep%20er/hill.png"]
    assert page.xpath("string(//meta[@property='og:title']/@content)") == page.xpath("string(//h1)")
    assert page.xpath("//time/@datetime") == ["2025-06-14"]
    assert len(page.xpath("//h1")) == 1
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_only_pages_with_unapproved_sentences_say_so(written: Project, build: Build) -> None:
    build()
    assert "Бұл мәтіннің бір бөлігін машина аударған" in text(written, "kk/herders.html")
    assert 'role="note"' not in text(written, "ru/herders.html")
    assert 'role="note"' not in text(written, "en/herders.html")


def test_the_bilingual_page_pairs_sentences_and_names_states(written: Project, build: Build) -> None:
    build()
    page = lxml.html.fromstring(text(written, "kk/herders.bilingual.html"))
    rows = page.xpath("//tbody/tr")
    assert len(rows) == len(po.read(written.locale_folder / "kk/LC_MESSAGES/herders.po", "kk").messages) + 1  # one stands twice
    source, target, state = (cell.text_content() for cell in rows[1].xpath("td"))
    assert (source, target, state) == ("Herders Win Their Case", "⟦Herders Win Their Case⟧", "машина аудармасы")
    assert rows[1].xpath("td[1]/@lang") == ["en"]
    assert rows[1].get("id") == "s2"


def test_a_second_build_writes_nothing(written: Project, build: Build) -> None:
    assert build().written
    assert build().written == []


def test_one_change_makes_one_page_anew(written: Project, build: Build) -> None:
    build()
    approve(written, "ug", "herders")
    # and the index page, which said that not all of it had been checked
    assert names(build().written, written.root) == ["ug/herders.bilingual.html", "ug/herders.html", "ug/index.html"]


def test_a_deleted_page_is_made_again(written: Project, build: Build) -> None:
    build()
    (written.root / "out/kk/herders.html").unlink()
    assert names(build().written, written.root) == ["kk/herders.html"]


def test_without_its_manifest_the_same_site_is_made(written: Project, build: Build) -> None:
    build()
    for path in (written.root / ".tilmach" / "bundle").glob("*.json"):
        path.write_text("{", "utf-8")
    assert build().written == []


def test_pages_of_articles_that_are_gone_go(written: Project, build: Build) -> None:
    build()
    (written.root / "out" / "kk" / "mine.html").write_text("not tilmach's", "utf-8")
    (written.source_folder / "deep er" / "second.md").unlink()
    assert names(build().removed, written.root) == sorted(
        [f"{locale}/deep er/second.html" for locale in ("en", "kk", "ru", "ug")]
        + [f"{locale}/deep er/second.bilingual.html" for locale in ("kk", "ru", "ug")]
        + ["media/deep er/hill.png"]
    )
    assert not (written.root / "out" / "kk" / "deep er").exists()
    assert (written.root / "out" / "kk" / "mine.html").exists()
    assert "second" not in text(written, "kk/index.html") + text(written, "kk/feed.xml")


def test_below_the_threshold_nothing_is_offered(written: Project, build: Build) -> None:
    outcome = build(Settings(threshold=0.5))
    assert sorted(outcome.held) == [(name, locale) for name in ("deep er/second", "herders") for locale in ("kk", "ug")]
    assert not (written.root / "out" / "kk").exists()
    assert 'hreflang="kk"' not in text(written, "en/herders.html") + text(written, "index.html")


def test_below_the_threshold_the_last_good_version_stays(written: Project, build: Build) -> None:
    approve(written, "kk", "herders")
    build(Settings(threshold=1))
    good = text(written, "kk/herders.html")
    path = written.locale_folder / "kk/LC_MESSAGES/herders.po"
    path.write_text(path.read_text("utf-8").replace('msgid "Herders', '#, fuzzy\nmsgid "Herders'), "utf-8")
    assert ("herders", "kk") in build(Settings(threshold=1)).held
    assert text(written, "kk/herders.html") == good
    assert 'hreflang="kk"' in text(written, "ru/herders.html")
    assert "herders.html" in text(written, "kk/index.html")
    assert ("herders", "kk") in build(Settings(threshold=1)).held  # told each time
    approve(written, "kk", "herders")
    assert ("herders", "kk") not in build(Settings(threshold=1)).held


def test_an_article_without_any_translation_is_not_offered(written: Project, build: Build) -> None:
    (written.locale_folder / "kk/LC_MESSAGES/herders.po").unlink()
    outcome = build()
    assert outcome.held == []
    assert not (written.root / "out/kk/herders.html").exists()


def test_a_broken_catalog_is_told_and_its_last_good_page_stays(written: Project, build: Build) -> None:
    build()
    good = text(written, "kk/herders.html")
    path = written.locale_folder / "kk/LC_MESSAGES/herders.po"
    whole = path.read_text("utf-8")
    path.write_text(whole + '\nmsgid "cut', "utf-8")
    for _ in range(2):  # and again, until it is mended
        outcome = build()
        assert [type(failure) for failure in outcome.failures] == [CatalogError]
        assert text(written, "kk/herders.html") == good
    path.write_text(whole, "utf-8")
    assert build().failures == []


def test_a_broken_article_is_told_and_its_last_good_pages_stay(written: Project, build: Build) -> None:
    build()
    (written.source_folder / "herders.txt").write_bytes(b"\xff\xfe")
    outcome = build()
    assert len(outcome.failures) == 1
    assert outcome.removed == []
    assert (written.root / "out/kk/herders.html").exists()


def test_a_picture_that_comes_later_is_shown(written: Project, build: Build) -> None:
    picture = written.source_folder / "deep er" / "hill.png"
    picture.unlink()
    build()
    assert "<img" not in text(written, "en/deep er/second.html")
    picture.write_bytes(b"picture")
    build()
    assert '<img src="../../media/deep%20er/hill.png"' in text(written, "en/deep er/second.html")


def test_a_theme_stands_in_for_our_templates(written: Project, build: Build) -> None:
    theme = written.root / "theme"
    (theme / "static").mkdir(parents=True)
    (theme / "article.html").write_text(
        '{% extends "tilmach/article.html" %}\n{% block foot %}{{ super() }}<p>Printed in {{ edition.locale }}</p>{% endblock %}', "utf-8"
    )  # fmt: skip
    (theme / "static" / "theme.css").write_text(":root { --accent: green; }", "utf-8")
    build()
    assert "<p>Printed in kk</p>" in text(written, "kk/herders.html")
    assert 'href="../static/theme.css"' in text(written, "kk/index.html")
    assert "green" in text(written, "static/theme.css")
    (theme / "article.html").write_text("{% block %}", "utf-8")
    with pytest.raises(ProjectError, match=r"article\.html:1: .* Mend the template"):
        build()
    (theme / "article.html").write_text("{{ editoin.title }}", "utf-8")
    with pytest.raises(ProjectError, match="editoin"):
        build()


def test_the_same_inputs_make_the_same_bytes(written: Project, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    build()
    out = written.root / "out"
    first = {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    out.rename(written.root / "before")
    for path in (written.root / ".tilmach" / "bundle").glob("*"):
        path.unlink()
    build()
    assert {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()} == first


def test_names_that_pages_of_ours_have() -> None:
    assert page_path("index", "kk") == "kk/index_.html"
    assert page_path("a/index", "kk") == "kk/a/index.html"
    assert page_path("x.bilingual", "kk") == "kk/x.bilingual_.html"
    assert page_path("x", "kk", bilingual=True) == "kk/x.bilingual.html"


def test_a_manifest_of_another_kind_counts_as_none(tmp_path: Path) -> None:
    path = tmp_path / "site.json"
    for content in ("", "[]", '{"format": 0}', '{"format": 1, "articles": {"a": 1}}'):
        path.write_text(content, "utf-8")
        assert Manifest.read(path).records == {}
