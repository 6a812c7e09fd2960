from dataclasses import replace

import pytest

from tilmach import catalog as catalogs
from tilmach import segmentation
from tilmach.catalog import Catalog, Message, State, fingerprint, update
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


OLD = "The Headline\n\nThe court met on Monday. It was brief.\n\nNobody came from the ministry.\n"


class TestUpdate:
    def test_new_catalog_is_the_template(self) -> None:
        assert update(Catalog("kk"), template(OLD)).messages == template(OLD).messages

    def test_nothing_changes_twice(self) -> None:
        new = update(translated(OLD), template(OLD.replace("Monday", "Tuesday")))
        again = update(new, template(OLD.replace("Monday", "Tuesday")))
        assert again == new
        assert all(a is b for a, b in zip(new.messages, again.messages, strict=True))

    def test_moved_sentence_keeps_its_target(self) -> None:
        moved = "Nobody came from the ministry.\n\nThe Headline\n\nThe court met on Monday. It was brief.\n"
        new = update(translated(OLD), template(moved))
        assert [message.state for message in new.messages] == [State.APPROVED] * 4
        assert new.messages[0].target == "⟦Nobody came from the ministry.⟧"
        assert new.messages[0].locations == (("source_texts/x.txt", 1),)
        assert new.obsolete == ()

    def test_edited_sentence_becomes_fuzzy_with_its_previous_source(self) -> None:
        new = update(translated(OLD), template(OLD.replace("Monday", "Tuesday")))
        edited = new.messages[1]
        assert edited.source == "The court met on Tuesday."
        assert edited.target == "⟦The court met on Monday.⟧"
        assert edited.state is State.STALE
        assert edited.previous == "The court met on Monday."
        assert new.obsolete == (), "what has become a proposal is not kept twice"

    def test_twice_edited_sentence_keeps_the_source_its_target_was_made_for(self) -> None:
        once = update(translated(OLD), template(OLD.replace("Monday", "Tuesday")))
        twice = update(once, template(OLD.replace("Monday", "Wednesday")))
        assert twice.messages[1].previous == "The court met on Monday."

    def test_vanished_sentence_is_obsolete_and_comes_back(self) -> None:
        without = OLD.replace(" It was brief.", "")
        gone = update(translated(OLD), template(without))
        assert [message.source for message in gone.obsolete] == ["It was brief."]
        assert gone.obsolete[0].target == "⟦It was brief.⟧"
        back = update(gone, template(OLD))
        assert [message.state for message in back.messages] == [State.APPROVED] * 4
        assert back.obsolete == ()

    def test_untranslated_sentence_vanishes_without_a_trace(self) -> None:
        new = update(Catalog("kk", template(OLD).messages), template("The Headline\n"))
        assert new.obsolete == ()

    def test_untouched_draft_is_no_proposal(self) -> None:
        drafts = Catalog("kk", tuple(m.drafted(f"⟦{m.source}⟧", "m 1") for m in template(OLD).messages))
        new = update(drafts, template(OLD.replace("Monday", "Tuesday")))
        assert new.messages[1].state is State.UNTRANSLATED
        assert [message.source for message in new.obsolete] == ["The court met on Monday."]

    def test_edited_draft_is_a_proposal_without_the_mark(self) -> None:
        drafts = Catalog(
            "kk",
            tuple(replace(m.drafted("x", "m 1"), target="human", comments=("tilmach: machine draft, m 1, 000000", "hers"))
                  for m in template(OLD).messages),
        )  # fmt: skip
        new = update(drafts, template(OLD.replace("Monday", "Tuesday")))
        assert (new.messages[1].target, new.messages[1].comments) == ("human", ("hers",))

    def test_unlike_sentence_gets_nothing(self) -> None:
        new = update(translated(OLD), template("Entirely different words stand here now.\n"))
        assert new.messages[0].state is State.UNTRANSLATED
        assert len(new.obsolete) == 4

    def test_two_edits_get_each_its_own_old_target(self) -> None:
        old = "The court in Almaty met on Monday.\n\nThe court in Astana met on Monday.\n"
        new = update(translated(old), template(old.replace("Monday", "Friday")))
        assert [message.previous for message in new.messages] == old.strip().split("\n\n")


def test_counts_add_up_to_all_messages() -> None:
    counts = update(translated(OLD), template(OLD.replace("Monday", "Tuesday"))).counts()
    assert sum(counts.values()) == 4
    assert (counts[State.APPROVED], counts[State.STALE]) == (3, 1)


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
