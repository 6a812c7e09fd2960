import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tilmach.errors import ModelError
from tilmach.models.catalogue import Repository
from tilmach.models.hub import snapshot

FILES = ["model.bin", "config.json", "README.md"]


class GatedRepoError(Exception):
    pass


class LocalEntryNotFoundError(Exception):
    pass


class Hub(ModuleType):
    """A client of the hub without a hub."""

    def __init__(self, files: list[str]) -> None:
        super().__init__("huggingface_hub")
        self.files, self.calls, self.problem = files, list[dict[str, Any]](), None
        hub = self

        class HfApi:
            def list_repo_files(self, name: str, *, revision: str | None) -> list[str]:
                return hub.files

        self.HfApi = HfApi

    def snapshot_download(self, name: str, *, local_dir: Path, tqdm_class: Callable[..., Any], **options: Any) -> None:
        self.calls.append(options | {"name": name})
        if self.problem:
            raise self.problem
        bar = tqdm_class(total=3_000_000, unit="B")
        for file in self.files:
            local_dir.mkdir(parents=True, exist_ok=True)
            (local_dir / file).write_bytes(b"x")
            bar.update(1_000_000)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Hub:
    fake = Hub(list(FILES))
    monkeypatch.setitem(sys.modules, "huggingface_hub", fake)
    return fake


def silent(*_: object) -> None:
    pass


def test_only_what_is_needed_at_the_revision_that_is_known(hub: Hub, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    steps: list[tuple[str, int, int]] = []
    snapshot(Repository("maker/model", tuple(FILES), "abc"), tmp_path, lambda *step: steps.append(step))
    assert hub.calls == [{"name": "maker/model", "revision": "abc", "allow_patterns": FILES}]
    assert steps[-1] == ("maker/model (MB)", 3, 3)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("weights", "pickled"), [(["model.safetensors", "pytorch_model.bin"], False), (["pytorch_model.bin"], True)]
)
def test_no_pickle_where_there_is_a_choice(hub: Hub, tmp_path: Path, weights: list[str], pickled: bool) -> None:
    hub.files = ["config.json", "modeling_evil.py", *weights]
    snapshot(Repository("maker/model"), tmp_path, silent)
    patterns = hub.calls[0]["allow_patterns"]
    assert any(".bin" in pattern for pattern in patterns) == pickled
    assert any(".safetensors" in pattern for pattern in patterns) != pickled
    assert not any(pattern.endswith(".py") or pattern == "*" for pattern in patterns)


def test_file_that_did_not_come(hub: Hub, tmp_path: Path) -> None:
    hub.files.remove("model.bin")
    with pytest.raises(ModelError, match=r"maker/model: model\.bin did not come"):
        snapshot(Repository("maker/model", tuple(FILES)), tmp_path, silent)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (GatedRepoError("403"), "accept their terms.*HF_TOKEN"),
        (LocalEntryNotFoundError("no network"), "can't be reached.*run the same command again.*USB"),
        (OSError(28, "No space left on device"), "No space left"),
        (RuntimeError("?"), "can't be fetched"),
    ],
)
def test_problems_say_what_to_do(hub: Hub, tmp_path: Path, problem: Exception, words: str) -> None:
    hub.problem = problem  # type: ignore[assignment]
    with pytest.raises(ModelError, match=f"maker/model: .*{words}"):
        snapshot(Repository("maker/model", tuple(FILES)), tmp_path, silent)


def test_interruption_goes_through(hub: Hub, tmp_path: Path) -> None:
    hub.problem = KeyboardInterrupt()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        snapshot(Repository("maker/model", tuple(FILES)), tmp_path, silent)


def test_client_is_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(ModelError, match="pip install huggingface_hub"):
        snapshot(Repository("maker/model", tuple(FILES)), tmp_path, silent)


def test_the_client_takes_these_arguments() -> None:
    import inspect

    client = pytest.importorskip("huggingface_hub", reason="huggingface_hub is not installed; its client is not checked")
    assert {"revision", "local_dir", "allow_patterns", "tqdm_class"} <= set(
        inspect.signature(client.snapshot_download).parameters
    )
    assert issubclass(client.errors.GatedRepoError, client.errors.RepositoryNotFoundError)
    assert client.errors.LocalEntryNotFoundError.__name__ == "LocalEntryNotFoundError"
