import json
from pathlib import Path

import pytest

from tests.conftest import SENTENCES, make_model, make_package
from tilmach.engines.tokens import tokens_of
from tilmach.engines.translator import ModelEngine, Settings
from tilmach.errors import ModelError
from tilmach.models import card


def test_nllb_frame(tmp_path: Path) -> None:
    tokens = tokens_of(card.read(make_model(tmp_path / "m", targets=("kk", "ug"))), "en", "ug")
    (pieces,) = tokens.encode([SENTENCES[0]])
    assert tokens.framed(pieces) == ["eng_Latn", *pieces, "</s>"]
    assert tokens.target_prefix == ["uig_Arab"]
    assert tokens.decode([["uig_Arab", *pieces]]) == [SENTENCES[0]]
    assert tokens.frame == 2
    assert tokens.lead == 1


@pytest.mark.parametrize(
    ("config", "framed"),
    [
        ({"add_source_eos": True, "eos_token": "</s>"}, ["eng_Latn", "x"]),
        ({"add_source_bos": True, "bos_token": "eng_Latn", "add_source_eos": True}, ["x"]),
        ({"add_source_bos": True, "bos_token": "<s>"}, ["eng_Latn", "x", "</s>"]),
    ],
)
def test_what_ctranslate2_adds_is_not_added_twice(tmp_path: Path, config: dict[str, object], framed: list[str]) -> None:
    path = make_model(tmp_path / "m")
    (path / "model" / "config.json").write_text(json.dumps(config), "utf-8")
    assert tokens_of(card.read(path), "en", "kk").framed(["x"]) == framed


def test_language_that_the_model_does_not_know(tmp_path: Path) -> None:
    path = make_model(tmp_path / "m")
    text = (path / "model.toml").read_text("utf-8").replace("[scores]", '[codes]\nkk = "kaz_Latn"\n[scores]')
    (path / "model.toml").write_text(text, "utf-8")
    with pytest.raises(ModelError, match=r"m: the model does not know 'kaz_Latn' \(it knows kaz_Cyrl\)"):
        tokens_of(card.read(path), "en", "kk")


def test_text_tag_that_the_tokenizer_does_not_know(tmp_path: Path) -> None:
    path = make_model(tmp_path / "m")
    (path / "model.toml").write_text('family = "madlad"\nsources = ["en"]\ntargets = ["kk"]\n', "utf-8")
    (path / "sentencepiece.bpe.model").rename(path / "spiece.model")
    tokens = tokens_of(card.read(path), "en", "kk")
    with pytest.raises(ModelError, match="does not know '<2kk>': the model has no such language"):
        tokens.encode(SENTENCES)


def test_argos_package_of_the_old_kind(tmp_path: Path) -> None:
    tokens = tokens_of(card.read(make_package(tmp_path, "en", "kk", tokenizer="bpe")), "en", "kk")
    (pieces,) = tokens.encode(["The road on."])
    assert tokens.framed(pieces) == pieces
    assert not tokens.has_words
    assert tokens.decode([["the", "on"]]) == ["the on"]


def test_broken_config_is_named(tmp_path: Path) -> None:
    path = make_model(tmp_path / "m")
    (path / "model" / "config.json").write_text("{", "utf-8")
    with pytest.raises(ModelError, match=r"config\.json: can't be read"):
        tokens_of(card.read(path), "en", "kk")


def test_links_leave_out_the_frame(tmp_path: Path) -> None:
    """Attention has a column for the language and the end, and a row for the language of the target: no link goes there."""
    engine = ModelEngine(card.read(make_model(tmp_path / "m")), "en", "kk", Settings(beam=1, threads=1))
    for batch in engine.translate(SENTENCES, linked=True):
        for draft in batch:
            words = len(SENTENCES[draft.index].split())
            assert draft.links
            assert all(0 <= source < words for source, _ in draft.links)


def test_released_model_is_loaded_again(tmp_path: Path) -> None:
    engine = ModelEngine(card.read(make_model(tmp_path / "m")), "en", "kk", Settings(beam=1))
    before = [draft for batch in engine.translate(SENTENCES) for draft in batch]
    engine.release()
    assert engine._loaded is None
    assert [draft for batch in engine.translate(SENTENCES) for draft in batch] == before
