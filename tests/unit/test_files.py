import os
from pathlib import Path

import pytest

from tilmach import files
from tilmach.errors import SourceError


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"One.\nTwo \xe9.\n", ":2: is not UTF-8: byte 0xe9 at column 5 (byte 9)"),
        (b"One.\n\0\n", ":2: is binary"),
        (b"\xff\xfeO\0n\0e\0", "is UTF-16"),
        ("Қазақ\n".encode() + b"\xd2", ":2: is not UTF-8: byte 0xd2 at column 1"),
    ],
)
def test_what_is_no_text_is_named_with_its_place(tmp_path: Path, data: bytes, problem: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(data)
    with pytest.raises(SourceError) as caught:
        files.read_source(path)
    assert str(caught.value).startswith(str(path))
    assert problem in str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="can't be read"):
        files.read_source(tmp_path / "x.txt")


def test_line_breaks_and_mark_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes("\ufeffa\r\nb\rc\n".encode())
    assert files.read_source(path) == "\ufeffa\r\nb\rc\n"


def test_replace_makes_folders_and_says_whether_it_wrote(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.txt"
    assert files.replace(path, b"one")
    before = path.stat().st_mtime_ns
    assert not files.replace(path, b"one")
    assert path.stat().st_mtime_ns == before
    assert files.replace(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path], "no temporary file is left"


def test_mode_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "b.txt"
    path.write_bytes(b"one")
    path.chmod(0o640)
    files.replace(path, b"two")
    assert path.stat().st_mode & 0o777 == 0o640


def test_failure_before_the_rename_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "b.txt"
    path.write_bytes(b"one")

    def full_disk(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        files.replace(path, b"two")
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]
