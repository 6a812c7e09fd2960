"""Commands in the documentation are run, in a copy of the repository's own project."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tilmach import cli

README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "training/README.md")] + sorted((ROOT / "docs").glob("*.md"))


def indented(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.startswith("    ")]


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(command.removeprefix("uv run "))
    if words[0] == "tilmach":
        words = [sys.executable, "-m", "tilmach", *words[1:]]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    for name in ("source_texts", "locales"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "tilmach.toml", tmp_path)
    # whoever has followed the README has drafts of the last article; a new clone has none
    for path in [*tmp_path.rglob("mine-safety-report.po"), *tmp_path.rglob("mine-safety-report.pot")]:
        path.unlink()
    return tmp_path


def test_readme_first_commands(clone: Path) -> None:
    commands = [line for line in indented(README) if line.startswith("uv run tilmach")]
    assert commands == ["uv run tilmach translate", "uv run tilmach build", "uv run tilmach status"]
    for command in commands:
        done = shell(command, clone)
        assert done.returncode == 0, done.stderr
    built = sorted(path.relative_to(clone / "build").as_posix() for path in (clone / "build").rglob("*.txt"))
    assert len(built) == 3 * len(list((ROOT / "source_texts").glob("*.txt")))


def test_first_command_has_real_work_and_leaves_people_alone(clone: Path) -> None:
    before = {path: path.read_bytes() for path in (clone / "locales").rglob("*.po")}
    done = shell("tilmach translate", clone)
    assert re.search(r"^kk: \d+ drafts by starter en-kk", done.stdout, re.MULTILINE)
    assert {path: path.read_bytes() for path in before} == before


def test_readme_own_project(tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text("Herders Win Their Case\n\nThe court met on Monday.\n", "utf-8")
    commands = [line for line in indented(README) if line.startswith(("tilmach init", "tilmach -C", "cp "))]
    assert len(commands) == 4
    for command in commands:
        done = shell(command, tmp_path)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "my-news" / "build" / "ug" / "article.txt").read_text("utf-8").count("\n") == 3


def test_readme_and_ci_have_the_same_test_command() -> None:
    command = re.search(r"^Tests: `(.*)`$", README, re.MULTILINE)
    assert command
    assert f"\n{command[1]}\n" in (ROOT / ".ci" / "run").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(cli.main.commands))
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_dependencies_are_all_explained() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    for dependency in project["dependencies"]:
        assert f"| {re.split(r'[<>=]', dependency)[0]} |" in page


def test_library_example(clone: Path) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    script = example + "\nassert not report.failures and rows"
    done = subprocess.run([sys.executable, "-c", script], cwd=clone, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
