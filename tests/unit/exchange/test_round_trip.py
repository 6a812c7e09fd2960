"""What holds for every format: what goes out comes back to the letter, and nothing comes back as a change."""

import functools
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilmach import exchange, po
from tilmach.catalog import Catalog, Message, State, fingerprint
from tilmach.errors import TilmachError
from tilmach.exchange.entries import Entry, Options, Part, Stamp, identity, part
from tilmach.exchange.merging import Fate, merge
from tilmach.model import Syntax

FORMATS = ["xliff2.1", "xliff1.2", "tmx", "csv", "xlsx"]

bits = st.sampled_from(
    ["The **court** met. ", "_", "*", "**", "<b>", "</b>", "<br/>", "[a](https://x.example/?a=1&b=2)", "&amp;", "<", "`x`", "![",
     " ", "  ", "\t", "\n", "\r", "=1+1", "'=", "-", "@", "Жер — 40 км", "ئۇيغۇر", "%s", "{name}", "\x0c", "\x01", "\ufffe", "_x0041_",
     '"', ",", ";", "]]>", "<!-- -->", "\u2028", "\u200f", "https://a.example/b", "[-]", "m\u0307", "\U0001f40e", "<i>", "</i>"]
)  # fmt: skip
anything = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
texts = st.lists(st.one_of(bits, anything), max_size=8).map("".join)
lines = st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20), max_size=2).map(tuple)


@st.composite
def messages(draw: st.DrawFn) -> Message:
    source = draw(texts.filter(lambda text: text.strip()))
    message = Message(source, context=draw(st.sampled_from([None, None, "menu", "="])), notes=draw(lines), comments=draw(lines))
    message = replace(message, locations=(("source_texts/a.md", draw(st.integers(0, 99))),))
    target = draw(texts)
    if not target:
        return message
    kind = draw(st.sampled_from(["approved", "edited", "machine", "memory", "stale"]))
    if kind in ("machine", "memory"):
        return message.drafted(target, "starter 1", State(kind), previous=draw(st.sampled_from([None, "An <i>older</i> one."])))
    if kind == "stale":
        return message.proposed(target, "An **older** one.")
    return replace(message, target=target, fuzzy=kind == "edited")


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    found = draw(st.lists(messages(), max_size=6, unique_by=lambda message: message.key))
    return Catalog("kk", tuple(found))


def there_and_back(form: str, parts: list[Part], options: Options) -> list[Part]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{exchange.FORMATS[form].suffix}"
        exchange.write(path, exchange.FORMATS[form], "en", parts, options)
        return exchange.read(path)


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=15, deadline=None)
@given(catalogs(), st.sampled_from(Syntax))
def test_untouched_files_change_nothing(form: str, catalog: Catalog, syntax: Syntax) -> None:
    if form == "tmx":
        # a memory holds pairs only: one that is sure to be in it
        catalog = replace(catalog, messages=(*catalog.messages, Message("Sure.", "Иә.")))
    sent = part(catalog, "source_texts/a.md", syntax)
    back = there_and_back(form, [sent], Options(drafts=True))
    entries = [entry for each in back for entry in each.entries]
    kept = {entry.id: entry for entry in sent.entries}
    for entry in entries:
        assert not entry.problem
        assert (entry.source, entry.target, entry.stamp) == (
            kept[entry.id].source, kept[entry.id].target, kept[entry.id].stamp
        )  # fmt: skip
        assert (entry.state is State.APPROVED) == (kept[entry.id].state is State.APPROVED)
    if form != "tmx":
        assert len(entries) == len(sent.entries)
    after, outcomes = merge(catalog, entries)
    assert after is catalog
    assert {outcome.fate for outcome in outcomes} <= {Fate.UNCHANGED}


@settings(max_examples=15, deadline=None)
@given(catalogs(), st.sampled_from(Syntax))
def test_copies_of_sources_are_no_targets(catalog: Catalog, syntax: Syntax) -> None:
    (back,) = there_and_back("xliff1.2", [part(catalog, "a.md", syntax)], Options(copy_source=True))
    assert merge(catalog, back.entries)[0] is catalog


@settings(max_examples=25, deadline=None)
@given(catalogs(), texts, st.booleans())
def test_what_a_person_changed_meanwhile_is_never_lost(catalog: Catalog, text: str, is_approved: bool) -> None:
    """Whatever comes for a catalog in which every target has changed, all its targets and approvals stay."""
    entries = part(catalog, "a.md", Syntax.PLAIN).entries
    state = State.APPROVED if is_approved else State.EDITED
    incoming = [replace(entry, target=text, state=state) for entry in entries]
    now = replace(
        catalog, messages=tuple(replace(m, target=f"{m.target}!", fuzzy=False, previous=None) for m in catalog.messages)
    )
    after, outcomes = merge(now, incoming)
    assert [(m.target, m.fuzzy) for m in after.messages] == [(m.target, m.fuzzy) for m in now.messages]
    assert Fate.APPLIED not in {outcome.fate for outcome in outcomes}
    assert merge(after, incoming)[0] is after, "a second import adds nothing"


@settings(max_examples=25, deadline=None)
@given(catalogs(), st.booleans())
def test_a_changed_target_is_a_persons(catalog: Catalog, is_approved: bool) -> None:
    entries = part(catalog, "a.md", Syntax.PLAIN).entries
    state = State.APPROVED if is_approved else State.EDITED
    after, outcomes = merge(catalog, [replace(entry, target="жаңа", state=state) for entry in entries])
    assert {outcome.fate for outcome in outcomes} <= {Fate.APPLIED}
    assert {(message.target, message.state) for message in after.messages} <= {("жаңа", state)}


@settings(max_examples=12, deadline=None)
@given(catalogs())
def test_catalog_files_stay_byte_for_byte(catalog: Catalog) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.po"
        po.write(path, catalog, "a")
        data = path.read_bytes()
        before = po.read(path, "kk")
        (back,) = there_and_back("xliff2.1", [part(before, "a.md", Syntax.MARKDOWN)], Options())
        after, _ = po.edit(path, "kk", lambda now: merge(now, back.entries)[0], lock=Path(folder) / "lock")
        assert path.read_bytes() == data
        if before.messages:
            entry = replace(back.entries[0], target="жаңа", state=State.EDITED)
            after, _ = po.edit(path, "kk", lambda now: merge(now, [entry])[0], lock=Path(folder) / "lock")
            assert [m.raw for m in po.read(path, "kk").messages[1:]] == [m.raw for m in before.messages[1:]]
            assert after.messages[0].target == "жаңа"


SMALL = Catalog("kk", (Message("The <b>court</b> met.", "Сот <b>жиналды</b>."), Message("Two\x01.", "Екі\x01.")))


@functools.cache
def written(form: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{exchange.FORMATS[form].suffix}"
        exchange.write(path, exchange.FORMATS[form], "en", [part(SMALL, "a.html", Syntax.HTML)], Options())
        return path.read_bytes()


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=20, deadline=None)
@given(st.data())
def test_broken_files_are_named(form: str, data: st.DataObject) -> None:
    """A file that was cut, or in which bytes were changed, is read or refused; nothing else is raised."""
    content = bytearray(written(form))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{exchange.FORMATS[form].suffix}"
        for _ in range(data.draw(st.integers(1, 3))):
            at = data.draw(st.integers(0, len(content) - 1))
            content[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=3))
        path.write_bytes(content)
        try:
            parts = exchange.read(path)
        except TilmachError:
            return
        for each in parts:
            merge(SMALL, each.entries)


def test_stamps() -> None:
    for stamp in (Stamp("machine", "3f9a2c", fingerprint("")), Stamp("approved", "3f9a2c", "000000")):
        assert Stamp.read(str(stamp)) == stamp
    assert Stamp.read("") is None
    assert Stamp.read("machine") is None


def test_ids_are_of_context_and_source_alone() -> None:
    one = Message("Bank.", "Жаға.", context="river", locations=(("a.txt", 3),))
    assert identity(one) == identity(replace(one, target="", locations=(), fuzzy=True))
    assert len({identity(one), identity(replace(one, context="money")), identity(replace(one, context=None))}) == 3
    assert identity(Message("The court met.")) == "m5d277a666fcc68ba", "files that are out there have it"


def test_messages_with_plurals_stay_at_home() -> None:
    catalog = Catalog("kk", (Message("One.", "Бір.", plurals=("Ones.", "Бір.", "Бірлер.")),))
    assert part(catalog, "a.md", Syntax.PLAIN).entries == ()
    entry = Entry(identity(catalog.messages[0]), "One.", "Екі.", State.APPROVED, "approved-000000")
    after, (outcome,) = merge(catalog, [entry])
    assert after is catalog
    assert outcome.fate is Fate.KEPT_OUT
