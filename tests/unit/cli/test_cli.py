import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import make_package
from tilmach import cli
from tilmach.models import installed
from tilmach.project import Project

COMMANDS = sorted(cli.main.commands)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(word) for word in words])


@pytest.fixture
def models() -> None:
    for target in ("kk", "ru", "ug"):
        make_package(installed.user_folder(), "en", target)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"Example: tilmach {name}" in result.output


def test_help_stays_light() -> None:
    """Neither the tool's help nor a command's imports what only a translation needs."""
    for words in (["--help"], ["translate", "--help"], ["status"]):
        code = (
            "import sys; from tilmach.cli import main\n"
            f"try: main({words!r})\nexcept SystemExit: pass\n"
            "heavy = {'ctranslate2', 'argostranslate', 'sentencepiece', 'numpy', 'torch', 'rich'} & set(sys.modules)\n"
            "sys.exit(f'imported: {heavy}' if heavy else 0)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_init(tmp_path: Path) -> None:
    result = run("init", tmp_path / "news", "--to", "kk,ug")
    assert result.exit_code == 0
    assert Project.open(tmp_path / "news").targets == ("kk", "ug")
    assert (tmp_path / "news" / "source_texts").is_dir()
    assert "/.tilmach/" in (tmp_path / "news" / ".gitignore").read_text("utf-8")


def test_init_keeps_what_is_there(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", "utf-8")
    assert run("init", tmp_path).exit_code == 0
    assert (tmp_path / ".gitignore").read_text("utf-8").startswith("mine\n")
    again = run("init", tmp_path)
    assert again.exit_code == 1
    assert "is there already; nothing was changed" in again.output


def test_init_refuses_a_locale_it_cannot_write(tmp_path: Path) -> None:
    result = run("init", tmp_path / "news", "--to", "kk-Latn")
    assert result.exit_code == 1
    assert not (tmp_path / "news").exists()


def test_whole_life(project: Project, models: None) -> None:
    root = project.root
    assert run("-C", root, "extract").output == "locales/herders.pot\n"
    result = run("-C", root, "translate")
    assert result.exit_code == 0
    assert "kk: 5 drafts by argos en-kk 1.0" in result.output
    assert run("-C", root, "translate").output == "Nothing to draft: every segment has a translation or a draft.\n"
    result = run("-C", root, "build", "--to", "kk", "-o", root / "out")
    assert result.output == "out/kk/herders.txt\n"
    assert (root / "out" / "kk" / "herders.txt").read_text("utf-8").count("\n") == 9


def test_status_json(project: Project, models: None) -> None:
    run("-C", project.root, "translate", "--to", "kk")
    result = run("-C", project.root, "status", "--json")
    rows = json.loads(result.output)["articles"]
    assert [row["locale"] for row in rows] == ["kk", "ru", "ug"]
    states = ("approved", "edited", "machine", "memory", "stale", "untranslated")
    assert all(sum(row[state] for state in states) == row["segments"] == 5 for row in rows)
    assert [(row["machine"], row["untranslated"]) for row in rows] == [(5, 0), (0, 5), (0, 5)]


def test_status_table(project: Project) -> None:
    lines = run("-C", project.root, "status").output.splitlines()
    header = "article locale segments words approved edited machine memory stale untranslated"
    assert lines[0].split() == header.split(" ")
    assert lines[1].split() == ["herders", "kk", "5", "27", "·", "·", "·", "·", "·", "5"]


def test_empty_project(tmp_path: Path) -> None:
    run("init", tmp_path)
    for command in ("translate", "status"):
        result = run("-C", tmp_path, command)
        assert (result.exit_code, result.output) == (0, "No articles in source_texts/ yet.\n")


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["status", "nothing"], 1, "nothing: no such article"),
        (["translate", "--to", "de"], 1, "de: not a target of this project"),
        (["translate", "--model", "none-such"], 1, "no model named 'none-such' translates en to kk"),
        (["translate", "--nonsense"], 2, "No such option"),
        (["frobnicate"], 2, "No such command"),
    ],
)
def test_wrong_input(project: Project, words: list[str], status: int, message: str) -> None:
    result = run("-C", project.root, *words)
    assert result.exit_code == status
    assert message in result.output
    assert "Traceback" not in result.output


def test_no_project_and_no_folder(tmp_path: Path) -> None:
    assert run("-C", tmp_path, "status").exit_code == 1
    assert run("-C", tmp_path / "nowhere", "status").exit_code == 2


def test_broken_package_is_named_and_the_rest_goes_on(project: Project, models: None) -> None:
    broken = installed.user_folder() / "en_xx"
    broken.mkdir()
    result = run("-C", project.root, "translate")
    assert result.exit_code == 0
    assert f"left out: {broken}: metadata.json is missing" in result.output


def test_broken_article_ends_with_status_1(project: Project, models: None) -> None:
    (project.source_folder / "latin.txt").write_bytes(b"caf\xe9\n")
    result = run("-C", project.root, "translate")
    assert result.exit_code == 1
    assert "latin.txt:1: is not UTF-8: byte 0xe9 at column 4" in result.output
    assert "kk: 5 drafts" in result.output


def test_interrupt_keeps_what_is_done(project: Project) -> None:
    """A real process, a real signal, while it translates."""
    code = (
        "import time\nfrom tilmach import cli, engines\nfrom tilmach.engines import translator\n"
        "def slow(self, sources, choose=None, linked=False):\n"
        "    yield [engines.Draft(0, 'Ауыл жаңалықтары')]\n    print('ready', flush=True)\n    time.sleep(30)\n"
        "translator.ModelEngine.translate = slow\ncli.main()"
    )
    make_package(installed.user_folder(), "en", "kk")
    process = subprocess.Popen(
        [sys.executable, "-c", code, "-C", str(project.root), "translate", "--to", "kk"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "run the same command again to go on" in errors
    assert 'msgstr "Ауыл жаңалықтары"' in (project.root / "locales/kk/LC_MESSAGES/herders.po").read_text("utf-8")


def test_check(project: Project, models: None) -> None:
    run("-C", project.root, "translate", "--to", "kk", "--model", "argos", "--no-gates")
    assert "term:" not in run("-C", project.root, "check").output
    project.glossary_path.write_text("term,kk\nherder,малшы\n", "utf-8")
    result = run("-C", project.root, "check")
    assert result.exit_code == 1
    assert "term: “Herders Win Their Case”: machine target without малшы" in result.output
    findings = json.loads(run("-C", project.root, "check", "--json").stdout)["findings"]
    finding, _ = [finding for finding in findings if finding["check"] == "term"]
    assert finding["catalog"] == "locales/kk/LC_MESSAGES/herders.po"
    project.glossary_path.write_text("herder,малшы\n", "utf-8")
    result = run("-C", project.root, "check")
    assert (result.exit_code, "glossary.csv:1: begins with a row of names" in result.output) == (1, True)


def test_check_catalogs_and_fix(project: Project, models: None) -> None:
    run("-C", project.root, "translate", "--to", "kk")
    path = project.catalog_path(project.articles()[0], "kk")
    assert run("-C", project.root, "check", "--catalogs").output == "Nothing found.\n"
    assert run("-C", project.root, "check", "--catalogs", "--fix").output == "Nothing to mend.\n"
    good = path.read_text("utf-8")
    path.write_text(good.replace("#, fuzzy\n", ""), "utf-8")
    broken = path.read_bytes()
    result = run("-C", project.root, "check", "--catalogs")
    assert result.exit_code == 1
    assert "approved wholesale: 5 untouched drafts are not fuzzy any more" in result.output
    result = run("-C", project.root, "check", "--catalogs", "--fix")
    assert result.exit_code == 1
    assert "+#, fuzzy" in result.output
    assert "Nothing was changed" in result.output
    assert path.read_bytes() == broken
    result = run("-C", project.root, "check", "--catalogs", "--fix", "--yes")
    assert (result.exit_code, path.read_text("utf-8")) == (0, good)
    assert run("-C", project.root, "check", "--fix", "--json").exit_code == 2


def test_memory_commands(project: Project, tmp_path: Path) -> None:
    other = tmp_path / "other.po"
    other.write_text(
        'msgid ""\nmsgstr ""\n"Language: kk\\n"\n\nmsgid "Herders Win Their Case"\nmsgstr "Малшылар жеңді"\n', "utf-8"
    )
    assert run("-C", project.root, "memory", "import", other).output == "1 unit in memory/other.po\n"
    result = run("-C", project.root, "memory", "search", "Herders Won Their Case")
    assert result.output.startswith("kk  95%  memory/other.po\n    Herders Win Their Case\n    Малшылар жеңді\n")
    assert run("-C", project.root, "memory", "search", "Snow fell.").output == "Nothing alike.\n"
    assert run("-C", project.root, "memory", "export", tmp_path / "all.tmx").output == f"1 unit in {tmp_path / 'all.tmx'}\n"
    assert run("-C", project.root, "memory", "import", tmp_path / "all.tmx").exit_code == 0
    empty = tmp_path / "empty.po"
    empty.write_text('msgid ""\nmsgstr ""\n"Language: kk\\n"\n', "utf-8")
    result = run("-C", project.root, "memory", "import", empty)
    assert (result.exit_code, "has nothing from en into kk, ru, ug that is approved" in result.output) == (1, True)
