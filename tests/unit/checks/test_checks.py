"""Each check on targets that have its fault and on targets that only look so."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tilmach import catalog as catalogs
from tilmach import po, segmentation
from tilmach.catalog import Catalog, Message, State
from tilmach.checks import Severity
from tilmach.checks.entry import Entry, masked
from tilmach.checks.inspection import entries_of, inspect
from tilmach.checks.kinds import CATALOG_KINDS, KINDS
from tilmach.checks.registry import CHECKS, FIXING
from tilmach.checks.settings import Settings
from tilmach.errors import ProjectError
from tilmach.formats import text
from tilmach.glossary import Glossary, Term
from tilmach.model import MERGED, Syntax

PATH = Path("x.po")


def tell(check: str, locale: str, source: str, target: str, syntax: Syntax = Syntax.PLAIN) -> list[str]:
    entry = Entry(Message(source, target), locale, syntax=syntax)
    return [problem.text for _, problem in CHECKS[check].function([entry])]


def fix(check: str, locale: str, source: str, target: str, syntax: Syntax = Syntax.PLAIN) -> str | None:
    ((_, problem),) = CHECKS[check].function([Entry(Message(source, target), locale, syntax=syntax)])
    return problem.fix


# check, locale, source, a target with its fault, a right one
CASES = [
    ("figures", "kk", "He paid 1,500 tenge.", "Ол 1 600 теңге төледі.", "Ол 1 500 теңге төледі."),
    ("dates", "kk", "It rained in July.", "Маусымда жаңбыр жауды.", "Шілдеде жаңбыр жауды."),
    ("dates", "ru", "They met on Wednesday.", "Они встретились среди недели.", "Они встретились в среду."),
    ("dates", "ru", "It opened in May 2024.", "Открылось в марте 2024 года.", "Открылось в мае 2024 года."),
    ("dates", "kk", "Free by Friday.", "Бейсенбіге дейін жұмыс тегін.", "Жұмаға дейін тегін."),
    ("dates", "kk", "It began in October.", "Қазақтар қарашада бастады.", "Ол қазанда басталды."),
    ("dates", "ug", "It rained on Friday.", "پەيشەنبە كۈنى يامغۇر ياغدى، جۈملىدىن قار.", "جۈمە كۈنى يامغۇر ياغدى."),
    ("addresses", "ru", "See www.news.example/a now.", "Смотрите www.news.example/b.", "Смотрите www.news.example/a."),
    ("addresses", "ru", "Write to desk@village.example now.", "Пишите на dask@village.example.", "Пишите на desk@village.example."),
    ("placeholders", "kk", "Hello, %(name)s!", "Сәлем, %(nam)s!", "Сәлем, %(name)s!"),
    ("placeholders", "kk", "Hello, {name}!", "Сәлем!", "Сәлем, {name}!"),
    ("quotes", "ru", "“Yes,” she said.", "«Да, — сказала она.", "«Да», — сказала она."),
    ("quote-style", "ru", "“Yes,” she said.", "„Да“, — сказала она.", "«Да», — сказала она."),
    ("end-punctuation", "ug", "Who is there?", "ئۇ يەردە كىم بار.", "ئۇ يەردە كىم بار؟"),
    ("end-punctuation", "kk", "Village news", "Ауыл жаңалықтары.", "Ауыл жаңалықтары"),
    ("end-punctuation", "kk", "It is so:", "Бұл былай.", "Бұл былай:"),
    ("punctuation", "ug", "Yes, he came.", "ھەئە, ئۇ كەلدى.", "ھەئە، ئۇ كەلدى."),
    ("spaces", "kk", "Yes, he came.", "Иә ,ол келді.", "Иә, ол келді."),
    ("spaces", "kk", "He came.", "Ол  келді.", "Ол келді."),
    ("spaces", "ru", "“He” came.", "« Он» пришёл.", "«Он» пришёл."),
    ("untranslated", "kk", "The sheep drank water.", "Қойлар water ішті.", "Қойлар су ішті."),
    ("untranslated", "kk", "The sheep that drank.", "Қойлар, которые ішті.", "Су ішкен қойлар."),
    (
        "letters", "kk", "The water was switched off in the whole village", "Бул ауылда су толыктай ошип калды деп айтты бизге",
        "Бұл ауылда су толықтай өшіп қалды деп айтты бізге",
    ),
    ("script", "ru", "A new road.", "Новая dоrога.", "Новая дорога."),
    ("length", "ru", "The court returned the pasture to the herders of the village on Monday.", "Суд.", "Суд вернул пастбище пастухам села в понедельник."),
    ("copy", "ru", "A court returned the pasture.", "A court returned the pasture.", "Суд вернул пастбище."),
    ("loop", "ru", "A court returned it.", "Суд вернул вернул вернул вернул его.", "Суд вернул его."),
    ("bidi-controls", "ug", "One.", "\u202bبىر\u202c.", "بىر."),
    ("presentation-forms", "ug", "One.", "ﺑﯩﺮ.", "بىر."),
]  # fmt: skip


@pytest.mark.parametrize(("check", "locale", "source", "wrong", "right"), CASES)
def test_finds_its_fault_and_nothing_in_the_right_target(check: str, locale: str, source: str, wrong: str, right: str) -> None:
    assert tell(check, locale, source, wrong) != []
    assert [(name, tell(name, locale, source, right)) for name in CHECKS if tell(name, locale, source, right)] == []


def test_language() -> None:
    russian = "Жители села написали письмо руководству района из-за нехватки воды."
    assert tell("language", "kk", "Residents wrote to the district head because of the lack of water.", russian)


def test_markup_addresses_and_placeholders_are_told_apart() -> None:
    source, target = "<b>Go</b> to www.a.example, %s", "Go"
    found = {name: tell(name, "kk", source, target, Syntax.HTML) for name in ("markup", "addresses", "placeholders")}
    assert {name: len(problems) for name, problems in found.items()} == {"markup": 2, "addresses": 1, "placeholders": 1}


@pytest.mark.parametrize(
    ("locale", "source", "target"),
    [
        ("ru", "Sunday sermon.", "Воскресная проповедь."),
        ("ru", "It happened on Saturday night.", "Это случилось в ночь на воскресенье."),
        ("ru", "June 14, 2025", "14.06.2025"),
        ("kk", "They may march in silence.", "Олар үнсіз жүруі мүмкін."),
        ("ug", "On 6 May", "5-ئاينىڭ 6-كۈنى"),
        ("de", "On Monday", "Am Dienstag"),  # its names are not known
    ],
)
def test_dates_that_are_there(locale: str, source: str, target: str) -> None:
    assert tell("dates", locale, source, target) == []


def test_the_day_is_no_month() -> None:
    assert tell("dates", "ru", "From 1 January.", "С 1 декабря.") == ["January is missing"]


@pytest.mark.parametrize(
    ("locale", "source", "target"),
    [
        ("kk", "“Who is it?” she asked.", "«Бұл кім?» – деп сұрады ол."),
        ("kk", "Why, she asked, is it late?", "Неге кеш, деп сұрады ол."),
        ("kk", "He said, “It is late.”", "Ол «кеш» деді."),
        ("ru", "Almaty, 10 a.m.", "Алматы, 10 часов утра"),
        ("ru", "Photo by our own", "Фото соб. корр."),
        ("ru", "It is late **now**.", "Сейчас **поздно**."),
        ("ru", "See the [site](/a).", "Смотрите [сайт](/a)."),
        ("ug", "And then…", "ئاندىن..."),
    ],
)
def test_ends_that_differ_rightly(locale: str, source: str, target: str) -> None:
    assert tell("end-punctuation", locale, source, target, Syntax.MARKDOWN) == []


@pytest.mark.parametrize(
    ("locale", "wrong", "right"),
    [
        ("kk", '"Иә", – деді ол.', "«Иә», – деді ол."),
        ("ug", "“ھەئە” دېدى.", "«ھەئە» دېدى."),
        ("ru", '«Слово "мир" — наше».', "«Слово „мир“ — наше»."),
        ("ru", "“Мы шли долго.", "«Мы шли долго."),  # it goes on in the next sentence
        ("ru", "Мы пришли”, — сказал он.", "Мы пришли», — сказал он."),
        ("ru", '«Мы "шли". И шли.', "«Мы „шли“. И шли."),
    ],
)
def test_quote_style_is_mended(locale: str, wrong: str, right: str) -> None:
    assert fix("quote-style", locale, "“Yes”", wrong) == right
    assert tell("quote-style", locale, "“Yes”", right) == []


@pytest.mark.parametrize(
    "target", ['Экран 27" из стекла.', "«Слово „мир“», — сказал он.", "'да'", "«A “B” C»", '"Он "сказал", и "всё.']
)
def test_quote_style_leaves(target: str) -> None:
    assert tell("quote-style", "ru", "Source", target) == []


def test_quote_style_leaves_codes_alone() -> None:
    assert tell("quote-style", "ru", "A", '<a title="x">Да</a>', Syntax.HTML) == []
    assert fix("quote-style", "ru", "A", '<a title="x">"Да"</a>', Syntax.HTML) == '<a title="x">«Да»</a>'


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("ھەئە, ئۇ كەلدى?", "ھەئە، ئۇ كەلدى؟"),
        ("1,500 سوم; 2,5", "1,500 سوم؛ 2,5"),
        ("ABC, XYZ; ھەئە, كەل", "ABC, XYZ; ھەئە، كەل"),
    ],
)
def test_arabic_punctuation_is_mended(wrong: str, right: str) -> None:
    assert fix("punctuation", "ug", "A", wrong) == right
    assert tell("punctuation", "ug", "A", right) == []
    assert tell("punctuation", "kk", "A", wrong) == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Ол  келді .", "Ол келді."),
        ("« Иә » , деді .", "«Иә», деді."),
        ("Ол келді ", "Ол келді"),
        ("ئۇ كەلدى ؟", "ئۇ كەلدى؟"),
        ("Бір\u00a0 екі", "Бір\u00a0екі"),
    ],
)
def test_spaces_are_mended(wrong: str, right: str) -> None:
    assert fix("spaces", "kk", "A", wrong) == right
    assert tell("spaces", "kk", "A", right) == []


@pytest.mark.parametrize(
    "target", ["Ол ... келді", "Есеп 3 : 2 болды", "Бұл .NET ғой", "10:30-да", "1,5 пайыз", "`a , b` дейді"]
)
def test_spaces_that_belong(target: str) -> None:
    assert tell("spaces", "kk", "A", target, Syntax.MARKDOWN) == []


def test_words_that_may_stay() -> None:
    kept = Glossary((Term("tilmach"),))
    entry = Entry(Message("Run tilmach in Almaty", "Алматыда tilmach іске қосыңыз"), "kk", glossary=kept)
    assert list(CHECKS["untranslated"].function([entry])) == []
    assert tell("untranslated", "kk", "Read the paper Steppe", "Что газетін Орловского оқы") == []


def test_letters_need_some_length() -> None:
    assert tell("letters", "kk", "Almaty", "Алматы вокзалы") == []
    assert tell("letters", "ru", "A", "Жители села написали письмо руководству района из-за воды.") == []


def test_codes_are_masked() -> None:
    assert masked("See  www.a.example/b,c  now", Syntax.PLAIN, lambda text: text.replace(",", ";").replace("  ", " ")) == (
        "See www.a.example/b,c now"
    )
    assert masked("\ue000 , a", Syntax.PLAIN, str.upper) == "\ue000 , a"


def problems(source: str, targets: list[str]) -> list[tuple[str, str]]:
    document = text.parse(source, segmentation.split)
    messages = catalogs.template(document, "x.txt").messages
    catalog = Catalog("kk", tuple(Message(m.source, target) for m, target in zip(messages, targets, strict=True)))
    entries = list(entries_of(catalog, document, path=PATH, article="x", lines={}))
    findings, _ = inspect(entries, Settings())
    return [(finding.source, finding.problem) for finding in findings if finding.check == "merged"]


class TestMerged:
    def test_beside_a_translated_sentence(self) -> None:
        assert problems("One. Two. Three.\n", ["Бір, екі.", MERGED, "Үш."]) == []

    def test_two_in_a_row_lead_to_the_nearest(self) -> None:
        assert problems("One. Two. Three.\n", ["Бәрі.", MERGED, MERGED]) == []

    def test_beside_nothing(self) -> None:
        ((source, problem),) = problems("One. Two.\n", [MERGED, ""])
        assert source == "One."
        assert "no sentence beside it has a translation" in problem

    def test_all_of_a_paragraph(self) -> None:
        assert len(problems("One. Two.\n", [MERGED, MERGED])) == 2

    def test_alone_in_its_paragraph(self) -> None:
        ((_, problem),) = problems("One.\n\nTwo.\n", [MERGED, "Екі."])
        assert "alone in its paragraph" in problem


def test_terms() -> None:
    glossary = Glossary((Term("pasture", {"kk": ("жайылым",)}), Term("Reuters")))
    messages = [
        Message("The pasture is back.", "Жер қайтты."),
        Message("Pastures are green.", "Жайылымдар жасыл."),
        Message("Reuters wrote.", "Рейтер жазды.", fuzzy=True),
    ]
    entries = [Entry(message, "kk", glossary=glossary) for message in messages]
    assert [(entry.source, problem.text) for entry, problem in CHECKS["term"].function(entries)] == [
        ("The pasture is back.", "approved target without жайылым for pasture"),
        ("Reuters wrote.", "edited target without Reuters for Reuters"),
    ]


def group(check: str, *messages: Message) -> list[tuple[str, str]]:
    entries = [Entry(message, "kk", article=str(number)) for number, message in enumerate(messages)]
    return [(f"{entry.article} {entry.target}", problem.text) for entry, problem in CHECKS[check].function(entries)]


def test_inconsistent() -> None:
    draft = Message("Photo: archive").drafted("Сурет: мұрағат", "m 1")
    approved = Message("Photo: archive", "Фото: мұрағаттан")
    assert group("inconsistent", draft, draft, approved) == [
        ("0 Сурет: мұрағат", "the same source is “Фото: мұрағаттан” in 2"),
        ("1 Сурет: мұрағат", "the same source is “Фото: мұрағаттан” in 2"),
    ]
    assert group("inconsistent", approved, replace(approved, target="Басқа", context="caption")) == []
    assert group("inconsistent", approved, replace(approved, target=MERGED)) == []


def test_same_target() -> None:
    court = Message("The court met on Monday.", "Сот жиналды.")
    assert group("same-target", court, replace(court, source="The herders sold their old sheep.")) == [
        ("0 Сот жиналды.", "the same target stands for “The herders sold their old sheep.” in 1"),
        ("1 Сот жиналды.", "the same target stands for “The court met on Monday.” in 0"),
    ]
    assert len(group("same-target", court, replace(court, source="The court never met on Monday."))) == 2
    assert len(group("same-target", court, replace(court, source="The court met on 12 Monday."))) == 2
    assert group("same-target", court, replace(court, source="The court sat on Monday.")) == []
    assert group("same-target", Message("Photo", "Сурет"), Message("Picture", "Сурет")) == []


class TestIgnoring:
    def found(self, *comments: str) -> tuple[list[str], dict[str, int]]:
        message = Message("He paid 5 tenge", "Ол 6  теңге төледі", comments=comments)
        findings, ignored = inspect([Entry(message, "kk")], Settings())
        return [finding.check for finding in findings], dict(ignored)

    def test_nothing(self) -> None:
        assert self.found("a remark of ignore figures") == (["figures", "figures", "spaces"], {})

    def test_one(self) -> None:
        assert self.found("tilmach: ignore figures (it was 6)") == (["spaces"], {"figures": 2})

    def test_several(self) -> None:
        assert self.found("tilmach: ignore spaces, figures") == ([], {"figures": 2, "spaces": 1})
        assert self.found("tilmach: ignore spaces", "tilmach: Ignore: figures") == ([], {"figures": 2, "spaces": 1})

    def test_all(self) -> None:
        assert self.found("tilmach: ignore all") == ([], {"figures": 2, "spaces": 1})

    @pytest.mark.parametrize("names", ["figurs", "", "figures, figurs"])
    def test_unknown(self, names: str) -> None:
        assert "ignore" in self.found(f"tilmach: ignore {names}")[0]

    def test_the_comment_stays_with_a_new_draft(self) -> None:
        message = Message("A", comments=("tilmach: ignore figures",)).drafted("Б", "m 1").with_opinion(30, "n 1")
        assert "tilmach: ignore figures" in message.drafted("В", "m 2").comments
        assert message.state is State.MACHINE


class TestSettings:
    def test_default(self) -> None:
        assert Settings.read(None, PATH).severity("figures") is Severity.ERROR
        assert Settings.read({}, PATH).severity("dates") is Severity.WARNING

    def test_severity_of_the_project(self) -> None:
        settings = Settings.read({"figures": "info", "lost-mark": "off"}, PATH)
        assert (settings.severity("figures"), settings.severity("lost mark")) == (Severity.INFO, Severity.OFF)
        entry = Entry(Message("He paid 5 tenge", "Ол теңге төледі"), "kk")
        (finding,), _ = inspect([entry], settings)
        assert (finding.check, finding.severity) == ("figures", Severity.INFO)
        assert inspect([entry], Settings({"figures": Severity.OFF})) == ([], {})

    @pytest.mark.parametrize("table", [{"figurs": "off"}, {"figures": "loud"}, {"figures": True}, {"figures": ["off"]}, "x"])
    def test_what_is_wrong_is_told(self, table: object) -> None:
        with pytest.raises(ProjectError, match=r"^x\.po: .*"):
            Settings.read(table, PATH)


def test_every_check_is_in_the_registry_and_in_the_docs() -> None:
    page = (ROOT / "docs" / "checks.md").read_text("utf-8")
    assert list(CHECKS) == list(KINDS)
    for name, kind in (KINDS | CATALOG_KINDS).items():
        assert f"\n| {name} | {kind.severity} |" in page, f"docs/checks.md: no row for {name} with severity {kind.severity}"
    rows = {line.split(" | ")[0].strip("| ") for line in page.splitlines() if line.startswith("| ")}
    assert rows >= set(KINDS)


def test_what_mends_yields_fixes() -> None:
    for check, locale, source, wrong, _ in CASES:
        found = [problem for _, problem in CHECKS[check].function([Entry(Message(source, wrong), locale)])]
        assert all((problem.fix is not None) is (check in FIXING) for problem in found), check


@pytest.mark.parametrize("locale", ["kk", "ru", "ug"])
def test_no_errors_in_the_approved_samples(locale: str) -> None:
    for path in (ROOT / "locales" / locale / "LC_MESSAGES").glob("*.po"):
        messages = [m for m in po.read(path, locale).messages if m.state is State.APPROVED]
        findings, _ = inspect([Entry(message, locale, path) for message in messages], Settings())
        assert [(f.check, f.source) for f in findings if f.check != "merged"] == []
