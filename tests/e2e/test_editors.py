"""Round trips through the editors that people use. What is not installed is skipped loudly; .ci/run installs OmegaT.

Poedit needs a screen of its own and half a minute: TILMACH_POEDIT=1 uv run pytest tests/e2e/test_editors.py
(Debian: poedit xvfb openbox xdotool dbus)
"""

import os
import re
import shutil
import subprocess
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT, EchoEngine, gettext
from tilmach import cli, po, workflow
from tilmach.catalog import State
from tilmach.project import Project

OMEGAT_PROJECT = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0"><source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>EN</source_lang><target_lang>UG</target_lang><sentence_seg>false</sentence_seg>
<support_default_translations>true</support_default_translations><remove_tags>false</remove_tags></project></omegat>
"""
DTD = Path("/usr/share/omegat/OmegaT.jar")


def needs(*tools: str) -> None:
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed: this round trip was not tried (.ci/run installs OmegaT)")


@pytest.fixture
def sample(tmp_path: Path) -> Project:
    """A project with an approved sample article."""
    root = tmp_path / "news"
    assert CliRunner().invoke(cli.main, ["init", str(root)]).exit_code == 0
    shutil.copy(ROOT / "source_texts" / "radio-uyghur-hour.txt", root / "source_texts")
    for locale in ("kk", "ru", "ug"):
        folder = root / "locales" / locale / "LC_MESSAGES"
        folder.mkdir(parents=True)
        shutil.copy(ROOT / "locales" / locale / "LC_MESSAGES" / "radio-uyghur-hour.po", folder)
    return Project.open(root)


def run(project: Project, *words: str | Path) -> str:
    result = CliRunner().invoke(cli.main, ["-C", str(project.root), *map(str, words)])
    assert result.exit_code == 0, result.output
    return result.output


def test_omegat_through_tmx(sample: Project, tmp_path: Path) -> None:
    """What people approved here is in OmegaT's documents; what they did there comes back through its TMX."""
    needs("omegat")
    (article,) = sample.articles()
    approved = po.read(sample.catalog_path(article, "ug"), "ug").targets(only_approved=True)
    run(sample, "extract")
    there = tmp_path / "omegat"
    for name in ("source", "target", "tm", "glossary", "dictionary", "omegat"):
        (there / name).mkdir(parents=True)
    (there / "omegat.project").write_text(OMEGAT_PROJECT, "utf-8")
    shutil.copy(sample.template_path(article), there / "source" / "radio.po")
    run(sample, "memory", "export", there / "omegat" / "project_save.tmx", "--to", "ug")
    command = ["omegat", str(there), "--mode=console-translate", "--quiet", f"--config-dir={tmp_path / 'config'}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C.UTF-8"})
    assert done.returncode == 0, done.stdout + done.stderr
    assert po.read(there / "target" / "radio.po", "ug").targets() == approved

    for catalog in sample.locale_folder.rglob("*.po"):
        catalog.unlink()
    shutil.rmtree(sample.root / ".tilmach")
    run(sample, "memory", "import", there / "omegat-omegat.tmx")
    workflow.translate(sample, [article], ["ug"], lambda locale: EchoEngine(), is_gated=False)
    back = po.read(sample.catalog_path(article, "ug"), "ug")
    assert {message.source: message.target for message in back.messages} == approved
    assert {message.state for message in back.messages} == {State.MEMORY}, "from a file, so a person has to look"


def test_our_tmx_is_valid(sample: Project, tmp_path: Path) -> None:
    """Against the DTD of TMX 1.4, which OmegaT carries."""
    needs("omegat", "xmllint")
    with zipfile.ZipFile(DTD) as jar:
        (tmp_path / "tmx14.dtd").write_bytes(jar.read("schemas/tmx14.dtd"))
    run(sample, "memory", "export", tmp_path / "all.tmx")
    command = ["xmllint", "--noout", "--nonet", "--dtdvalid", str(tmp_path / "tmx14.dtd"), str(tmp_path / "all.tmx")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("layout", ["--no-wrap", "--width=60", "--sort-output", "--no-location"])
def test_states_survive_gettext(sample: Project, tmp_path: Path, layout: str) -> None:
    """Drafts, edited drafts, approved and stale targets are told apart after msgcat and msgmerge too."""
    source = sample.source_folder / "radio-uyghur-hour.txt"
    text = source.read_text("utf-8").rstrip("\n")
    sentence = next(m.source for m in po.read(next(sample.locale_folder.rglob("*.po")), "kk").messages if len(m.source) > 60)
    changed = sentence.replace(" the ", " this ", 1)
    assert changed != sentence
    source.write_text(text.replace(sentence, changed) + "\n\nQuite another thing was added.\n\nAnd something else.\n", "utf-8")
    workflow.translate(sample, sample.articles(), ["kk"], lambda locale: EchoEngine(), is_gated=False)
    path = sample.catalog_path(sample.articles()[0], "kk")
    catalog = po.read(path, "kk")
    po.write(path, catalog.with_messages([replace(catalog.messages[-1], target="адам", raw=None)]))
    before = {message.source: (message.state, message.target) for message in po.read(path, "kk").messages}
    assert {State.APPROVED, State.STALE, State.MACHINE, State.EDITED} <= {state for state, _ in before.values()}
    copy = tmp_path / "copy.po"
    copy.write_text(gettext("msgcat", layout, path), "utf-8")
    assert {message.source: (message.state, message.target) for message in po.read(copy, "kk").messages} == before
    copy.write_text(gettext("msgmerge", "-q", "--previous", path, sample.template_path(sample.articles()[0])), "utf-8")
    assert {message.source: (message.state, message.target) for message in po.read(copy, "kk").messages} == before


@pytest.mark.skipif("TILMACH_POEDIT" not in os.environ, reason="Poedit was not tried: set TILMACH_POEDIT=1 to try it")
def test_poedit(sample: Project, tmp_path: Path) -> None:
    """A person opens a catalog, changes one draft and saves: nothing else changes, and the entry is theirs."""
    needs("poedit", "Xvfb", "openbox", "xdotool", "dbus-run-session")
    source = sample.source_folder / "radio-uyghur-hour.txt"
    source.write_text("Quite another thing was added.\n\n" + source.read_text("utf-8"), "utf-8")
    workflow.translate(sample, sample.articles(), ["ug"], lambda locale: EchoEngine(), is_gated=False)
    path = sample.catalog_path(sample.articles()[0], "ug")
    before = po.read(path, "ug")
    environment = os.environ | {"DISPLAY": ":79", "LC_ALL": "C.UTF-8", "HOME": str(tmp_path)}
    started = [subprocess.Popen(["Xvfb", ":79", "-screen", "0", "1300x800x24"], stderr=subprocess.DEVNULL)]
    try:
        time.sleep(2)
        started.append(subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL))
        time.sleep(1)
        command = ["dbus-run-session", "--", "poedit", str(path)]
        started.append(subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        time.sleep(15)
        # into the field below, then a letter, then save
        for keys in (["mousemove", "500", "690", "click", "1"], ["type", "x"], ["key", "ctrl+s"]):
            subprocess.run(["xdotool", *keys], env=environment, check=True)
            time.sleep(3)
    finally:
        subprocess.run(["pkill", "-x", "poedit"], check=False)
        for process in reversed(started):
            process.terminate()
            process.wait(10)
    after = po.read(path, "ug")
    changed = [(old, new) for old, new in zip(before.messages, after.messages, strict=True) if old != new]
    assert [new.raw for old, new in zip(before.messages, after.messages, strict=True) if old == new] == [
        old.raw for old, new in zip(before.messages, after.messages, strict=True) if old == new
    ]
    assert len(changed) == 1, "Poedit opens on a draft; one letter was typed into it"
    (old, new) = changed[0]
    assert old.state is State.MACHINE
    assert new.state is State.APPROVED, "Poedit takes an edited entry for approved"
    assert re.search(r"x", new.target)
