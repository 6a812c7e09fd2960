import pytest

from tilmach.errors import ModelError
from tilmach.models.catalogue import allows_commerce, catalogue, entry
from tilmach.models.families import families

TABLE = [
    "argos-en_ru", "opus-mt-tc-big-en-zle", "opus-eng-kaz", "opus-mt-tc-bible-big-trk", "nllb-200-distilled-600M",
    "nllb-200-distilled-1.3B", "tilmash", "madlad400-3b-mt", "LMT-60-0.6B", "LMT-60-1.7B", "LMT-60-4B", "kazRush-ru-kk",
]  # fmt: skip


def test_every_model_is_there() -> None:
    assert list(catalogue()) == TABLE


@pytest.mark.parametrize("name", TABLE)
def test_entry_is_complete(name: str) -> None:
    found = entry(name)
    assert found.family in families()
    assert found.sources
    assert set(found.targets) <= {"kk", "ru", "ug"}
    assert found.fetch or found.original or found.url
    assert not found.url or found.url.startswith("https://")
    assert found.sha256 == "" or len(found.sha256) == 64
    assert bool(found.scores) == bool(found.scores_from)
    assert set(found.scores) <= set(found.targets)
    assert not found.tried, "say so in docs/models.md as well"


@pytest.mark.parametrize("name", TABLE)
def test_a_converted_model_comes_with_its_tokenizer(name: str) -> None:
    found = entry(name)
    if found.fetch:
        files = {file for repository in found.fetch for file in repository.files}
        assert files >= {"model.bin", "config.json", "shared_vocabulary.json", *families()[found.family].tokenizers}


@pytest.mark.parametrize("name", TABLE)
def test_licence_and_commerce_agree(name: str) -> None:
    found = entry(name)
    judged = allows_commerce(found.licence)
    assert judged is None or judged == found.commercial


def test_a_name_that_is_nearly_right() -> None:
    with pytest.raises(ModelError, match=r"Did you mean .*nllb-200-distilled-600M"):
        entry("nllb-200-600M")


@pytest.mark.parametrize(("licence", "allowed"), [("CC-BY-NC-4.0", False), ("Apache-2.0", True), ("", None), ("WTFPL", None)])
def test_commerce(licence: str, allowed: bool | None) -> None:
    assert allows_commerce(licence) is allowed
