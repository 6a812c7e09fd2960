from dataclasses import replace

import pytest

from tilmach import catalog as catalogs
from tilmach import segmentation
from tilmach.catalog import Catalog, State, fingerprint
from tilmach.formats import text
from tilmach.update import update


def template(source: str) -> Catalog:
    return catalogs.template(text.parse(source, segmentation.split), "source_texts/x.txt")


def translated(source: str, **changes: object) -> Catalog:
    """A catalog of the source with every message approved."""
    return Catalog(
        "kk", tuple(replace(message, target=f"⟦{message.source}⟧", **changes) for message in template(source).messages)
    )


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
        assert [message.state for message in new.obsolete] == [State.APPROVED], "whoever takes the change back has it again"

    def test_change_taken_back_restores_the_approval(self) -> None:
        changed = update(translated(OLD), template(OLD.replace("Monday", "Tuesday")))
        assert update(changed, template(OLD)) == translated(OLD)

    def test_twice_edited_sentence_keeps_the_source_its_target_was_made_for(self) -> None:
        once = update(translated(OLD), template(OLD.replace("Monday", "Tuesday")))
        twice = update(once, template(OLD.replace("Monday", "Wednesday")))
        assert twice.messages[1].previous == "The court met on Monday."
        assert [message.source for message in twice.obsolete] == ["The court met on Monday."], "no copies pile up"

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
        assert new.obsolete == (), "the cache has it"

    def test_edited_draft_is_a_proposal_without_the_mark(self) -> None:
        drafts = Catalog(
            "kk",
            tuple(replace(m.drafted("x", "m 1"), target="human", comments=("tilmach: machine draft, m 1, 000000", "hers"))
                  for m in template(OLD).messages),
        )  # fmt: skip
        new = update(drafts, template(OLD.replace("Monday", "Tuesday")))
        mark = f"tilmach: carried over, {fingerprint('human')}"
        assert (new.messages[1].target, new.messages[1].comments) == ("human", ("hers", mark))

    def test_unlike_sentence_gets_nothing(self) -> None:
        new = update(translated(OLD), template("Entirely different words stand here now.\n"))
        assert new.messages[0].state is State.UNTRANSLATED
        assert len(new.obsolete) == 4

    def test_two_edits_get_each_its_own_old_target(self) -> None:
        old = "The court in Almaty met on Monday.\n\nThe court in Astana met on Monday.\n"
        new = update(translated(old), template(old.replace("Monday", "Friday")))
        assert [message.previous for message in new.messages] == old.strip().split("\n\n")

    def test_figure_is_changed_in_the_proposal(self) -> None:
        old = "The court fined 12 herders.\n\nIt was brief.\n"
        new = update(translated(old), template(old.replace("12", "15")))
        assert (new.messages[0].target, new.messages[0].state) == ("⟦The court fined 15 herders.⟧", State.STALE)
        assert new.messages[0].previous == "The court fined 12 herders."

    def test_negation_blocks_and_says_why(self) -> None:
        new = update(translated(OLD), template(OLD.replace("court met", "court never met")))
        assert new.messages[1].state is State.UNTRANSLATED
        assert new.messages[1].comments == (
            "tilmach: old translation not proposed: a negation was added; the source was “The court met on Monday.”",
        )
        assert [message.source for message in new.obsolete] == ["The court met on Monday."]

    def test_split_sentence_offers_its_part_to_each(self) -> None:
        old = "The court in Almaty met on Monday and the herders came from four villages.\n"
        done = Catalog("kk", (replace(template(old).messages[0], target="Сот жиналды. Малшылар төрт ауылдан келді."),))
        new = update(done, template(old.replace(" and the", ". The")))
        assert [message.target for message in new.messages] == ["Сот жиналды.", "Малшылар төрт ауылдан келді."]
        assert {message.state for message in new.messages} == {State.STALE}
        assert new.obsolete[0].target == "Сот жиналды. Малшылар төрт ауылдан келді."

    def test_split_sentence_with_one_target_offers_it_to_both(self) -> None:
        old = "The court in Almaty met on Monday and the herders came from four villages.\n"
        new = update(translated(old), template(old.replace(" and the", ". The")))
        assert [message.target for message in new.messages] == [f"⟦{old.strip()}⟧"] * 2

    def test_merged_sentences_offer_both_targets(self) -> None:
        old = "The court in Almaty met on Monday. The herders came from four villages.\n"
        new = update(translated(old), template(old.replace(". The", " and the")))
        (message,) = new.messages
        assert message.target == "⟦The court in Almaty met on Monday.⟧ ⟦The herders came from four villages.⟧"
        assert message.previous == old.strip()
        assert len(new.obsolete) == 2

    def test_typo_in_a_short_headline_is_found_by_its_place(self) -> None:
        new = update(translated("Herdrs Win\n\nIt was brief.\n"), template("Herders Win\n\nIt was brief.\n"))
        assert new.messages[0].previous == "Herdrs Win"

    def test_moved_and_edited_sentence_is_found_elsewhere(self) -> None:
        old = "".join(f"Sentence {word} stands here alone.\n\n" for word in ("alpha", "beta", "gamma", "delta"))
        moved = old.replace("Sentence alpha stands here alone.\n\n", "") + "Sentence alpha stands there alone.\n"
        new = update(translated(old), template(moved))
        assert new.messages[-1].previous == "Sentence alpha stands here alone."

    def test_obsolete_work_of_a_person_wins_over_a_draft(self) -> None:
        one = template("One.\n").messages[0]
        catalog = Catalog("kk", (one.drafted("m", "m 1"),), (replace(one, target="human", obsolete=True),))
        assert update(catalog, template("One.\n")).messages[0].target == "human"

    @pytest.mark.parametrize("live", ["", "other"])
    def test_two_targets_of_one_source_are_both_kept(self, live: str) -> None:
        one = template("One.\n").messages[0]
        catalog = Catalog("kk", (replace(one, target=live),), (replace(one, target="human", obsolete=True),))
        new = update(catalog, template("One.\n"))
        assert {message.target for message in (*new.messages, *new.obsolete)} == {"human"} | ({live} if live else set())
