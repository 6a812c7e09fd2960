import pytest

from tilmach.gates import markup
from tilmach.gates.pair import Pair
from tilmach.model import Syntax

M, H, P = Syntax.MARKDOWN, Syntax.HTML, Syntax.PLAIN


def reasons(source: str, target: str, syntax: Syntax) -> list[str]:
    return list(markup.reasons(Pair("en", "kk", source, target, syntax)))


@pytest.mark.parametrize(
    ("source", "target", "syntax"),
    [
        ("The **court** met.", "**Сот** жиналды.", M),
        ("See [the **file**](/a) and `x = 1`.", "`x = 1` және [**файлды**](/a) қараңыз.", M),
        ("The court[^1] met.", "Сот[^1] жиналды.", M),
        ("Five \\* three", "Бес * үш", M),
        ("The court met.", "Сот [аудандық] жиналды.", M),
        ("The <b>court</b> met.<br>", "<b>Сот</b> жиналды.<br>", H),
        ("<i>The <b>court</b></i> met.", "<i><b>Сот</b></i> жиналды.", H),
        ("Hello %(name)s, write to info@village.example.", "%(name)s, info@village.example мекенжайына жазыңыз.", P),
        ("A road of 5 km", "5 км жол", P),
        ("Growth of 5%", "5 пайыз өсім", P),
        ("**stars** and [brackets] are text", "жұлдызша мен жақша – мәтін", P),
    ],
)
def test_kept_markup_passes(source: str, target: str, syntax: Syntax) -> None:
    assert reasons(source, target, syntax) == []


@pytest.mark.parametrize(
    ("source", "target", "syntax", "expected"),
    [
        ("The **court** met.", "Сот жиналды.", M, ["the markup ** is lost"]),
        ("The **court** met.", "**Сот жиналды.", M, ["the markup ** is lost"]),
        ("The **court** and **judge** met.", "**Сот** пен төреші кездесті.", M, ["the markup ** is missing in one place"]),
        ("The **court** met.", "**Сот** **жиналды**.", M, ["the markup ** is there too often"]),
        ("The court met.", "*Сот* жиналды.", M, ["the markup * is not in the source"]),
        ("See [the file](/a).", "Файлды қараңыз.", M, ["the link to /a is lost"]),
        ("See [the file](/a).", "[Файлды](/b) қараңыз.", M, ["the link to /a is lost", "the link to /b is not in the source"]),
        ("The court[^1] met.", "Сот жиналды.", M, ["the footnote [^1] is lost"]),
        ("The <b>court</b> met.", "<b>Сот жиналды.", H, ["the markup </b> is lost"]),
        ("The <b>court</b> met.", "</b>Сот<b> жиналды.", H, ["the markup <b> has lost its other half"]),
        ("See https://village.example/ab.", "https://village.example/a қараңыз.", P,
         ["the address https://village.example/ab is lost", "the address https://village.example/a is not in the source"]),
        ("Write to info@village.example.", "Бізге жазыңыз.", P, ["the address info@village.example is lost"]),
        ("Hello %(name)s", "Сәлем %(аты)s", P, ["the markup %(name)s is lost", "the markup %(аты)s is not in the source"]),
    ],
)  # fmt: skip
def test_faults(source: str, target: str, syntax: Syntax, expected: list[str]) -> None:
    assert reasons(source, target, syntax) == expected
