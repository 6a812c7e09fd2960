import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilmach.evaluation import Edits, agreement, edits, score

KK = ["Сот дүйсенбі күні жиналды.", "Ауылдан қалаға дейін он екі шақырым жол бар."]
UG = ["سوت دۈشەنبە كۈنى يىغىلدى، دېدى ئۇ.", "يېزىدا ئىككى مەكتەپ بار."]
texts = st.text(st.sampled_from("абқңұ іжс.12"), max_size=40)


class TestScore:
    def test_the_reference_itself(self) -> None:
        scores = score(KK, KK, "kk")
        assert (round(scores.chrf), round(scores.bleu), scores.ter) == (100, 100, 0)

    def test_nothing_and_something_else(self) -> None:
        empty, other = score(["", ""], KK, "kk"), score(list(reversed(KK)), KK, "kk")
        assert (empty.chrf, empty.bleu, empty.ter) == (0, 0, 100)
        assert 0 < other.chrf < 30
        assert other.bleu < 5
        assert other.ter > 70

    def test_signatures_say_how(self) -> None:
        signatures = score(KK, KK, "kk").signatures
        assert list(signatures) == ["chrF++", "BLEU", "TER"]
        assert "nc:6|nw:2" in signatures["chrF++"]
        assert "tok:13a" in signatures["BLEU"]
        assert all("version:" in signature for signature in signatures.values())

    def test_an_arabic_comma_is_no_part_of_a_word(self) -> None:
        without_comma = [UG[0].replace("،", ""), UG[1]]
        assert "tok:intl" in score(UG, UG, "ug").signatures["BLEU"]
        assert score(without_comma, UG, "ug").bleu > score(without_comma, UG, "kk").bleu

    def test_order_and_number_matter(self) -> None:
        for hypotheses, references in ((KK[:1], KK), ([], [])):
            with pytest.raises(ValueError, match="can't be scored"):
                score(hypotheses, references, "kk")

    @pytest.mark.filterwarnings("error")
    def test_a_bad_model_that_spaces_its_stops_is_no_reason_to_warn(self, caplog: pytest.LogCaptureFixture) -> None:
        score(["сот ."] * 101, ["сот."] * 101, "kk")
        assert not caplog.records


class TestAgreement:
    def test_same_and_nothing(self) -> None:
        assert agreement(KK[0], KK[0], "kk") == 100
        assert agreement(KK[0], "", "kk") == 0
        assert agreement("", "", "kk") == 0

    def test_a_suffix_costs_less_than_another_word(self) -> None:
        suffix = agreement("Малшылар сотта жеңді.", "Малшылары сотта жеңді.", "kk")
        word = agreement("Малшылар сотта жеңді.", "Ауылдастар сотта жеңді.", "kk")
        other = agreement("Малшылар сотта жеңді.", "Ертең қар жауады.", "kk")
        assert 100 > suffix > word > other

    @given(texts, texts)
    def test_is_a_percentage(self, one: str, two: str) -> None:
        assert 0 <= agreement(one, two, "kk") <= 100
        assert agreement(one, one, "kk") == (100 if one.strip() else 0)

    def test_what_the_draft_lacks_counts_more(self) -> None:
        half = KK[1].partition(" он ")[0]
        assert agreement(half, KK[1], "kk") < agreement(KK[1], half, "kk") < 100

    def test_what_no_reader_sees_does_not_count(self) -> None:
        assert agreement("Бишкектің айы й", unicodedata.normalize("NFD", "Бишкектің айы й"), "kk") == 100
        assert agreement("يېزىدا \u2068BBC\u2069 بار", "يېزىـــدا BBC بار", "ug") == 100
        assert agreement("\ufefb", "لا", "ug") == 100, "a presentation form"


class TestEdits:
    def test_counts_and_rates(self) -> None:
        found = edits("Сот дүйсенбіде жиналды", "Сот сейсенбіде жиналды")
        assert found == Edits(characters=2, draft_characters=22, words=1, target_words=3)
        assert found.word_rate == pytest.approx(1 / 3)
        assert found.character_rate == pytest.approx(2 / 22)

    def test_rates_of_nothing(self) -> None:
        assert (Edits().character_rate, Edits().word_rate) == (None, None)
        assert edits("бір екі", "") == Edits(7, 7, 2, 0)

    @given(texts, texts)
    def test_no_more_than_writing_it_anew(self, draft: str, target: str) -> None:
        found = edits(draft, target)
        assert found.characters <= max(len(draft), len(target))
        assert (found.characters == 0) == (draft == target)
        assert found + Edits() == found
