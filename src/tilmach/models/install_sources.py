"""Where a model to be installed comes from: a name of the catalogue, a path, an address, the Argos index."""

from __future__ import annotations

import re
import shutil
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tilmach.errors import ModelError
from tilmach.models import argos
from tilmach.models.catalogue import Entry, Repository, allows_commerce, catalogue, entry
from tilmach.models.download import PARTIAL, Progress, check_url, download
from tilmach.models.hub import snapshot
from tilmach.models.unpack import Limits, unpack

ARGOS = "argos:"
_SURPRISE = 10  # times what the catalogue says: Marian's own files have four bytes for each of int8, and some come twice


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a user says about a model that its files don't.

    Attributes:
        name: What to call it; if the catalogue has that name, all else is taken from there.
        family: Its family.
        sources, targets: Locales it translates from and into.
        licence: Its SPDX name.
    """

    name: str = ""
    family: str = ""
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a user is asked to agree to before anything is downloaded or installed.

    Attributes:
        name, title: What it is.
        origin: Where it is from.
        licence: SPDX name; empty if not known.
        commercial: Whether the licence allows commercial use; None if not known.
        download: Bytes that will be fetched; 0 if none or not known.
        installed: Bytes on the disk; 0 if not known.
        is_local: Whether nothing is downloaded.
        notes: What to know beforehand.
    """

    name: str
    title: str
    origin: str
    licence: str
    commercial: bool | None
    download: int = 0
    installed: int = 0
    is_local: bool = False
    notes: tuple[str, ...] = ()


Accept = Callable[[Offer], bool]
"""Asks the user; returns whether they agree to the licence."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a model comes from.

    Attributes:
        name: What it is called unless told otherwise; may be empty.
        text: For its card.
        entry: What the catalogue says about it.
        path: A file or folder on this machine.
        url: An archive to download, and its checksum if known.
        repositories: Of the hub.
        converts: Whether it is known to need the extra for conversion.
    """

    name: str
    text: str
    entry: Entry | None = None
    path: Path | None = None
    url: str = ""
    sha256: str = ""
    repositories: tuple[Repository, ...] = ()
    converts: bool = False

    @property
    def size(self) -> int:
        """Bytes to download; 0 if not known."""
        if self.converts:
            return sum(each.download for each in self.repositories)
        return self.entry.download if self.entry else 0

    def offer(self, wishes: Wishes) -> Offer:
        """Return what the user is asked before the download."""
        known = self.entry
        licence = wishes.licence or (known.licence if known else "")
        return Offer(
            self.name or "a model",
            known.title if known else "",
            self.text,
            licence,
            known.commercial if known else allows_commerce(licence),
            self.size,
            known.installed if known else 0,
            is_local=self.path is not None,
            notes=known.notes if known else (),
        )


def find(what: str, wishes: Wishes, *, convert: bool) -> Origin:
    """Return where a model comes from.

    Args:
        what: A name of the catalogue, a path, an address, or ``argos:en_ru``.
        wishes: What else is known.
        convert: Whether the makers' checkpoint is wanted where there is a converted model too.

    Raises:
        ModelError: It is none of these.
    """
    named = catalogue().get(wishes.name)
    if what.startswith(ARGOS):
        source, _, target = what.removeprefix(ARGOS).partition("_")
        version, url = argos.published(source, target)
        return Origin(wishes.name, f"Argos index, {source} to {target}, {version}: {url}", named, url=url)
    if "://" in what:
        return _of_url(what, wishes, named)
    if what in catalogue() and not ("/" in what or "\\" in what):
        return _of_entry(entry(what), wishes, convert=convert)
    path = Path(what)
    if path.exists():
        return Origin(wishes.name, path.name, named, path=path)
    if "/" in what or "\\" in what or path.suffix in (".argosmodel", ".zip"):
        raise ModelError(f"{what}: no such file or folder.")
    return _of_entry(entry(what), wishes, convert=convert)


def _of_url(url: str, wishes: Wishes, named: Entry | None) -> Origin:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "file":
        check_url(url)
        return Origin(wishes.name, url, named, url=url)
    if parts.netloc not in ("", "localhost"):
        raise ModelError(f"{url}: a file:// address is of this machine: file:///path/to/file.")
    path = Path(urllib.request.url2pathname(parts.path))
    if not path.exists():
        raise ModelError(f"{path}: no such file or folder.")
    return Origin(wishes.name, path.name, named, path=path)


def _of_entry(found: Entry, wishes: Wishes, *, convert: bool) -> Origin:
    name = wishes.name or found.name
    if found.original and (convert or not found.is_converted):
        text = f"hub: {found.original.hub}, converted here"
        return Origin(name, text, found, repositories=(found.original,), converts=True)
    if convert:
        raise ModelError(f"{found.name}: there is no other checkpoint of it to convert; leave --convert out.")
    if found.url:
        return Origin(name, found.url, found, url=found.url, sha256=found.sha256)
    text = "hub: " + ", ".join(each.hub + (f" at {each.revision[:7]}" if each.revision else "") for each in found.fetch)
    return Origin(name, text, found, repositories=found.fetch)


def obtain(origin: Origin, folder: Path, work: Path, progress: Progress) -> Path:
    """Return the folder of a model's files: the user's own, or one in ``work`` that was unpacked or downloaded.

    Args:
        origin: Where it is from.
        folder: The folder of models.
        work: A folder for this installation; removed after it.
        progress: Told megabytes.

    Raises:
        ModelError: It can't be had, is broken, or is refused.
    """
    raw = work / "raw"
    if origin.repositories:
        return _fetched(origin, folder, raw, progress)
    path = origin.path
    if path and path.is_dir():
        return path.resolve()
    if path is None:
        part = download(origin.url, folder, progress, sha256=origin.sha256)
        path = work / (safe_name(Path(urllib.parse.urlsplit(origin.url).path).name) or "package")
        part.replace(path)
    if not zipfile.is_zipfile(path):
        raise ModelError(f"{path}: is no zip, or is cut short. An .argosmodel or a zip of a model's folder is expected.")
    raw.mkdir()
    known = origin.entry.installed if origin.entry else 0
    return unpack(path, raw, Limits(size=min(Limits().size, _SURPRISE * known)) if known else Limits())


def _fetched(origin: Origin, folder: Path, raw: Path, progress: Progress) -> Path:
    partial = folder / PARTIAL / (safe_name(origin.name) or "model")
    try:
        for number, repository in enumerate(origin.repositories):
            snapshot(repository, partial / str(number), progress)
    except ModelError:
        if not any(path.is_file() and path.stat().st_size for path in partial.rglob("*") if ".cache" not in path.parts):
            incomplete = any(partial.rglob("*.incomplete"))
            if not incomplete:
                shutil.rmtree(partial, ignore_errors=True)
        raise
    raw.mkdir()
    for number in range(len(origin.repositories)):
        for path in (partial / str(number)).iterdir():
            if path.is_file():
                path.replace(raw / path.name)
    shutil.rmtree(partial, ignore_errors=True)
    return raw


def safe_name(name: str) -> str:
    """Return a name as a folder may have it; empty if nothing is left of it."""
    return re.sub(r"[^\w.+-]+", "-", name).strip(".-_")[:100]
