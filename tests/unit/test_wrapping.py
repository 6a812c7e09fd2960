from pathlib import Path

import pytest

from tests.conftest import ROOT, gettext
from tilmach import wrapping


def test_short_line_stays() -> None:
    assert wrapping.wrap('msgid "short"') == 'msgid "short"'
    assert wrapping.wrap("#, fuzzy") == "#, fuzzy"


def test_long_line_breaks_after_spaces() -> None:
    lines = wrapping.wrap(f'msgstr "{"word " * 30}end"').split("\n")
    assert lines[0] == 'msgstr ""'
    assert all(line.endswith(' "') for line in lines[1:-1])
    assert max(map(len, lines)) <= 79
    assert "".join(line.strip('"') for line in lines[1:]) == "word " * 30 + "end"


def test_obsolete_and_previous_lines_keep_their_sign() -> None:
    for sign in ("#~ ", "#| "):
        assert all(line.startswith(sign) for line in wrapping.wrap(f'{sign}msgid "{"word " * 30}"').split("\n"))


def test_wide_and_combining_characters() -> None:
    assert wrapping.width("abc") == 3
    assert wrapping.width("日本") == 4
    assert wrapping.width("a\u0301\u2067") == 1


def test_locations_fill_lines() -> None:
    assert wrapping.fill_words(["aaa", "bbb", "cccccccccc", "d"], 7) == ["aaa bbb", "cccccccccc", "d"]


@pytest.mark.parametrize("path", sorted((ROOT / "locales").rglob("*.po*")), ids=lambda path: f"{path.parts[-3]}-{path.name}")
def test_sample_catalogs_are_wrapped_as_gettext_does(path: Path) -> None:
    assert gettext("msgcat", path) == path.read_text("utf-8")
