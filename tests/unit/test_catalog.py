from dataclasses import replace

import pytest

from tilmach import catalog as catalogs
from tilmach import segmentation
from tilmach.catalog import Catalog, Message, State, fingerprint
from tilmach.formats import text


def template(source: str) -> Catalog:
    return catalogs.template(text.parse(source, segmentation.split), "source_texts/x.txt")


def translated(source: str, **changes: object) -> Catalog:
    """A catalog of the source with every message approved."""
    return Catalog(
        "kk", tuple(replace(message, target=f"⟦{message.source}⟧", **changes) for message in template(source).messages)
    )


class TestState:
    def test_empty_target_is_untranslated(self) -> None:
        assert Message("a").state is State.UNTRANSLATED
        assert Message("a", fuzzy=True).state is State.UNTRANSLATED

    def test_no_fuzzy_flag_is_approved_whatever_the_comments(self) -> None:
        assert replace(Message("a").drafted("b", "m 1"), fuzzy=False).state is State.APPROVED

    def test_untouched_draft(self) -> None:
        message = Message("a", comments=("a person's remark",)).drafted("b", "argos en-kk 1.9")
        assert message.state is State.MACHINE
        assert message.model == "argos en-kk 1.9"
        assert message.comments == (
            "a person's remark", f"tilmach: machine draft, argos en-kk 1.9, {fingerprint('b')}",
        )  # fmt: skip

    def test_draft_that_a_person_changed(self) -> None:
        assert replace(Message("a").drafted("b", "m 1"), target="c").state is State.EDITED

    def test_fuzzy_without_mark_is_a_persons(self) -> None:
        assert Message("a", "b", fuzzy=True).state is State.EDITED

    def test_memory_draft(self) -> None:
        assert Message("a").drafted("b", "exact", State.MEMORY).state is State.MEMORY

    def test_fuzzy_with_previous_source_is_stale(self) -> None:
        assert Message("a", "b", fuzzy=True, previous="c").state is State.STALE

    def test_proposal_that_nobody_has_touched_is_stale_and_another_edited(self) -> None:
        proposal = Message("a", comments=("hers",)).proposed("b", "older a")
        assert proposal.state is State.STALE
        assert proposal.remarks == ("hers",)
        assert replace(proposal, target="c").state is State.EDITED

    def test_memory_draft_made_for_another_source_is_not_built(self) -> None:
        assert Message("a").drafted("b", "91%", State.MEMORY).is_usable
        draft = Message("a").drafted("b", "91%", State.MEMORY, previous="older a")
        assert (draft.state, draft.is_usable) == (State.MEMORY, False)
        assert replace(draft, target="c").is_usable, "somebody has worked on it"

    def test_a_second_draft_replaces_the_mark(self) -> None:
        message = Message("a").drafted("b", "m 1").drafted("c", "m 2")
        assert [comment for comment in message.comments if "tilmach" in comment] == [
            f"tilmach: machine draft, m 2, {fingerprint('c')}"
        ]


class TestTemplate:
    def test_repeated_headline_is_one_message_with_all_places(self) -> None:
        messages = template("Head\n\nText.\n\nHead\n").messages
        assert [message.source for message in messages] == ["Head", "Text."]
        assert messages[0].locations == (("source_texts/x.txt", 1), ("source_texts/x.txt", 5))

    def test_notes_say_what_and_where(self) -> None:
        first, second, third = template("Head\n\nOne. Two.\n").messages
        assert first.notes == ("heading 1",)
        assert second.notes == ("paragraph 2, sentence 1 of 2", "after: Two.")
        assert third.notes == ("paragraph 2, sentence 2 of 2", "before: One.")


def test_counts_add_up_to_all_messages() -> None:
    first, *others = translated("One.\n\nTwo.\n\nThree.\n").messages
    counts = Catalog("kk", (first.proposed("x", "Won."), *others)).counts()
    assert sum(counts.values()) == 3
    assert (counts[State.APPROVED], counts[State.STALE]) == (2, 1)


@pytest.mark.parametrize("only_approved", [True, False])
def test_targets_leave_out_what_readers_must_not_see(only_approved: bool) -> None:
    catalog = Catalog(
        "kk",
        (
            Message("approved", "a"), Message("machine").drafted("m", "m 1"), Message("edited", "e", fuzzy=True),
            Message("stale", "s", fuzzy=True, previous="old"), Message("nothing"),
        ),
    )  # fmt: skip
    expected = {"approved": "a"} if only_approved else {"approved": "a", "machine": "m", "edited": "e"}
    assert catalog.targets(only_approved=only_approved) == expected


class TestOpinion:
    def test_stands_beside_the_mark_and_is_ours(self) -> None:
        message = Message("a", comments=("hers",)).drafted("b", "m 1").with_opinion(43, "n 2, glossary 0a1b2c")
        assert message.comments[1:] == (
            f"tilmach: machine draft, m 1, {fingerprint('b')}", "tilmach: second opinion 43, n 2, glossary 0a1b2c",
        )  # fmt: skip
        assert (message.state, message.model, message.remarks) == (State.MACHINE, "m 1", ("hers",))
        assert (message.opinion, message.opinion_model) == (43, "n 2, glossary 0a1b2c")

    def test_a_second_one_takes_its_place(self) -> None:
        message = Message("a").drafted("b", "m 1").with_opinion(43, "n 2").with_opinion(7, "o 3")
        assert (message.opinion, len(message.comments)) == (7, 2)

    def test_goes_with_the_draft(self) -> None:
        message = Message("a").drafted("b", "m 1").with_opinion(43, "n 2")
        assert message.drafted("c", "m 2").comments == (f"tilmach: machine draft, m 2, {fingerprint('c')}",)
        assert message.proposed("c", "older a").opinion is None

    def test_is_of_the_draft_not_of_what_a_person_made_of_it(self) -> None:
        message = Message("a").drafted("b", "m 1").with_opinion(43, "n 2")
        edited = replace(message, target="c")
        assert (edited.state, edited.opinion, edited.opinion_model) == (State.EDITED, None, None)
        assert replace(message, fuzzy=False).opinion == 43, "approved as drafted"

    def test_none_without_one(self) -> None:
        assert Message("a").drafted("b", "m 1").opinion is None
        assert Message("a", "b", comments=("tilmach: second opinion 43, n 2",)).opinion is None, "of what draft?"
        assert Message("a").drafted("b", "100% x.po", State.MEMORY).with_opinion(43, "n 2").opinion is None


def test_machine_hash_tells_a_machines_draft_from_the_memorys() -> None:
    assert replace(Message("a").drafted("b", "m 1"), target="c").machine_hash == fingerprint("b")
    assert Message("a").drafted("b", "100% x.po", State.MEMORY).machine_hash is None
    assert Message("a", "b").machine_hash is None
