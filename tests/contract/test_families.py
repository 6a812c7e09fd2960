"""Each family's tokens and greedy output are those of transformers, on tiny models of the very architecture made here.

Needs torch and transformers (``uv sync --group contract``; .ci/run does it): without them it is skipped, and says so.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import SENTENCES
from tilmach.engines.translator import ModelEngine, Settings
from tilmach.models import card
from tilmach.models.checkpoint import converter
from tilmach.models.families import families

pytest.importorskip("torch", reason="the families' contract with transformers needs torch: uv sync --group contract")
pytest.importorskip("transformers", reason="the families' contract needs transformers: uv sync --group contract")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")

from tests.contract.checkpoints import FAMILIES, LONGEST, Reference  # noqa: E402

LOCALES = {"m2m": ("kk", "ru"), "opus": ("kk", "ug"), "marian": ("kk",), "t5": ("kk",)}  # M2M-100 has no Uyghur


@pytest.fixture(scope="module", params=sorted(FAMILIES))
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Reference, Path]:
    """Return a family's checkpoint and the model that it becomes."""
    family: str = request.param
    checkpoint = tmp_path_factory.mktemp(family) / "checkpoint"
    checkpoint.mkdir()
    reference = FAMILIES[family](checkpoint)
    folder = checkpoint.parent / "model"
    converter(checkpoint).convert(str(folder / "model"))
    for name in families()[family].tokenizers:
        shutil.copy(checkpoint / name, folder / name)
    targets = ", ".join(f'"{locale}"' for locale in LOCALES.get(family, ("kk", "ru", "ug")))
    text = f'name = "tiny"\nfamily = "{family}"\nsources = ["en"]\ntargets = [{targets}]\n'
    (folder / "model.toml").write_text(text, "utf-8")
    return reference, folder


def test_every_family_is_proved() -> None:
    assert set(FAMILIES) == families().keys() - {"argos"}  # Argos packages are proved against Argos's own code


def engines(folder: Path) -> list[ModelEngine]:
    model = card.read(folder)
    settings = Settings(beam=1, threads=1, compute_type="float32", cap=False, break_loops=False)
    return [ModelEngine(model, "en", locale, settings) for locale in model.targets]


def test_tokens_are_those_of_transformers(pair: tuple[Reference, Path]) -> None:
    reference, folder = pair
    for engine in engines(folder):
        for sentence in SENTENCES:
            (pieces,) = engine.tokens.encode([sentence])
            assert engine.tokens.framed(pieces) == reference.tokens(sentence, engine.target)


def test_greedy_output_is_that_of_transformers(pair: tuple[Reference, Path]) -> None:
    reference, folder = pair
    said = set()
    for engine in engines(folder):
        for sentence in SENTENCES:
            tokens = engine.tokens
            given = [tokens.framed(tokens.encode([sentence])[0])]
            run = engine._runner
            prefix = len(tokens.target_prefix)
            (result,) = run.start(given, tokens.target_prefix, LONGEST + prefix, {"beam_size": 1, "disable_unk": True})
            target = tokens.bare(run.hypotheses(result.result())[0])
            expected = reference.translate(sentence, engine.target)
            ends = ("</s>", "<|im_end|>")
            assert target[: LONGEST - 1] == [token for token in expected if token not in ends][: LONGEST - 1]
            said.add(tuple(target))
    assert len(said) > 1, "a model that says the same to all proves nothing"


def test_drafts_come_out_as_text(pair: tuple[Reference, Path]) -> None:
    reference, folder = pair
    names = () if reference.family == "opus" else ("_Cyrl",)  # what knows nothing may well say the name of a language
    for engine in engines(folder):
        usual = ModelEngine(engine.model, "en", engine.target, Settings(threads=1))
        drafts = {draft.index: draft.target for batch in usual.translate(SENTENCES) for draft in batch}
        assert sorted(drafts) == list(range(len(SENTENCES)))
        text = " ".join(drafts.values())
        assert text.strip()
        assert not [sign for sign in (*names, "▁", "Ġ", "__kk", "<|", "</s>") if sign in text]
