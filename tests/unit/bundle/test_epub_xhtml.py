import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tilmach.bundle.epub_tree import BLOCKS, outside
from tilmach.bundle.epub_xhtml import xhtml

LINE = frozenset(("p", "h1", "h2", "pre", "b", "span", "em", "code", "dt", "th", "caption"))
PARENTS = {
    "li": {"ul", "ol"}, "td": {"tr"}, "th": {"tr"}, "tr": {"thead", "tbody"}, "thead": {"table"}, "tbody": {"table"},
    "caption": {"table"}, "dt": {"dl"}, "dd": {"dl"}, "figcaption": {"figure"},
}  # fmt: skip
CHILDREN = {
    "ul": {"li"}, "ol": {"li"}, "table": {"caption", "thead", "tbody"}, "thead": {"tr"}, "tbody": {"tr"}, "tr": {"td", "th"},
    "dl": {"dt", "dd"},
}  # fmt: skip


def written(*fragments: str) -> str:
    return "|".join(
        xhtml(fragments, link=lambda address: f"book/{address}" if address else None, picture=lambda source: source or None)
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one<br>two<hr>", "<p>one<br/>two</p><hr/>"),
        ("a &amp; b &nbsp;&eacute;&copy &lt; &#1178;", "a &amp; b \xa0é© &lt; Қ"),
        ("<b>bold <i>both</b> on", "<b>bold <i>both</i></b> on"),
        ("</p>text</div>", "text"),
        ("<UL><LI>one<LI>two</UL>", "<ul><li>one</li><li>two</li></ul>"),
        ("<ul>a<li>b</li><p>c</p> </ul>", "<ul><li>a</li><li>b</li><li><p>c</p></li></ul>"),
        ("<ul> </ul><ol></ol>", ""),
        ("<li>alone</li>", "alone"),
        ('<ol start="3" reversed type="x"><li>a</li></ol>', '<ol start="3"><li>a</li></ol>'),
        ("<span>a<p>b</p></span>", "a<p>b</p>"),
        ("<p>a<hr>b<i>c<ul><li>d</i></ul>", "<p>a</p><hr/>bc<ul><li>d</li></ul>"),
        ("<p><b>a<custom-x><p>b", "<p><b>a</b></p><p>b</p>"),
        ("<h2>a<div>b</div>c</h2>", "<h2>a b c</h2>"),
        ("<dl><dt>a<dd>b<dt>c<dd>d</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd></dl>"),
        ("<table><tr><td>a<td>b<tr><th>c</table>", "<table><tbody><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></tbody></table>"),
        ('<table><tr id="r"></tr></table><a href="#r">a</a>', "<a>a</a>"),
        ("<p>a<div>b</div>c</p>", "<p>a</p><div>b</div>c"),
        ('<a href="x.html"><p>a</p></a>', '<a href="book/x.html"><p>a</p></a>'),
        ('<a href="x.html">a <i><a href="y.html">b</a></i></a>', '<a href="book/x.html">a <i>b</i></a>'),
        ('<a name="x">a</a> <a href="">b</a> <a id="here">c</a>', 'a b <a id="here">c</a>'),
        ('<p id="a">1</p><p id="a">2</p><a href="#a">3</a>', '<p id="a">1</p><p>2</p><a href="#a">3</a>'),
        ('<p id="1 ü">1</p><a href="#1 ü">2</a>', '<p id="n-1_20_fc">1</p><a href="#n-1_20_fc">2</a>'),
        ('<p onclick="x()" style="a" class="credit" lang="ug" dir="rtl">x</p>', '<p class="credit" dir="rtl" lang="ug" xml:lang="ug">x</p>'),
        ('<p lang="x y" dir="up" title="a &quot;b&quot; &lt;c">x</p>', "<p title='a \"b\" &lt;c'>x</p>"),
        ("<script>a<b</script><style>x</style><svg><p>y</p></svg>z", "z"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
        ("<dl><dd>b</dd>c</dl>", "<div>b</div><div>c</div>"),
        ("<table><tr><td>a</td></tr><caption>c</caption></table>", "<table><caption>c</caption><tbody><tr><td>a</td></tr></tbody></table>"),
        (
            "<table><thead><tr><th><p>a</p></th></tr></thead><tr><td colspan='0' rowspan='2'>b</td></tr></table>",
            '<table><thead><tr><th> a </th></tr></thead><tbody><tr><td rowspan="2">b</td></tr></tbody></table>',
        ),
        ("<table><tr></tr></table><table>x</table>", "<p>x</p>"),
        ("<figure><figcaption>a</figcaption><img src='x' alt='y'></figure>", '<figure><img src="x" alt="y"/><figcaption>a</figcaption></figure>'),
        ('<img src="" alt="a < b">', "a &lt; b"),
        ('<img src="a" width="3" height="3px">', '<img src="a" alt="" width="3"/>'),
        ("<pre><code>a\n  b</code></pre>", '<pre dir="ltr"><code>a\n  b</code></pre>'),
        ("<details><summary>a</summary>b</details>", "<div><p>a</p>b</div>"),
        ('<time datetime="2025-02-30">a</time><time datetime="2025-02-03 10:00">b</time>', 'a<time datetime="2025-02-03">b</time>'),
        ('<bdo>a</bdo><bdo dir="rtl">b</bdo>', 'a<bdo dir="rtl">b</bdo>'),
        ("<marquee>a</marquee><custom-x><p>b</p></custom-x>", "a<p>b</p>"),
        ("a\x00\x1b\ufffeb", "ab"),
        ("<!-- c --><!doctype html><?x y?>a", "a"),
        ('<sup class="footnote-ref"><a href="#fn1">1</a></sup><ol class="footnotes-list"><li id="fn1">n</li></ol>',
         '<sup class="footnote-ref"><a href="#fn1" epub:type="noteref">1</a></sup><ol class="footnotes-list"><li id="fn1" epub:type="footnote">n</li></ol>'),
    ],
)  # fmt: skip
def test_html_becomes_xhtml(html: str, expected: str) -> None:
    assert written(html) == expected


def test_fragments_share_their_ids() -> None:
    assert written('<b id="s1">a</b>', '<p id="s1">b</p><p id="s2">c</p>') == '<b id="s1">a</b>|<p>b</p><p id="s2">c</p>'


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://example.org", "https://example.org"),
        ("HTTP://Example.ORG:8080/a b?c=%41&d=50%#e", "http://example.org:8080/a%20b?c=%41&d=50%25#e"),
        ("https://қазақ.example/жаңалық", "https://xn--80a2aox8f.example/%D0%B6%D0%B0%D2%A3%D0%B0%D0%BB%D1%8B%D2%9B"),
        ("tel:+7 700", "tel:+7%20700"),
        ("mailto:a@b.example?subject=x y", "mailto:a@b.example?subject=x%20y"),
        ("https:///a", None),
        ("https://a b/", None),
        ("https://user:word@example.org/", None),
        ("https://[::1]/", None),
        ("https://example.org:99999/", None),
        ("https://" + "a" * 70 + ".example/", None),
        ("javascript:x", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("x", None),
    ],
)
def test_addresses(address: str, url: str | None) -> None:
    found = outside(address)
    if url is None or "xn--" not in url:
        assert found == url
    else:
        assert found
        assert found.startswith("https://xn--")
        assert found.isascii()


SOUP = [
    *(f"<{name}>" for name in sorted(BLOCKS | {"a href=x", "a href=#i id=i", "b", "span id=i", "img src=x", "br", "caption", "script", "x"})),
    *(f"</{name}>" for name in sorted(BLOCKS | {"a", "b", "span", "caption", "script"})),
    "text", " ", "&amp;", "&", "<", "\0", "<!--",
]  # fmt: skip


@given(st.lists(st.sampled_from(SOUP), max_size=14).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_html_is_valid_in_its_place(html: str) -> None:
    root = etree.fromstring(f'<body xmlns:epub="e">{written(html)}</body>')
    targets = {element.get("href")[1:] for element in root.iter("a") if (element.get("href") or "").startswith("#")}
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(set(ids)) == len(ids)
    assert targets <= set(ids)
    for element in root.iter():
        names = [child.tag for child in element]
        for child in names:
            assert element.tag in PARENTS.get(child, {element.tag}), html
        assert set(names) <= CHILDREN.get(element.tag, set(names)), html
        if element.tag in LINE:
            assert not {child.tag for child in element.iterdescendants()} & BLOCKS, html
        if element.tag == "a":
            assert not [child for child in element.iterdescendants("a") if child.get("href")] or not element.get("href"), html
