import pytest

from tilmach.gates import quotes
from tilmach.gates.pair import Pair


def reasons(source: str, target: str) -> list[str]:
    return list(quotes.reasons(Pair("en", "ru", source, target)))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("“We waited,” he said.", "«Мы ждали», — сказал он."),
        ('"We waited," he said.', "„Мы ждали“, — сказал он."),
        ("“We waited,” he said, “and nobody came.”", "«Мы ждали, — сказал он, — и никто не пришёл»."),
        ('"We waited," he said. "Nobody came."', "«Мы ждали, — сказал он. — Никто не пришёл»."),
        ("“He said ‘wait’ and left,” she said.", "«Он сказал „ждите“ и ушёл», — сказала она."),
        ("The 'Steppe' cinema", "Кинотеатр «Степь»"),
        ("The herders' case isn't over.", "Дело пастухов не окончено."),
        ("The radio station Steppe FM", "Радиостанция «Степь FM»"),
        ("“We waited for two years.", "«Мы ждали два года."),
        ("Nobody came.”", "Никто не пришёл»."),
        ("He is 5'10\" tall.", "Его рост 178 см."),
        ("The party (founded in May) won.", "Партия (основана в мае) победила."),
        ("The UN decided.", "Организация Объединённых Наций (ООН) решила."),
        ("1) Water", "1) Вода"),
        ("“Wait.”", "”Vänta.”"),
        ("“Wait.”", "「待って」"),
    ],
)
def test_right_marks_pass(source: str, target: str) -> None:
    assert reasons(source, target) == []


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("“We waited,” he said.", "Мы ждали, — сказал он.", "quotation marks are lost"),
        ("“We waited,” he said.", "«Мы ждали, — сказал он.", "opening quotation mark without a closing one"),
        ("“We waited,” he said.", "Мы ждали», — сказал он.", "closing quotation mark without an opening one"),
        ("“We waited,” he said, “and left.”", "Мы ждали, — сказал он, — и ушли.", "quotation marks are lost"),
        ("The “Steppe” and the “Lake”", "«Степь» и озеро", "quotation marks are lost"),
        ("“We waited for two years.", "«Мы ждали два года».", "quotation marks open or close otherwise than in the source"),
        ("He waited.", "Он «ждал.", "opening quotation mark without a closing one"),
        ("The party (new) won.", "Партия новая победила.", "the bracket ( is lost"),
        ("The party (new) won.", "Партия (новая победила.", "the bracket ) is lost"),
        ("The party won.", "Партия (новая победила.", "( without )"),
        ("The party won.", "Партия новая) победила.", ") without ("),
    ],
)
def test_faults(source: str, target: str, reason: str) -> None:
    assert reasons(source, target) == [reason]
