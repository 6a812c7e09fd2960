import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilmach.training.rows import Row, bucket, divide, is_sound, key, normalize, without_copies

SOURCES = st.lists(st.text("abc déф 7", min_size=1, max_size=40).filter(key), min_size=2, max_size=60, unique_by=key)


def rows_of(sources: list[str]) -> list[Row]:
    return [Row("project", source, {"kk": "мәтін"}) for source in sources]


def test_the_parts_do_not_move() -> None:
    """A change here would put sentences into training that people were told are held out."""
    assert [bucket(text) for text in ("The court met on Monday.", "A village counts its sheep.", "Rain")] == [92, 38, 69]
    assert bucket("“The court met, on MONDAY”") == bucket("the court met on monday")


@given(SOURCES)
def test_each_row_is_in_one_part_whatever_the_order(sources: list[str]) -> None:
    rows = rows_of(sources)
    parts = divide(rows)
    used = [row.source for part in (parts.train, parts.watch, parts.test) for row in part]
    assert len(used) == len(set(used))
    assert set(used) <= set(sources)
    again = divide(rows[::-1])
    assert [[row.source for row in part] for part in (again.train, again.watch, again.test)] == [
        [row.source for row in part] for part in (parts.train, parts.watch, parts.test)
    ]


@given(SOURCES)
def test_nothing_held_out_is_trained_on(sources: list[str]) -> None:
    parts = divide(rows_of(sources))
    assert not {key(row.source) for row in parts.train} & {key(row.source) for row in (*parts.test, *parts.watch)}


def test_five_of_a_hundred_are_for_the_report_and_five_are_watched() -> None:
    parts = divide(rows_of([f"{number} {number * 7919 % 1013:x}" for number in range(2000)]))
    assert 60 < len(parts.test) < 140
    assert 60 < len(parts.watch) < 140
    assert all(bucket(row.source) < 5 for row in parts.test)
    assert all(5 <= bucket(row.source) < 10 for row in parts.watch)


def test_of_very_few_one_is_watched_and_one_reported_on() -> None:
    many = [source for source in ("one", "two", "three", "four", "five", "six", "seven") if bucket(source) >= 10]
    assert len(many) > 3
    parts = divide(rows_of(many))
    assert (len(parts.watch), len(parts.test), len(parts.train)) == (1, 1, len(many) - 2)


def test_near_copies_of_held_out_sentences_are_left_out() -> None:
    held = key("The court in the capital met on Monday.")
    copies = rows_of(["The court in the capital met on Sunday.", "Nobody was hurt in the storm.", "Monday"])
    assert [row.source for row in without_copies(copies, [held])] == ["Nobody was hurt in the storm.", "Monday"]


@pytest.mark.parametrize(
    ("source", "target", "sound"),
    [
        ("The court met.", "Сот жиналды.", True),
        ("Yes", "Ия", True),
        ("A. K.", "А. К.", True),
        ("Radio Free", "Radio Free", False),
        ("2026", "٢٠٢٦ جىل", False),
        ("The court met on Monday and adjourned the case.", "…", False),
        ("The court met on Monday and adjourned the case until May.", "Сот.", False),
        ("Court", "Сот дүйсенбі күні жиналып, істі мамыр айына қалдырды, ал тараптар келіспеді.", False),
        ("a" * 1001, "б" * 1001, False),
    ],
)
def test_what_looks_like_a_pair(source: str, target: str, sound: bool) -> None:
    assert is_sound(source, target) is sound


def test_normalize() -> None:
    assert normalize(" A\u00a0cafe\u0301\n\t7\u202f000 ") == "A café 7 000"
