import contextlib
import io
import os
import pickle
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import make_package
from tilmach.errors import ModelError
from tilmach.models import unpack
from tilmach.models.unpack import Limits

Builder = Callable[[zipfile.ZipFile], None]


def zipped(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def member(name: str, mode: int = 0, *, compress: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr, info.create_system, info.compress_type = mode << 16, 3, compress
    return info


def refused(archive: Path, into: Path, match: str, limits: Limits | None = None) -> None:
    into.mkdir()
    outside = sorted(path for path in into.parent.rglob("*") if not path.is_relative_to(into))
    with pytest.raises(ModelError, match=match) as caught:
        unpack.unpack(archive, into, limits)
    assert str(archive) in str(caught.value)
    assert sorted(path for path in into.parent.rglob("*") if not path.is_relative_to(into)) == outside


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("../evil.txt", "leads out of its folder"),
        ("en_kk/../../evil.txt", "leads out of its folder"),
        ("/tmp/evil.txt", "has an absolute name"),  # noqa: S108
        ("C:/evil.txt", "a colon"),
        ("en_kk/metadata.json:hidden", "a colon"),
        ("en_kk\\evil.txt", "a backslash"),
        ("..\\evil.txt", "a backslash"),
        ("en_kk/e\nvil.txt", "a control sign"),
        ("en_kk/\u202etxt.exe", "a control sign"),
        ("en_kk/con", "Windows keeps"),
        ("en_kk/NUL.txt", "Windows keeps"),
        ("en_kk/evil.txt.", "Windows keeps"),
        ("en_kk/run.py", "code or a pickle"),
        ("en_kk/stanza.py", "code or a pickle"),
        ("en_kk/model/lib.so", "code or a pickle"),
        ("en_kk/model/lib.so.1", "code or a pickle"),
        ("en_kk/model/data.PKL", "code or a pickle"),
        ("en_kk/weights.pt", "code or a pickle"),
        ("en_kk/install.sh", "code or a pickle"),
        ("en_kk/setup.exe", "code or a pickle"),
    ],
)
def test_names(tmp_path: Path, name: str, problem: str) -> None:
    refused(zipped(tmp_path / "a.zip", (name, b"x")), tmp_path / "into", problem)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (pickle.dumps({"weights": [1.0]}, 4), "is a pickle"),
        (b"\x7fELF" + bytes(64), "is a program"),
        (b"#!/bin/sh\nrm -rf /\n", "is a script"),
        (b"MZ" + bytes(64), "is a program"),
    ],
)
def test_contents_under_a_harmless_name(tmp_path: Path, data: bytes, problem: str) -> None:
    refused(zipped(tmp_path / "a.zip", ("en_kk/sentencepiece.model", data)), tmp_path / "into", problem)


def test_model_that_is_a_torch_archive(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({}))
    refused(
        zipped(tmp_path / "a.zip", ("en_kk/model/model.bin", inner.getvalue())), tmp_path / "into", "no model of CTranslate2"
    )


@pytest.mark.parametrize(
    ("mode", "problem"),
    [(stat.S_IFLNK | 0o777, "is a link"), (stat.S_IFIFO | 0o666, "neither a file"), (stat.S_IFCHR | 0o666, "neither a file")],
)
def test_links_and_devices(tmp_path: Path, mode: int, problem: str) -> None:
    refused(zipped(tmp_path / "a.zip", (member("en_kk/model", mode), b"/etc/passwd")), tmp_path / "into", problem)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("en_kk/README.md", "en_kk/readme.md"),
        ("en_kk/a", "en_kk/a"),
        ("en_kk/é.txt", "en_kk/e\u0301.txt"),
        ("en_kk/a", "en_kk/A/b"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_collide(tmp_path: Path, one: str, other: str) -> None:
    refused(zipped(tmp_path / "a.zip", (one, b"1"), (other, b"2")), tmp_path / "into", "twice, or differs")


def test_encrypted(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", (member("en_kk/a.txt"), b"secret"))
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    path.write_bytes(data)
    refused(path, tmp_path / "into", "is encrypted")


def test_packed_otherwise(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", (member("en_kk/a.txt", compress=zipfile.ZIP_LZMA), b"x" * 99))
    refused(path, tmp_path / "into", "packed in a way")


def test_bomb(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("en_kk/zeros.txt", bytes(3_000_000)))
    refused(path, tmp_path / "into", "a zip bomb", Limits(ratio_from=1_000_000))


def test_too_large_and_too_many(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", *((f"en_kk/{number}.txt", b"12345") for number in range(20)))
    refused(path, tmp_path / "one", "has 20 files, more than 19", Limits(files=19))
    refused(path, tmp_path / "two", "would unpack to 100 bytes, more than 99 bytes", Limits(size=99))


def test_ten_gigabytes_declared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("en_kk/model/model.bin", b"x")
        archive.filelist[0].file_size = 10_000_000_000
    refused(path, tmp_path / "one", "would unpack to 10 GB from .* a zip bomb")
    monkeypatch.setattr(unpack.shutil, "disk_usage", lambda _: _Usage(1_000_000))
    refused(path, tmp_path / "two", r"needs 10 GB in .*, and 1\.0 MB are free", Limits(ratio_from=10**12))


class _Usage:
    def __init__(self, free: int) -> None:
        self.free = free


def test_more_than_it_says(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", (member("en_kk/a.txt"), b"0123456789"))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 5)
    path.write_bytes(data)
    refused(path, tmp_path / "into", "is broken|cut short|larger than it says")


def test_members_on_top_of_each_other(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", (member("en_kk/a.txt"), b"0" * 50), (member("en_kk/b.txt"), b"0" * 50))
    data = bytearray(path.read_bytes())
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[second + 42 : second + 46] = struct.pack("<I", 4)
    path.write_bytes(data)
    refused(path, tmp_path / "into", "lies over another member")


def test_cut_short_anywhere(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "a.zip", ("en_kk/metadata.json", os.urandom(4000)), ("en_kk/x.txt", b"y" * 400)).read_bytes()
    for number, size in enumerate((0, 10, 2000, len(whole) - 30, len(whole) - 1)):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(whole[:size])
        refused(path, tmp_path / f"into{number}", "is broken")


@given(place=st.integers(min_value=0), value=st.integers(min_value=0, max_value=255))
def test_any_changed_byte_is_refused_in_words_or_harmless(
    tmp_path_factory: pytest.TempPathFactory, place: int, value: int
) -> None:
    folder = tmp_path_factory.mktemp("changed")
    path = zipped(folder / "a.zip", ("en_kk/metadata.json", b'{"from_code": "en"}'), ("en_kk/model/x.txt", b"x"))
    data = bytearray(path.read_bytes())
    data[place % len(data)] = value
    path.write_bytes(data)
    into = folder / "into"
    into.mkdir()
    with contextlib.suppress(ModelError):
        unpack.unpack(path, into)
    assert {found.name for found in folder.iterdir()} == {"a.zip", "into"}


def test_what_is_not_needed_is_skipped(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "a.zip",
        ("en_kk/stanza/en/tokenize/ewt.pt", pickle.dumps({}, 2)),
        ("en_kk/stanza/resources.json", b"{}"),
        ("en_kk/metadata.json", b"{}"),
        ("__MACOSX/en_kk/._metadata.json", b"\0"),
    )
    (tmp_path / "into").mkdir()
    folder = unpack.unpack(path, tmp_path / "into")
    assert folder == tmp_path / "into" / "en_kk"
    assert [found.name for found in folder.iterdir()] == ["metadata.json"]


def test_scripts_of_opus_are_skipped(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("preprocess.sh", b"#!/bin/sh"), ("decoder.yml", b"a: 1"), ("nested.zip", b"PK\x03\x04"))
    (tmp_path / "into").mkdir()
    folder = unpack.unpack(path, tmp_path / "into")
    assert folder == tmp_path / "into"
    assert sorted(found.name for found in folder.iterdir()) == ["decoder.yml", "nested.zip"]


def test_a_real_package_comes_out_as_it_went_in(tmp_path: Path) -> None:
    package = make_package(tmp_path / "made", "en", "kk")
    members = [
        (path.relative_to(tmp_path / "made").as_posix(), path.read_bytes()) for path in package.rglob("*") if path.is_file()
    ]
    path = zipped(tmp_path / "en_kk.argosmodel", *members)
    (tmp_path / "into").mkdir()
    folder = unpack.unpack(path, tmp_path / "into")
    assert {
        (found.relative_to(folder.parent).as_posix(), found.read_bytes()) for found in folder.rglob("*") if found.is_file()
    } == {*members}


@pytest.mark.parametrize(
    ("size", "text"), [(5, "5 bytes"), (1500, "1.5 kB"), (634_000_000, "634 MB"), (2_960_000_000, "3.0 GB"), (10**11, "100 GB")]
)
def test_shown(size: int, text: str) -> None:
    assert unpack.shown(size) == text
