"""Fixtures for all tests: a project in a temporary folder, an engine without a model, tiny packages with one."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import hypothesis
import numpy as np
import pytest
import sentencepiece
from ctranslate2.specs import TransformerSpec

from tilmach.engines import Batch, Chooser, Draft
from tilmach.project import Project, settings_text

ROOT = Path(__file__).parent.parent

# how long an example takes says more about the machine than about the code; the rest is as hypothesis has it (other in CI)
hypothesis.settings.register_profile("unhurried", parent=hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("unhurried")

ARTICLE = """\
Village News

Herders Win Their Case

Village News

Dr. Aydar Omarov met the herders on Monday. “We have waited for two years,” he said.

Credit: A. K. Omarov/Village News
"""


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep packages and settings of the machine out of the tests."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TILMACH_PACKAGES", str(home / "packages"))
    for name in [name for name in os.environ if name.startswith("ARGOS_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with one article."""
    root = tmp_path / "project"
    (root / "source_texts").mkdir(parents=True)
    (root / "tilmach.toml").write_text(settings_text(), "utf-8")
    (root / "source_texts" / "herders.txt").write_bytes(ARTICLE.encode())
    return Project.open(root)


class EchoEngine:
    """Turns every source into itself in brackets, so that a test sees what went where."""

    is_starter = False

    def __init__(self, name: str = "echo 1", size: int = 4) -> None:
        self.name = name
        self.size = size
        self.seen: list[str] = []

    def translate(self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False) -> Iterator[Batch]:
        for start in range(0, len(sources), self.size):
            batch = list(enumerate(sources))[start : start + self.size]
            self.seen += [source for _, source in batch]
            yield [Draft(index, f"⟦{source}⟧") for index, source in batch]

    def release(self) -> None:
        pass


@pytest.fixture
def echo() -> EchoEngine:
    return EchoEngine()


SENTENCES = [
    "The herders won their case in court on Monday.",
    "Judges cancel the lease after two years of hearings.",
    "A village in the mountains counts its water and its sheep.",
    "Officials said the road would be open again by Friday.",
]

TARGET_SENTENCES = [
    "Малшылар дүйсенбіде сотта өз ісін ұтты.",
    "Шенеуніктер жол жұмаға дейін қайта ашылады деді.",
    "Пастухи выиграли своё дело в суде в понедельник.",
    "چارۋىچىلار دۈشەنبە كۈنى سوتتا دەۋاسىنى ئۇتتى.",
]


def make_package(
    folder: Path, source: str, target: str, *, prefix: str = "", version: str = "1.0", tokenizer: str = "sentencepiece"
) -> Path:
    """Make an Argos package with a tiny untrained model of the real architecture; its output is noise, but always the same."""
    package = folder / f"{source}_{target}"
    (package / "model").mkdir(parents=True)
    metadata = {
        "package_version": version, "argos_version": "1.9", "from_code": source, "from_name": source, "to_code": target,
        "to_name": target, "target_prefix": prefix,
    }  # fmt: skip
    (package / "metadata.json").write_text(json.dumps(metadata), "utf-8")
    if tokenizer == "sentencepiece":
        text = folder / "sentences.txt"
        text.write_text("\n".join(SENTENCES), "utf-8")
        sentencepiece.SentencePieceTrainer.train(
            input=str(text), model_prefix=str(package / "sentencepiece"), vocab_size=80, hard_vocab_limit=False, minloglevel=2,
            control_symbols=[prefix] if prefix else [],
        )  # fmt: skip
        (package / "sentencepiece.vocab").unlink()
        model = sentencepiece.SentencePieceProcessor(model_file=str(package / "sentencepiece.model"))
        pieces = [model.id_to_piece(index) for index in range(len(model))]
    else:
        (package / "bpe.model").write_text("#version: 0.2\nt h\nth e</w>\no n</w>\n", "utf-8")
        letters = "abcdefghijklmnopqrstuvwxyzTJAO.,"
        pieces = ["<unk>", "<s>", "</s>", "the", "on", *letters, *(f"{letter}@@" for letter in [*letters, "th", "o"])]
    _save_model(package / "model", pieces)
    return package


def make_model(path: Path, *, targets: Sequence[str] = ("kk",), scores: Mapping[str, float] | None = None) -> Path:
    """Make an NLLB-like model with a card: tiny, untrained, always the same noise."""
    (path / "model").mkdir(parents=True)
    text = path / "sentences.txt"
    text.write_text("\n".join([*SENTENCES, *TARGET_SENTENCES]), "utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(path / "sentencepiece.bpe"), vocab_size=160, hard_vocab_limit=False, minloglevel=2,
        model_type="bpe",
    )  # fmt: skip
    text.unlink()
    (path / "sentencepiece.bpe.vocab").unlink()
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path / "sentencepiece.bpe.model"))
    pieces = [processor.id_to_piece(index) for index in range(len(processor))]
    _save_model(path / "model", [*pieces, "eng_Latn", "kaz_Cyrl", "rus_Cyrl", "uig_Arab"], add_end=False)
    lines = [
        f'name = "{path.name}"',
        'family = "nllb"',
        'version = "1"',
        'sources = ["en"]',
        f"targets = {json.dumps(targets)}",
    ]
    lines += ['licence = "CC-BY-NC-4.0"', "commercial = false", "[scores]"]
    lines += [f"{locale} = {score}" for locale, score in (scores or {}).items()]
    (path / "model.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _save_model(folder: Path, pieces: list[str], *, add_end: bool = True) -> None:
    random = np.random.default_rng(7)
    width, heads, inner = 16, 2, 32
    spec = TransformerSpec.from_config((1, 1), heads, pre_norm=True)

    def matrix(*shape: int) -> np.ndarray:
        return random.normal(0, 0.4, shape).astype(np.float32)

    def linear(part: object, out: int, into: int) -> None:
        part.weight, part.bias = matrix(out, into), np.zeros(out, np.float32)  # type: ignore[attr-defined]

    def norm(part: object) -> None:
        part.gamma, part.beta = np.ones(width, np.float32), np.zeros(width, np.float32)  # type: ignore[attr-defined]

    spec.encoder.embeddings[0].weight = matrix(len(pieces), width)
    spec.decoder.embeddings.weight = matrix(len(pieces), width)
    linear(spec.decoder.projection, len(pieces), width)
    for side in (spec.encoder, spec.decoder):
        norm(side.layer_norm)
        side.position_encodings.encodings = matrix(600, width)
        norm(side.layer[0].self_attention.layer_norm)
        linear(side.layer[0].self_attention.linear[0], 3 * width, width)
        linear(side.layer[0].self_attention.linear[1], width, width)
        norm(side.layer[0].ffn.layer_norm)
        linear(side.layer[0].ffn.linear_0, inner, width)
        linear(side.layer[0].ffn.linear_1, width, inner)
    cross = spec.decoder.layer[0].attention
    norm(cross.layer_norm)
    for part, out in zip(cross.linear, (width, 2 * width, width), strict=True):
        linear(part, out, width)
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.config.add_source_eos = add_end
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))


def gettext(*command: str | Path) -> str:
    """Run a gettext program that must succeed without a warning; return what it prints. Skips loudly where there is none."""
    if not shutil.which(str(command[0])):
        pytest.skip(f"{command[0]} (Debian: gettext) is not installed; .ci/run installs it")
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr, done.stderr
    return done.stdout


def golden(name: str) -> list[tuple[str, str, list[str]]]:
    """Return the cases of a golden file: title, input and expected lines, each closed by a line with a full stop."""
    cases = []
    lines = iter((ROOT / "tests" / "golden" / name).read_text("utf-8").splitlines())
    for title in lines:
        if not title:
            continue
        assert next(lines) == ".", f"{name}: a full stop on a line of its own must follow the title {title!r}"
        parts = []
        for _ in range(2):
            part = []
            for line in lines:
                if line == ".":
                    break
                part.append(line)
            parts.append(part)
        cases.append((title, "\n".join(parts[0]), parts[1]))
    return cases
