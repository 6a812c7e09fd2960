import pytest

from tests.conftest import ROOT, golden
from tilmach import segmentation
from tilmach.formats import text
from tilmach.model import MERGED, Document, Unit

BIDI = "ﻡ\u2067x\u2069"


def parse(source: str) -> Document:
    return text.parse(source, segmentation.split)


def targets(document: Document, form: str = "⟦{}⟧") -> dict[str, str]:
    return {segment.source: form.format(segment.source) for segment in document.segments}


@pytest.mark.parametrize(("title", "source", "expected"), golden("text.txt"))
def test_golden(title: str, source: str, expected: list[str]) -> None:
    document = parse(source)
    assert [f"{unit.kind} | {segment.source}" for unit in document.units for segment in unit.segments] == expected


REAL_LIFE = {
    "empty": "",
    "blank lines": "\n\n  \n\t\n",
    "no final newline": "One sentence. Another",
    "byte order mark": "\ufeffThe Headline\n\nThe text. More of it.\n",
    "crlf": "The Headline\r\n\r\nThe text is here. More\r\nof it is here.\r\n",
    "old mac": "The Headline\r\rThe text is here.\r",
    "mixed": "The Headline\r\n\nThe text is here.\n\r\nMore.\r",
    "tabs": "\tThe Headline\t\n\n\tThe text.\tMore.\n",
    "trailing spaces": "The text.  \nMore of it.   \n\n  \n",
    "separators": "One\u2028two\u2029three\x0bfour\x0cfive\x1csix\u0085seven.\n",
    "form feed": "Page one.\n\x0cPage two.\n",
    "no-break space": "Fine of\u00a0$666. No\u00a07 is next.\n",
}


@pytest.mark.parametrize("source", REAL_LIFE.values(), ids=REAL_LIFE)
def test_targets_equal_to_sources_give_the_source(source: str) -> None:
    document = parse(source)
    assert text.render(document, {}) == source
    assert text.render(document, targets(document, "{}")) == source
    assert "".join(part.raw if isinstance(part, Unit) else part for part in document.parts) == source


@pytest.mark.parametrize("path", sorted((ROOT / "source_texts").glob("*.txt")), ids=lambda path: path.stem)
def test_sample_articles_survive(path) -> None:
    source = path.read_bytes().decode()
    document = parse(source)
    assert text.render(document, targets(document, "{}")) == source
    rendered = text.render(document, targets(document))
    for segment in document.segments:
        assert segment.source in " ".join(rendered.split())


def test_layout_around_changed_text_stays() -> None:
    source = "\ufeff  The Headline \r\n\r\n***\r\n\r\n\tOne.  Two.\r\n- item one\r\n"
    rendered = text.render(parse(source), {"One.": "Bir.", "The Headline": "Тақырып"})
    assert rendered == "\ufeff  Тақырып \r\n\r\n***\r\n\r\n\tBir.  Two.\r\n- item one\r\n"


def test_changed_paragraph_is_filled_at_its_old_width() -> None:
    source = (
        "  1. The village council has asked all of the residents to follow\r\n"
        "     a few simple rules. Boil the water for five minutes or more\r\n"
        "     before drinking.\r\n"
    )
    document = parse(source)
    first, second = document.segments
    rendered = text.render(document, {first.source: "сөз " * 30 + "соңы.", second.source: "Екінші сөйлем."})
    lines = rendered.split("\r\n")
    assert lines[0].startswith("  1. сөз сөз")
    assert all(line.startswith(("     сөз", "     Екінші")) for line in lines[1:-1] if "сөз" in line)
    assert max(map(len, lines)) <= 65
    assert lines[-1] == ""


def test_merged_sentence_takes_its_space_with_it() -> None:
    document = parse("One. Two. Three.\n")
    assert text.render(document, {"One.": "Bir ve iki.", "Two.": MERGED, "Three.": "Uch."}) == "Bir ve iki. Uch.\n"
    assert text.render(document, {"One.": MERGED, "Two.": "Bir ve iki."}) == "Bir ve iki. Three.\n"


def test_a_target_of_several_lines_stays_on_one() -> None:
    assert text.render(parse("One.\n\nTwo.\n"), {"One.": "Bir\n  ikki"}) == "Bir ikki\n\nTwo.\n"


def test_lines_are_those_of_the_file() -> None:
    document = parse("The Headline\n\nThe village council has asked all of the residents to follow\na few rules. Boil it.\n")
    assert [segment.line for segment in document.segments] == [1, 3, 4]
