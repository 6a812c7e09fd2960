from dataclasses import replace

import pytest

from tests.conftest import EchoEngine
from tilmach import po, workflow
from tilmach.catalog import Message
from tilmach.evaluation import Edits
from tilmach.memory.store import Store
from tilmach.model import MERGED
from tilmach.project import Project
from tilmach.workflow.measuring import Effort, effort, totals


def messages(project: Project, locale: str = "kk") -> tuple[Message, ...]:
    return po.read(project.catalog_path(project.articles()[0], locale), locale).messages


def work(project: Project, targets: dict[int, str | None], *, approve: bool = True, locale: str = "kk") -> None:
    """A person: other targets by place (None leaves the draft as it is), approved or not."""
    path = project.catalog_path(project.articles()[0], locale)
    catalog = po.read(path, locale)
    changed = [
        replace(message, target=target or message.target, fuzzy=not approve, raw=None)
        for message, target in ((catalog.messages[place], target) for place, target in targets.items())
    ]
    po.write(path, catalog.with_messages(changed))


@pytest.fixture
def drafted(project: Project, echo: EchoEngine) -> Project:
    workflow.translate(project, project.articles(), ["kk", "ug"], lambda locale: echo, is_gated=False)
    return project


def rows(project: Project) -> list[Effort]:
    found, report = effort(project, project.articles(), project.targets)
    assert not report.failures
    return found


def test_drafts_that_nobody_has_touched_are_no_work(drafted: Project) -> None:
    assert rows(drafted) == []


def test_what_people_changed(drafted: Project) -> None:
    work(drafted, {0: None, 1: "⟦Herders Won Their Case⟧"})
    work(drafted, {2: "Сот"}, approve=False)
    (row,) = rows(drafted)
    assert (row.model, row.locale, row.article) == ("echo 1", "kk", "herders")
    assert (row.messages, row.unchanged, row.unknown) == (3, 1, 0)
    first, second, third = (f"⟦{message.source}⟧" for message in messages(drafted)[:3])
    # "Win" became "Won"; of the third draft at least its length less three is gone
    assert row.edits.draft_characters == len(first) + len(second) + len(third)
    assert row.edits.target_words == 2 + 4 + 1
    assert row.edits.words == 1 + len(third.split())
    assert len(third) - 3 < row.edits.characters <= 1 + len(third)


def test_what_did_not_begin_as_a_machine_draft_is_left_out(drafted: Project) -> None:
    path = drafted.catalog_path(drafted.articles()[0], "kk")
    catalog = po.read(path, "kk")
    own = replace(catalog.messages[0], target="Өз аудармам", fuzzy=False, comments=(), raw=None)
    memory = replace(catalog.messages[1].drafted("Басқа", "100% x.po", workflow_memory()), fuzzy=False)
    po.write(path, catalog.with_messages([own, memory]))
    assert rows(drafted) == []


def workflow_memory():
    from tilmach.catalog import State

    return State.MEMORY


def test_without_the_cache_drafts_are_unknown_and_no_model_is_perfect(drafted: Project) -> None:
    work(drafted, {0: None, 1: "Басқа"})
    for path in drafted.memory_path.parent.glob("memory.sqlite*"):
        path.unlink()
    (row,) = rows(drafted)
    assert (row.messages, row.unchanged, row.unknown) == (2, 1, 2)
    assert (row.edits, row.edits.character_rate) == (Edits(), None)


def test_a_draft_that_was_made_again_since_is_not_taken_for_the_old_one(drafted: Project) -> None:
    work(drafted, {0: "Ауыл жаңалықтары", 1: "Малшылар жеңді"})
    with Store(drafted.memory_path) as store:
        store.keep_drafts("echo 1", "kk", [(messages(drafted)[0].source, "another draft")])
    (row,) = rows(drafted)
    assert (row.messages, row.unknown) == (2, 1)
    assert row.edits.target_words == 2


def test_glossary_is_no_model_of_its_own(project: Project, echo: EchoEngine) -> None:
    project.glossary_path.write_text("term,kk\nherder,малшы\n", "utf-8")
    workflow.translate(project, project.articles(), ["kk"], lambda locale: echo, is_gated=False)
    assert ", glossary " in str(messages(project)[1].model)
    work(project, {0: None, 1: None})
    (row,) = rows(project)
    assert (row.model, row.messages, row.unchanged, row.unknown) == ("echo 1", 2, 2, 0)


def test_merged_sentence_has_lost_its_whole_draft(drafted: Project) -> None:
    work(drafted, {2: MERGED})
    (row,) = rows(drafted)
    assert row.edits.characters == row.edits.draft_characters == len(messages(drafted)[2].source) + 2
    assert row.edits.target_words == 0


def test_work_on_what_the_article_has_lost_still_counts(drafted: Project, echo: EchoEngine) -> None:
    work(drafted, {1: "Малшылар жеңді"})
    before = rows(drafted)
    source = drafted.articles()[0].path
    source.write_bytes(source.read_bytes().replace(b"Herders Win Their Case\n\n", b""))
    workflow.translate(drafted, drafted.articles(), ["kk"], lambda locale: echo, is_gated=False)
    assert len(messages(drafted)) == 4
    assert rows(drafted) == before


def test_broken_catalog_is_told_and_the_others_are_measured(drafted: Project) -> None:
    work(drafted, {0: None}, locale="ug")
    drafted.catalog_path(drafted.articles()[0], "kk").write_bytes(b"\xff")
    found, report = effort(drafted, drafted.articles(), drafted.targets)
    assert [row.locale for row in found] == ["ug"]
    assert len(report.failures) == 1


def test_totals_best_first() -> None:
    def row(model: str, article: str, edited: int, locale: str = "kk", unknown: int = 0) -> Effort:
        return Effort(model, locale, article, 1, 0, unknown, Edits(edited, 10 * (1 - unknown), edited, 2))

    summed = totals(
        [row("bad", "a", 9), row("good", "a", 1), row("bad", "b", 5), row("lost", "a", 0, unknown=1), row("bad", "a", 2, "ug")]
    )
    assert [(each.locale, each.model) for each in summed] == [("kk", "good"), ("kk", "bad"), ("kk", "lost"), ("ug", "bad")]
    assert summed[1] == Effort("bad", "kk", "", 2, 0, 0, Edits(14, 20, 14, 4))
