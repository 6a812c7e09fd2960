import random
from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (extra train): networks are not tested")

from tilmach.errors import ModelError  # noqa: E402
from tilmach.training.alignment import align_all  # noqa: E402
from tilmach.training.convert import read_checkpoint, save_package  # noqa: E402
from tilmach.training.examples import epoch  # noqa: E402
from tilmach.training.lexical import vectors  # noqa: E402
from tilmach.training.network import Network, Shape  # noqa: E402
from tilmach.training.restore import restore  # noqa: E402
from tilmach.training.rows import Row  # noqa: E402
from tilmach.training.scores import drafts, score  # noqa: E402
from tilmach.training.tokenizer import EOS, Tokenizer  # noqa: E402
from tilmach.training.trainer import Trainer  # noqa: E402

NAMES_IN_CHECKPOINTS = """
bias decoder.0.cross_attention.key_value.bias decoder.0.cross_attention.key_value.weight decoder.0.cross_attention.out.bias
decoder.0.cross_attention.out.weight decoder.0.cross_attention.query.bias decoder.0.cross_attention.query.weight
decoder.0.cross_norm.bias decoder.0.cross_norm.weight decoder.0.feed_forward.inner.bias decoder.0.feed_forward.inner.weight
decoder.0.feed_forward.outer.bias decoder.0.feed_forward.outer.weight decoder.0.feed_forward_norm.bias
decoder.0.feed_forward_norm.weight decoder.0.self_attention.key_value.bias decoder.0.self_attention.key_value.weight
decoder.0.self_attention.out.bias decoder.0.self_attention.out.weight decoder.0.self_attention.query.bias
decoder.0.self_attention.query.weight decoder.0.self_norm.bias decoder.0.self_norm.weight decoder_norm.bias decoder_norm.weight
embedding.weight encoder.0.attention.key_value.bias encoder.0.attention.key_value.weight encoder.0.attention.out.bias
encoder.0.attention.out.weight encoder.0.attention.query.bias encoder.0.attention.query.weight encoder.0.attention_norm.bias
encoder.0.attention_norm.weight encoder.0.feed_forward.inner.bias encoder.0.feed_forward.inner.weight
encoder.0.feed_forward.outer.bias encoder.0.feed_forward.outer.weight encoder.0.feed_forward_norm.bias
encoder.0.feed_forward_norm.weight encoder_norm.bias encoder_norm.weight
"""


def test_checkpoints_of_earlier_code_fit() -> None:
    assert sorted(Network(Shape(20, 8, 2, 16, 1, 1)).state_dict()) == NAMES_IN_CHECKPOINTS.split()


def test_a_network_comes_back_from_its_packages(packages: dict[str, Path], tokenizer: Tokenizer, rows: list[Row]) -> None:
    original = torch.load(packages["kk"].parent / "float.pt", weights_only=True)
    found = restore(packages, dropout=0.0)
    assert replace(found.shape, position_scale=0.5) == Shape(len(tokenizer.pieces), 32, 2, 64, 2, 1, 0.0, 64, 4.0, 0.5)
    assert found.shape.position_scale == pytest.approx(0.5)
    assert found.tokenizer.slices == tokenizer.slices
    assert found.weights.keys() == original.keys()
    logits = []
    for weights in (original, found.weights):
        network = Network(found.shape).eval()
        network.load_state_dict(weights)
        source = torch.tensor([[*tokenizer.encode(rows[0].source, "en"), EOS]])
        target = torch.tensor([[tokenizer.language_id["kk"], *tokenizer.encode(rows[0].targets["kk"], "kk")]])
        with torch.no_grad():
            states = network.decode(*network.encode(source), torch.tensor([0]), target)
            logits.append(network.logits(states, torch.tensor(tokenizer.slices["kk"])))
    assert 0 < (logits[0] - logits[1]).abs().max() < 0.05 * logits[0].abs().max()


def test_what_comes_back_is_packed_as_it_was(packages: dict[str, Path], rows: list[Row], tmp_path: Path) -> None:
    found = restore(packages)
    sources = [row.source for row in rows[:6]]
    for code, package in packages.items():
        again = tmp_path / f"again-{code}"
        save_package(again, found.weights, found.shape, found.tokenizer, code, "1.0")
        assert (again / "model" / "model.bin").read_bytes() == (package / "model" / "model.bin").read_bytes()
        assert drafts(again, sources) == drafts(package, sources)


def test_pieces_that_no_package_has_get_the_mean(packages: dict[str, Path], tokenizer: Tokenizer) -> None:
    found = restore({"kk": packages["kk"]})
    known = sorted({*tokenizer.slices["kk"], *tokenizer.slices["en"]})
    unknown = [index for index in tokenizer.slices["ug"] if index not in known]
    mean = found.weights["embedding.weight"][known].mean(0)
    assert unknown
    assert torch.allclose(found.weights["embedding.weight"][unknown], mean.expand(len(unknown), -1), atol=1e-6)


def test_packages_of_two_trainings_are_refused(packages: dict[str, Path], tmp_path: Path) -> None:
    found = restore(packages)
    found.weights["encoder.0.attention.query.weight"][0, 0] += 1
    other = tmp_path / "en_ug"
    save_package(other, found.weights, found.shape, found.tokenizer, "ug", "1.0")
    with pytest.raises(ModelError, match="not of one training"):
        restore({"kk": packages["kk"], "ug": other})


def test_a_package_of_another_kind_is_refused(packages: dict[str, Path]) -> None:
    vocabulary = packages["kk"] / "model" / "target_vocabulary.json"
    vocabulary.write_text('["<unk>", "no such piece"]', "utf-8")
    with pytest.raises(ModelError, match="does not fit"):
        restore({"kk": packages["kk"]})


def test_a_checkpoint_comes_back(tokenizer: Tokenizer, rows: list[Row], tmp_path: Path) -> None:
    shape = Shape(len(tokenizer.pieces), 16, 2, 32, 1, 1)
    examples = epoch(rows, tokenizer, random.Random(1), 0.0, align_all(rows, tokenizer.targets))
    first, second = Trainer(shape, tokenizer, 1e-3, 0.1), Trainer(shape, tokenizer, 1e-3, 0.1)
    first.guide = 0.1
    losses = [first.step(examples, 1.0, 0.01) for _ in range(12)]
    assert losses[-1] < losses[0]
    first.save(tmp_path / "final.pt")
    second.load(tmp_path / "final.pt")
    assert (second.steps, second.seen) == (12, first.seen)
    assert second.watch(examples) == pytest.approx(first.watch(examples))
    found, weights = read_checkpoint(tmp_path / "final.pt")
    assert found == shape
    assert torch.equal(weights["embedding.weight"], first.average["embedding.weight"])


def test_watching_changes_nothing(tokenizer: Tokenizer, rows: list[Row]) -> None:
    trainer = Trainer(Shape(len(tokenizer.pieces), 16, 2, 32, 1, 1), tokenizer, 1e-3, 0.1)
    examples = epoch(rows, tokenizer, random.Random(1), 0.0, {})
    trainer.step(examples, 1.0, 0.0)
    before = {name: value.clone() for name, value in trainer.network.state_dict().items()}
    assert trainer.watch(examples) == trainer.watch(examples)
    assert all(torch.equal(value, before[name]) for name, value in trainer.network.state_dict().items())
    assert (trainer.network.training, trainer.smoothing) == (True, 0.1)


def test_a_row_may_lack_a_language(tokenizer: Tokenizer, rows: list[Row]) -> None:
    trainer = Trainer(Shape(len(tokenizer.pieces), 16, 2, 32, 1, 1, dropout=0.0), tokenizer, 1e-3, 0.0)
    both = epoch(rows[:2], tokenizer, random.Random(1), 0.0, {})
    alone = [replace(example, targets={"kk": example.targets["kk"]}) for example in both]
    (whole, _, count), (part, _, fewer) = trainer.loss(both), trainer.loss(alone)
    assert fewer == sum(len(example.targets["kk"]) + 1 for example in both) < count
    assert part.item() < whole.item()


def test_words_and_their_translations_begin_as_neighbours(
    tokenizer: Tokenizer, rows: list[Row], deeds: list[tuple[str, str, str]]
) -> None:
    table = vectors(rows, tokenizer, 16)
    assert table.shape == (len(tokenizer.pieces), 16)
    assert float(table.std()) == pytest.approx(0.04, rel=0.01)

    def mean(text: str, code: str) -> torch.Tensor:
        return table[tokenizer.encode(text, code)].mean(0)

    english = torch.stack([mean(what[0].split()[2], "en") for what in deeds])
    kazakh = torch.stack([mean(what[1].split()[0], "kk") for what in deeds])
    alike = torch.cosine_similarity(english[:, None], kazakh[None], dim=-1)
    others = (alike.sum() - alike.trace()) / (alike.numel() - len(deeds))
    assert alike.trace() / len(deeds) > others + 0.2


def test_no_score_without_sentences(packages: dict[str, Path], rows: list[Row]) -> None:
    assert score(packages["kk"], [Row("project", "Door", {"ug": "ئىشىك"})], "kk") is None
    found = score(packages["kk"], rows[:3], "kk")
    assert found
    assert found.sentences == 3
    assert "nw:2" in found.signature
