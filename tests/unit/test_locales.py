import pytest

from tilmach import locales
from tilmach.errors import LocaleError


def test_folders_are_posix() -> None:
    assert locales.folder("kk") == "kk"
    assert locales.folder("zh-Hant") == "zh_Hant"


@pytest.mark.parametrize("tag", ["kk-Latn", "kk_Latn", "ug-Cyrl", "ug-Latn", "kk-Arab"])
def test_scripts_that_babel_would_silently_swap_are_refused(tag: str) -> None:
    with pytest.raises(LocaleError, match=r"is not supported; write (kk|ug)"):
        locales.locale(tag)


@pytest.mark.parametrize("tag", ["", "kazakh language", "xx-yy-zz-", "qqq"])
def test_what_is_no_locale(tag: str) -> None:
    with pytest.raises(LocaleError, match="not a known locale"):
        locales.locale(tag)


def test_direction() -> None:
    assert locales.is_right_to_left("ug")
    assert not locales.is_right_to_left("kk")


@pytest.mark.parametrize(
    ("tag", "forms"),
    [
        ("kk", "nplurals=2; plural=(n != 1);"),
        ("ug", "nplurals=2; plural=(n != 1);"),
        (
            "ru",
            "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
        ),
        ("de", "nplurals=2; plural=(n != 1);"),
    ],
)
def test_plural_forms(tag: str, forms: str) -> None:
    assert locales.plural_forms(tag) == forms


def test_english_names() -> None:
    assert [locales.english_name(tag) for tag in ("kk", "ru", "ug")] == ["Kazakh", "Russian", "Uyghur"]


@pytest.mark.parametrize(
    ("tag", "script"),
    [
        ("kk", "Cyrl"),
        ("ru", "Cyrl"),
        ("ug", "Arab"),
        ("en", "Latn"),
        ("zh", "Hans"),
        ("zh-Hant", "Hant"),
        ("uz", "Latn"),
        ("uz-Cyrl", "Cyrl"),
        ("sr-Latn", "Latn"),
        ("kk-KZ", "Cyrl"),
    ],
)
def test_scripts(tag: str, script: str) -> None:
    assert locales.script_of(tag) == script
