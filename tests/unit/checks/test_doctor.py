import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import gettext
from tilmach import po
from tilmach.catalog import Catalog, Message, State
from tilmach.checks import doctor
from tilmach.checks.repair import repair
from tilmach.errors import CatalogError
from tilmach.memory.store import Store

SENTENCES = [f"The court met on day {n} and it was brief." for n in range(8)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "memory.sqlite") as store:
        yield store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "x.po"
    drafts = [Message(source, locations=(("a.txt", n),)).drafted(f"нобай {n}", "m 1") for n, source in enumerate(SENTENCES, 1)]
    po.write(path, Catalog("kk", tuple(drafts)))
    return path


def checks(path: Path, store: Store) -> list[str]:
    return [finding.check for finding in doctor.examine(path, "kk", store)]


def mend(path: Path, store: Store) -> Catalog:
    path.write_text(repair(path, "kk", store), "utf-8")
    assert [f for f in doctor.examine(path, "kk", store) if f.is_repairable] == [], "mended once, nothing is left"
    gettext("msgfmt", "-c", "--use-fuzzy", "-o", "/dev/null", path)
    return po.read(path, "kk")


def test_what_tilmach_writes_is_well(path: Path, store: Store) -> None:
    assert checks(path, store) == []
    assert repair(path, "kk", store) == path.read_text("utf-8")


def test_fuzzy_marks_stripped_wholesale(path: Path, store: Store) -> None:
    path.write_text(path.read_text("utf-8").replace("#, fuzzy\n", ""), "utf-8")
    assert checks(path, store) == ["approved wholesale"]
    assert {message.state for message in mend(path, store).messages} == {State.MACHINE}


def test_some_approved_drafts_are_a_persons_choice(path: Path, store: Store) -> None:
    path.write_text(path.read_text("utf-8").replace("#, fuzzy\n", "", 4), "utf-8")
    assert checks(path, store) == []


def test_echoes(path: Path, store: Store) -> None:
    catalog = po.read(path, "kk")
    echo = replace(catalog.messages[0], target=SENTENCES[0], fuzzy=False, raw=None)
    name = Message("Credit: A. K. Omarov/Village News", "Credit: A. K. Omarov/Village News")
    po.write(path, replace(catalog, messages=(echo, *catalog.messages[1:], name)))
    (finding,) = doctor.examine(path, "kk", store)
    assert (finding.check, finding.source) == ("echo", SENTENCES[0])
    assert finding.line == 1 + path.read_text("utf-8").split("#: a.txt:1\n")[0].count("\n") - 1
    mended = mend(path, store)
    assert mended.messages[0].state is State.UNTRANSLATED
    assert mended.messages[-1].target == name.target


def test_lost_mark(path: Path, store: Store) -> None:
    store.keep_drafts("m 1", "kk", [(SENTENCES[0], "нобай 1"), (SENTENCES[1], "нобай 2")])
    path.write_text(re.sub("# tilmach: .*\n", "", path.read_text("utf-8"), count=1), "utf-8")
    assert checks(path, store) == ["lost mark"]
    assert mend(path, store).messages[0].model == "m 1"


def test_rewrapped(path: Path, store: Store) -> None:
    catalog = po.read(path, "kk")
    long = tuple(replace(message, target="ұзын сөз " * 20 + "соңы", raw=None) for message in catalog.messages)
    po.write(path, replace(catalog, messages=long))
    path.write_text(gettext("msgcat", "--no-wrap", path), "utf-8")
    assert checks(path, store) == ["rewrapped"]
    assert mend(path, store).messages == long


def test_header(path: Path, store: Store) -> None:
    text = (
        path.read_text("utf-8")
        .replace('"Language: kk\\n"', '"Language: ug\\n"')
        .replace("nplurals=2; plural=(n != 1);", "nplurals=1; plural=0;")
    )
    path.write_text(
        text.replace("X-Generator: tilmach 0.1.0", "X-Generator: Lokalize 22.12").replace("; charset=UTF-8", ""), "utf-8"
    )
    found = list(doctor.examine(path, "kk", store))
    assert [(f.check, f.is_repairable) for f in found] == [("header", True), ("header", True), ("header", False)]
    assert "language is ug, not kk" in found[0].problem
    assert "Lokalize 22.12 wrote Plural-Forms nplurals=1" in found[2].problem


def test_no_header(path: Path, store: Store) -> None:
    path.write_text('msgid "a"\nmsgstr "b"\n', "utf-8")
    assert checks(path, store) == ["header"]
    assert dict(mend(path, store).header)["Language"] == "kk"


def test_byte_order_mark(path: Path, store: Store) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert checks(path, store) == ["encoding"]
    mend(path, store)
    assert not path.read_bytes().startswith(b"\xef")


def test_what_is_no_po_is_told_and_left(path: Path, store: Store) -> None:
    path.write_text(path.read_text("utf-8") + '\nmsgid "cut off', "utf-8")
    (finding,) = doctor.examine(path, "kk", store)
    assert (finding.check, finding.is_repairable) == ("syntax", False)
    path.write_bytes(b"caf\xe9")
    assert checks(path, store) == ["encoding"]


def test_duplicates_keep_both_peoples_work(path: Path, store: Store) -> None:
    extra = (
        f'\nmsgid "{SENTENCES[0]}"\nmsgstr "адам"\n'  # approved beats a draft
        f'\nmsgid "{SENTENCES[1]}"\nmsgstr "бірі"\n\nmsgid "{SENTENCES[1]}"\nmsgstr "екіншісі"\n'  # two approved
    )
    path.write_text(path.read_text("utf-8") + extra, "utf-8")
    with pytest.raises(CatalogError, match="two messages"):
        po.read(path, "kk")
    assert checks(path, store) == ["duplicate", "duplicate"]
    first, second, *_ = mend(path, store).messages
    assert (first.target, first.state) == ("адам", State.APPROVED)
    assert (second.target, second.state) == ("бірі", State.EDITED)
    assert second.comments[-1] == "tilmach: other approved target: екіншісі"


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_conflict_that_git_left(path: Path, store: Store) -> None:
    def git(*words: str, fails: bool = False) -> None:
        command = ["git", "-c", "user.name=t", "-c", "user.email=t@localhost", *words]
        done = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False)
        assert (done.returncode != 0) is fails, done.stdout + done.stderr

    def work(number: int, target: str) -> None:
        catalog = po.read(path, "kk")
        done = replace(catalog.messages[number], target=target, fuzzy=False, raw=None)
        po.write(path, catalog.with_messages([done]))

    git("init", "-q", "-b", "main")
    git("add", "x.po")
    git("commit", "-qm", "drafts")
    git("checkout", "-qb", "hers")
    work(0, "оның бірі")
    work(1, "оның екісі")
    git("commit", "-qam", "hers")
    git("checkout", "-q", "main")
    work(0, "менің бірім")
    work(5, "менің алтым")
    git("commit", "-qam", "mine")
    git("merge", "-q", "hers", fails=True)
    with pytest.raises(CatalogError, match=r"x\.po:\d+: has a conflict left by git. `tilmach check --catalogs --fix`"):
        po.read(path, "kk")
    assert checks(path, store) == ["conflict"]
    mended = mend(path, store).messages
    assert (mended[0].target, mended[0].fuzzy) == ("менің бірім", True)
    assert mended[0].comments[-1] == "tilmach: other approved target: оның бірі"
    assert (mended[1].target, mended[1].state) == ("оның екісі", State.APPROVED)
    assert (mended[5].target, mended[5].state) == ("менің алтым", State.APPROVED)
    assert len(mended) == len(SENTENCES)
