from tilmach import bidi


def test_runs_are_isolated_with_what_joins_them() -> None:
    assert bidi.isolated_plain("بۇ Village News.") == "بۇ \u2068Village News\u2069."
    assert bidi.isolated_plain("باھا https://a.example/b?c=1 دا") == "باھا \u2068https://a.example/b?c=1\u2069 دا"
    assert bidi.isolated_plain("12 قوي، 7.5%") == "12 قوي، 7.5%", "figures alone need nothing"


def test_what_is_isolated_already_stays() -> None:
    assert bidi.isolated_html("بۇ <bdi>News</bdi>") == "بۇ <bdi>News</bdi>"
    assert bidi.isolated_html("بۇ &amp; Tom") == "بۇ &amp; <bdi>Tom</bdi>"


def test_stray_characters_are_named() -> None:
    assert bidi.stray("سالام") == []
    assert bidi.stray("\u202bسالام\u202c ﻡ") == ["U+202B", "U+202C", "U+FEE1"]
