import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from tests.conftest import EchoEngine
from tilmach import po, workflow
from tilmach.engines import Batch, Chooser, Draft
from tilmach.errors import CatalogError, ModelError
from tilmach.model import MERGED
from tilmach.project import Project
from tilmach.workflow.comparing import compare


class Dumb(EchoEngine):
    """Says nothing of headlines and one word of everything else."""

    def __init__(self) -> None:
        super().__init__("dumb 1")

    def translate(self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False) -> Iterator[Batch]:
        for batch in super().translate(sources):
            yield [Draft(draft.index, "сөз" if sources[draft.index].endswith((".", "said.")) else "") for draft in batch]


class Broken(EchoEngine):
    def translate(self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False) -> Iterator[Batch]:
        raise ModelError("the model is broken")
        yield []


@pytest.fixture
def approved(project: Project, echo: EchoEngine) -> Project:
    workflow.translate(project, project.articles(), ["kk"], lambda locale: echo, is_gated=False)
    approve(project)
    return project


def approve(project: Project, **targets: str) -> None:
    """Approve all drafts, or other targets by place (``_0``)."""
    for article in project.articles():
        path = project.catalog_path(article, "kk")
        catalog = po.read(path, "kk")
        po.write(
            path,
            catalog.with_messages(
                replace(message, target=targets.get(f"_{place}", message.target), fuzzy=False, raw=None)
                for place, message in enumerate(catalog.messages)
            ),
        )


def test_scores_speed_and_what_is_missing(approved: Project) -> None:
    before = {path: path.read_bytes() for path in approved.root.rglob("*.po*")}
    good, dumb = compare(approved, approved.articles(), ["kk"], lambda locale: [EchoEngine("echo 2"), Dumb()])
    assert (good.locale, good.model, good.sentences, good.words) == ("kk", "echo 2", 5, 27)
    assert good.scores
    assert dumb.scores
    assert round(good.scores.chrf) == 100 > dumb.scores.chrf
    assert (good.scores.ter, list(good.scores.signatures)) == (0, ["chrF++", "BLEU", "TER"])
    assert (good.empty, dumb.empty) == (0, 3)
    assert good.sentences_per_second
    assert good.words_per_second
    assert good.words_per_second / good.sentences_per_second == pytest.approx(27 / 5)
    assert {path: path.read_bytes() for path in before} == before, "nothing is written"


def test_few_sentences_are_said_to_be_few(approved: Project) -> None:
    assert [each.few for each in compare(approved, approved.articles(), ["kk"], lambda locale: [EchoEngine()])] == [True]
    (approved.source_folder / "long.txt").write_text("\n\n".join(f"Row {number}" for number in range(20)) + "\n", "utf-8")
    workflow.translate(approved, approved.articles(), ["kk"], lambda locale: EchoEngine(), is_gated=False)
    approve(approved)
    assert [each.few for each in compare(approved, approved.articles(), ["kk"], lambda locale: [EchoEngine()])] == [False]
    assert [each.few for each in compare(approved, approved.articles(["long"]), ["kk"], lambda locale: [EchoEngine()])] == [
        False
    ]


def test_a_model_whose_drafts_became_the_references_is_named(approved: Project) -> None:
    one, two = compare(approved, approved.articles(), ["kk"], lambda locale: [EchoEngine(), EchoEngine("echo 2")])
    assert (one.own, two.own) == (5, 0)


def test_only_what_is_approved_and_each_source_once(project: Project, echo: EchoEngine) -> None:
    (project.source_folder / "other.txt").write_text("Village News\n\nOther text.\n", "utf-8")
    workflow.translate(project, project.articles(), ["kk"], lambda locale: echo, is_gated=False)
    engine = EchoEngine("echo 2")
    (nothing,) = compare(project, project.articles(), ["kk"], lambda locale: [engine])
    assert (nothing.sentences, nothing.scores, nothing.few, engine.seen) == (0, None, True, [])
    approve(project)
    (found,) = compare(project, project.articles(), ["kk"], lambda locale: [engine])
    assert found.sentences == 6


def test_merged_sentences_and_their_neighbours_are_no_references(project: Project, echo: EchoEngine) -> None:
    workflow.translate(project, project.articles(), ["kk"], lambda locale: echo, is_gated=False)
    approve(project, _3=MERGED)
    engine = EchoEngine("echo 2")
    (found,) = compare(project, project.articles(), ["kk"], lambda locale: [engine])
    assert (found.sentences, set(engine.seen)) == (2, {"Village News", "Herders Win Their Case"})


def test_gates_are_counted_by_name(approved: Project) -> None:
    def gate(source: str, draft: str, locale: str) -> str | None:
        assert (draft, locale) == (f"⟦{source}⟧", "kk")
        return "copy" if "Herders" in source else "figures" if "News" in source else None

    (found,) = compare(approved, approved.articles(), ["kk"], lambda locale: [EchoEngine()], gate)
    assert found.gates == {"figures": 2, "copy": 1}
    assert list(found.gates) == ["figures", "copy"], "the most frequent first"


def test_loading_is_no_part_of_the_speed(approved: Project) -> None:
    class Slow(EchoEngine):
        loaded = False

        def translate(self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False) -> Iterator[Batch]:
            if not self.loaded:
                time.sleep(0.3)
                self.loaded = True
            yield from super().translate(sources)

    (found,) = compare(approved, approved.articles(), ["kk"], lambda locale: [Slow()])
    assert found.loading >= 0.3 > found.seconds > 0


def test_markup_is_kept_from_the_engine_and_comes_back(project: Project, echo: EchoEngine) -> None:
    (project.source_folder / "court.md").write_text("The *court* met on [Monday](https://a.example/1).\n", "utf-8")
    articles = project.articles(["court"])
    workflow.translate(project, articles, ["kk"], lambda locale: echo, is_gated=False)
    path = project.catalog_path(articles[0], "kk")
    catalog = po.read(path, "kk")
    po.write(path, catalog.with_messages([replace(catalog.messages[0], fuzzy=False, raw=None)]))
    engine = EchoEngine("echo 2")
    (found,) = compare(project, articles, ["kk"], lambda locale: [engine])
    assert set(engine.seen) == {"The court met on Monday."}
    assert found.scores
    assert round(found.scores.chrf) == 100


def test_an_engine_that_fails_does_not_stop_the_others(approved: Project) -> None:
    broken, good = compare(approved, approved.articles(), ["kk"], lambda locale: [Broken("broken 1"), EchoEngine()])
    assert (broken.model, broken.scores, broken.sentences_per_second) == ("broken 1", None, None)
    assert str(broken.failure) == "the model is broken"
    assert good.scores
    assert good.failure is None


def test_what_can_not_be_compared_is_an_error(approved: Project) -> None:
    def none(locale: str) -> list[EchoEngine]:
        raise ModelError("there is none")

    with pytest.raises(ModelError, match="there is none"):
        compare(approved, approved.articles(), ["kk"], none)
    approved.catalog_path(approved.articles()[0], "kk").write_bytes(b"\xff")
    with pytest.raises(CatalogError):
        compare(approved, approved.articles(), ["kk"], lambda locale: [EchoEngine()])


def test_one_model_at_a_time_is_in_memory(approved: Project) -> None:
    order: list[str] = []

    class Telling(EchoEngine):
        def translate(self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False) -> Iterator[Batch]:
            order.append(self.name)
            return super().translate(sources)

        def release(self) -> None:
            order.append("released")

    compare(approved, approved.articles(), ["kk"], lambda locale: [Telling("one"), Telling("two")])
    assert [name for place, name in enumerate(order) if order[place - 1] != name] == ["one", "released", "two", "released"]


def test_progress(approved: Project) -> None:
    told: list[tuple[str, int, int]] = []
    compare(approved, approved.articles(), ["kk"], lambda locale: [EchoEngine()], progress=lambda *step: told.append(step))
    assert (told[0], told[-1]) == (("kk (echo 1)", 0, 5), ("kk (echo 1)", 5, 5))
