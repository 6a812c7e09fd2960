"""From approved sentences to a package that translates, in seconds: ``workflow.training.train``."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

torch = pytest.importorskip("torch", reason="torch is not installed (extra train): no training is tested")

from argostranslate import package as argos  # noqa: E402

from tilmach.cli.train import train as command  # noqa: E402
from tilmach.errors import ModelError, ProjectError  # noqa: E402
from tilmach.exchange import tmx  # noqa: E402
from tilmach.memory import MemoryUnit  # noqa: E402
from tilmach.models import installed  # noqa: E402
from tilmach.project import Project  # noqa: E402
from tilmach.training import scores, tuning  # noqa: E402
from tilmach.training.convert import save_package  # noqa: E402
from tilmach.training.examples import epoch  # noqa: E402
from tilmach.training.installing import Workshop, next_version  # noqa: E402
from tilmach.training.network import Shape  # noqa: E402
from tilmach.training.rows import Parts, Row, divide  # noqa: E402
from tilmach.training.scores import drafts  # noqa: E402
from tilmach.training.start import from_scratch  # noqa: E402
from tilmach.training.tokenizer import Tokenizer  # noqa: E402
from tilmach.training.trainer import Trainer  # noqa: E402
from tilmach.training.tuning import SCRATCH, TUNING, End, tune  # noqa: E402
from tilmach.workflow.training import train  # noqa: E402

RECIPE = replace(SCRATCH, rate=3e-3, warmup=50, falling=0.1)


@pytest.fixture(scope="module")
def learned(rows: list[Row]) -> Trainer:
    """A tiny network that has learned the invented sentences: some ten seconds, more on a busy machine."""
    torch.manual_seed(5)
    trainer = from_scratch("en", ["kk", "ug"], rows, RECIPE, Shape(0, 64, 4, 128, 2, 1, dropout=0.05))
    for _ in range(12):
        tuned = tune(trainer, Parts(rows, rows[::3], []), RECIPE, 6.0)
        assert tuned.end is End.TIME
        assert tuned.is_better
        if tuned.after < 0.1:
            break
    return trainer


@pytest.fixture
def starter(learned: Trainer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny network as the model in the box."""
    folder = tmp_path / "starter"
    for code in ("kk", "ug"):
        save_package(folder / f"en_{code}", learned.average, learned.network.shape, learned.tokenizer, code, "1.0")
    monkeypatch.setattr(installed, "starter_folder", lambda: folder)
    return folder


def approve(project: Project, rows: list[Row]) -> None:
    project.memory_folder.mkdir()
    units = [(code, MemoryUnit(row.source, target)) for row in rows for code, target in row.targets.items()]
    tmx.write(project.memory_folder / "approved.tmx", "en", units)


def changed(rows: list[Row]) -> list[Row]:
    """The same sentences as another newsroom would have them: it names the doer last."""

    def last(text: str) -> str:
        who, what = text.removesuffix(".").split(" ", 1)
        return f"{what} {who}."

    return [Row("project", row.source, {code: last(text) for code, text in row.targets.items()}) for row in rows]


def test_it_translates_what_it_was_trained_on(starter: Path, rows: list[Row]) -> None:
    for code in ("kk", "ug"):
        found = drafts(starter / f"en_{code}", [row.source for row in rows])
        right = sum(draft == row.targets[code] for draft, row in zip(found, rows, strict=True))
        assert right >= len(rows) - 3, found


def test_the_stock_tools_read_the_package(starter: Path, rows: list[Row]) -> None:
    import ctranslate2

    package = argos.Package(starter / "en_kk")
    assert (package.from_code, package.to_code, package.package_version, package.target_prefix) == ("en", "kk", "1.0", "")
    translator = ctranslate2.Translator(str(package.package_path / "model"), device="cpu")
    pieces = package.tokenizer.encode(rows[0].source)
    (result,) = translator.translate_batch([pieces], beam_size=4)
    assert package.tokenizer.decode(result.hypotheses[0]).strip() == rows[0].targets["kk"]


@pytest.mark.usefixtures("starter")
def test_a_project_gets_its_own_model(project: Project, rows: list[Row], monkeypatch: pytest.MonkeyPatch) -> None:
    # the tiny model in the box knows nothing that would be worth keeping
    monkeypatch.setattr(tuning, "TUNING", replace(TUNING, share=1.0))
    real = scores.score

    def lenient(package: Path, rows: list[Row], code: str) -> scores.Score | None:
        """How far it gets in seconds depends on the machine; here only what is done with the result is tested."""
        found = real(package, rows, code)
        return found and replace(found, value=50.0 if package.name.startswith("news") else 10.0)

    monkeypatch.setattr(scores, "score", lenient)
    approve(project, changed(rows))
    seen: list[tuple[str, int, int]] = []
    report = train(project, ["kk"], lambda *step: seen.append(step), minutes=0.1, name="news")
    assert report.written == [project.root / "models" / "news-en_kk"]
    assert report.is_few
    assert report.trained + report.held < report.sentences == 30
    assert report.tuned
    assert report.tuned.is_better
    assert [gain.locale for gain in report.gains] == ["kk"]
    folder = report.written[0]
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md", "metadata.json", "model", "model.toml", "sentencepiece.model",
    ]  # fmt: skip
    assert "held-out" in (folder / "README.md").read_text("utf-8")
    assert [path.name for path in folder.parent.iterdir()] == ["news-en_kk"]  # nothing else is left there
    models, problems = installed.find(folder.parent)
    assert not problems
    assert (models[0].path, models[0].label("en", "kk")) == (folder, "news en-kk 1.0")
    assert {what for what, _, _ in seen} == {"training (seconds)", "scoring"}
    assert all(0 <= done <= total for _, done, total in seen)


@pytest.mark.usefixtures("starter")
def test_nothing_is_installed_if_it_gets_no_better(project: Project, rows: list[Row], monkeypatch: pytest.MonkeyPatch) -> None:
    approve(project, rows)
    monkeypatch.setattr(Trainer, "watch", lambda self, examples: 1.0)
    report = train(project, ["kk", "ug"], minutes=0.02)
    assert report.tuned
    assert not report.tuned.is_better
    assert not report.written
    assert not (project.root / "models").exists()


@pytest.mark.usefixtures("starter")
def test_a_locale_that_the_starter_does_not_know(project: Project, rows: list[Row]) -> None:
    approve(project, [Row("project", row.source, {"ru": f"Это {number}."}) for number, row in enumerate(rows)])
    with pytest.raises(ModelError, match=r"does not translate en to ru.*--to \(kk, ug\).*--from scratch"):
        train(project, ["ru"], minutes=0.1)


def test_ctrl_c_keeps_the_best_weights(rows: list[Row], tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = Trainer(Shape(len(tokenizer.pieces), 16, 2, 32, 1, 1), tokenizer, 1e-3, 0.1)
    monkeypatch.setattr(tuning, "_OFTEN", 0.0)
    looks = iter([5.0, 4.0, 3.0, 6.0])
    kept = []

    def watch(_: object) -> float:
        try:
            loss = next(looks)
        except StopIteration:
            raise KeyboardInterrupt from None
        if loss == 3.0:
            kept.append(trainer.average["bias"].clone())
        return loss

    monkeypatch.setattr(trainer, "watch", watch)
    tuned = tune(trainer, divide(rows), replace(TUNING, share=1.0), 30.0)
    assert (tuned.before, tuned.after, tuned.end) == (5.0, 3.0, End.STOPPED)
    assert torch.equal(trainer.average["bias"], kept[0])


def test_half_of_what_it_began_with_stays(rows: list[Row], tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = Trainer(Shape(len(tokenizer.pieces), 16, 2, 32, 1, 1), tokenizer, 1e-2, 0.1)
    start = {name: value.clone() for name, value in trainer.average.items()}
    made: list[tuning._Kept] = []

    class Kept(tuning._Kept):
        def __init__(self, *words: object) -> None:
            super().__init__(*words)  # type: ignore[arg-type]
            made.append(self)

    monkeypatch.setattr(tuning, "_Kept", Kept)
    losses = iter([5.0, *[4.0] * 10_000])
    monkeypatch.setattr(trainer, "watch", lambda _: next(losses))
    tune(trainer, divide(rows), replace(TUNING, share=0.5, patience=0), 2.0)
    best = made[0].weights
    assert any(not torch.equal(best[name], start[name]) for name in start)
    for name, value in trainer.average.items():
        assert torch.allclose(value, (start[name] + best[name]) / 2)


def test_it_stops_when_it_gets_no_better(rows: list[Row], tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = Trainer(Shape(len(tokenizer.pieces), 16, 2, 32, 1, 1), tokenizer, 1e-3, 0.1)
    monkeypatch.setattr(tuning, "_OFTEN", 0.0)
    monkeypatch.setattr(trainer, "watch", lambda _: 1.0)
    start = trainer.average["bias"].clone()
    tuned = tune(trainer, divide(rows), TUNING, 10.0)
    assert tuned.end is End.NO_BETTER
    assert tuned.seconds < 6
    assert not tuned.is_better
    assert torch.equal(trainer.average["bias"], start)


def test_too_long_sentences_are_told(tokenizer: Tokenizer) -> None:
    trainer = Trainer(Shape(len(tokenizer.pieces), 16, 2, 32, 1, 1), tokenizer, 1e-3, 0.1)
    long = [Row("project", "door " * 400, {"kk": "есік"})]
    with pytest.raises(ModelError, match="no approved sentence can be trained on"):
        tune(trainer, Parts(long, [], []), TUNING, 1.0)


@pytest.mark.parametrize(
    ("versions", "following"),
    [([], "1.0"), (["1.0"], "1.1"), (["1.9", "1.10"], "1.11"), (["odd"], "1.0"), (["2.3", "1.4"], "2.4")],
)
def test_versions_count_up(tmp_path: Path, versions: list[str], following: str) -> None:
    folders = [tmp_path / str(number) for number in range(len(versions) + 1)]
    for folder, version in zip(folders, versions, strict=False):
        folder.mkdir()
        (folder / "metadata.json").write_text(json.dumps({"package_version": version}), "utf-8")
    assert next_version(folders) == following


def test_packages_are_replaced_all_or_none(tmp_path: Path, learned: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "models"

    def install() -> list[Path]:
        with Workshop(folder, "news", "en", ["kk", "ug"]) as workshop:
            workshop.make(learned)
            return workshop.install(["kk", "ug"])

    first = install()
    assert [json.loads((path / "metadata.json").read_text("utf-8"))["package_version"] for path in first] == ["1.0"] * 2
    rename = Path.rename

    def fails(path: Path, target: Path) -> Path:
        if target.name == "news-en_ug" and path.parent.name.startswith(".making") and "old" not in path.name:
            raise OSError(28, "No space left on device")
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", fails)
        with pytest.raises(ModelError, match="No space left"):
            install()
    assert sorted(path.name for path in folder.iterdir()) == ["news-en_kk", "news-en_ug"]
    for path in first:
        assert json.loads((path / "metadata.json").read_text("utf-8"))["package_version"] == "1.0"
    assert [json.loads((path / "metadata.json").read_text("utf-8"))["package_version"] for path in install()] == ["1.1"] * 2


def test_without_approved_sentences_it_says_what_to_do(project: Project) -> None:
    with pytest.raises(ModelError, match="nothing to train on: 0 approved sentences for kk"):
        train(project, ["kk"], minutes=0.1)
    with pytest.raises(ProjectError, match="becomes the name of a folder"):
        train(project, ["kk"], minutes=0.1, name="../elsewhere")


@pytest.mark.usefixtures("starter")
def test_the_command_says_what_came_of_it(project: Project, rows: list[Row]) -> None:
    approve(project, changed(rows))
    words = ["--minutes", "0.05", "--to", "kk", "--name", "news"]
    result = CliRunner().invoke(command, words, obj=project.root)
    assert result.exit_code == 0, result.output
    assert "30 approved sentences: trained on" in result.output
    assert "That is little" in result.output
    assert "kk: chrF++" in result.output
    is_installed = "Installed, version 1.0: models/news-en_kk." in result.output
    assert is_installed is not ("no better, so it is not installed" in result.output)
    assert is_installed is (project.root / "models" / "news-en_kk").is_dir()


def test_an_epoch_of_what_is_watched_is_always_the_same(rows: list[Row], tokenizer: Tokenizer) -> None:
    assert epoch(rows, tokenizer, random.Random(1), 0.0, {}) == epoch(rows, tokenizer, random.Random(1), 0.0, {})
