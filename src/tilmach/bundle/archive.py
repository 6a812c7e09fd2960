"""A zip or tar of everything a bundle is made of: localized documents, sources, catalogs, and a manifest of them.

The same inputs give the same bytes: names are sorted, times are SOURCE_DATE_EPOCH (reproducible-builds.org) or 1980-01-01,
modes are fixed and no user is named. ``verify`` holds an archive against its manifest.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import re
import tarfile
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import tilmach
from tilmach import files, locales, po
from tilmach.bundle import times
from tilmach.catalog import Catalog, State
from tilmach.checks import Finding
from tilmach.errors import SourceError
from tilmach.project import Article, Project
from tilmach.update import update

Kind = Literal["zip", "tar", "tar.gz"]

MANIFEST = "manifest.json"
FORMAT = "tilmach archive 1"
OLDEST = datetime(1980, 1, 1, tzinfo=UTC)  # the first day that a zip file can tell

_LATEST = datetime(2107, 12, 31, 23, 59, 58, tzinfo=UTC)
_MODE = 0o644
_LARGEST_MANIFEST = 64 << 20  # bytes
_LICENCES = ("LICENSE", "LICENCE", "COPYING")
_NOTE = (
    "Rights in the texts stay with their authors and translators; see the files under licence/, if there are any. "
    "A model that drafted may have a licence of its own."
)
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f%]|[. ]$')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)


def write(
    project: Project, templates: Mapping[Article, Catalog], targets: Sequence[str], built: Path, output: Path, kind: Kind
) -> Path:
    """Write an archive of articles; the file is replaced as a whole.

    Args:
        project: Where sources and catalogs are.
        templates: The articles, each with the template of its document as it is now: states are counted against it.
        targets: Locales.
        built: Where ``build`` has written the localized documents; what it could not make is told in the manifest.
        output: The file to write.
        kind: ``"zip"``, ``"tar"`` or ``"tar.gz"``.

    Returns:
        The output.

    Raises:
        TilmachError: A file can't be read or written.
    """
    members = collect(project, templates, targets, built)
    try:
        files.replace(output, pack(members, kind, times.epoch() or OLDEST))
    except OSError as error:
        raise SourceError(output, f"can't be written: {error.strerror}.") from None
    return output


def collect(project: Project, templates: Mapping[Article, Catalog], targets: Sequence[str], built: Path) -> dict[str, bytes]:
    """Return the members of an archive, content by name, the manifest among them; see ``write``."""
    members: dict[str, bytes] = {}
    names = _Names()
    articles: list[dict[str, Any]] = []
    for article, template in sorted(templates.items(), key=lambda item: item[0].name):
        file = article.path.relative_to(project.source_folder).as_posix()
        source = names.of(f"source_texts/{file}")
        members[source] = files.read_bytes(article.path)
        found: dict[str, Any] = {}
        for locale in sorted(targets):
            path = project.build_path(article, locale, built)
            if not path.is_file():
                found[locale] = None
                continue
            document = names.of(f"documents/{locales.folder(locale)}/{file}")
            members[document] = files.read_bytes(path)
            catalog = Catalog(locale)
            entry: dict[str, Any] = {"document": document}
            if (path := project.catalog_path(article, locale)).is_file():
                entry["catalog"] = names.of(path.relative_to(project.root).as_posix())
                members[entry["catalog"]] = files.read_bytes(path)
                catalog = po.read(path, locale)
            found[locale] = entry | _standing(update(catalog, template))
        articles.append({"name": article.name, "source": source, "segments": len(template.messages), "locales": found})
    for name in _LICENCES:
        for path in sorted(project.root.glob(f"{name}*")):
            if path.is_file():
                members[names.of(f"licence/{path.name}")] = files.read_bytes(path)
    members[MANIFEST] = _manifest(project, sorted(targets), articles, members)
    return members


def _standing(catalog: Catalog) -> dict[str, Any]:
    """Return how many segments are in each state, and how many of them each model drafted."""
    models = Counter(message.model for message in catalog.messages if message.model and message.machine_hash)
    states = {str(state): number for state, number in catalog.counts().items()}
    return {
        "approved": states[State.APPROVED] == len(catalog.messages),
        "states": states,
        "models": dict(sorted(models.items())),
    }


def _manifest(project: Project, targets: list[str], articles: list[dict[str, Any]], members: Mapping[str, bytes]) -> bytes:
    models = sorted({model for each in articles for entry in each["locales"].values() if entry for model in entry["models"]})
    moment = times.epoch()
    facts = {
        "format": FORMAT,
        "tilmach": tilmach.__version__,
        "made": moment.isoformat().replace("+00:00", "Z") if moment else None,
        "source": project.source,
        "targets": targets,
        "models": models,
        "licence": _NOTE,
        "articles": articles,
        "files": [
            {"path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(members.items())
        ],
    }
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()


class _Names:
    """Gives names that every system can unpack, each once, capitals or not; the manifest tells which is whose."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, name: str) -> str:
        wanted = "/".join(_portable(part) for part in unicodedata.normalize("NFC", name).split("/"))
        stem, dot, suffix = wanted.rpartition(".")
        candidate, number = wanted, 1
        while candidate.casefold() in self._taken:
            number += 1
            candidate = f"{stem}~{number}{dot}{suffix}"
        self._taken.add(candidate.casefold())
        return candidate


def _portable(part: str) -> str:
    """Return a part of a path without what Windows forbids: such signs as in a URL, a device's name with ``_`` before it."""
    part = _FORBIDDEN.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), part)
    return f"_{part}" if _RESERVED.match(part) else part


def pack(members: Mapping[str, bytes], kind: Kind, moment: datetime) -> bytes:
    """Return the bytes of an archive; the manifest stands first, then the names in order.

    Args:
        members: Content by name.
        kind: ``"zip"``, ``"tar"`` or ``"tar.gz"``.
        moment: The time of every member; in a zip not before 1980 nor after 2107.
    """
    order = sorted(members, key=lambda name: (name != MANIFEST, name))
    if kind == "zip":
        return zipped([(name, members[name]) for name in order], moment)
    output = io.BytesIO()
    seconds = max(int(moment.timestamp()), 0)
    with tarfile.open(fileobj=output, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name in order:
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.mtime = len(members[name]), _MODE, seconds
            tar.addfile(member, io.BytesIO(members[name]))
    if kind == "tar":
        return output.getvalue()
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, packed, mtime=seconds) as stream:
        stream.write(output.getvalue())
    return packed.getvalue()


def zipped(members: Iterable[tuple[str, bytes]], moment: datetime, *, first_is_stored: bool = False) -> bytes:
    """Return a zip file of members in this order, the same bytes wherever it is made.

    Args:
        members: Names and contents.
        moment: The time of all members; the nearest that a zip file can tell.
        first_is_stored: Whether the first is not compressed: EPUB wants that of ``mimetype`` (EPUB 3.3, "OCF ZIP container").
    """
    date = min(max(moment.astimezone(UTC), OLDEST), _LATEST)
    stamp = (date.year, date.month, date.day, date.hour, date.minute, date.second)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for index, (name, data) in enumerate(members):
            info = zipfile.ZipInfo(name, stamp)
            info.create_system = 3  # Unix, wherever it is made
            info.external_attr = (0o100000 | _MODE) << 16
            is_stored = first_is_stored and index == 0
            archive.writestr(info, data, zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED, 9)
    return output.getvalue()


def verify(path: Path) -> list[Finding]:
    """Hold an archive against its manifest: what is missing, changed, not listed or could be unpacked elsewhere.

    Raises:
        SourceError: It is no archive of ours, or too broken to be read.
    """
    try:
        problems = list(_problems(path))
    except OSError as error:
        raise SourceError(path, f"can't be read: {error.strerror or error}.") from None
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError(path, f"is no zip or tar archive, or is damaged: {error}. Make or fetch it again.") from None
    return [Finding("archive", path, problem) for problem in problems]


def _problems(path: Path) -> Iterator[str]:
    with contextlib.closing(_Reader(path)) as reader:
        sizes: dict[str, int] = {}
        for name, size in reader.entries():
            if name in sizes:
                yield f"{name} is in it twice."
            if size is None or PurePosixPath(name).is_absolute() or ".." in name.split("/") or "\\" in name or ":" in name:
                yield f"{name} is a link, a folder or outside of the archive; don't unpack it."
            sizes[name] = size or 0
        listed = _listed(path, reader, sizes)
        for name in sorted(sizes.keys() - listed.keys() - {MANIFEST}):
            yield f"{name} is not in the manifest."
        for name, (size, digest) in sorted(listed.items()):
            if name not in sizes:
                yield f"{name} is missing."
            # a size that differs is not unpacked: it may be a bomb
            elif sizes[name] != size or hashlib.sha256(reader.content(name)).hexdigest() != digest:
                yield f"{name} is not what the manifest says. Make or fetch the archive again."


def _listed(path: Path, reader: _Reader, sizes: Mapping[str, int]) -> dict[str, tuple[int, str]]:
    """Return size and checksum of every file in the manifest."""
    if not 0 < sizes.get(MANIFEST, 0) <= _LARGEST_MANIFEST:
        raise SourceError(path, f"has no {MANIFEST}, or an unreasonable one; is it an archive that tilmach made?")
    try:
        facts = json.loads(reader.content(MANIFEST))
        if facts["format"] != FORMAT:
            raise SourceError(path, f"{MANIFEST} in it is of format {facts['format']!r}, not {FORMAT!r}.")
        return {str(each["path"]): (int(each["bytes"]), str(each["sha256"])) for each in facts["files"]}
    except (ValueError, KeyError, TypeError):
        raise SourceError(path, f"{MANIFEST} in it can't be read. Make or fetch the archive again.") from None


class _Reader:
    """A zip or a tar, whichever it is."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path) if zipfile.is_zipfile(path) else None
        self._tar = tarfile.open(path) if self._zip is None else None  # noqa: SIM115  closed by close()

    def entries(self) -> Iterator[tuple[str, int | None]]:
        """Yield name and size in bytes; no size if it is no plain file."""
        if self._zip:
            for info in self._zip.infolist():
                is_plain = not info.is_dir() and (info.external_attr >> 28) in (0, 8)
                yield info.filename, info.file_size if is_plain else None
        elif self._tar:
            for member in self._tar:
                yield member.name, member.size if member.isreg() else None

    def content(self, name: str) -> bytes:
        """Return what is in a file."""
        if self._zip:
            return self._zip.read(name)
        stream = self._tar.extractfile(name) if self._tar else None
        return stream.read() if stream else b""

    def close(self) -> None:
        """Close the file."""
        for archive in (self._zip, self._tar):
            if archive:
                archive.close()
