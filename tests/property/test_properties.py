"""Laws that hold for any text."""

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tilmach import catalog as catalogs
from tilmach import po, segmentation
from tilmach.catalog import Catalog, Message, State
from tilmach.formats import text
from tilmach.model import Unit
from tilmach.po.entries import _message, _parsed, _usual, entry_text
from tilmach.update import update

# Text with the structure that the parser looks for, and any other text.
pieces = st.sampled_from(
    ["The court met. ", "Dr. Omarov ", "“We won,” he said. ", "a", " ", "  ", "\n", "\r\n", "\r", "\n\n", "\t", "- ", "* ",
     "1. ", "***\n", "...", "No. 7 ", "Credit: x", "    ", "(see p. 3) ", "far-\nwestern ", "\u2028", "\x0c", "U.S. ", "е", "ئۇ"]
)  # fmt: skip
anything = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)
documents = st.one_of(anything, st.lists(st.one_of(pieces, anything), max_size=30).map("".join))
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=40)


def parse(source: str):
    return text.parse(source, segmentation.split)


@given(documents)
def test_skeleton_and_units_are_the_source(source: str) -> None:
    document = parse(source)
    assert "".join(part.raw if isinstance(part, Unit) else part for part in document.parts) == source


@given(documents)
def test_targets_equal_to_sources_render_the_source(source: str) -> None:
    document = parse(source)
    assert text.render(document, {segment.source: segment.source for segment in document.segments}) == source


@given(documents)
def test_segments_are_one_line_and_not_padded(source: str) -> None:
    for segment in parse(source).segments:
        assert segment.source
        assert "\n" not in segment.source
        assert "\r" not in segment.source
        assert segment.source.strip(" \t") == segment.source


@given(documents)
def test_every_target_reaches_the_document(source: str) -> None:
    document = parse(source)
    targets = {segment.source: f"⟦{index}⟧" for index, segment in enumerate(document.segments)}
    rendered = text.render(document, targets)
    assert all(target in rendered for target in targets.values())


@given(st.text(st.sampled_from('ab. !?…"”“()A1I'), max_size=60).map(lambda text: " ".join(text.split())))
def test_split_and_join_are_inverse(source: str) -> None:
    assert segmentation.join(segmentation.split(source)) == source


messages = st.lists(
    st.builds(
        Message,
        source=words,
        target=st.one_of(st.just(""), words),
        fuzzy=st.booleans(),
        previous=st.one_of(st.none(), words),
        comments=st.lists(words.map(str.strip).filter(bool), max_size=2).map(tuple),
        locations=st.lists(st.tuples(st.just("source_texts/a.txt"), st.integers(1, 99)), max_size=3, unique=True).map(tuple),
    ),
    max_size=8,
    unique_by=lambda message: message.source,
)


comment_lines = st.sampled_from(
    ["# a remark", "# another", "#. note", "#: a.txt:1 b.txt:22", "#: \u2068a b.txt\u2069:3", "#, fuzzy", "#, fuzzy, no-wrap",
     '#| msgid "old"', '#| msgid ""\n#| "old"', '#|msgid "x"', '#~ msgid "z"', 'msgctxt "menu"']
)  # fmt: skip
strings = st.sampled_from(['"a"', '"a\\"b"', '""\n"a\\n"\n"b"', '"\\t\\\\ \u2028"', '"қ"', '"a', 'a"', '"a" b', '"a\\"'])
entries = st.builds(
    lambda comments, gap, source, target: "\n".join([*comments, f"msgid{gap}{source}", f"msgstr{gap}{target}"]),
    st.lists(comment_lines, max_size=4),
    st.sampled_from([" ", "  ", "\t"]),
    strings,
    strings,
)


@given(entries)
def test_usual_entries_are_read_as_polib_reads_them(entry: str) -> None:
    ours = _usual(entry)
    if ours is None:
        return
    theirs = [_message(each, entry) for each in _parsed(entry)]
    if ours.source or ours.context is not None:  # polib reads an entry without a source as a header, field by field
        assert theirs == [ours]


@settings(deadline=None)
@given(messages)
def test_entries_are_written_as_polib_reads_them(written: list[Message]) -> None:
    for message in written:
        assert [_message(each, None) for each in _parsed(entry_text(message))] == [message]


@settings(deadline=None)
@given(messages)
def test_catalogs_survive_a_file(written: list[Message]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.po"
        po.write(path, Catalog("kk", tuple(written)))
        assert po.read(path, "kk").messages == tuple(written)


@given(documents, documents)
def test_update_loses_no_target_and_settles(before: str, after: str) -> None:
    old = catalogs.template(parse(before), "a.txt")
    new = catalogs.template(parse(after), "a.txt")
    approved = Catalog("kk", tuple(replace(m, target=f"⟦{i}⟧") for i, m in enumerate(old.messages)))
    updated = update(approved, new)
    assert [message.key for message in updated.messages] == [message.key for message in new.messages]
    still_approved = {m.source: m.target for m in (*updated.messages, *updated.obsolete) if m.state is State.APPROVED}
    assert still_approved == {m.source: m.target for m in approved.messages}
    again = update(updated, new)
    assert again == updated
    assert all(a is b for a, b in zip(again.messages, updated.messages, strict=True))
    assert update(updated, old).messages == approved.messages, "a change that is taken back leaves no trace"
