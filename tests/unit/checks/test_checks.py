from pathlib import Path

from tilmach import catalog as catalogs
from tilmach import segmentation
from tilmach.catalog import Catalog, Message
from tilmach.checks import characters, merged, terms
from tilmach.formats import text
from tilmach.glossary import Glossary, Term
from tilmach.model import MERGED

PATH = Path("x.po")


def problems(source: str, targets: list[str]) -> list[tuple[str, str]]:
    document = text.parse(source, segmentation.split)
    messages = catalogs.template(document, "x.txt").messages
    catalog = Catalog("kk", tuple(Message(m.source, target) for m, target in zip(messages, targets, strict=True)))
    return [(finding.source, finding.problem) for finding in merged.check(PATH, catalog, document)]


class TestMerged:
    def test_beside_a_translated_sentence(self) -> None:
        assert problems("One. Two. Three.\n", ["Бір, екі.", MERGED, "Үш."]) == []

    def test_two_in_a_row_lead_to_the_nearest(self) -> None:
        assert problems("One. Two. Three.\n", ["Бәрі.", MERGED, MERGED]) == []

    def test_beside_nothing(self) -> None:
        ((source, problem),) = problems("One. Two.\n", [MERGED, ""])
        assert source == "One."
        assert "no sentence beside it has a translation" in problem

    def test_all_of_a_paragraph(self) -> None:
        assert len(problems("One. Two.\n", [MERGED, MERGED])) == 2

    def test_alone_in_its_paragraph(self) -> None:
        ((_, problem),) = problems("One.\n\nTwo.\n", [MERGED, "Екі."])
        assert "alone in its paragraph" in problem


def test_terms() -> None:
    glossary = Glossary((Term("pasture", {"kk": ("жайылым",)}), Term("Reuters")))
    catalog = Catalog(
        "kk",
        (
            Message("The pasture is back.", "Жер қайтты."),
            Message("Pastures are green.", "Жайылымдар жасыл."),
            Message("Reuters wrote.", "Рейтер жазды.", fuzzy=True),
            Message("A pasture.", ""),
            Message("The pasture, said Reuters.", MERGED),
            Message("Old pasture.", "Ескі жер.", fuzzy=True, previous="Old field."),
        ),
    )
    assert [(f.source, f.problem) for f in terms.check(PATH, catalog, glossary)] == [
        ("The pasture is back.", "approved target without жайылым for pasture."),
        ("Reuters wrote.", "edited target without Reuters for Reuters."),
    ]


def test_characters() -> None:
    catalog = Catalog(
        "ug", (Message("One.", "\u202bبىر\u202c"), Message("Two.", "ئىككى"), Message("\u200eThree.", "\u200eئۈچ"))
    )
    (finding,) = characters.check(PATH, catalog)
    assert (finding.source, "U+202B, U+202C" in finding.problem) == ("One.", True)
