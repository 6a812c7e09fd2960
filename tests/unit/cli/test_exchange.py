"""`tilmach export` and `tilmach import` in a project on disk."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import EchoEngine
from tilmach import po, workflow
from tilmach.catalog import Catalog, State
from tilmach.cli.export import export
from tilmach.cli.import_ import import_
from tilmach.errors import ProjectError
from tilmach.exchange import FORMATS
from tilmach.exchange.merging import NOT_APPLIED, Fate
from tilmach.project import Project
from tilmach.workflow import exchanging

OMEGAT_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0"><source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>EN</source_lang><target_lang>KK</target_lang><sentence_seg>false</sentence_seg>
<support_default_translations>true</support_default_translations><remove_tags>false</remove_tags></project></omegat>
"""


def run(command: object, project: Project, *words: str | Path) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words], obj=project.root)  # type: ignore[arg-type]


@pytest.fixture
def drafted(project: Project) -> Project:
    """Two articles with catalogs of drafts, one message approved."""
    folder = project.source_folder / "2026"
    folder.mkdir()
    (folder / "sheep.md").write_text("# Sheep\n\nThe **court** met, see https://court.example/1.\n", "utf-8")
    workflow.translate(project, project.articles(), project.targets, lambda locale: EchoEngine(), is_gated=False)
    change(project, "herders", "kk", 0, "Ауыл жаңалықтары")
    return project


def catalog(project: Project, name: str, locale: str = "kk") -> Catalog:
    (article,) = project.articles([name])
    return po.read(project.catalog_path(article, locale), locale)


def change(project: Project, name: str, locale: str, index: int, target: str) -> None:
    (article,) = project.articles([name])
    now = catalog(project, name, locale)
    changed = replace(now.messages[index], target=target, fuzzy=False, raw=None)
    po.write(project.catalog_path(article, locale), now.with_messages([changed]))


def contents(project: Project) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in project.locale_folder.rglob("*.po")}


@pytest.mark.parametrize("form", FORMATS)
def test_export_and_import_change_nothing(drafted: Project, form: str) -> None:
    before = contents(drafted)
    words = ["--format", form, *(["--drafts"] if form == "tmx" else [])]
    exported = run(export, drafted, *words)
    assert exported.exit_code == 0, exported.output
    paths = [drafted.root / line for line in exported.output.splitlines()]
    suffix = FORMATS[form].suffix
    assert drafted.build_folder / "exchange" / "ug" / "2026" / f"sheep{suffix}" in paths
    assert len(paths) == 6
    imported = run(import_, drafted, *paths)
    assert imported.exit_code == 0, imported.output
    assert imported.output.count("unchanged") == 6
    assert contents(drafted) == before


@pytest.mark.parametrize("name", ["all.csv", "all.xlsx", "all.tmx"])
def test_one_file_for_all(drafted: Project, tmp_path: Path, name: str) -> None:
    before = contents(drafted)
    words = ["--drafts"] if name == "all.tmx" else []
    assert run(export, drafted, "-o", tmp_path / name, *words).output == f"{tmp_path / name}\n"
    assert run(import_, drafted, tmp_path / name).output.count("unchanged") == 6
    assert contents(drafted) == before


def test_an_edited_file(drafted: Project, tmp_path: Path) -> None:
    """A changed target, an approval, and one that a person has changed in the catalog meanwhile."""
    path = tmp_path / "kk.xlf"
    assert run(export, drafted, "herders", "--to", "kk", "-o", path).exit_code == 0
    text = path.read_text("utf-8")
    text = text.replace("⟦Herders Win Their Case⟧", "Малшылар жеңді").replace("⟦“We have", "⟦«We have")
    path.write_text(text, "utf-8")
    change(drafted, "herders", "kk", 3, "«Біз күттік», — деді ол.")
    trial = run(import_, drafted, "--dry-run", path)
    before = contents(drafted)
    result = run(import_, drafted, path)
    assert trial.output.replace(" (dry run)", "") == result.output
    assert result.exit_code == 1
    assert result.output.splitlines()[0] == "locales/kk/LC_MESSAGES/herders.po: 1 applied, 3 unchanged, 1 kept out"
    assert "the catalog's target has changed since" in result.output
    after = catalog(drafted, "herders").messages
    assert (after[1].target, after[1].state) == ("Малшылар жеңді", State.EDITED)
    assert (after[3].target, after[3].state) == ("«Біз күттік», — деді ол.", State.APPROVED)
    assert after[3].comments[-1].startswith(f"{NOT_APPLIED}⟦«We have")
    assert [path for path, data in contents(drafted).items() if before[path] != data] == [
        drafted.catalog_path(drafted.articles(["herders"])[0], "kk")
    ]
    told = json.loads(run(import_, drafted, "--json", path).output)["imported"]
    assert [(each["catalog"], each["counts"]["kept out"], len(each["left"])) for each in told] == [
        ("locales/kk/LC_MESSAGES/herders.po", 1, 1)
    ]


def test_a_save_in_between_is_not_lost(drafted: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor saves the catalog while the import is at it: what counts is the catalog that is on disk."""
    path = tmp_path / "kk.csv"
    run(export, drafted, "herders", "--to", "kk", "-o", path)
    path.write_text(path.read_text("utf-8").replace(",⟦Herders Win Their Case⟧", ",Малшылар жеңді"), "utf-8")
    edit = po.edit

    def late(*words: object, **more: object) -> object:
        change(drafted, "herders", "kk", 1, "Малшылар ұтты")
        return edit(*words, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(po, "edit", late)
    (imported,) = exchanging.import_files(drafted, [path]).imported
    assert imported.counts[Fate.KEPT_OUT] == 1
    assert catalog(drafted, "herders").messages[1].target == "Малшылар ұтты"


def test_what_fits_no_article_or_locale_is_named(drafted: Project, tmp_path: Path) -> None:
    path = tmp_path / "kk.csv"
    run(export, drafted, "--to", "kk", "-o", path)
    text = path.read_text("utf-8")
    for old, new, problem in (
        ("source_texts/herders.txt", "../../x.txt", "is of ../../x.txt, which is no article"),
        (",kk,", ",fr,", "its language fr is none of kk, ru, ug"),
    ):
        path.write_text(text.replace(old, new), "utf-8")
        result = run(import_, drafted, path)
        assert result.exit_code == 1
        assert problem in result.output
    drafted.catalog_path(drafted.articles(["herders"])[0], "kk").unlink()
    path.write_text(text, "utf-8")
    result = run(import_, drafted, path)
    assert "herders.po: is not there" in result.output
    assert "sheep.po: 2 unchanged" in result.output, "one failure does not stop the others"
    result = run(export, drafted, "--to", "kk")
    assert (result.exit_code, result.output.count("sheep.xlf")) == (1, 1)
    assert "herders.po: is not there yet. `tilmach translate` makes it." in result.output


def test_another_source_language(drafted: Project, tmp_path: Path) -> None:
    path = tmp_path / "kk.xlf"
    run(export, drafted, "--to", "kk", "-o", path)
    path.write_text(path.read_text("utf-8").replace('srcLang="en"', 'srcLang="de"'), "utf-8")
    assert "is from de, and the project from en" in run(import_, drafted, path).output


def test_what_does_not_go_together(drafted: Project, tmp_path: Path) -> None:
    for words, problem in (
        (["--drafts", "--format", "csv"], "--drafts goes with TMX"),
        (["--copy-source"], "--copy-source goes with --format xliff1.2"),
        (["--format", "docx"], "is not one of"),
    ):
        result = run(export, drafted, *words)
        assert (result.exit_code, problem in result.output) == (2, True), result.output
    articles = drafted.articles()
    with pytest.raises(ProjectError, match="one locale a file"):
        exchanging.export(drafted, articles, drafted.targets, output=tmp_path / "a.xlf")
    with pytest.raises(ProjectError, match=r"csv is not .xlf"):
        exchanging.export(drafted, articles, ["kk"], "csv", tmp_path / "a.xlf")
    with pytest.raises(ProjectError, match="no such format"):
        exchanging.export(drafted, articles, ["kk"], "docx")
    assert exchanging.import_files(drafted, [tmp_path / "a.docx"]).failures


def test_help_stays_light() -> None:
    code = (
        "import sys, tilmach.cli.export, tilmach.cli.import_\n"
        "from click.testing import CliRunner\n"
        "from tilmach.cli import main\n"
        "for command in (main.commands['export'], main.commands['import']):\n"
        "    assert 'Example: tilmach ' + command.name in CliRunner().invoke(command, ['--help']).output\n"
        "print([name for name in ('lxml', 'openpyxl', 'numpy', 'csv') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() in ("[]", "['csv']"), done.stdout + done.stderr


def test_omegat(drafted: Project, tmp_path: Path) -> None:
    """OmegaT fills what is a copy of its source, and leaves all else as it was; nothing of it is approved by that."""
    if not shutil.which("omegat"):
        pytest.skip("OmegaT (Debian: omegat) is not installed: XLIFF 1.2 was not tried with it; .ci/run installs it")
    there = tmp_path / "omegat"
    for name in ("source", "target", "tm", "glossary", "dictionary", "omegat"):
        (there / name).mkdir(parents=True)
    (there / "omegat.project").write_text(OMEGAT_PROJECT, "utf-8")
    words = ["herders", "--to", "kk", "--format", "xliff1.2"]
    run(export, drafted, *words, "--copy-source", "-o", there / "source" / "herders.xlf")
    change(drafted, "herders", "kk", 1, "Малшылар жеңді")
    run(export, drafted, "herders", "--to", "kk", "-o", there / "omegat" / "project_save.tmx")
    change(drafted, "herders", "kk", 1, "⟦Herders Win Their Case⟧")
    command = ["omegat", str(there), "--mode=console-translate", "--quiet", f"--config-dir={tmp_path / 'config'}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C.UTF-8"})
    assert done.returncode == 0, done.stdout + done.stderr
    (article,) = drafted.articles(["herders"])
    path = drafted.catalog_path(article, "kk")
    now = po.read(path, "kk")
    po.write(path, now.with_messages([replace(now.messages[1], fuzzy=True, raw=None)]))
    result = run(import_, drafted, there / "target" / "herders.xlf")
    assert result.output == "locales/kk/LC_MESSAGES/herders.po: 1 applied, 4 unchanged\n"
    after = catalog(drafted, "herders").messages
    assert (after[1].target, after[1].state) == ("Малшылар жеңді", State.EDITED)
