"""Editions: targets in place, each with its state, in safe HTML."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilmach import catalog as catalogs
from tilmach import formats, segmentation
from tilmach.bundle.edition import Edition, edition
from tilmach.catalog import Catalog, Message, State
from tilmach.project import Article, Project

HEADER = (("PO-Revision-Date", "2026-03-04 10:30+0500"),)


def make(
    project: Project, name: str, text: str, targets: Mapping[str, str | Message], locale: str = "ug", **options
) -> Edition:
    path = project.source_folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    document = formats.parse(path, segmentation.split)
    messages = []
    for message in catalogs.template(document, name).messages:
        target = targets.get(message.source, "")
        messages.append(
            replace(target, source=message.source) if isinstance(target, Message) else replace(message, target=target)
        )
    catalog = None if locale == "en" else Catalog(locale, tuple(messages), header=HEADER)
    return edition(project, Article(Path(name).stem, path), document, catalog, locale, **options)


def machine(target: str) -> Message:
    return Message("").drafted(target, "echo 1")


def test_sentences_are_spans_with_their_states(project: Project) -> None:
    text = "A Title\n\nOne is approved. Two is a draft. Three was edited. Four is open.\n"
    made = make(
        project,
        "x.txt",
        text,
        {
            "A Title": "ماۋزۇ",
            "One is approved.": "بىر.",
            "Two is a draft.": machine("ئىككى."),
            "Three was edited.": replace(machine("ئۈچ"), target="ئۈچ."),
        },
    )
    assert made.title == "ماۋزۇ"
    assert made.heading == '<span class="s" id="s1" data-state="approved">ماۋزۇ</span>'
    assert made.body == (
        '<p><span class="s" id="s2" data-state="approved">بىر.</span> '
        '<span class="s" id="s3" data-state="machine">ئىككى.</span> '
        '<span class="s" id="s4" data-state="edited">ئۈچ.</span> '
        '<span class="s" id="s5" data-state="source" lang="en" dir="ltr">Four is open.</span></p>'
    )
    assert [passage.state for passage in made.passages] == [State.APPROVED, State.APPROVED, State.MACHINE, State.EDITED, None]
    assert [len(row) for row in made.rows] == [1, 4]
    assert made.passages[4].target is None
    assert made.passages[4].target_html == made.passages[4].source_html == "Four is open."
    assert {state: number for state, number in made.counts.items() if number} == {
        State.APPROVED: 2, State.MACHINE: 1, State.EDITED: 1, State.UNTRANSLATED: 1,
    }  # fmt: skip
    assert (made.approved, made.translated) == (5 / 15, 12 / 15)
    assert made.updated == datetime(2026, 3, 4, 5, 30, tzinfo=UTC)


def test_only_approved_leaves_drafts_out(project: Project) -> None:
    made = make(project, "x.txt", "A Title\n\nTwo is a draft.\n", {"Two is a draft.": machine("ئىككى.")}, only_approved=True)
    assert 'data-state="source" lang="en" dir="ltr">Two is a draft.' in made.body
    assert made.passages[1].state is None
    assert made.counts[State.MACHINE] == 1  # what the catalog says


def test_the_source_is_an_edition_too(project: Project) -> None:
    made = make(project, "x.txt", "A Title\n\nOne & <two>.\n", {}, "en")
    assert made.body == '<p><span class="s" id="s2" data-state="approved">One &amp; &lt;two&gt;.</span></p>'
    assert {passage.state for passage in made.passages} == {State.APPROVED}
    assert made.approved == 1
    assert made.passages[1].target == made.passages[1].source


def test_stale_targets_are_not_shown(project: Project) -> None:
    stale = Message("").proposed("كونا.", "Old.")
    made = make(project, "x.txt", "A Title\n\nNew text.\n", {"New text.": stale})
    assert "كونا" not in made.body
    assert made.counts[State.STALE] == 1


def test_a_merged_sentence_leaves_its_neighbour(project: Project) -> None:
    made = make(project, "x.txt", "A Title\n\nOne here. Two there.\n", {"One here.": "بىر ئىككى.", "Two there.": "[-]"})
    assert made.body == '<p><span class="s" id="s2" data-state="approved">بىر ئىككى.</span></p>'
    assert made.passages[2].target == ""
    assert made.passages[2].state is State.APPROVED


def test_wire_texts_repeat_series_and_headline(project: Project) -> None:
    text = "Land and People\n\nHerders Win Their Case in Court\n\nLand and People\n\nHerders Win Their Case in Court\n\nThey won it.\n"
    made = make(project, "x.txt", text, {"Land and People": "Жер", "Herders Win Their Case in Court": "Малшылар жеңді"}, "kk")
    assert (made.section, made.title) == ("Жер", "Малшылар жеңді")
    assert "Малшылар" not in made.body
    assert made.summary == "They won it."


def test_markdown(project: Project) -> None:
    (project.source_folder / "pic.png").write_bytes(b"x")
    (project.source_folder / "other.md").write_text("Other.", "utf-8")
    text = """---
title: "The \\"Big\\" One"
date: 2025-06-14T10:00:00Z
description: Short of it.
author: [Dina K, B. Bob]
section: Roads
---

# The "Big" One

Some **bold start.** _Second_ one[^1] with ![a view](pic.png), [more](other.md) and ![far](https://x.example/y.png).

#### Deep

- [x] item **one**

[^1]: A note.
"""
    made = make(project, "x.md", text, {"Short of it.": "Қысқасы.", "_Second_ one[^1] with": "", "Deep": "Терең"}, "kk")
    assert made.published == date(2025, 6, 14)
    assert made.author == "Dina K, B. Bob"
    assert made.title == 'The "Big" One'
    assert made.section == ""  # no catalog has it
    assert make(project, "x.md", text, {}, "en").section == "Roads"
    assert "Big" not in made.body
    assert made.standfirst == '<span class="s" id="s2" data-state="approved">Қысқасы.</span>'
    assert made.summary == "Қысқасы."
    assert '<h2><span class="s" id="s6" data-state="approved">Терең</span></h2>' in made.body
    assert '<img src="media/pic.png" alt="a view" loading="lazy">' in made.body
    assert made.resources == ("pic.png",)
    assert '<a href="other.html" rel="noopener noreferrer">more</a>' in made.body
    assert '<a href="https://x.example/y.png" rel="noopener noreferrer">far</a>' in made.body  # no request to another host
    assert '<a href="#n-fn1" id="n-fnref1">[1]</a>' in made.body
    assert "<em>Second</em> one" in made.body  # emphasis at the edge of a sentence
    assert "☑ " in made.body


def test_a_page_of_html(project: Project) -> None:
    text = (
        '<html lang="en"><head><title>Won - Village News</title><meta name="description" content="All &amp; sundry.">'
        '<meta name="author" content="D. K."><meta property="article:published_time" content="2024-02-29T01:00"></head>'
        "<body><nav>Menu</nav><article><h1>They won</h1><div>One <b>bold</b> text.<p>Two here</div></article><p>Elsewhere.</p>"
    )
    made = make(
        project, "x.html", text, {"They won": "ئۇتتى", "One <b>bold</b> text.": "AB <b>بىر</b>.", "All &amp; sundry.": "ھەممە"}
    )
    assert (made.title, made.author, made.published) == ("ئۇتتى", "D. K.", date(2024, 2, 29))
    assert made.summary == "ھەممە"
    assert "Menu" not in made.body
    assert "Elsewhere" not in made.body
    assert "<bdi>AB</bdi> <b>بىر</b>" in made.body
    assert made.passages[-1].source_html == "Elsewhere."


def test_subtitles_and_other_formats_are_made_of_their_units(project: Project) -> None:
    made = make(
        project, "x.srt", "1\n00:00:01,000 --> 00:00:02,000\nHello <i>there</i>.\n", {"Hello <i>there</i>.": "Сәлем."}, "kk"
    )
    assert made.body == '<p><span class="s" id="s1" data-state="approved">Сәлем.</span></p>'
    assert made.passages[0].source_html == "Hello <i>there</i>."
    assert made.title == "x"


def test_headings_skip_no_level(project: Project) -> None:
    made = make(project, "x.md", "# T\n\ntext\n\n#### a\n\n##### b\n\n### c\n\n# d\n\n###### e\n", {}, "kk")
    assert re.findall(r"<h(\d)>", made.body) == ["2", "3", "2", "2", "3"]


def test_times_are_the_same_everywhere(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    assert make(project, "x.txt", "Text.", {}, "en").updated == datetime(1980, 1, 1, tzinfo=UTC)
    assert make(project, "x.md", "---\ndate: 2025-01-02\n---\nText.", {}, "en").updated == datetime(2025, 1, 2, tzinfo=UTC)
    (project.locale_folder).mkdir()
    (project.locale_folder / "x.pot").write_text(
        'msgid ""\nmsgstr ""\n"POT-Creation-Date: 2024-05-06 07:08+0000\\n"\n', "utf-8"
    )
    assert make(project, "x.txt", "Text.", {}, "en").updated == datetime(2024, 5, 6, 7, 8, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert make(project, "x.txt", "Text.", {}, "en").updated == datetime(1970, 1, 2, tzinfo=UTC)


def test_signs_that_are_marks_elsewhere_are_text_here(project: Project) -> None:
    signs = "".join(map(chr, range(0x1D200, 0x1D220))) + "\ue000\ue001"
    made = make(project, "x.md", f"# T\n\nOne {signs}. Two.\n", {f"One {signs}.": f"Бір {signs}1.", "Two.": "Екі."}, "kk")
    assert made.body == (
        f'<p><span class="s" id="s2" data-state="approved">Бір {signs}1.</span> '
        '<span class="s" id="s3" data-state="approved">Екі.</span></p>'
    )


WELL_NESTED = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s[^<>]*)?)>")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("ab<>/*_`[]()!&\"' =x\ue000\U0001d200\U0001d20112#:\n", max_size=25), min_size=2, max_size=2))
def test_whatever_targets_hold_the_body_is_well_nested(tmp_path_factory: pytest.TempPathFactory, targets: list[str]) -> None:
    root = tmp_path_factory.getbasetemp() / "nested"
    (root / "source_texts").mkdir(parents=True, exist_ok=True)
    project = Project(root, "en", ("ug",))
    made = make(
        project,
        "x.md",
        "Intro **text.**\n\nOne here. Two there. Three then.\n",
        dict(zip(("One here.", "Two there."), targets, strict=True)),
    )
    stack: list[str] = []
    ids = []
    for closing, name, attributes in WELL_NESTED.findall(made.body):
        ids += re.findall(r' id="([^"]*)"', attributes)
        if closing:
            assert stack.pop() == name
        elif name not in ("br", "hr", "img", "wbr"):
            stack.append(name)
    assert not stack
    assert len(ids) == len(set(ids))
