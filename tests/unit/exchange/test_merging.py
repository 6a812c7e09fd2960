from dataclasses import replace

import pytest

from tilmach.catalog import Catalog, Message, State, fingerprint
from tilmach.exchange.entries import Entry, entry
from tilmach.exchange.merging import NOT_APPLIED, Fate, Outcome, merge

DRAFTED = Message("The court met.", comments=("Ana: ok",)).drafted("Сот жиналды.", "starter en-kk 0.2")
APPROVED = replace(DRAFTED, fuzzy=False)


def merged(now: Message, incoming: Entry) -> tuple[Message, Outcome]:
    after, (outcome,) = merge(Catalog("kk", (now,)), [incoming])
    return after.messages[0], outcome


def came(message: Message, target: str | None = None, state: State = State.EDITED, **more: str) -> Entry:
    sent = entry(message)
    return replace(sent, target=sent.target if target is None else target, state=state, **more)  # type: ignore[arg-type]


def test_an_edit_keeps_the_mark_as_an_editor_would() -> None:
    after, outcome = merged(DRAFTED, came(DRAFTED, "Сот отырды."))
    assert outcome.fate is Fate.APPLIED
    assert after.comments == DRAFTED.comments
    assert (after.state, after.model) == (State.EDITED, "starter en-kk 0.2")


def test_an_edit_of_a_stale_target_makes_it_current() -> None:
    for stale in (
        Message("A new one.").proposed("Ескісі.", "An old one."),
        Message("A new one.", "Ескісі.", fuzzy=True, previous="An old one."),
    ):
        assert stale.state is State.STALE
        assert merged(stale, came(stale, "Жаңасы."))[0].state is State.EDITED
        after, outcome = merged(stale, came(stale, state=State.APPROVED))
        assert (outcome.fate, after.state, after.previous) == (Fate.APPROVED, State.APPROVED, None)


def test_who_goes_back_to_the_drafts_words_has_worked_on_it() -> None:
    edited = replace(DRAFTED, target="Сот отырды.")
    after, _ = merged(edited, came(edited, DRAFTED.target))
    assert after.state is State.EDITED


def test_why_there_was_no_draft_goes_with_the_target() -> None:
    rejected = Message("Seven.", notes=("paragraph 1",)).rejected("a figure is missing")
    assert merged(rejected, came(rejected, "Жеті."))[0].notes == ("paragraph 1",)


def test_newer_work_in_the_catalog_stays() -> None:
    newer = replace(DRAFTED, target="Сот кеше жиналды.")
    for state in (State.EDITED, State.APPROVED):
        after, outcome = merged(newer, came(DRAFTED, "Сот\nотырды.", state))
        assert (after.target, after.state, outcome.fate) == (newer.target, State.EDITED, Fate.KEPT_OUT)
        assert after.comments[-1] == f"{NOT_APPLIED}Сот отырды."


def test_approval_in_the_catalog_is_newer_work_too() -> None:
    after, outcome = merged(APPROVED, came(DRAFTED, "Сот отырды."))
    assert (after.target, after.state) == (APPROVED.target, State.APPROVED)
    assert "approved since" in outcome.reason


def test_an_approved_target_may_be_changed_outside() -> None:
    assert merged(APPROVED, came(APPROVED, "Сот отырды."))[0].state is State.EDITED
    assert merged(APPROVED, came(APPROVED, "Сот отырды.", State.APPROVED))[0].state is State.APPROVED


def test_approval_is_given_and_never_taken_back() -> None:
    assert merged(DRAFTED, came(DRAFTED, state=State.APPROVED))[0].state is State.APPROVED
    assert merged(APPROVED, came(APPROVED, state=State.EDITED)) == (
        APPROVED, Outcome(Fate.UNCHANGED, APPROVED.source, APPROVED.target)
    )  # fmt: skip
    # taken back in the catalog after it left
    assert merged(DRAFTED, came(APPROVED, state=State.APPROVED))[0].state is State.MACHINE


def test_approval_of_what_is_there_no_more() -> None:
    newer = replace(DRAFTED, target="Сот кеше жиналды.")
    after, outcome = merged(newer, came(DRAFTED, state=State.APPROVED))
    assert after is newer
    assert outcome.fate is Fate.KEPT_OUT


def test_an_empty_target_takes_none_away() -> None:
    for empty in ("", "  \n"):
        after, outcome = merged(APPROVED, came(APPROVED, empty, State.UNTRANSLATED))
        assert (after, outcome.fate) == (APPROVED, Fate.KEPT_OUT)
    nothing = Message("Nothing.")
    assert merged(nothing, came(nothing, " "))[1].fate is Fate.UNCHANGED


def test_the_same_change_twice_is_one() -> None:
    incoming = came(DRAFTED, "Сот отырды.", State.APPROVED)
    after, _ = merge(Catalog("kk", (DRAFTED,)), [incoming])
    assert merge(after, [incoming]) == (after, [Outcome(Fate.UNCHANGED, DRAFTED.source, "Сот отырды.")])


def test_two_targets_for_one_source_in_a_file() -> None:
    after, outcomes = merge(Catalog("kk", (DRAFTED,)), [came(DRAFTED, "Бір."), came(DRAFTED, "Екі.")])
    assert [outcome.fate for outcome in outcomes] == [Fate.APPLIED, Fate.KEPT_OUT]
    assert after.messages[0].target == "Бір."
    assert after.messages[0].comments[-1] == f"{NOT_APPLIED}Екі."


def test_line_breaks_where_the_source_has_none() -> None:
    assert merged(DRAFTED, came(DRAFTED, " Сот \r\n отырды.\n"))[0].target == "Сот отырды."
    lines = Message("One\ntwo")
    assert merged(lines, came(lines, "Бір\nекі"))[0].target == "Бір\nекі"


@pytest.mark.parametrize("more", [{"id": "m0", "source": "Never seen."}, {"source": "Another."}])
def test_unknown_sources_are_not_added(more: dict[str, str]) -> None:
    catalog = Catalog("kk", (DRAFTED,), obsolete=(Message("Never seen.", "Ескі.", obsolete=True),))
    after, (outcome,) = merge(catalog, [came(DRAFTED, "Бір.", **more)])
    assert after is catalog
    assert outcome.fate is Fate.UNKNOWN


def test_by_source_where_the_id_is_lost() -> None:
    two = Catalog("kk", (Message("Bank.", context="river"), Message("Bank.", context="money"), DRAFTED))
    after, outcomes = merge(two, [came(two.messages[0], "Жаға.", id=""), came(DRAFTED, "Бір.", id="9")])
    assert [outcome.fate for outcome in outcomes] == [Fate.UNKNOWN, Fate.APPLIED]
    assert after.messages[2].target == "Бір."


def test_a_file_without_stamps_fills_gaps_only() -> None:
    nothing = Message("Nothing.")
    assert merged(nothing, came(nothing, "Бос.", stamp=""))[0].target == "Бос."
    after, outcome = merged(DRAFTED, came(DRAFTED, "Бос.", stamp="torn"))
    assert (after.target, outcome.fate) == (DRAFTED.target, Fate.KEPT_OUT)
    assert fingerprint(after.target) in DRAFTED.comments[-1]
