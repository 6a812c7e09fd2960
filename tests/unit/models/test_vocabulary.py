from pathlib import Path

import pytest

from tests.conftest import SENTENCES, make_model
from tilmach.engines.translator import ModelEngine, Settings
from tilmach.models import card, vocabulary


@pytest.mark.parametrize(
    ("token", "scripts"),
    [
        ("▁сот", {"CYRILLIC"}),
        ("▁сотs", set()),
        ("سوت", {"ARABIC"}),
        ("▁court", set()),
        ("K", {"CYRILLIC", "ARABIC"}),
        ("▁NATO", {"CYRILLIC", "ARABIC"}),
        ("UNIVERSITY", set()),
        ("1,500", {"CYRILLIC", "ARABIC"}),
        ("«", {"CYRILLIC", "ARABIC"}),
        ("،", {"CYRILLIC", "ARABIC"}),
        ("</s>", {"CYRILLIC", "ARABIC"}),
        ("<0xE2>", {"CYRILLIC", "ARABIC"}),
        ("kaz_Cyrl", {"CYRILLIC", "ARABIC"}),
        ("__kk__", {"CYRILLIC", "ARABIC"}),
        (">>uig_Arab<<", {"CYRILLIC", "ARABIC"}),
        ("日", set()),
        ("▁", {"CYRILLIC", "ARABIC"}),
    ],
)
def test_allowed(token: str, scripts: set[str]) -> None:
    assert {script for script in ("CYRILLIC", "ARABIC") if vocabulary.allowed([token], {script})} == scripts


def script_letters(text: str) -> set[str]:
    return {
        "latin" if letter.isascii() else "arabic" if "\u0600" <= letter <= "\u06ff" else "other"
        for letter in text
        if letter.isalpha()
    }


def test_with_the_map_only_the_script_comes_out(tmp_path: Path) -> None:
    path = make_model(tmp_path / "m", targets=("kk", "ug"))
    model = card.read(path)
    without = ModelEngine(model, "en", "ug", Settings(beam=1))
    text = " ".join(draft.target for batch in without.translate(SENTENCES) for draft in batch)
    assert script_letters(text) != {"arabic"}, "else this test shows nothing"
    number = vocabulary.write_map(model, "ug")
    assert 0 < number < 160
    mapped = ModelEngine(model, "en", "ug", Settings(beam=1))
    text = " ".join(draft.target for batch in mapped.translate(SENTENCES) for draft in batch)
    assert "arabic" in script_letters(text)
    words = [word for word in text.split() if word.isascii() and len(word) > 1 and word.islower()]
    assert not words
    assert "other" not in script_letters(text)


def test_map_is_per_locale_and_the_model_stays_as_it_is(tmp_path: Path) -> None:
    path = make_model(tmp_path / "m", targets=("kk", "ug"))
    before = sorted(each.name for each in (path / "model").iterdir())
    for locale in ("kk", "ug"):
        vocabulary.write_map(card.read(path), locale)
    assert vocabulary.map_path(path, "kk").read_text("utf-8") != vocabulary.map_path(path, "ug").read_text("utf-8")
    assert vocabulary.map_path(path, "kk").read_text("utf-8").startswith("\t")
    assert sorted(each.name for each in (path / "model").iterdir()) == before


def test_a_script_without_a_rule_gets_no_map(tmp_path: Path) -> None:
    model = card.read(make_model(tmp_path / "m"))
    assert vocabulary.write_map(model, "am") == 0
    assert not vocabulary.map_path(model.path, "am").exists()
