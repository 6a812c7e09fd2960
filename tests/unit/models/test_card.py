from pathlib import Path

import pytest

from tests.conftest import make_model, make_package
from tilmach.errors import ModelError
from tilmach.models import card


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("metadata.json", "metadata.json is missing"),
        ("model/model.bin", "model/model.bin is missing"),
        ("sentencepiece.model", "no sentencepiece.model or bpe.model"),
    ],
)
def test_half_an_argos_package(tmp_path: Path, damage: str, problem: str) -> None:
    path = make_package(tmp_path, "en", "kk")
    (path / damage).unlink()
    with pytest.raises(ModelError, match=problem) as caught:
        card.read(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("metadata", ["{", "[]", '{"type": "sbd"}', '{"from_code": 3, "to_code": "kk"}'])
def test_metadata_that_is_none(tmp_path: Path, metadata: str) -> None:
    path = make_package(tmp_path, "en", "kk")
    (path / "metadata.json").write_text(metadata, "utf-8")
    with pytest.raises(ModelError, match=r"en_kk: metadata\.json"):
        card.read(path)


def test_card_says_what_the_model_is(tmp_path: Path) -> None:
    model = card.read(make_model(tmp_path / "tiny", targets=("kk", "ug"), scores={"kk": 44.6}))
    assert model.label("en", "ug") == "tiny en-ug 1"
    assert model.translates("en", "ug")
    assert not model.translates("ug", "en")
    assert (model.code("kk"), model.code("ug"), model.code("en")) == ("kaz_Cyrl", "uig_Arab", "eng_Latn")
    assert model.licence == "CC-BY-NC-4.0"
    assert model.commercial is False


def test_argos_package_with_a_card_has_its_name(tmp_path: Path) -> None:
    path = make_package(tmp_path, "en", "kk")
    (path / "model.toml").write_text('name = "village"\nlicence = "MIT"\n', "utf-8")
    model = card.read(path)
    assert model.label("en", "kk") == "village en-kk 1.0"
    assert model.licence == "MIT"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name = ", "can't be read"),
        ('family = "gpt"\n', "family is one of argos, nllb"),
        ('family = "nllb"\ntargets = ["kk"]\n', "sources is a list of locales"),
        ('family = "nllb"\nsources = ["en"]\ntargets = "kk"\n', "targets is a list of locales"),
        ('family = "nllb"\nname = 3\nsources = ["en"]\ntargets = ["kk"]\n', "name is a text"),
        ('family = "nllb"\nsources = ["en"]\ntargets = ["kk"]\n[scores]\nkk = "good"\n', r"\[scores\] is a table of numbers"),
        ("family = 3\n", "family is a text"),
    ],
)
def test_wrong_card(tmp_path: Path, text: str, problem: str) -> None:
    path = make_model(tmp_path / "tiny")
    (path / "model.toml").write_text(text, "utf-8")
    with pytest.raises(ModelError, match=problem):
        card.read(path)


def test_tokenizer_is_missing(tmp_path: Path) -> None:
    path = make_model(tmp_path / "tiny")
    (path / "sentencepiece.bpe.model").unlink()
    with pytest.raises(ModelError, match=r"tiny: sentencepiece\.bpe\.model is missing"):
        card.read(path)
