import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import EchoEngine
from tilmach import cli, po, workflow
from tilmach.project import Project
from tilmach.workflow.opinions import second_opinions


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(word) for word in words])


@pytest.fixture
def drafted(project: Project, echo: EchoEngine) -> Project:
    workflow.translate(project, project.articles(), ["kk"], lambda locale: echo, is_gated=False)
    return project


def work(project: Project) -> None:
    """Approve one draft as it is and one changed."""
    path = project.catalog_path(project.articles()[0], "kk")
    catalog = po.read(path, "kk")
    first, second, *_ = catalog.messages
    changed = [replace(first, fuzzy=False, raw=None), replace(second, target="⟦Herders Won Their Case⟧", fuzzy=False, raw=None)]
    po.write(path, catalog.with_messages(changed))


def test_effort_before_any_work(drafted: Project) -> None:
    result = run("-C", drafted.root, "status", "--effort")
    assert (result.exit_code, result.output) == (0, "No machine draft has been approved or edited yet.\n")
    assert json.loads(run("-C", drafted.root, "status", "--effort", "--json").output) == {"effort": [], "models": []}


def test_effort(drafted: Project) -> None:
    work(drafted)
    lines = run("-C", drafted.root, "status", "--effort").output.splitlines()
    assert lines[0].split() == ["article", "locale", "model", "messages", "unchanged", "characters", "words", "unknown"]
    assert lines[1].split() == ["herders", "kk", "echo", "1", "2", "1", "3%", "17%", "·"]
    assert lines[2:] == ["", "kk: echo 1: 1 of 2 drafts approved as made; 3% of the characters and 17% of the words edited"]


def test_effort_json(drafted: Project) -> None:
    work(drafted)
    found = json.loads(run("-C", drafted.root, "status", "--effort", "--json").output)
    row = {
        "article": "herders", "locale": "kk", "model": "echo 1", "messages": 2, "unchanged": 1, "unknown": 0,
        "character_edits": 1, "draft_characters": 38, "word_edits": 1, "target_words": 6,
    }  # fmt: skip
    assert found == {"effort": [row], "models": [row | {"article": None}]}


def test_effort_says_what_is_not_known_any_more(drafted: Project) -> None:
    work(drafted)
    for path in drafted.memory_path.parent.glob("memory.sqlite*"):
        path.unlink()
    result = run("-C", drafted.root, "status", "--effort")
    assert "kk: echo 1: 1 of 2 drafts approved as made; the draft cache has none of their texts any more" in result.output
    assert "0%" not in result.output


def test_review(drafted: Project) -> None:
    second_opinions(drafted, drafted.articles(), ["kk"], lambda locale: EchoEngine("echo 2"))
    work(drafted)
    lines = run("-C", drafted.root, "status", "--review").output.splitlines()
    assert lines[0].split() == ["article", "locale", "line", "opinion", "state", "source", "target"]
    assert len(lines) == 1 + 3
    assert lines[1].split()[:6] == ["herders", "kk", "7", "100", "machine", "Dr."]
    assert "Dr. Aydar Omarov met the herders on…" in lines[1]


def test_review_json(drafted: Project) -> None:
    queue = json.loads(run("-C", drafted.root, "status", "--review", "--json").output)["review"]
    assert [each["opinion"] for each in queue] == [None] * 5
    assert queue[0] == {
        "article": "herders", "locale": "kk", "line": 1, "state": "machine", "opinion": None, "model": "echo 1",
        "source": "Village News", "target": "⟦Village News⟧",
    }  # fmt: skip


def test_review_of_nothing(project: Project) -> None:
    result = run("-C", project.root, "status", "--review")
    assert (result.exit_code, result.output) == (0, "Nothing waits for a person: what has a translation is approved.\n")


def test_broken_article_ends_with_status_1(drafted: Project) -> None:
    (drafted.source_folder / "latin.txt").write_bytes(b"caf\xe9\n")
    result = run("-C", drafted.root, "status", "--review")
    assert result.exit_code == 1
    assert "latin.txt:1: is not UTF-8" in result.output


def test_one_table_at_a_time(drafted: Project) -> None:
    assert run("-C", drafted.root, "status", "--review", "--effort").exit_code == 2
