import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilmach.gates import figures
from tilmach.gates.pair import Pair


def reasons(source: str, target: str, locale: str = "kk", source_locale: str = "en") -> list[str]:
    return list(figures.reasons(Pair(source_locale, locale, source, target)))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("They sold 1,500 sheep.", "Олар 1 500 қой сатты."),
        ("They sold 1,500 sheep.", "Олар 1\u00a0500 қой сатты."),
        ("They sold 1,500 sheep.", "Олар 1500 қой сатты."),
        ("They sold 1,500 sheep.", "ئۇلار 1,500 قوي ساتتى."),
        ("It grew by 2.5 percent.", "Ол 2,5 пайызға өсті."),
        ("It grew by 2.5%.", "ئۇ 2.5% ئۆستى."),
        ("It cost 1.5 million tenge.", "Құны 1,5 млн теңге."),
        ("It cost 1.5 million tenge.", "Құны 1 500 000 теңге."),
        ("It cost $1.5bn.", "Құны 1,5 миллиард доллар."),
        ("It cost 1,200,000 tenge.", "Құны 1,2 млн теңге."),
        ("It cost 1.2 million tenge.", "Құны 1 миллион 200 мың теңге."),
        ("About 100,000 people came.", "100 мыңға жуық адам келді."),
        ("It fell from 310,000 to 285,000 tonnes.", "Оно упало с 310 до 285 тысяч тонн."),
        ("Some 2-3 million sheep", "2–3 миллион қой"),
        ("The train leaves at 10:30.", "Поезд сағат 10.30-да кетеді."),
        ("The train leaves at 9:00.", "Поезд сағат 9-да кетеді."),
        ("The train leaves at 9 p.m.", "Поезд отходит в 21:00."),
        ("The train leaves at 7:30 in the evening.", "Поезд отходит в 19.30."),
        ("They won 3-2.", "Олар 3:2 есебімен жеңді."),
        ("They lost 7–0.", "Олар 7:0 есебімен жеңілді."),
        ("On 12 May 2026", "2026-يىلى 5-ئاينىڭ 12-كۈنى"),
        ("On 12 May 2026", "12.05.2026"),
        ("The 3rd road", "3-ші жол"),
        ("A mosque of the 16th century", "XVI ғасырдың мешіті"),
        ("A mosque of the 16th century", "ХVІ ғасырдың мешіті"),
        ("The 1990s were hard.", "1990-шы жылдар ауыр болды."),
        ("The '90s were hard.", "1990-е были трудными."),
        ("In the 2025/26 season", "В сезоне 2025/2026"),
        ("In 2025-26", "2025–2026 годы"),
        ("Two dozen herders", "24 малшы"),
        ("Twenty-five thousand people", "25 000 адам"),
        ("Half a million people", "500 мың адам"),
        ("Two and a half years", "2,5 жыл"),
        ("A third of the pasture", "Жайылымның 1/3 бөлігі"),
        ("Three quarters of the voters", "75 пайыз сайлаушы"),
        ("In the third quarter", "3-тоқсанда"),
        ("It closes at noon.", "Сағат 12-де жабылады."),
        ("Four hundred and five houses", "405 үй"),
        ("In nineteen ninety", "1990 жылы"),
        ("The G20 met.", "G20 жиналды."),
        ("Lake ٣ is dry.", "3-көл құрғап қалды."),
        ("Call +7 701 123 45 67.", "+7 701 123 45 67 нөміріне хабарласыңыз."),
        ("A 5 km road", "5 км жол"),
        ("No figures at all", "Сан жоқ"),
    ],
)
def test_what_people_write_passes(source: str, target: str) -> None:
    assert reasons(source, target) == []


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("They sold 1,500 sheep.", "Олар қой сатты.", ["figure 1,500 is missing"]),
        ("They sold 1,500 sheep.", "Олар 1 600 қой сатты.", ["figure 1 600 is not in the source", "figure 1,500 is missing"]),
        ("They sold 500 sheep.", "Олар 1 500 қой сатты.", ["figure 1 500 is not in the source"]),
        ("It grew by 2.5 percent.", "Ол 25 пайызға өсті.", ["figure 25 is not in the source", "figure 2.5 is missing"]),
        ("It cost 1.5 million.", "Құны 1,5 мың.", ["figure 1,5 is not in the source", "figure 1.5 is missing"]),
        ("It cost 500 thousand.", "Құны 500.", ["figure 500 is not in the source", "figure 500 is missing"]),
        ("They waited two years.", "Олар 3 жыл күтті.", ["figure 3 is not in the source"]),
        ("In 1887 a letter", "1887-жылы 187 хат", ["figure 187 is not in the source"]),
        ("At 9 a.m. sharp", "Ровно в 21:00", ["figure 21:00 is not in the source", "figure 9 is missing"]),
        ("A 16th-century mosque", "XV ғасырдың мешіті", ["figure 16 is missing"]),
        ("They lost 7–0.", "Олар 7 есебімен жеңілді.", ["figure 0 is missing"]),
    ],
)
def test_faults(source: str, target: str, expected: list[str]) -> None:
    assert reasons(source, target) == expected


def test_words_are_numbers_in_english_sources_only() -> None:
    assert reasons("Sie kauften 12 Schafe.", "12 қой, екеуі 2 жаста.", source_locale="de") == []
    assert reasons("Sie kauften 12 Schafe.", "Қой сатып алды.", source_locale="de") == ["figure 12 is missing"]


def test_addresses_are_no_figures() -> None:
    assert reasons("See https://village.example/2031 today.", "https://village.example/2031 қараңыз.") == []


@settings(max_examples=50)
@given(st.integers(0, 10**12), st.sampled_from([" ", "\u00a0", "\u202f", "", ","]))
def test_whole_numbers_pass_in_every_style_and_never_changed(number: int, space: str) -> None:
    source, target = f"There were {number:,} people.", f"Адам саны {number:,}.".replace(",", space)
    assert reasons(source, target) == []
    assert reasons(source, f"Адам саны {number + 7}.") != []


@settings(max_examples=50)
@given(st.decimals(0, 10**6, places=2))
def test_decimals_pass_with_a_comma(number: object) -> None:
    assert reasons(f"The index is {number} now.", f"Индекс қазір {str(number).replace('.', ',')}.") == []
