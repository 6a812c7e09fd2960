"""The fonts of sites: all letters of Kazakh and Uyghur, small, with their licence."""

import re

import pytest

from tilmach.bundle.pages import HERE

FONTS = HERE / "static" / "fonts"
LETTERS = {
    "NotoSerif": "әғқңөұүһіӘҒҚҢӨҰҮҺІабвЯёabcZ0123456789«»“”’–—…№%",
    "NotoNaskhArabic": "ئاەبپتجچخدرزژسشغفقكگڭلمنوۇۆۈۋھېىي«»،؛؟.:!",
}


@pytest.mark.parametrize("path", sorted(FONTS.glob("*.woff2")), ids=lambda path: path.stem)
def test_letters(path) -> None:
    reader = pytest.importorskip("fontTools.ttLib", reason="fonttools (development only) is not installed: fonts are not read")
    pytest.importorskip("brotli", reason="brotli (development only) is not installed: WOFF2 can't be read")
    known = {chr(code) for code in reader.TTFont(path).getBestCmap()}
    assert not set(LETTERS[path.stem.partition("-")[0]]) - known


def test_size_and_licence() -> None:
    assert {path.stem.partition("-")[0] for path in FONTS.glob("*.woff2")} == set(LETTERS)
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 400_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text("utf-8")


def test_the_styles_name_each_font_and_nothing_elsewhere() -> None:
    addresses = set(re.findall(r'url\("([^"]*)"\)', (HERE / "static" / "style.css").read_text("utf-8")))
    assert addresses == {f"fonts/{path.name}" for path in FONTS.glob("*.woff2")}
