"""Nothing in an article or a catalog can run, or break the page that it stands in."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import lxml.etree
import lxml.html
import pytest

from tilmach import catalog as catalogs
from tilmach import formats, po, segmentation
from tilmach.bundle import site
from tilmach.bundle.sanitizing import cleaned
from tilmach.bundle.settings import Settings
from tilmach.catalog import Catalog
from tilmach.project import Project

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<svg onload=alert(1)><circle/></svg>",
    '"><svg/onload=alert(1)>',
    "' onmouseover='alert(1)",
    '</title></head><body onload="alert(1)">',
    "</script><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "<!-- never closed",
    '<a href="javascript:alert(1)">here</a>',
    "[here](javascript:alert(1))",
    "[here](JaVaScRiPt&colon;alert(1))",
    "[here](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1) 'onerror=alert(1)')",
    '[x](https://a.example "onmouseover=alert(1)")',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<iframe src="https://evil.example"></iframe>',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<base href="https://evil.example/"><link rel=stylesheet href=//evil.example/x.css>',
    '<form action="https://evil.example"><input name=q autofocus onfocus=alert(1)></form>',
    "<p style=\"background:url('javascript:alert(1)')\">styled</p><style>*{display:none}</style>",
    '<object data="x.swf"></object><embed src="x.swf">',
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<a id="text" name="mark">clash</a><b id="s1">clash</b>',
    "\ue000 \ue001 \U0001d200\U0001d20112\U0001d202 &#119296;1&#119297;",
    "\u202e\u2066 \x00\x0b\x1f\x7f\ufffe &#1; &#xFFFF;",
    "{{ 7 * 7 }} {% include '/etc/passwd' %} ${7*7}",
    "<template><script>alert(1)</script></template>",
    "<details open ontoggle=alert(1)>",
    "<table><tr><td>cell<script>alert(1)</script>",
    "\u2028\u2029</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;b&amp;gt;",
    "%(name)s %s %",
]  # fmt: skip
ADDRESS = re.compile(r"(?:https?:|mailto:|tel:|urn:)|[^:]*$|[^:/]*/")


def articles() -> Iterator[tuple[str, str]]:
    for number, text in enumerate(HOSTILE):
        flat = text.replace("\x00", "")
        quoted = json.dumps(flat, ensure_ascii=False)
        fields = [f"{name}: {quoted}" for name in ("title", "description", "author", "section")]
        head = "\n".join(["---", *fields, f"date: 2025-01-02{flat}", "---"])
        cell = flat.replace("|", "")
        body = f"A sentence here. {flat} Another one.\n\n## Part {flat}\n\n{flat}\n\n- item {flat}"
        yield f"m{number}.md", f"{head}\n\n{body}\n\n| a | {cell} |\n|--|--|\n| b | c |\n"
        head = f"<html><head><title>{flat}</title><meta name=description content={quoted}></head>"
        yield f"h{number}.html", f"{head}<body><h1>Head {flat}</h1><p>A sentence. {flat}</p>{flat}<p>More."
        if number % 4 == 0:
            yield f"t{number}.txt", f"Head {flat}\n\nA sentence here. {flat} More.\n"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site of hostile articles, each translated into all that is hostile."""
    root = tmp_path_factory.mktemp("hostile")
    (root / "source_texts").mkdir()
    project = Project(root, "en", ("kk", "ug"))
    for name, text in articles():
        (root / "source_texts" / name).write_text(text, "utf-8", newline="")
    found = project.articles()
    for article in found:
        template = catalogs.template(formats.parse(article.path, segmentation.split), article.name)
        for shift, locale in enumerate(project.targets):
            messages = [
                replace(
                    message, target=f"{HOSTILE[(place + shift * 7) % len(HOSTILE)]} ئا".replace("\0", ""), fuzzy=bool(place % 2)
                )
                for place, message in enumerate(template.messages)
            ]
            po.write(project.catalog_path(article, locale), Catalog(locale, tuple(messages)))
    titles = {"": HOSTILE[6], "kk": HOSTILE[3]}
    outcome = site.build(
        project, found, project.targets, root / "out", Settings(titles, 'https://news.example/"><script>/'),
        lambda article: formats.parse(article.path, segmentation.split),
        lambda article, locale: po.read(project.catalog_path(article, locale), locale), lambda *_: None,
    )  # fmt: skip
    assert not outcome.failures
    return root / "out"


RUNS = ("svg", "math", "iframe", "object", "embed", "base", "form", "style", "template", "noscript", "video")
ONCE = ("html", "head", "body", "title", "main", "h1")


def problems(html: str) -> list[str]:
    """Return what in a page could run, load or lead astray."""
    tree = lxml.html.fromstring(html)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    found = [element.tag for element in elements if element.tag in RUNS]
    found += [f"two of {name}" for name in ONCE if len(tree.xpath(f"//{name}")) > 1]
    found += ["script" for element in tree.xpath("//script") if element.get("type") != "application/ld+json"]
    found += ["img" for element in tree.xpath("//img") if not element.get("src").startswith("../media/")]
    found += ["meta" for name in tree.xpath("//meta/@http-equiv") if name != "Content-Security-Policy"]
    for name, value in (pair for element in elements for pair in element.attrib.items()):
        if name.startswith("on") or name in ("style", "srcdoc", "srcset", "formaction"):
            found.append(name)
        if name in ("href", "src") and (
            not ADDRESS.match(value) or re.match(r"\s*(?:javascript|data|vbscript)\s*:", value, re.IGNORECASE)
        ):
            found.append(value)
    ids = tree.xpath("//@id")
    return found + [f"two of #{one}" for one in set(ids) if ids.count(one) > 1]


def test_pages(pages: Path) -> None:
    names = sorted(pages.rglob("*.html"))
    assert len(names) > 3 * 2 * len(HOSTILE)
    for path in names:
        html = path.read_text("utf-8")
        assert problems(html) == [], path
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", html), path
        assert html.count("<script") == html.count("</script>") <= 1, path
        for script in lxml.html.fromstring(html).xpath("//script"):
            assert json.loads(script.text)["@type"] == "NewsArticle"


def test_templates_in_articles_are_text(pages: Path) -> None:
    number = next(place for place, text in enumerate(HOSTILE) if text.startswith("{{"))
    assert "{{ 7 * 7 }} {% include '/etc/passwd' %} ${7*7}" in (pages / "en" / f"t{number}.html").read_text("utf-8")


def test_the_pages_are_not_vacuous() -> None:
    assert problems("<p onclick=x>") == ["onclick"]
    assert problems("<a href='javascript:x'>")
    assert problems("<b id=a></b><i id=a></i>") == ["two of #a"]


def test_feeds(pages: Path) -> None:
    for path in pages.rglob("feed.xml"):
        feed = lxml.etree.fromstring(path.read_bytes())
        assert feed.tag.endswith("feed")
        assert len(feed.findall("{*}entry")) == 50
        assert {element.tag.rpartition("}")[2] for element in feed.iter() if isinstance(element.tag, str)} <= {
            "feed", "id", "title", "author", "name", "updated", "published", "link", "entry", "summary",
        }  # fmt: skip
    lxml.etree.fromstring((pages / "sitemap.xml").read_bytes())


@pytest.mark.parametrize("text", HOSTILE)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = cleaned(text)
    assert re.sub(r"n-(?:n-)+", "n-", cleaned(once)) == once
