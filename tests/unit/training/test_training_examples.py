import random

from hypothesis import given
from hypothesis import strategies as st

from tilmach.training.alignment import align, align_all
from tilmach.training.examples import Example, batches, epoch, link_pieces, vary_figures, vary_source
from tilmach.training.rows import Row
from tilmach.training.tokenizer import Tokenizer


def test_words_find_their_translations(rows: list[Row]) -> None:
    links = align(rows, "kk")
    row = next(row for row in rows if row.source == "The doctor sold the horse.")
    assert row.targets["kk"] == "Дәрігер атты сатты."
    doctor, horse, sold = links[row.source]
    assert (doctor, {horse, sold} <= {2, 4}) == (1, True)
    assert align([], "kk") == {}


def test_links_are_by_language_and_only_where_there_is_a_target(rows: list[Row]) -> None:
    some = [*rows[:10], Row("project", "Only Kazakh here.", {"kk": "Мұнда тек қазақша."})]
    links = align_all(some, ["kk", "ug"])
    assert "Only Kazakh here." in links["kk"]
    assert "Only Kazakh here." not in links["ug"]


@given(st.integers(0, 9999), st.integers(0, 10**6))
def test_figures_stay_the_same_in_all_languages(figure: int, seed: int) -> None:
    row = Row("project", f"They sold {figure} horses.", {"kk": f"Олар {figure} ат сатты.", "ru": f"Продали {figure} коней."})
    varied = vary_figures(row, random.Random(seed))
    new = varied.source.split()[2]
    assert new.isdecimal()
    assert varied.targets == {"kk": f"Олар {new} ат сатты.", "ru": f"Продали {new} коней."}
    assert new[-1] == str(figure)[-1]
    if new[:2] not in ("18", "19", "20") or len(new) != 4:  # a year has no noun to agree with
        assert (new[-2:-1] == "1") == (str(figure)[-2:-1] == "1")


def test_a_figure_that_one_language_writes_out_is_left_alone() -> None:
    row = Row("project", "They sold 12 horses.", {"kk": "Олар он екі ат сатты."})
    assert all(vary_figures(row, random.Random(seed)) == row for seed in range(20))


def test_quotes_come_straight_and_curly() -> None:
    seen = {vary_source('He said "no".', random.Random(seed)) for seed in range(300)}
    assert {'He said "no".', "He said “no”."} <= seen


def test_an_epoch_draws_by_weight(rows: list[Row], tokenizer: Tokenizer) -> None:
    only = epoch(rows, tokenizer, random.Random(1), 0.0, {}, lambda row: float("judge" in row.source))
    assert len(only) == 5
    every = epoch(rows, tokenizer, random.Random(1), 0.3, align_all(rows, ["kk", "ug"]))
    assert len(every) == len(rows)
    assert all(len(example.links["kk"]) == len(example.targets["kk"]) for example in every)


def test_too_long_texts_are_not_trained_on(tokenizer: Tokenizer) -> None:
    assert epoch([Row("project", "the door " * 200, {"kk": "есікті"})], tokenizer, random.Random(1), 0.0, {}) == []


def test_pieces_have_the_links_of_their_words() -> None:
    assert link_pieces([0, 0, 1, 2, 3], [4, -1, 2]) == [4, 4, -1, 2, -1]


@given(st.lists(st.integers(1, 40), max_size=80), st.integers(20, 200))
def test_batches_have_every_example_once_and_not_too_many_pieces(lengths: list[int], tokens: int) -> None:
    examples = [Example([number], [0], {"kk": [9] * length}, {"kk": []}) for number, length in enumerate(lengths)]
    found = list(batches(list(examples), tokens, random.Random(2)))
    assert sorted(example.source[0] for batch in found for example in batch) == list(range(len(lengths)))
    assert all(len(batch) == 1 or len(batch) * max(e.longest for e in batch) <= tokens for batch in found)
    assert all(found)
