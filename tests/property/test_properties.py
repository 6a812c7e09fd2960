"""Laws that hold for any text."""

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tilmach import catalog as catalogs
from tilmach import po, segmentation
from tilmach.catalog import Catalog, Message, State, update
from tilmach.formats import text
from tilmach.model import Unit

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
    everything = [message.target for message in (*updated.messages, *updated.obsolete) if message.target]
    assert sorted(everything) == sorted(message.target for message in approved.messages)
    assert update(updated, new) == updated
    back = update(updated, old)
    kept = {m.source: m.target for m in back.messages if m.state is State.APPROVED}
    same = {m.source for m in old.messages} & {m.source for m in new.messages}
    assert all(kept[m.source] == m.target for m in approved.messages if m.source in same)
