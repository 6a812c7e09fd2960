from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from tests.conftest import EchoEngine
from tilmach import po, workflow
from tilmach.catalog import Catalog, State
from tilmach.engines import Batch, Chooser, Draft
from tilmach.errors import ModelError
from tilmach.memory.store import Store
from tilmach.project import Project
from tilmach.workflow.opinions import review, second_opinions


class Second(EchoEngine):
    """Agrees about one source and writes something else for the others."""

    def __init__(self, name: str = "second 2", agrees: str = "Village News", size: int = 4) -> None:
        super().__init__(name, size)
        self.agrees = agrees

    def translate(self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False) -> Iterator[Batch]:
        for batch in super().translate(sources):
            yield [draft if sources[draft.index] == self.agrees else Draft(draft.index, "ққққ") for draft in batch]


@pytest.fixture
def drafted(project: Project, echo: EchoEngine) -> Project:
    workflow.translate(project, project.articles(), ["kk"], lambda locale: echo, is_gated=False)
    return project


def catalog(project: Project, name: str = "herders") -> Catalog:
    return po.read(project.catalog_path(project.articles([name])[0], "kk"), "kk")


def edit(project: Project, place: int, **changes: object) -> None:
    path = project.catalog_path(project.articles(["herders"])[0], "kk")
    old = po.read(path, "kk")
    po.write(path, old.with_messages([replace(old.messages[place], raw=None, **changes)]))


def ask(project: Project, engine: EchoEngine) -> workflow.Report:
    return second_opinions(project, project.articles(), ["kk"], lambda locale: engine)


class TestSecondOpinions:
    def test_are_written_beside_drafts_and_change_no_target(self, drafted: Project) -> None:
        before = catalog(drafted)
        report = ask(drafted, Second())
        after = catalog(drafted)
        assert [message.opinion for message in after.messages] == [100, 0, 0, 0, 0]
        assert {message.opinion_model for message in after.messages} == {"second 2"}
        for old, new in zip(before.messages, after.messages, strict=True):
            assert replace(new, comments=new.comments[:-1]) == old
        assert (report.drafted, report.engines["kk"].name, report.cached) == ({"kk": 5}, "second 2", 0)
        assert not report.failures

    def test_asked_once(self, drafted: Project) -> None:
        ask(drafted, Second())
        path = drafted.catalog_path(drafted.articles()[0], "kk")
        before = path.read_bytes()
        second = Second()
        report = ask(drafted, second)
        assert (second.seen, report.written, path.read_bytes()) == ([], [], before)

    def test_another_model_gives_another_opinion(self, drafted: Project) -> None:
        ask(drafted, Second())
        ask(drafted, Second("third 3", agrees="Herders Win Their Case"))
        assert [message.opinion for message in catalog(drafted).messages] == [0, 100, 0, 0, 0]

    def test_what_people_had_a_hand_in_is_left_alone(self, drafted: Project) -> None:
        edit(drafted, 0, fuzzy=False)
        edit(drafted, 1, target="Малшылар")
        before = catalog(drafted).messages[:2]
        second = Second()
        ask(drafted, second)
        assert catalog(drafted).messages[:2] == before
        assert len(second.seen) == 3

    def test_saved_during_the_run(self, drafted: Project) -> None:
        class Slow(Second):
            def translate(
                self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False
            ) -> Iterator[Batch]:
                edit(drafted, 0, target="Ауыл жаңалықтары")
                yield from super().translate(sources)

        ask(drafted, Slow())
        first, second, *_ = catalog(drafted).messages
        assert (first.target, first.state, first.opinion) == ("Ауыл жаңалықтары", State.EDITED, None)
        assert "opinion" not in " ".join(first.comments)
        assert second.opinion == 0

    def test_interrupted_run_keeps_what_is_done_and_goes_on(self, drafted: Project) -> None:
        class Stopped(Second):
            def translate(
                self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False
            ) -> Iterator[Batch]:
                yield from list(super().translate(sources))[:1]
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            ask(drafted, Stopped(size=2))
        assert sum(message.opinion is not None for message in catalog(drafted).messages) == 2
        second = Second()
        ask(drafted, second)
        assert len(second.seen) == 3

    def test_second_drafts_are_cached_under_their_engine(self, drafted: Project) -> None:
        ask(drafted, Second())
        with Store(drafted.memory_path) as store:
            assert store.drafts("second 2", "kk", ["Village News"]) == {"Village News": "⟦Village News⟧"}
        edit(drafted, 0, comments=catalog(drafted).messages[0].comments[:1])
        second = Second()
        assert ask(drafted, second).cached == 1
        assert (second.seen, catalog(drafted).messages[0].opinion) == ([], 100)

    def test_a_model_has_no_opinion_of_itself(self, project: Project, echo: EchoEngine) -> None:
        project.glossary_path.write_text("term,kk\nherder,малшы\n", "utf-8")
        workflow.translate(project, project.articles(), ["kk"], lambda locale: echo, is_gated=False)
        (failure,) = ask(project, echo).failures
        assert isinstance(failure, ModelError)
        assert "echo 1 made the drafts in kk itself" in str(failure)

    def test_goes_away_when_the_draft_is_made_again(self, drafted: Project) -> None:
        ask(drafted, Second())
        workflow.translate(drafted, drafted.articles(), ["kk"], lambda locale: EchoEngine("echo 2"), is_gated=False)
        assert [len(message.comments) for message in catalog(drafted).messages] == [1] * 5

    def test_second_translate_run_leaves_it(self, drafted: Project, echo: EchoEngine) -> None:
        ask(drafted, Second())
        before = catalog(drafted)
        workflow.translate(drafted, drafted.articles(), ["kk"], lambda locale: echo, is_gated=False)
        assert catalog(drafted) == before

    def test_draft_that_msgmerge_gave_to_another_source_is_not_asked_about(self, drafted: Project) -> None:
        edit(drafted, 0, previous="Village Views")
        second = Second()
        ask(drafted, second)
        assert "Village News" not in second.seen

    def test_no_engine_and_no_catalog(self, drafted: Project) -> None:
        def none(locale: str) -> EchoEngine:
            raise ModelError("there is none")

        report = second_opinions(drafted, drafted.articles(), ["kk", "ug"], none)
        assert [str(failure) for failure in report.failures] == ["there is none"], "ug has no drafts; nobody is asked"
        assert not drafted.catalog_path(drafted.articles()[0], "ug").exists()

    def test_same_links_make_no_agreement(self, project: Project, echo: EchoEngine) -> None:
        (project.source_folder / "court.md").write_text("It [met](https://a.example/a/long/address/of/a/page).\n", "utf-8")
        articles = project.articles(["court"])
        workflow.translate(project, articles, ["kk"], lambda locale: echo, is_gated=False)
        second_opinions(project, articles, ["kk"], lambda locale: Second())
        (message,) = catalog(project, "court").messages
        assert message.opinion == 0
        with Store(project.memory_path) as store:
            (cached,) = store.drafts("second 2", "kk", [message.source]).values()
        assert cached.endswith("](https://a.example/a/long/address/of/a/page)"), "the whole draft, with its markup"


class TestReview:
    def test_least_agreement_first_then_what_has_no_opinion(self, drafted: Project) -> None:
        edit(drafted, 2, target="Қолмен")
        ask(drafted, Second(agrees="Herders Win Their Case"))
        edit(drafted, 4, fuzzy=False)
        queue, report = review(drafted, drafted.articles(), ["kk", "ug"])
        assert [(each.line, each.opinion, each.state) for each in queue] == [
            (1, 0, State.MACHINE), (7, 0, State.MACHINE), (3, 100, State.MACHINE), (7, None, State.EDITED),
        ]  # fmt: skip
        assert queue[0].article == "herders"
        assert (queue[0].locale, queue[0].model, queue[0].target) == ("kk", "echo 1", "⟦Village News⟧")
        assert not report.failures

    def test_is_what_status_counts(self, drafted: Project) -> None:
        source = drafted.articles()[0].path
        edit(drafted, 1, target="Малшылар жеңді", fuzzy=False)
        source.write_bytes(source.read_bytes().replace(b"Their Case", b"Their Old Case"))
        (row,), _ = workflow.status(drafted, drafted.articles(), ["kk"])
        queue, _ = review(drafted, drafted.articles(), ["kk"])
        assert len(queue) == row.segments - row.counts[State.APPROVED] - row.counts[State.UNTRANSLATED]
        assert [each.state for each in queue].count(State.STALE) == 1

    def test_broken_article_and_catalog_are_told(self, drafted: Project) -> None:
        (drafted.source_folder / "latin.txt").write_bytes(b"caf\xe9\n")
        drafted.catalog_path(drafted.articles(["herders"])[0], "kk").write_bytes(b"\xff")
        queue, report = review(drafted, drafted.articles(), ["kk"])
        assert (queue, len(report.failures)) == ([], 2)
