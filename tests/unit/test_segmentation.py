import pytest

from tests.conftest import golden
from tilmach import segmentation

CASES = golden("segmentation.txt")


def boundaries(sentences: list[str]) -> set[int]:
    ends, position = set(), 0
    for sentence in sentences[:-1]:
        position += len(sentence)
        ends.add(position)
        position += 1
    return ends


def test_gold_file() -> None:
    """The rules are judged as a whole: some cases of the gold file need to be understood to be decided."""
    hits = misses = extras = 0
    for _, text, expected in CASES:
        gold, got = boundaries(expected), boundaries(segmentation.split(text))
        hits, misses, extras = hits + len(gold & got), misses + len(gold - got), extras + len(got - gold)
    assert len(CASES) >= 150
    assert 2 * hits / (2 * hits + misses + extras) >= 0.97


@pytest.mark.parametrize(("title", "text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_joins_are_lossless(title: str, text: str, expected: list[str]) -> None:
    assert segmentation.join(expected) == text, "the gold file's own sentences must join to its paragraph"
    assert segmentation.join(segmentation.split(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "U.S. President Helen Marsh arrived.",
        "Dr. Omarov met St. Petersburg officials.",
        "See Art. 12, para. 3(b) of the law.",
        "No. 7 is approx. 40 km. from the town.",
        "They meet at 6 p.m. on Friday.",
        "A. K. Omarov paid $3.5 million.",
        "“Why?” she asked.",
    ],
)
def test_sentences_of_the_trade_stay_whole(text: str) -> None:
    assert segmentation.split(text) == [text]


def test_quotes_close_after_the_stop() -> None:
    assert segmentation.split("“We won.” He smiled. “It is over.”") == ["“We won.”", "He smiled.", "“It is over.”"]


def test_quote_that_runs_over_paragraphs() -> None:
    assert segmentation.split("“We won. It took years.") == ["“We won.", "It took years."]


def test_spaces_can_be_kept() -> None:
    assert segmentation.join(["One.", "Two."], ["  "]) == "One.  Two."
    assert segmentation.join([]) == ""
    assert segmentation.split("One.  Two.") == ["One.", "Two."]
