import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilmach.gates import length
from tilmach.gates.pair import Pair

SOURCE = "The herders drove their sheep over the pass before the first snow fell on the road."
TARGET = "Чабаны перегнали овец через перевал до того, как на дорогу выпал первый снег."


def reasons(source: str, target: str, locale: str = "ru") -> list[str]:
    return list(length.reasons(Pair("en", locale, source, target)))


def test_a_whole_translation_passes() -> None:
    assert reasons(SOURCE, TARGET) == []


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        (SOURCE, "Чабаны перегнали овец.", ["3 words for 16"]),
        (SOURCE, "Чабаны.", ["1 word for 16"]),
        (SOURCE, f"{TARGET} {TARGET}", ["26 words for 16"]),
        (SOURCE, "…", ["no words"]),
        (SOURCE, "", ["no words"]),
        ("Photo", TARGET, ["13 words for 1"]),
        ("12:30", TARGET, ["13 words for 2"]),
    ],
)
def test_lost_and_won(source: str, target: str, expected: list[str]) -> None:
    assert reasons(source, target) == expected


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("UN", "Организация Объединённых Наций", "ru"),
        ("foot-and-mouth", "ящур", "ru"),
        ("12:30", "12:30", "ru"),
        ("", "", "ru"),
        (SOURCE, "在第一场雪落到路上之前，牧民们赶着羊翻过了山口。", "zh"),
        (SOURCE, "Die Hirten trieben ihre Schafe über den Pass, bevor der erste Schnee auf die Straße fiel.", "de"),
    ],
)
def test_lenient(source: str, target: str, locale: str) -> None:
    assert reasons(source, target, locale) == []


@settings(max_examples=50)
@given(st.integers(1, 400), st.sampled_from(["kk", "ru", "ug", "de"]))
def test_as_many_letters_pass_at_any_length(size: int, locale: str) -> None:
    assert reasons("a" * size, "b" * size, locale) == []


def test_limits_come_together_the_longer_a_text_is() -> None:
    for fewest, most in length._LIMITS.values():
        assert list(fewest) == sorted(fewest)
        assert list(most) == sorted(most, reverse=True)
        assert len(fewest) == len(most) == len(length._LETTERS)
