import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sentencepiece

from tests.conftest import SENTENCES, make_model, make_package
from tests.unit.models.test_install import marian
from tilmach.engines.tokens import tokens_of
from tilmach.errors import ModelError
from tilmach.models import card, install, packing
from tilmach.models.card import Model
from tilmach.models.families import families

START = "decoder_start_token"
# what argostranslate.translate.apply_packaged_translation (1.11) gives CTranslate2
STOCK = {
    "replace_unknowns": True, "max_batch_size": 32, "batch_type": "tokens", "beam_size": 4, "num_hypotheses": 4,
    "length_penalty": 0.2, "return_scores": True,
}  # fmt: skip
SHORT = {"max_decoding_length": 24}  # untrained models never end


def edit(path: Path, **values: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | values), "utf-8")


def nllb(folder: Path) -> Model:
    """A tiny model with NLLB's tokens: it begins with </s>, as the real one does."""
    path = make_model(folder / "tiny", targets=("kk", "ug"))
    edit(path / "model" / "config.json", **{START: "</s>"})
    return card.read(path)


def opus(folder: Path, *, tags: bool) -> Model:
    wishes = {} if tags else {"sources": ("en",), "targets": ("kk",)}
    return install.install(str(marian(folder / "opus", tags=tags)), folder=folder / "packages", accept=lambda _: True, **wishes)  # type: ignore[arg-type]


def one_tokenizer(folder: Path, family: str, *extra: str) -> Model:
    """A tiny model of a family with one SentencePiece model, with more tokens in its vocabulary."""
    model = nllb(folder)
    shutil.move(model.path / "sentencepiece.bpe.model", model.path / families()[family].tokenizers[0])
    vocabulary = model.path / "model" / "shared_vocabulary.json"
    tokens = json.loads(vocabulary.read_text("utf-8"))
    tokens[-len(extra) or len(tokens) :] = extra
    vocabulary.write_text(json.dumps(tokens), "utf-8")
    text = (model.path / "model.toml").read_text("utf-8")
    (model.path / "model.toml").write_text(text.replace('"nllb"', f'"{family}"').replace('["kk", "ug"]', '["kk"]'), "utf-8")
    return card.read(model.path)


def stock(package: Path, sentences: Sequence[str]) -> list[str]:
    """Translate as stock Argos Translate does, with its own package and tokenizer; each sentence a paragraph."""
    import ctranslate2
    from argostranslate.package import Package

    found = Package(package)
    translator = ctranslate2.Translator(str(package / "model"), compute_type="int8")
    texts = []
    for sentence in sentences:
        prefix = [[found.target_prefix]] if found.target_prefix else None
        result = translator.translate_batch([found.tokenizer.encode(sentence)], target_prefix=prefix, **STOCK, **SHORT)[0]
        value = found.tokenizer.decode(result.hypotheses[0])
        value = value.removeprefix(found.target_prefix) if found.target_prefix else value
        texts.append(value[1:] if value[:1] == " " else value)
    return texts


def ours(model: Model, target: str, sentences: Sequence[str], **options: Any) -> list[str]:
    """Translate as tilmach does, with stock's options of search."""
    import ctranslate2

    tokens = tokens_of(model, "en", target)
    translator = ctranslate2.Translator(str(model.path / "model"), compute_type="int8")
    prefix = [tokens.target_prefix] if tokens.target_prefix else None
    found = []
    for pieces in tokens.encode(list(sentences)):
        chosen: dict[str, Any] = {**STOCK, **options, "target_prefix": prefix}
        result = translator.translate_batch([tokens.framed(pieces)], **chosen)[0]
        found.append(tokens.decode([result.hypotheses[0]])[0])
    return found


def unpacked(path: Path, into: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        archive.extractall(into)
    return next(into.iterdir())


def same(model: Model, target: str, folder: Path) -> list[str]:
    """See that a pack translates as the model does; return the texts."""
    path = packing.pack(model, "en", target, folder)
    packed = stock(unpacked(path, folder / "unpacked"), SENTENCES)
    tag = model.code(target).replace("_", " ")
    # stock leaves spaces at the end, and makes one of an underscore; untrained models write their own tag now and then
    expected = [text.replace("_", " ") for text in ours(model, target, SENTENCES, **SHORT)]
    assert [text.replace(tag, "").strip() for text in packed] == [text.replace(tag, "").strip() for text in expected]
    assert len(set(packed)) > 1, "noise that is always the same proves nothing"
    return packed


def test_argos(tmp_path: Path) -> None:
    same(card.read(make_package(tmp_path, "en", "kk")), "kk", tmp_path)


def test_argos_with_a_prefix_keeps_it(tmp_path: Path) -> None:
    model = card.read(make_package(tmp_path, "en", "kk", prefix="__kk__"))
    path = packing.pack(model, "en", "kk", tmp_path)
    metadata = json.loads((unpacked(path, tmp_path / "unpacked") / "metadata.json").read_text("utf-8"))
    assert metadata["target_prefix"] == "__kk__"


@pytest.mark.parametrize("target", ["kk", "ug"])
def test_nllb(tmp_path: Path, target: str) -> None:
    packed = same(nllb(tmp_path), target, tmp_path)
    assert not any(text.startswith(("kaz", "uig", "<s>")) for text in packed)


def test_language_of_nllb_leaks_nowhere_in_a_paragraph(tmp_path: Path) -> None:
    import ctranslate2
    from argostranslate.package import Package

    package = unpacked(packing.pack(nllb(tmp_path), "en", "kk", tmp_path), tmp_path / "unpacked")
    found = Package(package)
    translator = ctranslate2.Translator(str(package / "model"))
    tokenized = [found.tokenizer.encode(sentence) for sentence in SENTENCES]
    results = translator.translate_batch(
        tokenized, target_prefix=[[found.target_prefix]] * len(tokenized), beam_size=4, **SHORT
    )
    tokens = [token for result in results for token in result.hypotheses[0]]
    assert tokens.count(found.target_prefix) >= len(SENTENCES)
    text = found.tokenizer.decode(tokens)
    assert found.target_prefix not in text


def test_m2m(tmp_path: Path) -> None:
    same(one_tokenizer(tmp_path, "m2m", "__en__", "__kk__"), "kk", tmp_path)


def test_t5(tmp_path: Path) -> None:
    same(one_tokenizer(tmp_path, "t5"), "kk", tmp_path)


@pytest.mark.parametrize("tags", [True, False])
def test_opus_with_two_tokenizers(tmp_path: Path, tags: bool) -> None:
    model = opus(tmp_path, tags=tags)
    assert (model.path / "source.spm").read_bytes() != (model.path / "target.spm").read_bytes()
    same(model, "kk", tmp_path)


def test_opus_whose_target_writes_bytes(tmp_path: Path) -> None:
    model = opus(tmp_path, tags=True)
    text = tmp_path / "text"
    text.write_text("Малшылар сотта жеңді.\n", "utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text),
        model_prefix=str(tmp_path / "bytes"),
        vocab_size=300,
        byte_fallback=True,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    shutil.copy(tmp_path / "bytes.model", model.path / "target.spm")
    vocabulary = model.path / "model" / "shared_vocabulary.json"
    tokens = json.loads(vocabulary.read_text("utf-8"))
    vocabulary.write_text(json.dumps([*tokens[:-3], "<0x41>", *tokens[-2:]]), "utf-8")
    with pytest.raises(ModelError, match="its two tokenizers write '<0x41>' differently"):
        packing.pack(model, "en", "kk", tmp_path)


def madlad(folder: Path, *, symbol: str, dummy: bool) -> Model:
    """A tiny model whose tag is text; its tokenizer has the tag as one symbol."""
    model = one_tokenizer(folder, "madlad", symbol)
    text = folder / "text"
    text.write_text("\n".join(SENTENCES), "utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(folder / "new"), vocab_size=90, user_defined_symbols=[symbol], hard_vocab_limit=False,
        minloglevel=2, add_dummy_prefix=dummy, treat_whitespace_as_suffix=False,
    )  # fmt: skip
    shutil.copy(folder / "new.model", model.path / "spiece.model")
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "new.model"))
    pieces = [processor.id_to_piece(number) for number in range(len(processor))]
    vocabulary = model.path / "model" / "shared_vocabulary.json"
    size = len(json.loads(vocabulary.read_text("utf-8")))
    vocabulary.write_text(json.dumps((pieces + [f"<spare{number}>" for number in range(size)])[:size]), "utf-8")
    return model


def test_madlad_whose_tag_is_one_piece(tmp_path: Path) -> None:
    model = madlad(tmp_path, symbol="▁<2kk>", dummy=True)
    assert tokens_of(model, "en", "kk").framed([]) == ["▁<2kk>", "</s>"]
    same(model, "kk", tmp_path)


def test_madlad_whose_tag_takes_a_space_along(tmp_path: Path) -> None:
    model = madlad(tmp_path, symbol="<2kk>", dummy=False)
    assert tokens_of(model, "en", "kk").framed([]) == ["<2kk>", "</s>"]
    with pytest.raises(ModelError, match="changes how a text is cut"):  # the space after it
        packing.pack(model, "en", "kk", tmp_path)


def test_madlad_whose_tag_is_two_pieces(tmp_path: Path) -> None:
    model = madlad(tmp_path, symbol="<2kk>", dummy=True)
    with pytest.raises(ModelError, match="adds one token only"):
        packing.pack(model, "en", "kk", tmp_path)


def test_what_it_says_of_itself(tmp_path: Path) -> None:
    path = packing.pack(nllb(tmp_path), "en", "ug", tmp_path)
    assert path.name == "translate-en_ug-1.argosmodel"
    with zipfile.ZipFile(path) as archive:
        metadata = json.loads(archive.read("translate-en_ug-1/metadata.json"))
        readme = archive.read("translate-en_ug-1/README.md").decode()
    assert (metadata["from_name"], metadata["to_code"], metadata["to_name"]) == ("English", "ug", "Uyghur")
    assert "CC-BY-NC-4.0. No commercial use." in readme


def test_same_bytes_each_time(tmp_path: Path) -> None:
    model = nllb(tmp_path)
    first = packing.pack(model, "en", "kk", tmp_path / "one.argosmodel").read_bytes()
    for path in model.path.rglob("*"):
        os.utime(path, (10**9, 10**9))
    assert packing.pack(model, "en", "kk", tmp_path / "two.argosmodel").read_bytes() == first


def test_pack_can_be_installed_again(tmp_path: Path) -> None:
    path = packing.pack(nllb(tmp_path), "en", "kk", tmp_path)
    model = install.install(str(path), folder=tmp_path / "packages", accept=lambda _: True)
    assert model.label("en", "kk") == "argos en-kk 1"


def test_refusals(tmp_path: Path) -> None:
    model = nllb(tmp_path)
    with pytest.raises(ModelError, match=r"does not translate en into ru; it translates en into kk, ug"):
        packing.pack(model, "en", "ru", tmp_path)
    with pytest.raises(ModelError, match="is a chat model"):
        packing.pack(replace(model, family=families()["chat"]), "en", "kk", tmp_path)
    edit(model.path / "model" / "config.json", **{START: "<s>"})
    with pytest.raises(ModelError, match="kaz_Cyrl would stand in every sentence"):
        packing.pack(model, "en", "kk", tmp_path)
    assert list(tmp_path.glob("*.argosmodel")) == []


def test_in_stock_argos_translate(tmp_path: Path) -> None:
    """The whole of stock Argos Translate, with torch and its splitter of sentences, in its own environment."""
    python = os.environ.get("TILMACH_STOCK")
    if not python:
        pytest.skip("TILMACH_STOCK names no Python with stock argostranslate and torch: packs were not tried in it")
    model = nllb(tmp_path)
    path = packing.pack(model, "en", "kk", tmp_path)
    program = (
        "import sys, json\n"
        "from argostranslate import package, sbd, translate\n"
        "class Whole:\n"
        "    def __init__(self, pkg): pass\n"
        "    def split_sentences(self, text): return [text]\n"
        "translate.MiniSBDSentencizer = translate.StanzaSentencizer = Whole\n"  # its splitters fetch models by network
        "package.install_from_path(sys.argv[1])\n"
        "print(json.dumps([translate.translate(text, 'en', 'kk') for text in json.loads(sys.argv[2])]))\n"
    )
    environment = os.environ | {"HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [python, "-c", program, str(path), json.dumps(SENTENCES)], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    expected = [text.replace("_", " ").strip() for text in ours(model, "kk", SENTENCES)]
    assert [text.strip() for text in json.loads(done.stdout.splitlines()[-1])] == expected
