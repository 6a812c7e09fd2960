import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import make_model, make_package
from tilmach.errors import ModelError
from tilmach.models import card, install, install_sources, installed, unpack, verifying
from tilmach.models.card import Model
from tilmach.models.catalogue import catalogue
from tilmach.models.install_sources import Offer
from tilmach.models.vocabulary import map_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "packages"
    path.mkdir()
    return path


@pytest.fixture(scope="module")
def argos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an Argos package."""
    return make_package(tmp_path_factory.mktemp("argos"), "en", "kk")


@pytest.fixture(scope="module")
def nllb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an NLLB-like model with a card."""
    return make_model(tmp_path_factory.mktemp("nllb") / "tiny", targets=("kk", "ug"))


@pytest.fixture(scope="module")
def bare(nllb: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as it comes from the hub: all in one folder, no card."""
    path = tmp_path_factory.mktemp("bare") / "nllb-ct2"
    shutil.copytree(nllb / "model", path)
    shutil.copy(nllb / "sentencepiece.bpe.model", path)
    (path / "evil.py").write_text("raise SystemExit", "utf-8")
    return path


def zipped(folder: Path, path: Path, top: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for each in sorted(folder.rglob("*")):
            if each.is_file():
                archive.write(each, (Path(top) / each.relative_to(folder)).as_posix())
    return path


def tree(folder: Path) -> dict[str, bytes]:
    """All that is in a folder, but for the lock that waits for the next installation."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b"/"
        for path in folder.rglob("*")
        if path.name != ".lock"
    }


def put(what: str | Path, folder: Path, accept: Callable[[Offer], bool] = lambda _: True, **wishes: object) -> Model:
    return install.install(str(what), folder=folder, accept=accept, **wishes)  # type: ignore[arg-type]


def test_argosmodel(tmp_path: Path, folder: Path, argos: Path) -> None:
    file = zipped(argos, tmp_path / "translate-en_kk-1_0.argosmodel", "en_kk")
    model = put(file, folder)
    assert model.path == folder / "en_kk"
    assert model.label("en", "kk") == "argos en-kk 1.0"
    assert set(model.files) == {
        "metadata.json", "sentencepiece.model", "model/model.bin", "model/config.json", "model/shared_vocabulary.json",
    }  # fmt: skip
    assert verifying.verify(model) == []
    assert [found.path for found in installed.find()[0] if found.path.parent == folder] == []  # another folder than the user's


def test_folder_of_a_model(folder: Path, nllb: Path) -> None:
    offers: list[Offer] = []
    model = put(nllb, folder, lambda offer: bool(offers.append(offer)) or True)
    assert (model.name, model.family.name, model.targets, model.licence) == ("tiny", "nllb", ("kk", "ug"), "CC-BY-NC-4.0")
    assert map_path(model.path, "kk").is_file()
    assert map_path(model.path, "ug").is_file()
    assert [(offer.name, offer.licence, offer.commercial, offer.is_local) for offer in offers] == [
        ("tiny", "CC-BY-NC-4.0", False, True)
    ]
    assert model.origin == "tiny"


def test_converted_folder_tells_its_family(folder: Path, bare: Path) -> None:
    said: list[str] = []
    model = put(bare, folder, tell=said.append)
    assert (model.name, model.family.name, model.sources, model.targets) == ("nllb-ct2", "nllb", ("en",), ("kk", "ru", "ug"))
    assert any("taken to be nllb" in text for text in said)
    assert not (model.path / "evil.py").exists()
    assert verifying.verify(model) == []


def test_from_a_stick_under_a_name_of_the_catalogue(folder: Path, bare: Path) -> None:
    model = put(bare, folder, name="nllb-200-distilled-600M")
    assert model.path.name == model.name == "nllb-200-distilled-600M"
    assert model.licence == "CC-BY-NC-4.0"
    assert model.commercial is False
    assert model.scores == {"kk": 44.6, "ru": 50.5, "ug": 37.3}


def test_zip_without_a_folder_inside(tmp_path: Path, folder: Path, nllb: Path) -> None:
    assert put(zipped(nllb, tmp_path / "village.zip"), folder).path == folder / "tiny"


def test_file_address(tmp_path: Path, folder: Path, nllb: Path) -> None:
    assert put(zipped(nllb, tmp_path / "village.zip", "tiny").as_uri(), folder).path == folder / "tiny"


def test_languages_must_be_said_where_nothing_tells_them(folder: Path, argos: Path, tmp_path: Path) -> None:
    path = tmp_path / "plain"
    shutil.copytree(argos, path)
    (path / "metadata.json").unlink()
    before = tree(folder)
    with pytest.raises(ModelError, match=r"Say --from and --to"):
        put(path, folder)
    assert tree(folder) == before
    model = put(path, folder, sources=("en",), targets=("kk",), licence="MIT")
    assert (model.family.name, model.licence, model.commercial) == ("argos", "MIT", True)


def test_targets_that_the_model_does_not_know_are_left_out(folder: Path, nllb: Path) -> None:
    said: list[str] = []
    text = (nllb / "model.toml").read_text("utf-8")
    path = folder.parent / "more"
    shutil.copytree(nllb, path)
    (path / "model.toml").write_text(text.replace('["kk", "ug"]', '["kk", "de"]'), "utf-8")
    assert put(path, folder, tell=said.append).targets == ("kk",)
    assert any("left out" in line and "deu_Latn" in line for line in said)


def test_licence_that_is_not_accepted(tmp_path: Path, folder: Path, nllb: Path) -> None:
    before = tree(folder)
    for what in (nllb, zipped(nllb, tmp_path / "a.zip")):
        with pytest.raises(ModelError, match="was not accepted; nothing was installed"):
            put(what, folder, lambda _: False)
    assert tree(folder) == before


def test_licence_is_asked_before_anything_is_downloaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        pytest.fail("downloads before the licence is accepted")

    monkeypatch.setattr(install_sources, "snapshot", fail)
    monkeypatch.setattr(install_sources, "download", fail)
    before = tree(folder)
    offers: list[Offer] = []
    for what in ("nllb-200-distilled-600M", "https://example.org/a.argosmodel"):
        with pytest.raises(ModelError, match="was not accepted"):
            put(what, folder, lambda offer: bool(offers.append(offer)))
    assert (offers[0].licence, offers[0].commercial, offers[0].download) == ("CC-BY-NC-4.0", False, 634_000_000)
    assert (offers[1].licence, offers[1].commercial, offers[1].is_local) == ("", None, False)
    assert tree(folder) == before


def test_from_the_hub(folder: Path, bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def snapshot(repository: object, into: Path, progress: object) -> None:
        shutil.copytree(bare, into)

    monkeypatch.setattr(install_sources, "snapshot", snapshot)
    model = put("nllb-200-distilled-600M", folder)
    assert model.origin == "hub: skywood/nllb-200-distilled-600M-ct2-int8"
    assert set(tree(folder)) == {"nllb-200-distilled-600M", *(f"{model.path.name}/{name}" for name in tree(model.path))}
    assert verifying.verify(model) == []


def test_hub_that_breaks_off_keeps_what_came(folder: Path, bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def snapshot(repository: object, into: Path, progress: object) -> None:
        shutil.copytree(bare, into, dirs_exist_ok=True)
        if not bool(asked):
            asked.append(1)
            (into / "model.bin").unlink()
            raise ModelError("the hub can't be reached")

    asked: list[int] = []
    monkeypatch.setattr(install_sources, "snapshot", snapshot)
    with pytest.raises(ModelError, match="can't be reached"):
        put("nllb-200-distilled-600M", folder)
    assert (folder / ".partial" / "nllb-200-distilled-600M" / "0" / "config.json").is_file()
    assert installed.ways  # nothing shows up: hidden folders are no models
    put("nllb-200-distilled-600M", folder)
    assert not (folder / ".partial").exists()


def test_disk_without_room_is_seen_before_the_download(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 1_000_000_000

    monkeypatch.setattr(unpack.shutil, "disk_usage", lambda _: Usage)
    monkeypatch.setattr(install_sources, "snapshot", lambda *_: pytest.fail("downloads onto a full disk"))
    before = tree(folder)
    with pytest.raises(ModelError, match=r"nllb-200-distilled-600M: needs 1\.3 GB in .*, and 1\.0 GB are free"):
        put("nllb-200-distilled-600M", folder)
    assert tree(folder) == before


def test_disk_that_is_full_while_copying(folder: Path, nllb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(install.install_folder.shutil, "copyfile", full)
    before = tree(folder)
    with pytest.raises(ModelError, match="No space left"):
        put(nllb, folder)
    assert tree(folder) == before


def test_old_one_stays_until_the_new_one_is_complete(folder: Path, nllb: Path, tmp_path: Path) -> None:
    put(nllb, folder)
    before = tree(folder)
    broken = tmp_path / "tiny"
    shutil.copytree(nllb, broken)
    data = (nllb / "model" / "model.bin").read_bytes()
    (broken / "model" / "model.bin").write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelError, match="is cut short"):
        put(broken, folder)
    assert tree(folder) == before
    put(nllb, folder, licence="MIT")
    assert card.read(folder / "tiny").licence == "MIT"
    assert {name.split("/")[0] for name in tree(folder)} == {"tiny"}


def test_failure_of_the_last_step_brings_the_old_one_back(folder: Path, nllb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(nllb, folder)
    before = tree(folder)
    replace = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if self.parent.name == "stage":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(KeyboardInterrupt):
        put(nllb, folder)
    monkeypatch.undo()
    assert tree(folder) == before


def test_interruption_leaves_nothing(folder: Path, nllb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(verifying, "try_out", stop)
    before = tree(folder)
    with pytest.raises(KeyboardInterrupt):
        put(nllb, folder)
    assert tree(folder) == before


def test_what_a_killed_installation_left_is_swept(folder: Path, nllb: Path) -> None:
    (folder / ".install-dead" / "stage").mkdir(parents=True)
    put(nllb, folder)
    assert not (folder / ".install-dead").exists()


def test_folder_that_was_made_for_nothing_is_gone(tmp_path: Path) -> None:
    (tmp_path / "a.argosmodel").write_bytes(b"PK")
    with pytest.raises(ModelError):
        put(tmp_path / "a.argosmodel", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def _edit(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "metadata is no JSON": (lambda path: (path / "metadata.json").write_text("{", "utf-8"), r"metadata\.json can't be read"),
    "metadata is a list": (lambda path: (path / "metadata.json").write_text("[]", "utf-8"), "metadata.json"),
    "metadata is too deep": (
        lambda path: (path / "metadata.json").write_text("[" * 100_000, "utf-8"),
        "too deep|can't be read",
    ),
    "metadata is binary": (lambda path: (path / "metadata.json").write_bytes(b"\xff\xfe\x00"), r"metadata\.json can't be read"),
    "locale leads out": (
        lambda path: _edit(path / "metadata.json", lambda data: data.replace(b'"kk"', b'"../../kk"')),
        "is no locale",
    ),
    "card is no TOML": (lambda path: (path / "model.toml").write_text("name = ", "utf-8"), r"model\.toml: can't be read"),
    "model is cut short": (lambda path: _edit(path / "model" / "model.bin", lambda data: data[:-400]), "is cut short"),
    "model is a page": (
        lambda path: (path / "model" / "model.bin").write_text("<html>" * 99, "utf-8"),
        "no model of CTranslate2",
    ),
    "model is missing": (lambda path: (path / "model" / "model.bin").unlink(), "has no model"),
    "model is a pickle": (lambda path: (path / "model" / "model.bin").write_bytes(b"\x80\x04K\x01."), "pickle"),
    "sizes of the model are nonsense": (
        lambda path: _edit(path / "model" / "model.bin", lambda data: data[:60] + b"\xff" * 40 + data[100:]),
        "model",
    ),
    "vocabulary is no JSON": (lambda path: (path / "model" / "shared_vocabulary.json").write_text("[1", "utf-8"), "."),
    "vocabulary is another": (
        lambda path: (path / "model" / "shared_vocabulary.json").write_text('["<unk>", "<s>", "</s>"]', "utf-8"),
        "don't belong together",
    ),
    "tokenizer is noise": (lambda path: (path / "sentencepiece.model").write_bytes(b"\n\x0f" + b"x" * 99), "tokenizer"),
    "tokenizer is missing": (lambda path: (path / "sentencepiece.model").unlink(), "sentencepiece.model"),
    "settings are no JSON": (lambda path: (path / "model" / "config.json").write_text("{", "utf-8"), r"config\.json"),
    "code": (lambda path: (path / "model" / "modeling.py").write_text("import os", "utf-8"), "code or a pickle"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_or_broken_package_is_refused_and_leaves_nothing(tmp_path: Path, folder: Path, argos: Path, name: str) -> None:
    damage, problem = HOSTILE[name]
    package = tmp_path / "en_kk"
    shutil.copytree(argos, package)
    damage(package)
    file = zipped(package, tmp_path / "en_kk.argosmodel", "en_kk")
    before, around = tree(folder), set(tmp_path.iterdir())
    with pytest.raises(ModelError, match=problem) as caught:
        put(file, folder)
    assert str(file) in str(caught.value)
    assert ".install-" not in str(caught.value)
    assert tree(folder) == before
    assert set(tmp_path.iterdir()) == around


@pytest.mark.parametrize("name", ["../../evil.txt", "/evil.txt", "en_kk\\evil.txt", "en_kk/model/link"])
def test_hostile_member_beside_a_whole_package(tmp_path: Path, folder: Path, argos: Path, name: str) -> None:
    file = zipped(argos, tmp_path / "en_kk.argosmodel", "en_kk")
    with zipfile.ZipFile(file, "a") as archive:
        member = zipfile.ZipInfo(name)
        member.external_attr = (stat.S_IFLNK if name.endswith("link") else stat.S_IFREG) << 16
        archive.writestr(member, b"../../..")
    before, around = tree(folder), set(tmp_path.iterdir())
    with pytest.raises(ModelError, match="The package is refused"):
        put(file, folder)
    assert tree(folder) == before
    assert set(tmp_path.iterdir()) == around


def test_archive_far_larger_than_the_catalogue_says(tmp_path: Path, folder: Path, argos: Path) -> None:
    file = zipped(argos, tmp_path / "a.zip", "en_kk")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("en_kk/more.txt", b"x")
        archive.filelist[-1].file_size = 910_000_000
    with pytest.raises(ModelError, match=r"would unpack to 910 MB, more than 900 MB"):
        put(file, folder, name="opus-eng-kaz")
    assert tree(folder) == {}


@pytest.mark.parametrize(
    ("what", "problem"),
    [
        ("nllb-600M", "Did you mean"),
        ("./nothing.argosmodel", "no such file"),
        ("nothing.zip", "no such file"),
        ("http://example.org/a.zip", "only https"),
        ("file:///no/such.zip", "no such file"),
        ("file://elsewhere/a.zip", "is of this machine"),
    ],
)
def test_what_is_nothing(folder: Path, what: str, problem: str) -> None:
    with pytest.raises(ModelError, match=problem):
        put(what, folder)
    assert tree(folder) == {}


@pytest.mark.parametrize(("wishes", "problem"), [({"family": "gpt"}, "no such family"), ({"name": "../x"}, "letters, digits")])
def test_wrong_wishes(folder: Path, nllb: Path, wishes: dict[str, object], problem: str) -> None:
    with pytest.raises(ModelError, match=problem):
        put(nllb, folder, **wishes)


def test_only_tokenizer_json(folder: Path, bare: Path, tmp_path: Path) -> None:
    path = tmp_path / "half"
    shutil.copytree(bare, path)
    (path / "sentencepiece.bpe.model").unlink()
    (path / "tokenizer.json").write_text("{}", "utf-8")
    with pytest.raises(ModelError, match=r"tokenizer\.json is there, but tilmach reads the SentencePiece model"):
        put(path, folder)
    assert tree(folder) == {}


def test_neither_model_nor_checkpoint(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "sheep.jpg").write_bytes(b"")
    with pytest.raises(ModelError, match=r"has no model: .* In it: sheep\.jpg"):
        put(tmp_path / "photos", folder)


def test_index_of_argos(folder: Path, argos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from argostranslate import package, settings

    index = tmp_path / "index.json"
    common = {"from_code": "en", "to_code": "kk", "from_name": "English", "to_name": "Kazakh"}
    index.write_text(
        json.dumps(
            [
                common | {"package_version": version, "links": ["ipfs://x", f"https://example.org/en_kk-{version}.argosmodel"]}
                for version in ("1.9", "1.10", "1.2")
            ]
        ),
        "utf-8",
    )
    monkeypatch.setattr(package, "update_package_index", lambda: None)
    monkeypatch.setattr(settings, "local_package_index", index)
    asked: list[str] = []

    def download(url: str, into: Path, progress: object, *, sha256: str) -> Path:
        asked.append(url)
        (into / ".partial").mkdir()
        return zipped(argos, into / ".partial" / "0.part", "en_kk")

    monkeypatch.setattr(install_sources, "download", download)
    assert put("argos:en_kk", folder).path == folder / "en_kk"
    assert asked == ["https://example.org/en_kk-1.10.argosmodel"]
    assert set(tree(folder)) == {"en_kk", *(f"en_kk/{name}" for name in tree(folder / "en_kk"))}
    with pytest.raises(ModelError, match=r"no package from en to ug\. From en it has: kk"):
        put("argos:en_ug", folder)
    monkeypatch.setattr(settings, "local_package_index", tmp_path / "none.json")
    with pytest.raises(ModelError, match="index can't be fetched"):
        put("argos:en_kk", folder)


def test_every_entry_can_be_found() -> None:
    for entry in catalogue().values():
        origin = install_sources.find(entry.name, install_sources.Wishes(), convert=False)
        assert origin.name == entry.name
        assert origin.url or origin.repositories
        assert origin.converts == (not entry.is_converted)


def marian(folder: Path, *, tags: bool) -> Path:
    """Make a model of Marian as OPUS-MT publishes them: weights in an .npz, vocabularies in YAML, two tokenizers, scripts."""
    import sentencepiece

    folder.mkdir()
    for side in ("source", "target"):
        text = folder / "text"
        text.write_text(
            "\n".join(["The herders won their case.", "Малшылар сотта жеңді.", f"{side} and more words here"]), "utf-8"
        )
        sentencepiece.SentencePieceTrainer.train(
            input=str(text), model_prefix=str(folder / side), vocab_size=70, hard_vocab_limit=False, minloglevel=2
        )
        (folder / f"{side}.model").rename(folder / f"{side}.spm")
        (folder / f"{side}.vocab").unlink()
        text.unlink()
    pieces: dict[str, None] = {"</s>": None, "<unk>": None}
    for side in ("source", "target"):
        processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{side}.spm"))
        pieces |= dict.fromkeys(processor.id_to_piece(number) for number in range(3, len(processor)))
    tokens = [*pieces, *([">>kaz_Cyrl<<", ">>kaz_Latn<<"] if tags else [])]
    lines = [f"{json.dumps(token, ensure_ascii=False)}: {number}" for number, token in enumerate(tokens)]
    (folder / "vocab.yml").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "decoder.yml").write_text("models:\n  - model.npz\nvocabs:\n  - vocab.yml\n  - vocab.yml\n", "utf-8")
    (folder / "preprocess.sh").write_text("#!/bin/sh\n", "utf-8")
    np.savez(folder / "model.npz", **_marian_weights(len(tokens)))
    return folder


def _marian_weights(size: int) -> dict[str, np.ndarray]:
    random, width, inner = np.random.default_rng(3), 16, 32
    settings = (
        "type: transformer\nenc-depth: 1\ndec-depth: 1\ntransformer-heads: 2\ntransformer-ffn-activation: relu\n"
        "transformer-preprocess: ''\ntransformer-postprocess: dan\ntransformer-postprocess-emb: d\n"
        "transformer-decoder-autoreg: self-attention\ntransformer-no-projection: false\ntransformer-guided-alignment-layer: last\n"
    )
    weights: dict[str, np.ndarray] = {
        "special:model.yml": np.frombuffer(settings.encode() + b"\0", np.int8),
        "Wemb": random.normal(0, 0.4, (size, width)).astype(np.float32),
        "decoder_ff_logit_out_b": np.zeros((1, size), np.float32),
    }
    for side, parts in (("encoder", ("self",)), ("decoder", ("self", "context"))):
        for part in parts:
            for name in "qkvo":
                weights[f"{side}_l1_{part}_W{name}"] = random.normal(0, 0.4, (width, width)).astype(np.float32)
                weights[f"{side}_l1_{part}_b{name}"] = np.zeros((1, width), np.float32)
            weights |= _norm(f"{side}_l1_{part}_Wo", width)
        for number, (into, out) in enumerate(((width, inner), (inner, width)), 1):
            weights[f"{side}_l1_ffn_W{number}"] = random.normal(0, 0.4, (into, out)).astype(np.float32)
            weights[f"{side}_l1_ffn_b{number}"] = np.zeros((1, out), np.float32)
        weights |= _norm(f"{side}_l1_ffn_ffn", width)
    return weights


def _norm(scope: str, width: int) -> dict[str, np.ndarray]:
    return {f"{scope}_ln_scale": np.ones((1, width), np.float32), f"{scope}_ln_bias": np.zeros((1, width), np.float32)}


def test_opus_archive_is_converted_without_an_extra(tmp_path: Path, folder: Path) -> None:
    file = zipped(marian(tmp_path / "opus", tags=True), tmp_path / "opus-eng-kaz.zip")
    said: list[str] = []
    model = put(file, folder, name="opus-eng-kaz", tell=said.append)
    assert (model.name, model.family.name, model.targets, model.version) == ("opus-eng-kaz", "opus", ("kk",), "2021-09-05")
    assert any("converted" in text for text in said)
    assert sorted(path.name for path in model.path.iterdir() if path.suffix == ".spm") == ["source.spm", "target.spm"]
    assert verifying.verify(model) == []


def test_marian_without_tags(tmp_path: Path, folder: Path) -> None:
    model = put(marian(tmp_path / "pair", tags=False), folder, sources=("en",), targets=("kk",))
    assert model.family.name == "marian"


@pytest.mark.parametrize(
    "settings",
    ["models: [../model.npz]\nvocabs: [vocab.yml]\n", "models: [/etc/passwd]\nvocabs: []", "models: [model.npz]", "[", "3"],
)
def test_opus_archive_with_wrong_settings(tmp_path: Path, folder: Path, settings: str) -> None:
    path = marian(tmp_path / "opus", tags=True)
    (path / "decoder.yml").write_text(settings, "utf-8")
    with pytest.raises(ModelError, match=r"decoder\.yml"):
        put(path, folder)
    assert tree(folder) == {}


def test_opus_weights_with_a_pickle_in_them(tmp_path: Path, folder: Path) -> None:
    path = marian(tmp_path / "opus", tags=True)
    np.savez(path / "model.npz", **{"special:model.yml": np.array([print], dtype=object)})
    with pytest.raises(ModelError, match="can't be converted"):
        put(path, folder)
    assert tree(folder) == {}
