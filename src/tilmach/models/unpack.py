"""Unpacking archives that may be hostile: nothing outside the folder, no bomb, no links, no code.

An ``.argosmodel`` is a zip with one folder at its top (argos-translate, docs/packages); a model of OPUS-MT is one without.
What is refused is refused before or while it is written; the caller removes the folder.
"""

from __future__ import annotations

import shutil
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tilmach.errors import ModelError
from tilmach.models.modelfile import is_model

_CHUNK = 1 << 20
_CODE = frozenset({
    ".pkl", ".pickle", ".dill", ".joblib", ".pt", ".pth", ".ckpt", ".h5", ".py", ".pyc", ".pyo", ".pyd", ".so", ".dll",
    ".dylib", ".exe", ".msi", ".scr", ".sh", ".bash", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jar",
})  # fmt: skip
_MAGIC = {b"\x7fELF": "a program", b"MZ": "a program", b"#!": "a script"} | {bytes((0x80, n)): "a pickle" for n in range(2, 6)}
_NO_MAGIC = (".txt", ".md", ".json", ".toml", ".yml", ".yaml", ".safetensors")  # texts, and what may begin with any bytes
# Argos packages bring what splits sentences, with pickles in it, and OPUS-MT's archives two scripts; tilmach needs neither
_SKIPPED_FOLDERS = frozenset({"stanza", "spacy", "minisbd", "__MACOSX"})
_SKIPPED_FILES = frozenset({"preprocess.sh", "postprocess.sh", ".DS_Store"})
_WINDOWS = frozenset({"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in range(1, 10))})


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may be.

    Attributes:
        files: Number of files and folders.
        size: Bytes unpacked.
        ratio: How many times its packed size an archive may unpack to, if that is more than ``ratio_from`` bytes.
    """

    files: int = 2000
    size: int = 20_000_000_000
    ratio: int = 200
    ratio_from: int = 100_000_000


def unpack(archive: Path, into: Path, limits: Limits | None = None) -> Path:
    """Unpack a zip into an empty folder.

    Args:
        archive: The zip.
        into: The folder; what is in it after a failure is for the caller to remove.
        limits: What it may be.

    Returns:
        The folder with the files: ``into``, or the one folder at the top of the archive.

    Raises:
        ModelError: It is broken or hostile; names the member.
    """
    limits = limits or Limits()
    try:
        with zipfile.ZipFile(archive) as opened:
            members = opened.infolist()
            _check_sizes(archive, members, limits, into)
            wanted = list(_checked(archive, members))
            for member, path in wanted:
                if member.is_dir():
                    (into / path).mkdir(parents=True, exist_ok=True)
                else:
                    _write(archive, opened, member, into / path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ModelError(f"{archive}: is broken: {error}. Get it again.") from None
    except OSError as error:
        raise ModelError(f"{archive}: can't be unpacked into {into}: {error.strerror or error}.") from None
    inside = list(into.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else into


def _check_sizes(archive: Path, members: list[zipfile.ZipInfo], limits: Limits, into: Path) -> None:
    if len(members) > limits.files:
        raise ModelError(f"{archive}: has {len(members)} files, more than {limits.files}. It is refused.")
    declared = sum(member.file_size for member in members)
    packed = archive.stat().st_size
    if declared > limits.size:
        raise ModelError(f"{archive}: would unpack to {shown(declared)}, more than {shown(limits.size)}. It is refused.")
    if declared > limits.ratio_from and declared > limits.ratio * packed:
        raise ModelError(f"{archive}: would unpack to {shown(declared)} from {shown(packed)}: a zip bomb. It is refused.")
    end = 0
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset < end:
            raise ModelError(f"{archive}: {member.filename}: lies over another member. It is refused.")
        end = member.header_offset + member.compress_size
    require_space(into, declared, str(archive))


def _checked(archive: Path, members: list[zipfile.ZipInfo]) -> Iterator[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """Yield the members to write and their paths; refuse the archive for any name that may do harm."""
    seen: dict[str, bool] = {}
    for member in members:
        name = member.orig_filename
        problem = _problem(name) or _kind_problem(member)
        if not problem:
            folded = unicodedata.normalize("NFC", name.rstrip("/")).casefold()
            above = [part.as_posix() for part in PurePosixPath(folded).parents]
            if folded in seen or any(seen.get(part) is False for part in above):
                problem = "is there twice, or differs from another only in case"
            seen[folded] = member.is_dir()
        if problem:
            raise ModelError(f"{archive}: {name!r} {problem}. The package is refused.")
        path = PurePosixPath(name)
        if path.name in _SKIPPED_FILES or _SKIPPED_FOLDERS & set(path.parts[:2]):
            continue
        suffixes = [suffix.lower() for suffix in path.suffixes]
        if _CODE & {*suffixes[-1:]} or ".so" in suffixes:
            raise ModelError(f"{archive}: {name!r} is code or a pickle. The package is refused.")
        yield member, path


def _problem(name: str) -> str:
    if "\\" in name or ":" in name or any(unicodedata.category(sign)[0] == "C" for sign in name):
        return "has a backslash, a colon or a control sign in its name"
    path = PurePosixPath(name)
    if path.is_absolute():
        return "has an absolute name"
    if ".." in path.parts or not path.parts:
        return "leads out of its folder"
    if any(part.partition(".")[0].lower() in _WINDOWS or part != part.rstrip(". ") for part in path.parts):
        return "has a name that Windows keeps for itself"
    return ""


def _kind_problem(member: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link" if stat.S_ISLNK(kind) else "is neither a file nor a folder"
    if member.flag_bits & 0x1:
        return "is encrypted"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in a way that packages are not"
    return ""


def _write(archive: Path, opened: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    with opened.open(member) as source, path.open("xb") as target:
        while chunk := source.read(_CHUNK):
            if not size and (problem := code_in(path, chunk)):
                raise ModelError(f"{archive}: {member.filename!r} is {problem}. The package is refused.")
            size += len(chunk)
            if size > member.file_size:
                raise ModelError(f"{archive}: {member.filename!r} is larger than it says. The package is refused.")
            target.write(chunk)
    if size != member.file_size:
        raise ModelError(f"{archive}: {member.filename!r} is cut short. Get the package again.")
    if path.suffix.lower() == ".bin" and not is_model(path):
        problem = "is no model of CTranslate2; it may be a pickle"
        raise ModelError(f"{archive}: {member.filename!r} {problem}. The package is refused.")


def code_in(path: Path, beginning: bytes) -> str:
    """Return what kind of program or pickle a file is by its first bytes; empty if it is none."""
    if path.suffix.lower() in _NO_MAGIC:
        return ""
    return next((kind for magic, kind in _MAGIC.items() if beginning.startswith(magic)), "")


def require_space(folder: Path, size: int, what: str) -> None:
    """See that the disk has room.

    Args:
        folder: Where it is to go; need not be there.
        size: Bytes needed.
        what: What is to go there.

    Raises:
        ModelError: It has not; says what is needed.
    """
    there = next((each for each in (folder, *folder.parents) if each.is_dir()), Path())
    free = shutil.disk_usage(there).free
    if size > free:
        raise ModelError(
            f"{what}: needs {shown(size)} in {folder}, and {shown(free)} are free. Make room, or set TILMACH_PACKAGES."
        )


def shown(size: int) -> str:
    """Return bytes as a person reads them: ``634 MB``."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}" if size < 10 * scale else f"{size / scale:.0f} {unit}"
    return f"{size} bytes"
