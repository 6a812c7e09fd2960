import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilmach.gates import loops
from tilmach.gates.pair import Pair

WORDS = ["суд", "вода", "хлеб", "овца", "гора", "река", "дом", "сад", "лес", "мост"]


def reasons(source: str, target: str) -> list[str]:
    return list(loops.reasons(Pair("en", "ru", source, target)))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("He was beaten, not very, very hard.", "Его били, не очень, очень сильно."),
        ("Bread, bread, bread!", "Хлеба, хлеба, хлеба!"),
        ("Sooner or later they come back.", "Рано или поздно, рано или ещё раньше они вернутся."),
        ("He spoke in Almaty on Monday in May.", "В мае в понедельник в Алматы в клубе в шесть."),
        ("Ha-ha-ha, he said.", "Ха-ха-ха, сказал он."),
        ("She counted 1112 planes.", "Она насчитала 1112 самолётов."),
        ("He was born in the USSR…", "Он родился в СССР…………"),
        ("Hello", ""),
    ],
)
def test_what_people_write_passes(source: str, target: str) -> None:
    assert reasons(source, target) == []


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("Цены цены цены выросли.", "the same word comes back 3 times: цены"),
        ("Цены на цены на цены на воду.", "the same words come back 3 times: цены на"),
        ("Суд в городе суд в городе решил.", "the same words come back 2 times: суд в городе"),
        (
            "Он сказал суду всю правду, а потом сказал суду всю правду.",
            "the same words come back 2 times: сказал суду всю правду",
        ),
        ("Суд решил, что суд прав, а суд не ошибся, и суд ушёл, суд закрылся.", "the same word comes back 5 times: суд"),
        ("Это бакакакаки.", "“ак” comes 4 times in a row"),
        ("Это оооочень дорого.", "“о” comes 4 times in a row"),
    ],
)
def test_loops(target: str, reason: str) -> None:
    assert reasons("The court decided on Monday that prices may not rise.", target) == [reason]


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8),
    st.integers(3, 9),
)
def test_any_phrase_in_a_row_is_found(words: list[str], times: int) -> None:
    assert reasons("The court decided on Monday.", " ".join(words * times)) != []


@settings(max_examples=30)
@given(st.permutations(WORDS))
def test_different_words_are_no_loop(words: list[str]) -> None:
    assert reasons("The court decided on Monday.", " ".join(words)) == []


def test_long_texts_take_no_time() -> None:
    # a second would be 100 times too long
    assert reasons("one two", "аб" * 20_000)
    assert reasons("one two", " ".join(f"слово{number}" for number in range(3000))) == []
