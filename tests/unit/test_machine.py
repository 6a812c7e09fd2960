"""What happens to drafts between an engine and a catalog: gates, second tries, the next model, notes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from tests.conftest import EchoEngine
from tilmach import po, workflow
from tilmach.catalog import Catalog, State
from tilmach.engines import Batch, Chooser, Draft, Engine
from tilmach.model import Syntax
from tilmach.project import Project
from tilmach.workflow.machine import whole_drafts

GOOD = {
    "Village News": "Ауыл жаңалықтары",
    "Herders Win Their Case": "Малшылар ісін ұтты",
    "Dr. Aydar Omarov met the herders on Monday.": "Доктор Айдар Омаров малшылармен дүйсенбіде кездесті.",
    "“We have waited for two years,” he said.": "«Біз екі жыл күттік», — деді ол.",
    "Credit: A. K. Omarov/Village News": "Сурет: A. K. Omarov/Village News",
}
RUSSIAN = "«Мы ждали целых два года», — сказал он собравшимся журналистам."
SAID = "“We have waited for two years,” he said."


class Scripted:
    """Says what it is told; a list of texts are the alternatives of a beam."""

    is_starter = False

    def __init__(self, name: str, **answers: str | Sequence[str]) -> None:
        self.name, self.answers = name, GOOD | {SAID: answers.get("said", GOOD[SAID])}
        self.asked: list[list[str]] = []
        self.released = 0

    def translate(self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False) -> Iterator[Batch]:
        self.asked.append(list(sources))
        for index, source in enumerate(sources):
            answer = self.answers[source]
            drafts = [answer] if isinstance(answer, str) else list(answer)
            yield [Draft(index, drafts[choose(index, drafts) if choose else 0])]

    def release(self) -> None:
        self.released += 1


def run(project: Project, engine: Engine, *others: Engine, redo: bool = False) -> workflow.Report:
    return workflow.translate(
        project, project.articles(), ["kk"], lambda locale: engine, others_for=lambda locale: others, redo=redo
    )


def catalog(project: Project) -> Catalog:
    return po.read(project.catalog_path(project.articles()[0], "kk"), "kk")


def said(project: Project) -> tuple[str, str, tuple[str, ...]]:
    message = next(message for message in catalog(project).messages if message.source == SAID)
    return message.state, message.target, tuple(note for note in message.notes if note.startswith("no draft"))


def test_good_drafts_come_in(project: Project) -> None:
    report = run(project, Scripted("one"))
    assert {message.state for message in catalog(project).messages} == {State.MACHINE}
    assert report.rejected == {"kk": 0}


def test_draft_in_another_language_stays_out_with_the_reason(project: Project) -> None:
    report = run(project, Scripted("one", said=RUSSIAN))
    state, target, notes = said(project)
    assert (state, target) == (State.UNTRANSLATED, "")
    assert notes[0].startswith("no draft: one: ")
    assert "Russian" in notes[0] or "Kazakh" in notes[0]
    assert report.drafted == {"kk": 4}
    assert report.rejected == {"kk": 1}


def test_other_alternatives_are_looked_at(project: Project) -> None:
    engine = Scripted("one", said=[RUSSIAN, "«Біз күттік», — деді ол, 40 жыл.", GOOD[SAID]])
    run(project, engine)
    assert said(project)[:2] == (State.MACHINE, GOOD[SAID])
    assert len(engine.asked) == 2
    assert len(engine.asked[1]) == 1, "only what failed is asked for again"


def test_next_model_is_asked_for_what_failed_alone(project: Project) -> None:
    second = Scripted("two")
    run(project, Scripted("one", said=RUSSIAN), second)
    message = next(message for message in catalog(project).messages if message.source == SAID)
    assert (message.model, message.target) == ("two", GOOD[SAID])
    assert second.asked == [[SAID]]
    assert second.released == 1


def test_nothing_is_asked_or_written_a_second_time(project: Project) -> None:
    run(project, Scripted("one", said=RUSSIAN))
    path = project.catalog_path(project.articles()[0], "kk")
    before = path.read_bytes(), path.stat().st_mtime_ns
    again = Scripted("one", said=RUSSIAN)
    report = run(project, again)
    assert again.asked == []
    assert report.rejected == {"kk": 1}
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_draft_of_the_second_model_is_not_counted_again(project: Project) -> None:
    run(project, Scripted("one", said=RUSSIAN), Scripted("two"))
    report = run(project, Scripted("one", said=RUSSIAN), Scripted("two"))
    assert not report.drafted
    assert not report.written


def test_reason_goes_when_a_model_succeeds_or_a_person_does(project: Project) -> None:
    run(project, Scripted("one", said=RUSSIAN))
    run(project, Scripted("two"))
    assert said(project) == (State.MACHINE, GOOD[SAID], ())

    run(project, Scripted("three", said=RUSSIAN), redo=True)
    path = project.catalog_path(project.articles()[0], "kk")

    def by_hand(old: Catalog) -> Catalog:
        return old.with_messages(
            replace(message, target="Қолмен", fuzzy=False, raw=None) for message in old.messages if message.source == SAID
        )

    po.edit(path, "kk", by_hand, lock=project.lock_path)
    run(project, Scripted("three"))
    assert said(project) == (State.APPROVED, "Қолмен", ())


def test_older_draft_that_passes_is_better_than_none(project: Project) -> None:
    run(project, Scripted("one"))
    run(project, Scripted("two", said=RUSSIAN))
    assert said(project)[:2] == (State.MACHINE, GOOD[SAID])


def test_older_draft_that_fails_goes(project: Project) -> None:
    workflow.translate(project, project.articles(), ["kk"], lambda locale: Scripted("one", said=RUSSIAN), is_gated=False)
    assert said(project)[:2] == (State.MACHINE, RUSSIAN)
    run(project, Scripted("two", said=RUSSIAN))
    assert said(project)[:2] == (State.UNTRANSLATED, "")


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError])
def test_model_is_given_back_whatever_happens(project: Project, stop: type[BaseException]) -> None:
    class Stopped(Scripted):
        def translate(self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False) -> Iterator[Batch]:
            yield from list(super().translate(sources))[:2]
            raise stop

    engine = Stopped("one")
    with pytest.raises(stop):
        run(project, engine)
    assert engine.released == 1
    assert sum(message.state is State.MACHINE for message in catalog(project).messages) == 2


def test_whole_drafts_leave_out_what_is_nothing_but_markup(echo: EchoEngine) -> None:
    sources = {"https://a.example/": Syntax.PLAIN, "Write to a@b.example.": Syntax.PLAIN, "The *court*.": Syntax.MARKDOWN}
    made: dict[str, str] = {}
    for done in whole_drafts(echo, sources):
        made |= {source: target for source, (target, _) in done.items()}
    assert sorted(made) == ["The *court*.", "Write to a@b.example."]
    assert echo.seen == ["Write to.", "The court."]
    assert made["The *court*."].count("*") == 2
