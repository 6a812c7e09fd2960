import pytest

from tilmach.gates import copying
from tilmach.gates.pair import Pair
from tilmach.model import Syntax


def reasons(source: str, target: str, locale: str = "kk", syntax: Syntax = Syntax.PLAIN) -> list[str]:
    return list(copying.reasons(Pair("en", locale, source, target, syntax)))


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("Village News", "Village News", "kk"),
        ("NATO", "NATO", "ru"),
        ("Bank of Turan", "Bank of Turan", "kk"),
        ("https://village.example/a", "https://village.example/a", "kk"),
        ("2026", "2026", "kk"),
        ("The film “The Last Shepherd of Altai” won.", "The Last Shepherd of Altai фильмі жеңді.", "kk"),
        ("The herders won.", "Малшылар жеңді.", "kk"),
        ("Anna Weber met Omar Haddad in Berlin.", "Anna Weber traf Omar Haddad in Berlin.", "de"),
        ("", "", "kk"),
    ],
)
def test_names_and_translations_pass(source: str, target: str, locale: str) -> None:
    assert reasons(source, target, locale) == []


@pytest.mark.parametrize(
    ("source", "target", "locale", "reason"),
    [
        ("The herders won.", "The herders won.", "kk", "a copy of the source"),
        ("The herders won.", "THE HERDERS WON!", "kk", "a copy of the source"),
        ("Herders Win Their Case", "Herders Win Their Case", "kk", "a copy of the source"),
        ("courtesy photo", "courtesy photo", "ru", "a copy of the source"),
        (
            "The court gave the pasture back.",
            "Сот gave the pasture back.",
            "kk",
            "words of the source are left: gave the pasture back",
        ),
        ("It was dry in May.", "It was dry мамырда.", "kk", "words of the source are left: It was dry"),
        (
            "The herders won their case in court.",
            "Die Hirten won their case in court.",
            "de",
            "words of the source are left: won their case in court",
        ),
    ],
)
def test_copies(source: str, target: str, locale: str, reason: str) -> None:
    assert reasons(source, target, locale) == [reason]


def test_code_is_no_copy() -> None:
    assert (
        reasons(
            "Run `tilmach build all the things` now.",
            "Енді `tilmach build all the things` іске қосыңыз.",
            syntax=Syntax.MARKDOWN,
        )
        == []
    )
