"""Snapshots of repositories of the Hugging Face hub, with its own client (an extra): resumable, and only the files needed."""

from __future__ import annotations

import fnmatch
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tilmach.errors import ModelError
from tilmach.models.catalogue import Repository
from tilmach.models.download import Progress

# What a conversion reads. Code is never among it; weights as safetensors, and as a pickle only where there are none.
_CHECKPOINT = (
    "config.json", "generation_config.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
    "tokenizer.json", "vocab.json", "merges.txt", "*.spm", "*.model", "README.md",
)  # fmt: skip
_SAFE = ("model*.safetensors", "model.safetensors.index.json")
_PICKLED = ("pytorch_model*.bin", "pytorch_model.bin.index.json")
_MEGABYTE = 1_000_000


def snapshot(repository: Repository, into: Path, progress: Progress) -> None:
    """Fetch files of a repository; what is there already is not fetched again.

    A token, if one is needed, is found by the client itself: ``HF_TOKEN``, or ``hf auth login``.

    Args:
        repository: Which, and which of its files.
        into: The folder for them.
        progress: Told megabytes.

    Raises:
        ModelError: The client is not installed, the hub can't be reached, the repository is not there or asks for consent.
    """
    try:
        import huggingface_hub  # noqa: PLC0415  an extra, and 0.5 s
    except ImportError:
        raise ModelError(f"{repository.hub}: the hub needs one more package: pip install huggingface_hub.") from None
    revision = repository.revision or None
    try:
        patterns = list(repository.files) or _patterns(
            huggingface_hub.HfApi().list_repo_files(repository.hub, revision=revision)
        )
        huggingface_hub.snapshot_download(
            repository.hub,
            revision=revision,
            local_dir=into,
            allow_patterns=patterns,
            tqdm_class=_bar(repository.hub, progress),
        )
    except Exception as error:  # noqa: BLE001  its own errors, those of its HTTP client, and of the disk
        raise _explained(repository, error) from None
    missing = [pattern for pattern in patterns if not any(into.glob(pattern)) and pattern in repository.files]
    if missing:
        raise ModelError(f"{repository.hub}: {', '.join(missing)} did not come. Run the same command again.")


def _patterns(files: Iterable[str]) -> list[str]:
    """Return the patterns of a checkpoint: no pickle where the weights are there as safetensors too."""
    is_safe = any(fnmatch.fnmatch(name, pattern) for name in files for pattern in _SAFE)
    return [*_CHECKPOINT, *(_SAFE if is_safe else _PICKLED)]


def _explained(repository: Repository, error: Exception) -> ModelError:
    name = repository.hub
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "GatedRepoError" in kinds:
        text = "its makers ask you to accept their terms: do so on its page of the hub, then `hf auth login` or set HF_TOKEN"
    elif "RepositoryNotFoundError" in kinds:
        text = "the hub has no such repository, or it is private"
    elif "RevisionNotFoundError" in kinds:
        text = f"the hub has no revision {repository.revision} of it any more"
    elif kinds & {"LocalEntryNotFoundError", "OfflineModeIsEnabled", "ConnectError", "ConnectionError", "TimeoutError"}:
        text = (
            "the hub can't be reached. What has come is kept: run the same command again to go on, or bring the folder on a "
            "USB stick: docs/models.md"
        )
    else:
        text = f"can't be fetched: {error}"
    return ModelError(f"{name}: {text}.")


def _bar(what: str, progress: Progress) -> Any:
    """Return what the client takes for a progress bar: it shows nothing and tells ``progress``."""
    from tqdm import tqdm  # type: ignore[import-untyped]  # noqa: PLC0415  comes with the client

    class Bar(tqdm):  # type: ignore[misc]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **{**options, "file": io.StringIO(), "disable": False})

        def update(self, n: float | None = 1) -> bool | None:
            shown = super().update(n)
            if self.unit == "B" and self.total:
                progress(f"{what} (MB)", int(self.n) // _MEGABYTE, int(self.total) // _MEGABYTE)
            return shown  # type: ignore[no-any-return]

    return Bar
