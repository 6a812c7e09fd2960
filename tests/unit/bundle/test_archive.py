import gzip
import hashlib
import io
import json
import stat
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilmach import po, workflow
from tilmach.bundle import archive
from tilmach.bundle.archive import Kind
from tilmach.catalog import Catalog
from tilmach.errors import SourceError
from tilmach.project import Article, Project
from tilmach.workflow.sources import parse, template_of

KINDS: list[Kind] = ["zip", "tar", "tar.gz"]


@pytest.fixture
def built(project: Project, tmp_path: Path) -> Path:
    """Drafts of all sentences, one of them approved by a person, built into documents."""
    folder = project.source_folder / "region"
    folder.mkdir()
    (folder / "aux.txt").write_text("Snow Closes the Pass\n", "utf-8")
    (project.root / "LICENSE.md").write_text("Ours.\n", "utf-8")
    articles = project.articles()
    for article, template in templates(project).items():
        for locale in project.targets:
            first, *others = [message.drafted(f"⟦{message.source}⟧", "echo 1") for message in template.messages]
            first = replace(first, fuzzy=locale != "kk")
            po.write(project.catalog_path(article, locale), Catalog(locale, (first, *others)), article.name)
    workflow.build(project, articles, project.targets, folder=tmp_path / "built")
    return tmp_path / "built"


def templates(project: Project) -> dict[Article, Catalog]:
    return {article: template_of(project, article, parse(project, article)) for article in project.articles()}


def write(project: Project, built: Path, kind: Kind, name: str = "all") -> Path:
    return archive.write(project, templates(project), project.targets, built, built.parent / f"{name}.{kind}", kind)


def unpacked(path: Path) -> dict[str, bytes]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as file:
            return {name: file.read(name) for name in file.namelist()}
    with tarfile.open(path) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]


def manifest(path: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(unpacked(path)["manifest.json"])
    return facts


@pytest.mark.parametrize("kind", KINDS)
def test_same_inputs_give_same_bytes(project: Project, built: Path, kind: Kind) -> None:
    one = write(project, built, kind).read_bytes()
    for path in built.rglob("*.txt"):
        path.touch()
        path.chmod(0o600)
    assert write(project, built, kind, "other-name").read_bytes() == one


@pytest.mark.parametrize("kind", KINDS)
def test_it_unpacks_to_what_went_in_and_the_manifest_verifies(project: Project, built: Path, kind: Kind) -> None:
    path = write(project, built, kind)
    assert archive.verify(path) == []
    members = unpacked(path)
    first, *others = members
    assert (first, others) == ("manifest.json", sorted(others))
    assert members["documents/kk/herders.txt"] == (built / "kk" / "herders.txt").read_bytes()
    assert members["source_texts/herders.txt"] == (project.source_folder / "herders.txt").read_bytes()
    catalog = project.catalog_path(project.articles()[0], "ug")
    assert members["locales/ug/LC_MESSAGES/herders.po"] == catalog.read_bytes()
    assert members["licence/LICENSE.md"] == b"Ours.\n"
    listed = {each["path"]: each for each in manifest(path)["files"]}
    assert listed.keys() == members.keys() - {"manifest.json"}
    for name, each in listed.items():
        assert (each["bytes"], each["sha256"]) == (len(members[name]), hashlib.sha256(members[name]).hexdigest())


def test_manifest_tells_states_and_models(project: Project, built: Path) -> None:
    facts = manifest(write(project, built, "zip"))
    assert (facts["format"], facts["source"], facts["targets"]) == (archive.FORMAT, "en", ["kk", "ru", "ug"])
    assert facts["models"] == ["echo 1"]
    assert facts["made"] is None
    herders, pass_ = facts["articles"]
    assert (herders["name"], herders["segments"], pass_["name"]) == ("herders", 5, "region/aux")
    kk = herders["locales"]["kk"]
    assert (kk["approved"], kk["states"]["approved"], kk["states"]["machine"]) == (False, 1, 4)
    assert sum(kk["states"].values()) == 5
    assert pass_["locales"]["ru"]["models"] == {"echo 1": 1}


def test_states_are_counted_against_the_article_as_it_is_now(project: Project, built: Path) -> None:
    source = project.source_folder / "herders.txt"
    source.write_text(source.read_text("utf-8") + "\nA new paragraph says something else.\n", "utf-8")
    kk = manifest(write(project, built, "zip"))["articles"][0]["locales"]["kk"]
    assert (sum(kk["states"].values()), kk["states"]["untranslated"]) == (6, 1)


def test_what_was_not_built_is_told(project: Project, built: Path) -> None:
    (built / "ug" / "herders.txt").unlink()
    path = write(project, built, "zip")
    assert manifest(path)["articles"][0]["locales"]["ug"] is None
    assert not any(name.startswith("documents/ug/herders") for name in unpacked(path))
    assert "locales/ug/LC_MESSAGES/herders.po" not in unpacked(path)


def test_times_and_owners(project: Project, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(write(project, built, "zip")) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    path = write(project, built, "tar.gz")
    assert manifest(path)["made"] == "2023-11-14T22:13:20Z"
    assert path.read_bytes()[3:10] == b"\0" + (1_700_000_000).to_bytes(4, "little") + b"\x02\xff"
    with tarfile.open(path) as tar:
        for member in tar:
            assert (member.mtime, member.mode) == (1_700_000_000, 0o644)
            assert (member.uid, member.gid, member.uname, member.gname) == (0, 0, "", "")
    with zipfile.ZipFile(write(project, built, "zip")) as file:
        for info in file.infolist():
            assert info.date_time == (2023, 11, 14, 22, 13, 20)
            assert (info.create_system, stat.S_IMODE(info.external_attr >> 16), info.extra) == (3, 0o644, b"")


@pytest.mark.parametrize("year", [1970, 2200])
def test_a_time_that_zip_cannot_say_is_the_nearest_it_can(year: int) -> None:
    data = archive.pack({"a": b""}, "zip", datetime(year, 5, 1, tzinfo=UTC))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.infolist()[0].date_time[0] == (1980 if year == 1970 else 2107)


def test_names_are_safe_everywhere(project: Project, built: Path) -> None:
    assert "documents/kk/region/_aux.txt" in unpacked(write(project, built, "zip"))
    names = archive._Names()
    given_names = [
        "a/CON.txt",
        "a/what?.txt",
        "a/Aa.txt",
        "a/aA.txt",
        "b /c",
        "com1",
        "console",
        "lpt¹.md",
        "50%3F",
        "e\u0301.txt",
    ]
    assert [names.of(name) for name in given_names] == [
        "a/_CON.txt", "a/what%3F.txt", "a/Aa.txt", "a/aA~2.txt", "b%20/c", "_com1", "console", "_lpt¹.md", "50%253F", "é.txt",
    ]  # fmt: skip


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8), max_size=8))
def test_any_name_gets_one_of_its_own(wanted: list[str]) -> None:
    names = archive._Names()
    made = [names.of(name) for name in wanted]
    assert len({name.casefold() for name in made}) == len(made)
    for part in "/".join(made).split("/"):
        assert not set(part) & set('<>:"|?*\\\0\x1f')
        assert not part.endswith((".", " "))


def changed(path: Path, edit: Callable[[dict[str, bytes]], None]) -> Path:
    members = unpacked(path)
    edit(members)
    with zipfile.ZipFile(path, "w") as file:
        for name, data in members.items():
            file.writestr(name, data)
    return path


CHANGES: dict[str, tuple[Callable[[dict[str, bytes]], Any], str]] = {
    "changed": (lambda members: members.update({"documents/kk/herders.txt": b"x"}), "documents/kk/herders.txt is not what"),
    "same size": (
        lambda members: members.update({"source_texts/herders.txt": members["source_texts/herders.txt"][::-1]}),
        "source_texts/herders.txt is not what",
    ),
    "gone": (lambda members: members.pop("documents/ru/herders.txt"), "documents/ru/herders.txt is missing"),
    "added": (lambda members: members.update({"x.exe": b"x"}), "x.exe is not in the manifest"),
    "outside": (lambda members: members.update({"../x": b"x"}), "../x is a link, a folder or outside"),
}


@pytest.mark.parametrize(("edit", "problem"), CHANGES.values(), ids=CHANGES)
def test_verify_finds(project: Project, built: Path, edit: Callable[[dict[str, bytes]], None], problem: str) -> None:
    findings = archive.verify(changed(write(project, built, "zip"), edit))
    assert findings
    assert findings[0].problem.startswith(problem)
    assert findings[0].check == "archive"


def test_verify_finds_a_link_and_a_member_twice(project: Project, built: Path) -> None:
    path = write(project, built, "tar")
    with tarfile.open(path, "a") as tar:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
        tar.addfile(tarfile.TarInfo("documents/kk/herders.txt"))
    problems = [finding.problem for finding in archive.verify(path)]
    assert "link is a link, a folder or outside of the archive; don't unpack it." in problems
    assert "documents/kk/herders.txt is in it twice." in problems


def test_verify_refuses_what_is_none_of_ours(tmp_path: Path, project: Project, built: Path) -> None:
    path = tmp_path / "x.zip"
    with pytest.raises(SourceError, match="can't be read"):
        archive.verify(path)
    path.write_bytes(b"no archive at all")
    with pytest.raises(SourceError, match="is no zip or tar archive"):
        archive.verify(path)
    path.write_bytes(archive.pack({"a": b"a"}, "zip", archive.OLDEST))
    with pytest.raises(SourceError, match=r"has no manifest\.json"):
        archive.verify(path)
    for text in (b"[]", b"{", b'{"format": "tilmach archive 1", "files": [1]}'):
        path.write_bytes(archive.pack({"manifest.json": text}, "tar", archive.OLDEST))
        with pytest.raises(SourceError, match=r"manifest\.json in it can't be read"):
            archive.verify(path)
    path.write_bytes(archive.pack({"manifest.json": b'{"format": "tilmach archive 9"}'}, "zip", archive.OLDEST))
    with pytest.raises(SourceError, match="is of format 'tilmach archive 9'"):
        archive.verify(path)
    whole = write(project, built, "tar.gz").read_bytes()
    for broken in (whole[:-200], gzip.compress(gzip.decompress(whole)[:1500])):
        path.write_bytes(broken)
        with pytest.raises(SourceError, match="damaged"):
            archive.verify(path)


def test_it_says_where_it_cannot_write(project: Project, built: Path) -> None:
    (built.parent / "file").write_text("", "utf-8")
    with pytest.raises(SourceError, match="can't be written"):
        archive.write(project, templates(project), project.targets, built, built.parent / "file" / "a.zip", "zip")
