"""Targets are mended without a change of their state."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tilmach.catalog import Catalog, Message, State
from tilmach.checks import Severity
from tilmach.checks.entry import Entry
from tilmach.checks.fixing import fixed, fixed_target
from tilmach.checks.registry import fixes
from tilmach.checks.settings import Settings
from tilmach.model import MERGED, Syntax

SOURCE = "“Yes”, he said."
WRONG, RIGHT = '\u202b"ھەئە" , دېدى .\u202c', "«ھەئە»، دېدى."
SYNTAXES = {SOURCE: Syntax.PLAIN, "B.": Syntax.PLAIN}


def mended(message: Message, *, human: bool, table: Settings | None = None) -> Message:
    catalog = Catalog("ug", (message, Message("B.", "بىر.")))
    after = fixed(catalog, SYNTAXES, table or Settings(), human=human)
    assert after.messages[1] is catalog.messages[1]
    return after.messages[0]


def test_a_draft_stays_a_draft() -> None:
    draft = replace(Message(SOURCE, comments=("a remark",)).drafted(WRONG, "m 1"), notes=("heading 1",))
    after = mended(draft, human=False)
    assert (after.target, after.state, after.model) == (RIGHT, State.MACHINE, "m 1")
    assert (after.comments[0], after.notes) == ("a remark", ("heading 1",))
    memory = Message(SOURCE).drafted(WRONG, "x.tmx", State.MEMORY)
    assert mended(memory, human=False).state is State.MEMORY


def test_what_people_wrote_keeps_its_state() -> None:
    edited = replace(Message(SOURCE).drafted("باشقا", "m 1"), target=WRONG)
    for message, state in ((Message(SOURCE, WRONG), State.APPROVED), (edited, State.EDITED)):
        assert mended(message, human=False) == message
        after = mended(message, human=True)
        assert (after.target, after.state, after.comments) == (RIGHT, state, message.comments)


def test_what_is_left_alone() -> None:
    stale = Message(SOURCE, WRONG, fuzzy=True, previous="“No”, he said.")
    plural = Message(SOURCE, WRONG, plurals=("more", WRONG))
    for message in (stale, plural, Message("not in the article", WRONG), Message(SOURCE, MERGED), Message(SOURCE)):
        catalog = Catalog("ug", (message,))
        assert fixed(catalog, SYNTAXES, Settings(), human=True) is catalog


def test_what_is_off_or_ignored_is_not_mended() -> None:
    off = Settings({"quote-style": Severity.OFF})
    assert mended(Message(SOURCE, WRONG), human=True, table=off).target == '"ھەئە"، دېدى.'
    ignoring = Message(SOURCE, WRONG, comments=("tilmach: ignore quote-style, spaces",))
    assert mended(ignoring, human=True).target == '"ھەئە" ، دېدى .'


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["kk", "ru", "ug"]), st.text(alphabet='аБ اﺍb1 \u00a0\u202b"“”«»„‹›(),،;؛?؟.:!', max_size=25))
def test_mended_once_nothing_is_left_and_no_word_is_lost(locale: str, target: str) -> None:
    entry = Entry(Message("A.", target), locale)
    after = fixed_target(entry, Settings())
    left = [problem for _, problem in fixes(entry.with_target(after)) if problem.fix != after]
    assert left == [], f"{target!r} became {after!r}"
    plain = target.replace("ﺍ", "ا")
    assert [char for char in after if char.isalnum()] == [char for char in plain if char.isalnum()]
