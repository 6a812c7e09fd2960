"""Checkpoints of Hugging Face, converted and installed; needs torch and transformers (the extra), and is skipped loudly without.

TILMACH_CONVERT=all tries every family.
"""

import importlib.metadata
import importlib.util
import os
from pathlib import Path

import pytest

from tilmach.errors import ModelError
from tilmach.models import convert, install, packing, verifying
from tilmach.models.install_folder import Kind, kind_of

needs_extra = pytest.mark.skipif(
    not (importlib.util.find_spec("torch") and importlib.util.find_spec("transformers")),
    reason="torch and transformers are not installed: the conversion of checkpoints was NOT tried (uv sync --group contract)",
)
FAMILIES = ("chat", "m2m", "madlad", "marian", "nllb", "opus", "t5")
# half a minute each: one of them, unless all are asked for
CHOSEN = FAMILIES if os.environ.get("TILMACH_CONVERT") == "all" else ("nllb",)
PLAIN = ("marian", "t5")  # nothing in them tells their languages


@needs_extra
@pytest.mark.parametrize("family", CHOSEN)
def test_checkpoint_is_installed_in_one_step(tmp_path: Path, family: str) -> None:
    from tests.contract.checkpoints import FAMILIES as MAKERS

    assert set(FAMILIES) == set(MAKERS)
    checkpoint = tmp_path / "checkpoint"
    checkpoint.mkdir()
    MAKERS[family](checkpoint)
    (checkpoint / "modeling_evil.py").write_text("raise SystemExit('ran code of a checkpoint')", "utf-8")
    assert kind_of(checkpoint) is Kind.CHECKPOINT
    wishes = {"sources": ("en",), "targets": ("kk",)} if family in PLAIN else {}
    said: list[str] = []
    model = install.install(
        str(checkpoint),
        folder=tmp_path / "packages",
        accept=lambda _: True,
        tell=said.append,
        **wishes,  # type: ignore[arg-type]
    )
    assert model.family.name == family
    assert "kk" in model.targets
    assert verifying.verify(model) == []
    assert any("converted to int8" in text for text in said)
    assert sorted(path.name for path in (tmp_path / "packages").iterdir()) == [".lock", "checkpoint"]
    if family == "chat":
        with pytest.raises(ModelError, match="chat model"):
            packing.pack(model, "en", "kk", tmp_path)
    elif family == "madlad":
        with pytest.raises(ModelError, match=r"adds one token only|changes how a text is cut"):
            packing.pack(model, "en", "kk", tmp_path)
    else:
        from tests.unit.models.test_packing import same

        same(model, "kk", tmp_path)


@needs_extra
def test_checkpoint_that_is_broken(tmp_path: Path) -> None:
    from tests.contract.checkpoints import nllb

    checkpoint = tmp_path / "checkpoint"
    checkpoint.mkdir()
    nllb(checkpoint)
    weights = next(checkpoint.glob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-1000])
    with pytest.raises(ModelError, match="checkpoint: can't be converted"):
        install.install(str(checkpoint), folder=tmp_path / "packages", accept=lambda _: True)
    assert not (tmp_path / "packages").exists()


def test_extra_is_named_before_anything_is_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ModelError, match=r'kazRush-ru-kk: .*torch and transformers: pip install "tilmach\[convert\]"'):
        install.install("kazRush-ru-kk", folder=tmp_path, accept=lambda _: pytest.fail("asks for nothing"))
    assert list(tmp_path.iterdir()) == []


def test_pickle_is_not_given_to_an_old_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: True)
    monkeypatch.setattr(importlib.metadata, "version", lambda _: "2.5.1+cpu")
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x02}.")
    (tmp_path / "config.json").write_text("{}", "utf-8")
    with pytest.raises(ModelError, match=r"its weights are a pickle, which torch 2\.5 can't read safely"):
        convert.convert_checkpoint(tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_failure_of_the_process_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert, "require_converter", lambda _: None)
    (tmp_path / "model.safetensors").write_bytes(b"")
    (tmp_path / "config.json").write_text('{"model_type": "no_such_model"}', "utf-8")
    with pytest.raises(ModelError, match="can't be converted: "):
        convert.convert_checkpoint(tmp_path, tmp_path / "out")
