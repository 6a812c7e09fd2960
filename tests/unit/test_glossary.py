from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import ROOT, EchoEngine, golden
from tilmach import catalog as catalogs
from tilmach import glossary, po, segmentation, workflow
from tilmach.catalog import State
from tilmach.errors import SourceError
from tilmach.formats import text
from tilmach.glossary import Glossary, Term
from tilmach.project import Project

CSV = """\
term,kk,ru,ug,note
pasture,жайылым,пастбище,يايلاق,
"Supreme Court",Жоғарғы Сот,Верховный суд,,
Village News,,,,the paper's name
miner,кенші | шахтёр,шахтёр,كانچى,
"""
CASES = golden("terms.txt")


@pytest.fixture
def terms(tmp_path: Path) -> Glossary:
    (tmp_path / "glossary.csv").write_text(CSV, "utf-8")
    return glossary.read(tmp_path / "glossary.csv")


@pytest.mark.parametrize(("title", "given", "expected"), CASES, ids=[case[0] for case in CASES])
def test_golden(title: str, given: str, expected: list[str]) -> None:
    locale, target, sentence = given.split("\n")
    term = Term("term", {locale: tuple(each.strip() for each in target.split("|"))})
    assert term.is_respected(sentence, locale) is (expected == ["yes"])


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Herders lost their pastures.", ["pasture"]),
        ("PASTURE LOST", ["pasture"]),
        ("The pasture’s grass is short.", ["pasture"]),
        ("The Supreme Court’s ruling on pastures", ["pasture", "Supreme Court"]),
        ("a supreme court", []),
        ("Credit: A. K. Omarov/Village News", ["Village News"]),
        ("They passed the village news stand", []),
    ],
)
def test_terms_are_found_in_any_form(terms: Glossary, source: str, found: list[str]) -> None:
    assert [term.source for term in terms.find(source)] == found


def test_looking_terms_up_finds_what_comparing_with_all_finds() -> None:
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "source_texts").glob("*.txt"))]
    sentences = [sentence for text in texts for line in text.splitlines() for sentence in segmentation.split(line)]
    words = sorted({word.strip(".,“”") for sentence in sentences for word in sentence.split() if len(word) > 3})
    all_terms = Glossary(tuple(Term(f"{one} {other}" if n % 3 else one) for n, (one, other) in enumerate(pairwise(words))))
    found = 0
    for sentence in sentences[::3]:
        expected = [term for term in all_terms.terms if term.is_among(glossary._WORD.findall(sentence))]
        assert list(all_terms.find(sentence)) == expected
        found += len(expected)
    assert found > 100


def test_a_kept_term_must_stand_as_it_is(terms: Glossary) -> None:
    (term,) = terms.find("Read Village News daily.")
    assert term.is_kept
    assert term.is_respected("Күн сайын Village News оқыңыз.", "kk")
    assert not term.is_respected("Күн сайын «Ауыл жаңалықтарын» оқыңыз.", "kk")


def test_a_locale_without_target_is_not_asked_for(terms: Glossary) -> None:
    (term,) = terms.find("The Supreme Court ruled.")
    assert term.is_respected("anything", "ug")


def test_notes_for_the_translator(terms: Glossary) -> None:
    template = catalogs.template(text.parse("Miners at Village News lost a pasture.\n", segmentation.split), "a.txt")
    assert terms.noted(template, "kk").messages[0].notes == (
        *template.messages[0].notes,
        "term: pasture: жайылым",
        "term: Village News: stays as it is (the paper's name)",
        "term: miner: кенші | шахтёр",
    )


def test_best_of_some_drafts(terms: Glossary) -> None:
    drafts = ["Жер қайтарылды.", "Жайылымдар қайтарылды.", "Жайылым"]
    assert terms.best("The pastures are back.", drafts, "kk") == 1
    assert terms.best("Snow fell.", drafts, "kk") == 0


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("pasture,жайылым\n", ":1: begins with a row of names"),
        ("term,kk\npasture,жайылым,x\n", ":2: has 3 cells, not 2"),
        ("term,kk\n,жайылым\n", ":2: has no term"),
        ("term,kk\na,b\n\na,c\n", ":4: has 'a' a second time"),
    ],
)
def test_wrong_rows_are_named(tmp_path: Path, data: str, problem: str) -> None:
    path = tmp_path / "glossary.csv"
    path.write_text(data, "utf-8")
    with pytest.raises(SourceError) as caught:
        glossary.read(path)
    assert problem in str(caught.value)


def test_no_file_is_an_empty_glossary(tmp_path: Path) -> None:
    assert glossary.read(tmp_path / "glossary.csv") == Glossary()


def test_a_changed_glossary_makes_only_its_drafts_again(project: Project, echo: EchoEngine) -> None:
    workflow.translate(project, project.articles(), ["kk"], lambda locale: echo, is_gated=False)
    project.glossary_path.write_text("term,kk\nherder,малшы\ncow,сиыр\n", "utf-8")
    second = EchoEngine()
    workflow.translate(project, project.articles(), ["kk"], lambda locale: second, is_gated=False)
    assert sorted(second.seen) == ["Dr. Aydar Omarov met the herders on Monday.", "Herders Win Their Case"]
    path = project.catalog_path(project.articles()[0], "kk")
    catalog = po.read(path, "kk")
    assert catalog.messages[1].notes[-1] == "term: herder: малшы"
    assert catalog.messages[1].model
    assert catalog.messages[1].model.startswith("echo 1, glossary ")
    assert catalog.counts()[State.MACHINE] == 5
    third = EchoEngine()
    workflow.translate(project, project.articles(), ["kk"], lambda locale: third, is_gated=False)
    assert third.seen == []


def test_edited_drafts_are_not_made_again(project: Project, echo: EchoEngine) -> None:
    workflow.translate(project, project.articles(), ["kk"], lambda locale: echo, is_gated=False)
    path = project.catalog_path(project.articles()[0], "kk")
    catalog = po.read(path, "kk")
    edited = replace(catalog.messages[1], target="her work", raw=None)
    po.write(path, catalog.with_messages([edited]))
    project.glossary_path.write_text("term,kk\nherder,малшы\n", "utf-8")
    workflow.translate(project, project.articles(), ["kk"], lambda locale: EchoEngine("other 2"), redo=True, is_gated=False)
    assert po.read(path, "kk").messages[1].target == "her work"
