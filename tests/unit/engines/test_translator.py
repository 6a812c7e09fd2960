from pathlib import Path

import ctranslate2
import pytest

from tests.conftest import SENTENCES, make_package
from tilmach.engines import pieces
from tilmach.engines.pivot import Pivot
from tilmach.engines.tokens import Tokens
from tilmach.engines.translator import ModelEngine, Settings
from tilmach.errors import ModelError
from tilmach.models import argos, card


def engine(path: Path, **settings: object) -> ModelEngine:
    model = card.read(path)
    return ModelEngine(model, model.sources[0], model.targets[0], Settings(**settings))


def run(engine: ModelEngine | Pivot, sources: list[str]) -> list[str]:
    drafts: dict[int, str] = {}
    for batch in engine.translate(sources):
        for draft in batch:
            index, target = draft.index, draft.target
            assert index not in drafts
            drafts[index] = target
    return [drafts[index] for index in range(len(sources))]


@pytest.mark.parametrize("tokenizer", ["sentencepiece", "bpe"])
@pytest.mark.parametrize("threads", [1, 2])
def test_same_as_one_sentence_at_a_time_in_ctranslate2(tmp_path: Path, tokenizer: str, threads: int) -> None:
    """Sorting, batches and threads change nothing but the time."""
    path = make_package(tmp_path, "en", "kk", tokenizer=tokenizer)
    package = argos.package(path)
    translator = ctranslate2.Translator(str(path / "model"), compute_type="int8")
    sources = [*SENTENCES, "The.", SENTENCES[0]]
    expected = []
    for source in sources:
        tokens = [package.tokenizer.encode(source)]
        options = {"beam_size": 4, "disable_unk": True}
        target = translator.translate_batch(tokens, **options)[0].hypotheses[0]
        if pieces.loops(target):
            target = translator.translate_batch(tokens, **options, **Tokens.no_loops)[0].hypotheses[0]
        expected.append(package.tokenizer.decode(target).replace("_", " ").strip())
    subject = engine(path, threads=threads, batch_tokens=20, cap=False)
    drafts = run(subject, sources)
    for draft, wanted in zip(drafts, expected, strict=True):
        assert draft.replace("_", " ") == wanted


def test_batches_have_similar_lengths_and_fit(tmp_path: Path) -> None:
    subject = engine(make_package(tmp_path, "en", "kk"), batch_tokens=12)
    tokens = [["x"] * n for n in (3, 9, 1, 4, 30, 4)]
    batches = list(subject._batches(tokens, range(6)))
    assert sorted(index for batch in batches for index in batch) == list(range(6))
    assert batches[0] == [4]
    for batch in batches[1:]:
        assert max(len(tokens[i]) for i in batch) * len(batch) <= 12


def test_prefix_is_given_and_taken_off(tmp_path: Path) -> None:
    path = make_package(tmp_path, "en", "kk", prefix="__kk__")
    drafts = run(engine(path, beam=1), SENTENCES)
    assert not any("kk__" in draft for draft in drafts)
    assert any(drafts)


def test_very_long_sentence_is_cut_and_joined(tmp_path: Path) -> None:
    subject = engine(make_package(tmp_path, "en", "kk"), beam=1)
    long = " ".join(SENTENCES * 20)
    parts = list(pieces._cut(subject.tokens.encode([long])[0]))
    assert len(parts) > 1
    assert all(len(part) <= pieces.LONGEST_SOURCE and part[0].startswith("▁") for part in parts)
    whole, short = run(subject, [long, SENTENCES[0]])
    assert whole == " ".join(run(subject, [subject.tokens.decode([part])[0] for part in parts]))
    assert short == run(subject, [SENTENCES[0]])[0]


def test_cap_stops_a_runaway(tmp_path: Path) -> None:
    path = make_package(tmp_path, "en", "kk")
    (draft,) = run(engine(path, beam=1), ["The road."])
    (runaway,) = run(engine(path, beam=1, cap=False), ["The road."])
    assert len(draft) <= len(runaway)
    assert len(draft.split()) < 60


def test_pivot(tmp_path: Path) -> None:
    first, second = (engine(make_package(tmp_path, *pair)) for pair in (("en", "ru"), ("ru", "kk")))
    pivot = Pivot(first, second)
    assert pivot.name == "argos en-ru 1.0 + argos ru-kk 1.0"
    assert not pivot.is_starter
    assert run(pivot, SENTENCES) == run(second, run(first, SENTENCES))


def test_nothing_to_translate(tmp_path: Path) -> None:
    assert run(engine(make_package(tmp_path, "en", "kk")), []) == []


def test_damaged_model_is_named(tmp_path: Path) -> None:
    path = make_package(tmp_path, "en", "kk")
    (path / "model" / "model.bin").write_bytes(b"\x63\0\0\0 no model")
    with pytest.raises(ModelError, match=r"en_kk: CTranslate2 .* can't load the model"):
        run(engine(path), SENTENCES)


def test_damaged_tokenizer_is_named(tmp_path: Path) -> None:
    path = make_package(tmp_path, "en", "kk")
    (path / "sentencepiece.model").write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"en_kk: its tokenizer can't be loaded"):
        run(engine(path), SENTENCES)


def test_what_runs_in_circles_is_known() -> None:
    assert pieces.loops(["a", "b", "c", "a", "b", "c", "a", "b", "c", "a", "b", "c"])
    assert pieces.loops(["0"] * 6)
    assert not pieces.loops(["0"] * 5)
    assert not pieces.loops(["a", "b", "c", "d", "e", "f", "g", "a", "b", "c", "h", "a", "b", "c"])
    assert not pieces.loops([])


def test_looped_draft_is_made_again_without_the_loop(tmp_path: Path) -> None:
    """The untrained model repeats itself on nearly everything."""
    subject = engine(make_package(tmp_path, "en", "kk"), beam=1)
    tokens = subject.tokens.encode([*SENTENCES])
    results = subject._runner._translator.translate_batch(tokens, beam_size=1, max_decoding_length=60, disable_unk=True)
    assert any(pieces.loops(result.hypotheses[0]) for result in results), "else this test shows nothing"
    drafts = run(subject, SENTENCES)
    assert not any(pieces.loops(subject.tokens.encode([draft])[0]) for draft in drafts)
