import pytest

from tilmach.gates import script
from tilmach.gates.pair import Pair


def reasons(source: str, target: str, locale: str) -> list[str]:
    return list(script.reasons(Pair("en", locale, source, target)))


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("NATO met in Brussels.", "NATO Брюссельде жиналды.", "kk"),
        ("NATO met.", "NATO-ның жиналысы", "kk"),
        ("The iPhone is dear.", "iPhone-дар қымбат.", "kk"),
        ("Nokia closed.", "Nokiaның зауыты жабылды.", "kk"),
        ("A mosque of the 16th century", "Мечеть XVI века", "ru"),
        ("It came by text message.", "SMS келді.", "kk"),
        ("Read https://village.example now.", "https://village.example сайтын оқыңыз.", "kk"),
        ("Youth team", "Команда «B»", "ru"),
        ("The Київ metro", "Метро «Київ»", "ru"),
        ("The herders won.", "چارۋىچىلار ئۇتتى.", "ug"),
        ("The herders won.", "Die Hirten haben gewonnen.", "de"),
        ("The herders won.", "牧民胜诉了。", "zh-Hant"),
        ("The herders won.", "羊飼いたちが勝ちました。", "ja"),
        ("12:30", "12:30", "kk"),
        ("5 µm", "5 µм", "ru"),
    ],
)
def test_right_letters_pass(source: str, target: str, locale: str) -> None:
    assert reasons(source, target, locale) == []


@pytest.mark.parametrize(
    ("target", "locale", "reason"),
    [
        ("مالشىلار ىستەرىن جەڭدى.", "kk", "written in Arabic letters"),
        ("Malshylar isterin jeŋdi.", "kk", "written in Latin letters"),
        ("Пастухи победили.", "ug", "written in Cyrillic letters"),
        ("Малшылар court ісін жеңді.", "kk", "Latin words that the source does not have: court"),
        ("Малшылар 法院 ісін жеңді.", "kk", "Chinese words that the source does not have: 法院"),
        ("Малшылар iсін жеңді.", "kk", "Latin letters inside of the word iсін: i"),
        ("Пастухи выиграли ісін.", "ru", "letters that Russian does not have: і"),
        ("Малшылар ўз ісін жеңді.", "kk", "letters that Kazakh does not have: ў"),
        ("دادگاه به سود دامداران رای داد.", "ug", "letters that Uyghur does not have: ه, ی"),
        ("قبلت المحكمة دعوى الرعاة.", "ug", "letters that Uyghur does not have: ة, ح, ع"),
    ],
)
def test_wrong_letters(target: str, locale: str, reason: str) -> None:
    assert reasons("The herders won.", target, locale) == [reason]
