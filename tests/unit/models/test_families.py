import pytest

from tilmach.models.families import PIECES, families


@pytest.mark.parametrize(
    ("family", "names"),
    [
        ("nllb", ("kaz_Cyrl", "rus_Cyrl", "uig_Arab")),
        ("m2m", ("kk", "ru", "ug")),
        ("opus", ("kaz_Cyrl", "rus", "uig_Arab")),
        ("madlad", ("kk", "ru", "ug")),
        ("chat", ("Kazakh", "Russian", "Uyghur")),
    ],
)
def test_names_of_languages(family: str, names: tuple[str, ...]) -> None:
    assert tuple(families()[family].language(locale) for locale in ("kk", "ru", "ug")) == names


def test_every_family_has_a_place_for_the_sentence() -> None:
    for family in families().values():
        assert family.source.count(PIECES) == 1
        assert "{text}" in family.text
        assert family.tokenizers


def test_unknown_language_keeps_its_tag() -> None:
    assert families()["nllb"].language("xx") == "xx"
