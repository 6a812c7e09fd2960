import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tilmach import po
from tilmach.catalog import State
from tilmach.gates import GATES, Failure, Gates
from tilmach.gates.pair import Pair
from tilmach.model import MERGED, Syntax

SOURCE = "The court met on Monday, 12 May, and gave the herders their pasture back."
TARGET = "Сот 12 мамырда, дүйсенбі күні жиналып, малшыларға жайылымын қайтарып берді."


def test_a_good_draft_passes() -> None:
    assert Gates("en", "kk").failures(SOURCE, TARGET) == ()
    assert Gates("en", "kk").first(SOURCE, TARGET) is None


def test_all_failures_and_the_first() -> None:
    gates = Gates("en", "kk")
    target = "Сот 13 мамырда «13 мамырда 13 мамырда жиналып, малшыларға жайылымын қайтарып берді."
    assert gates.failures(SOURCE, target) == (
        Failure("figures", "figure 13 is not in the source"),
        Failure("figures", "figure 12 is missing"),
        Failure("quotes", "opening quotation mark without a closing one"),
        Failure("loop", "the same words come back 3 times: 13 мамырда"),
    )
    assert gates.first(SOURCE, target) == Failure("figures", "figure 13 is not in the source")


@pytest.mark.parametrize(
    ("source", "target", "syntax", "gate"),
    [
        (SOURCE, "Сот жиналды.", Syntax.PLAIN, "length"),
        (SOURCE, "سوت 12-مايدا يىغىلىپ، چارۋىچىلارغا يايلاقنى قايتۇرۇپ بەردى، دېدى ئۇ.", Syntax.PLAIN, "script"),
        (SOURCE, SOURCE, Syntax.PLAIN, "copy"),
        (f"**{SOURCE}**", TARGET, Syntax.MARKDOWN, "markup"),
        (SOURCE, TARGET.replace("12", "21"), Syntax.PLAIN, "figures"),
        (f"“{SOURCE}”", TARGET, Syntax.PLAIN, "quotes"),
        (SOURCE, f"{TARGET[:-1]} қайтарып берді.", Syntax.PLAIN, "loop"),
        (SOURCE, "Суд собрался 12 мая, в понедельник, и вернул пастухам пастбище.", Syntax.PLAIN, "language"),
    ],
)
def test_each_gate_fails(source: str, target: str, syntax: Syntax, gate: str) -> None:
    failure = Gates("en", "kk").first(source, target, syntax)
    assert failure
    assert failure.gate == gate


def test_every_gate_is_tried_above() -> None:
    mark = next(mark for mark in test_each_gate_fails.pytestmark if mark.name == "parametrize")
    assert {case[3] for case in mark.args[1]} == set(GATES)


@pytest.mark.parametrize("locale", ["kk", "ru", "ug"])
def test_what_people_approved_passes(locale: str) -> None:
    messages = [
        message
        for path in sorted((ROOT / "locales" / locale / "LC_MESSAGES").glob("*.po"))
        for message in po.read(path, locale).messages
        if message.state is State.APPROVED and message.target != MERGED
    ]
    gates = Gates("en", locale)
    failures = [(message.source, failed) for message in messages if (failed := gates.first(message.source, message.target))]
    assert len(messages) > 20
    assert failures == []


TEXT = st.text(alphabet=st.sampled_from("abз ж ۇم1 2,.:/“”«»'\"()[]*_`<b>&%@#-— \u00a0٣X"), max_size=60)


@settings(max_examples=100)
@given(TEXT, TEXT, st.sampled_from(Syntax), st.sampled_from(["kk", "ru", "ug", "de", "zh", "ar"]))
def test_no_text_is_too_strange(source: str, target: str, syntax: Syntax, locale: str) -> None:
    failures = Gates("en", locale).failures(source, target, syntax)
    assert all(failure.gate in GATES and failure.reason for failure in failures)
    first = Gates("en", locale).first(source, target, syntax)
    assert first == (failures[0] if failures else None)


def test_a_pair_without_its_codes() -> None:
    pair = Pair("en", "kk-KZ", "The <b>cou</b>rt &amp; 5 km<br>road", "x", Syntax.HTML)
    assert pair.source_text == "The court & 5 km road"
    assert pair.source_words == ["the", "court", "5", "km", "road"]
    assert pair.target_language == "kk"
