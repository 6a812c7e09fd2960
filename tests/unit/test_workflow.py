from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from tests.conftest import EchoEngine
from tilmach import po, workflow
from tilmach.catalog import State
from tilmach.engines import Batch, Chooser
from tilmach.errors import ModelError
from tilmach.project import Project


def translate(project: Project, engine: EchoEngine, targets: Sequence[str] = ("kk", "ru", "ug")) -> workflow.Report:
    return workflow.translate(project, project.articles(), targets, lambda locale: engine, is_gated=False)


def catalog(project: Project, name: str = "herders", locale: str = "kk"):
    (article,) = project.articles([name])
    path = project.catalog_path(article, locale)
    return path, po.read(path, locale)


def test_translate_drafts_every_segment_once(project: Project, echo: EchoEngine) -> None:
    report = translate(project, echo, ["kk"])
    _, kk = catalog(project)
    assert [message.state for message in kk.messages] == [State.MACHINE] * 5
    assert kk.messages[0].target == "⟦Village News⟧"
    assert report.drafted == {"kk": 5}
    assert len(echo.seen) == len(set(echo.seen)) == 5


def test_same_source_in_two_articles_is_translated_once(project: Project, echo: EchoEngine) -> None:
    (project.source_folder / "other.txt").write_text("Village News\n\nOther text.\n", "utf-8")
    translate(project, echo, ["kk"])
    assert echo.seen.count("Village News") == 1
    assert catalog(project, "other")[1].messages[0].target == "⟦Village News⟧"


def test_second_run_changes_no_byte_and_asks_no_engine(project: Project, echo: EchoEngine) -> None:
    translate(project, echo)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in project.locale_folder.rglob("*.po*")}
    second = EchoEngine()
    report = translate(project, second)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before
    assert (report.written, second.seen) == ([], [])


def test_human_text_is_never_touched(project: Project, echo: EchoEngine) -> None:
    translate(project, echo, ["kk"])
    path, kk = catalog(project)
    approved = replace(kk.messages[0], target="Ауыл жаңалықтары", fuzzy=False, raw=None)
    edited = replace(kk.messages[1], target="Малшылар", raw=None)
    po.write(path, kk.with_messages([approved, edited]))
    translate(project, EchoEngine("better 2"), ["kk"])
    after = catalog(project)[1]
    assert after.messages[:2] == (approved, edited)
    assert [message.model for message in after.messages[2:]] == ["better 2"] * 3


def test_catalog_saved_during_the_run_keeps_what_was_saved(project: Project) -> None:
    class SlowEngine(EchoEngine):
        def translate(self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False) -> Iterator[Batch]:
            for batch in super().translate(sources):
                path, kk = catalog(project)
                person = replace(kk.messages[0], target="Ауыл жаңалықтары", raw=None)
                po.write(path, kk.with_messages([person]))
                yield batch

    translate(project, SlowEngine(), ["kk"])
    _, kk = catalog(project)
    assert (kk.messages[0].target, kk.messages[0].state) == ("Ауыл жаңалықтары", State.APPROVED)
    assert kk.messages[1].state is State.MACHINE


def test_interrupted_run_keeps_what_is_done_and_goes_on(project: Project) -> None:
    class StoppedEngine(EchoEngine):
        def translate(self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False) -> Iterator[Batch]:
            yield from list(super().translate(sources))[:1]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        translate(project, StoppedEngine(size=2), ["kk"])
    assert catalog(project)[1].counts()[State.MACHINE] == 2
    second = EchoEngine()
    translate(project, second, ["kk"])
    assert len(second.seen) == 3
    assert catalog(project)[1].counts()[State.MACHINE] == 5


def test_drafts_of_a_lost_catalog_come_from_the_cache(project: Project, echo: EchoEngine) -> None:
    translate(project, echo, ["kk"])
    path, kk = catalog(project)
    path.unlink()
    second = EchoEngine()
    report = translate(project, second, ["kk"])
    assert (second.seen, report.cached) == ([], 5)
    assert catalog(project)[1].messages == kk.messages


def test_broken_articles_do_not_stop_the_others(project: Project, echo: EchoEngine) -> None:
    (project.source_folder / "binary.txt").write_bytes(b"\0\1\2")
    (project.source_folder / "latin.txt").write_bytes(b"caf\xe9\n")
    report = translate(project, echo, ["kk"])
    assert [str(failure).split(": ")[0].rpartition("/")[2] for failure in report.failures] == [
        "binary.txt:1",
        "latin.txt:1",
    ]
    assert report.drafted == {"kk": 5}


def test_broken_catalog_is_left_alone_and_named(project: Project, echo: EchoEngine) -> None:
    (article,) = project.articles()
    path = project.catalog_path(article, "kk")
    path.parent.mkdir(parents=True)
    path.write_text('msgid "cut off', "utf-8")
    report = translate(project, echo)
    assert path.read_text("utf-8") == 'msgid "cut off'
    assert "herders.po:1: is not a PO file" in str(report.failures[0])
    assert report.drafted == {"ru": 5, "ug": 5}


def test_locale_without_a_model_does_not_stop_the_others(project: Project, echo: EchoEngine) -> None:
    def engine_for(locale: str) -> EchoEngine:
        if locale == "kk":
            raise ModelError("no package translates en to kk")
        return echo

    report = workflow.translate(project, project.articles(), project.targets, engine_for, is_gated=False)
    assert [str(failure) for failure in report.failures] == ["no package translates en to kk"]
    assert report.drafted == {"ru": 5, "ug": 5}
    assert catalog(project)[1].counts()[State.UNTRANSLATED] == 5, "the catalog is there for people to begin"


def test_build(project: Project, echo: EchoEngine) -> None:
    translate(project, echo, ["kk"])
    report = workflow.build(project, project.articles(), ["kk", "ug"])
    kk, ug = (path.read_text("utf-8") for path in report.written)
    assert kk.startswith("⟦Village News⟧\n\n⟦Herders Win Their Case⟧\n\n⟦Village News⟧\n\n⟦Dr. Aydar Omarov met")
    assert ug == (project.source_folder / "herders.txt").read_text("utf-8"), "no catalog: the source"


def test_build_only_approved(project: Project, echo: EchoEngine) -> None:
    translate(project, echo, ["kk"])
    path, kk = catalog(project)
    po.write(path, kk.with_messages([replace(kk.messages[0], target="Жаңалықтар", fuzzy=False, raw=None)]))
    (output,) = workflow.build(project, project.articles(), ["kk"], only_approved=True).written
    assert output.read_text("utf-8").startswith("Жаңалықтар\n\nHerders Win Their Case\n\nЖаңалықтар\n")


def test_paragraph_segmentation(project: Project, echo: EchoEngine) -> None:
    (project.root / "tilmach.toml").write_text('targets = ["kk"]\nsegmentation = "paragraph"\n', "utf-8")
    translate(Project.open(project.root), echo, ["kk"])
    sources = [message.source for message in catalog(project)[1].messages]
    assert "Dr. Aydar Omarov met the herders on Monday. “We have waited for two years,” he said." in sources


def test_status_shows_what_translate_would_find(project: Project, echo: EchoEngine) -> None:
    translate(project, echo, ["kk"])
    source = project.source_folder / "herders.txt"
    source.write_text(source.read_text("utf-8") + "\nA new sentence.\n", "utf-8")
    rows, report = workflow.status(project, project.articles(), ["kk", "ru"])
    assert [(row.locale, row.segments, row.counts[State.MACHINE], row.counts[State.UNTRANSLATED]) for row in rows] == [
        ("kk", 6, 5, 1),
        ("ru", 6, 0, 6),
    ]
    assert all(sum(row.counts.values()) == row.segments for row in rows)
    assert not report.failures


def test_space_in_a_name_survives_the_catalog(project: Project, echo: EchoEngine) -> None:
    (project.source_folder / "May Day.txt").write_text("A new sentence.\n", "utf-8")
    translate(project, echo, ["kk"])
    path, _ = catalog(project, "May Day")
    before = path.read_bytes()
    translate(project, echo, ["kk"])
    assert path.read_bytes() == before


class TestMemory:
    """The same sentences in another article."""

    def approve_all(self, project: Project) -> None:
        path, kk = catalog(project)
        po.write(path, kk.with_messages([replace(m, target=f"«{m.source}»", fuzzy=False, raw=None) for m in kk.messages]))

    def test_exact_match_is_a_memory_draft(self, project: Project, echo: EchoEngine) -> None:
        translate(project, echo, ["kk"])
        self.approve_all(project)
        (project.source_folder / "other.txt").write_text("Other\n\nHerders Win Their Case\n", "utf-8")
        report = translate(project, EchoEngine(), ["kk"])
        other = catalog(project, "other")[1]
        assert [message.state for message in other.messages] == [State.MACHINE, State.MEMORY]
        assert (other.messages[1].target, other.messages[1].model) == (
            "«Herders Win Their Case»", "100% locales/kk/LC_MESSAGES/herders.po",
        )  # fmt: skip
        assert report.remembered == {"kk": 1}

    def test_fuzzy_match_tells_its_source_and_is_not_built(self, project: Project, echo: EchoEngine) -> None:
        translate(project, echo, ["kk"])
        self.approve_all(project)
        (project.source_folder / "other.txt").write_text("Herders Won Their Case\n", "utf-8")
        translate(project, EchoEngine(), ["kk"])
        (message,) = catalog(project, "other")[1].messages
        assert (message.state, message.previous) == (State.MEMORY, "Herders Win Their Case")
        (path,) = workflow.build(project, project.articles(["other"]), ["kk"]).written
        assert path.read_text("utf-8") == "Herders Won Their Case\n"

    def test_negation_keeps_the_memory_out(self, project: Project, echo: EchoEngine) -> None:
        translate(project, echo, ["kk"])
        self.approve_all(project)
        (project.source_folder / "other.txt").write_text("Herders Never Win Their Case\n", "utf-8")
        translate(project, EchoEngine(), ["kk"])
        assert catalog(project, "other")[1].messages[0].state is State.MACHINE

    @pytest.mark.parametrize("approve", [True, False])
    def test_context_match_is_approved_only_if_the_project_says_so(
        self, project: Project, echo: EchoEngine, approve: bool
    ) -> None:
        translate(project, echo, ["kk"])
        self.approve_all(project)
        (project.source_folder / "copy.txt").write_bytes((project.source_folder / "herders.txt").read_bytes() + b"\nMore.\n")
        translate(replace(project, approve_context_matches=approve), EchoEngine(), ["kk"])
        copy = catalog(project, "copy")[1]
        *same, last, new = [message.state for message in copy.messages]
        assert same == [State.APPROVED if approve else State.MEMORY] * 4
        assert (last, new) == (State.MEMORY, State.MACHINE), "another neighbour"
        assert copy.messages[0].model == "101% locales/kk/LC_MESSAGES/herders.po"

    def test_memory_drafts_stay_until_asked_to_be_made_again(self, project: Project, echo: EchoEngine) -> None:
        translate(project, echo, ["kk"])
        self.approve_all(project)
        (project.source_folder / "other.txt").write_text("Herders Win Their Case\n", "utf-8")
        translate(project, EchoEngine(), ["kk"])
        path, kk = catalog(project)
        changed = replace(kk.messages[1], target="«better»", raw=None)
        po.write(path, kk.with_messages([changed]))
        translate(project, EchoEngine("other 2"), ["kk"])
        assert catalog(project, "other")[1].messages[0].target == "«Herders Win Their Case»"
        workflow.translate(project, project.articles(), ["kk"], lambda locale: EchoEngine(), redo=True, is_gated=False)
        assert catalog(project, "other")[1].messages[0].target == "«better»"


def test_redo_makes_drafts_again_without_the_cache(project: Project, echo: EchoEngine) -> None:
    translate(project, echo, ["kk"])
    second = EchoEngine()
    workflow.translate(project, project.articles(), ["kk"], lambda locale: second, redo=True, is_gated=False)
    assert len(second.seen) == 5


def test_latin_words_are_isolated_in_plain_uyghur_text_if_the_project_says_so(project: Project, echo: EchoEngine) -> None:
    translate(project, echo, ["ug"])
    path, ug = catalog(project, locale="ug")
    po.write(path, ug.with_messages([replace(ug.messages[0], target="بۇ Village News.", fuzzy=False, raw=None)]))
    (output,) = workflow.build(project, project.articles(), ["ug"]).written
    assert output.read_text("utf-8").startswith("بۇ Village News.\n")
    workflow.build(replace(project, isolate_in_plain_text=True), project.articles(), ["ug"])
    assert output.read_text("utf-8").startswith("بۇ \u2068Village News\u2069.\n")


class TestMarkup:
    """The engine never sees it, the catalog and the document have it."""

    def test_markdown(self, project: Project, echo: EchoEngine) -> None:
        source = "# The *court*\n\nIt met on [Monday](https://a.example/1). Write to desk@a.example.\n"
        (project.source_folder / "court.md").write_text(source, "utf-8")
        workflow.translate(project, project.articles(["court"]), ["kk"], lambda locale: echo, is_gated=False)
        assert sorted(echo.seen) == ["It met on Monday.", "The court", "Write to."]
        kk = catalog(project, "court")[1]
        assert [message.source for message in kk.messages] == [
            "The *court*", "It met on [Monday](https://a.example/1).", "Write to desk@a.example.",
        ]  # fmt: skip
        for message in kk.messages:
            assert message.state is State.MACHINE
        assert kk.messages[1].target.count("](https://a.example/1)") == 1
        assert "desk@a.example" in kk.messages[2].target
        assert "tilmach: the place of the markup is a guess" in kk.messages[0].comments, "an echo has no links"
        (path,) = workflow.build(project, project.articles(["court"]), ["kk"]).written
        assert path.name == "court.md"
        assert path.read_text("utf-8").startswith("# ⟦")

    def test_html(self, project: Project, echo: EchoEngine) -> None:
        (project.source_folder / "court.html").write_text('<html lang="en"><p>Tom &amp; <b>Jerry</b></p></html>', "utf-8")
        workflow.translate(project, project.articles(["court"]), ["ug"], lambda locale: echo, is_gated=False)
        assert echo.seen == ["Tom & Jerry"]
        (path,) = workflow.build(project, project.articles(["court"]), ["ug"]).written
        text = path.read_text("utf-8")
        assert text.startswith('<html lang="ug" dir="rtl"><p>')
        assert "&amp;" in text

    def test_another_model_takes_the_remark_away(self, project: Project, echo: EchoEngine) -> None:
        (project.source_folder / "court.md").write_text("The *court* met.\n", "utf-8")
        workflow.translate(project, project.articles(["court"]), ["kk"], lambda locale: echo, is_gated=False)

        class Linking(EchoEngine):
            def translate(
                self, sources: Sequence[str], choose: Chooser | None = None, *, linked: bool = False
            ) -> Iterator[Batch]:
                for batch in super().translate(sources):
                    yield [replace(draft, links=[(n, n) for n in range(9)]) for draft in batch]

        workflow.translate(project, project.articles(["court"]), ["kk"], lambda locale: Linking("linking 2"), is_gated=False)
        (message,) = catalog(project, "court")[1].messages
        assert message.target == "⟦The *court* met.⟧"
        assert len(message.comments) == 1
