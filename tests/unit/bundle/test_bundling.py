"""``workflow.bundling`` and ``tilmach bundle``: the formats together, and what the command says."""

import importlib.util
import zipfile

import pytest
from click.testing import CliRunner

from tilmach.cli.bundle import bundle as command
from tilmach.errors import ProjectError
from tilmach.project import Project
from tilmach.workflow.bundling import FORMATS, bundle


def test_the_command_offers_all_formats() -> None:
    option = next(each for each in command.params if each.name == "formats")
    assert tuple(option.type.choices) == FORMATS


def test_a_site(project: Project) -> None:
    progress = []
    report = bundle(project, project.articles(), project.targets, progress=lambda *step: progress.append(step))
    assert not report.failures
    assert (project.build_folder / "bundle" / "site" / "en" / "herders.html") in report.written
    assert progress == [("pages", 1, 1)]


def test_settings_come_from_the_project(project: Project) -> None:
    path = project.root / "tilmach.toml"
    path.write_text(path.read_text("utf-8") + '\n[bundle]\ntitle = "Steppe"\n', "utf-8")
    project = Project.open(project.root)
    bundle(project, project.articles(), project.targets)
    assert ">Steppe</a>" in (project.build_folder / "bundle" / "site" / "en" / "index.html").read_text("utf-8")
    path.write_text('source = "en"\ntargets = ["kk"]\n[bundle]\nthreshold = 80\n', "utf-8")
    with pytest.raises(ProjectError, match="threshold"):
        Project.open(project.root)


def test_books_and_archives(project: Project) -> None:
    if not (importlib.util.find_spec("tilmach.bundle.epub") and importlib.util.find_spec("tilmach.bundle.archive")):
        pytest.skip("tilmach.bundle.epub or archive is not there")
    report = bundle(project, project.articles(), project.targets, formats=("epub", "zip", "tar", "zip"))
    assert not report.failures
    folder = project.build_folder / "bundle"
    assert {path.name for path in folder.iterdir()} == {"en.epub", "project.zip", "project.tar.gz"}
    assert "manifest.json" in {name.rpartition("/")[2] for name in zipfile.ZipFile(folder / "project.zip").namelist()}


def test_the_command_names_what_it_wrote(project: Project) -> None:
    runner = CliRunner()
    result = runner.invoke(command, [], obj=project.root)
    assert result.exit_code == 0, result.output
    assert "build/bundle/site/en/herders.html" in result.output.replace("\\", "/").splitlines()
    assert runner.invoke(command, [], obj=project.root).output == ""
    (project.source_folder / "herders.txt").write_bytes(b"\xff\xfe")
    result = runner.invoke(command, [], obj=project.root)
    assert result.exit_code == 1
    assert "herders.txt" in result.output
