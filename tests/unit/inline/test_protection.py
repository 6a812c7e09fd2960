from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilmach.inline import Syntax, codes
from tilmach.inline.protection import protect, restore

M, H, P = Syntax.MARKDOWN, Syntax.HTML, Syntax.PLAIN


@pytest.mark.parametrize(
    ("source", "syntax", "text"),
    [
        ('The **court** met on [Monday](http://x.example "t").', M, "The court met on Monday."),
        ("Use `x = 1` and {name} now.", M, "Use and now."),
        ("![A photo](a.png) of *it*[^1].", M, "A photo of it."),
        ("2 * 3 * 4 and snake_case", M, "2 * 3 * 4 and snake_case"),
        ("It \\*is\\* so", M, "It is so"),
        ("The <b>court</b><br> met &amp; left.", H, "The court met & left."),
        ('Use <code>a b</code> and <span translate="no">Village News</span>.', H, "Use and."),
        ("Write to desk@a.example or https://a.example/b?c=1.", P, "Write to or."),
        ("Follow @village_news, pay %s and %(name)s or $(ARG1).", P, "Follow, pay and or."),
        ("It is 40 km away, 5% of it.", P, "It is away, of it."),
        ("No codes here, 12 sheep.", P, "No codes here, 12 sheep."),
    ],
)  # fmt: skip
def test_the_machine_never_sees_codes(source: str, syntax: Syntax, text: str) -> None:
    assert protect(source, syntax).text == text


@pytest.mark.parametrize(
    ("source", "syntax", "target", "links", "expected"),
    [
        ("The **court** met.", M, "Сот жиналды.", [(1, 0), (2, 1)], "**Сот** жиналды."),
        ("“**We won**,” he said.", M, "«Біз жеңдік», – деді ол.", [(0, 0), (1, 1), (2, 4)], "«**Біз жеңдік**», – деді ол."),
        ("<b>All of it.</b>", H, "Бәрі осы.", [], "<b>Бәрі осы.</b>"),
        ("Met on [*very cold* Monday](x).", M, "Суық дүйсенбіде.", [(2, 0), (3, 0), (4, 1)], "[*Суық* дүйсенбіде](x)."),
        ("<i>a</i> <b>b</b>", H, "екі бір", [(0, 1), (1, 0)], "<b>екі</b> <i>бір</i>"),
        ("Write to desk@a.example.", P, "Жазыңыз.", [(0, 0)], "Жазыңыз desk@a.example."),
        ("It is so[^1].", M, "Солай.", [(2, 0)], "Солай[^1]."),
        ("A & b <u>c</u>", H, "А & б <в>", [(3, 3)], "А &amp; б <u>&lt;в&gt;</u>"),
        ("The *court*", M, "Сот * жұлдыз_", [(1, 0)], "*Сот* \\* жұлдыз\\_"),
        ("In `code` we trust", M, "Сенеміз", [(2, 0)], "`code` Сенеміз"),
    ],
)  # fmt: skip
def test_codes_come_back_where_the_links_say(source: str, syntax: Syntax, target: str, links, expected: str) -> None:
    assert restore(target, protect(source, syntax), links)[0] == expected


def test_a_guess_is_told() -> None:
    protected = protect("The **court** met on Monday.", M)
    assert restore("Сот жиналды.", protected, [(1, 0)])[1]
    text, is_sure = restore("Сот дүйсенбіде жиналды.", protected, [])
    assert text.count("**") == 2
    assert not is_sure
    assert restore("Бәрі осы.", protect("<b>All of it.</b>", H), [])[1], "around everything is no guess"


bits = st.sampled_from(
    ["word ", "other, ", "“quoted” ", "**", "*", "`code` ", "[", "](x) ", "<b>", "</b>", "<i>", "</i>", "<br>", "&amp; ", "[^1]", "https://a.example ",
     "{name} ", "(", ") ", ". ", "40 km ", "![", "_", "</u>", "<u>"]
)  # fmt: skip


@settings(max_examples=400)
@given(
    st.lists(bits, max_size=14).map("".join),
    st.sampled_from([M, H, P]),
    st.lists(st.sampled_from(["бір", "екі,", "«үш»", "төрт.", "a*b", "<x>"]), max_size=8).map(" ".join),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 9)), max_size=14),
)
def test_no_code_is_lost_doubled_or_invented_and_pairs_are_nested(source: str, syntax: Syntax, target: str, links) -> None:
    wanted = Counter(source[code.start : code.end] for code in codes(source, syntax))
    restored, _ = restore(target, protect(source, syntax), links)
    found = codes(restored, syntax)
    stack = []
    for code in found:
        if code.opens:
            stack.append(code)
        elif code.closes:
            assert stack.pop().start == code.partner
    assert not stack
    if syntax is H:  # in Markdown a mark beside another letter may be no mark any more; its text is there all the same
        assert Counter(restored[code.start : code.end] for code in found) == wanted
    for code, count in wanted.items():
        assert restored.count(code) >= count
