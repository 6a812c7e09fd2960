import pytest

from tilmach.engines.pieces import word_links


@pytest.mark.parametrize(
    ("attention", "links"),
    [
        ([[0.9, 0, 0.1], [0.1, 0.1, 0.8]], [(0, 0), (1, 1)]),
        ([[0.1, 0.1, 0.8], [0.5, 0.4, 0.1]], [(1, 0), (0, 1)]),
        ([[0.7, 0.2, 0.1], [0.9, 0.05, 0.05]], [(0, 0), (0, 1), (1, 0)]),
        ([[0.95, 0.0, 0.05], [0.98, 0.01, 0.01]], [(0, 0), (0, 1)]),
    ],
    ids=["straight", "crossed", "faintly linked", "not linked"],
)
def test_links_between_words(attention: list[list[float]], links: list[tuple[int, int]]) -> None:
    """Source words: "▁a", "b" is one, "▁c" another; one token for each word of the target."""
    assert word_links(["▁ab", "▁c", "</s>"], ["▁x", "▁y"], [[row[0], row[2], row[1]] for row in attention]) == links


def test_pieces_of_a_word_are_one() -> None:
    assert word_links(["▁a", "b", "▁c"], ["▁x", "y", "▁z"], [[0.3, 0.3, 0.4], [0.3, 0.3, 0.4], [0, 0, 1]]) == [(0, 0), (1, 1)]


def test_nothing() -> None:
    assert word_links([], [], []) == []
