import subprocess
import sys

import pytest

from tilmach.gates import language
from tilmach.gates.pair import Pair

SOURCE = "The villagers wrote to the head of the district about the water."


def reasons(target: str, locale: str, source_locale: str = "en") -> list[str]:
    return list(language.reasons(Pair(source_locale, locale, SOURCE, target)))


@pytest.mark.parametrize(
    ("target", "locale"),
    [
        ("Ауыл тұрғындары су мәселесі туралы аудан әкіміне хат жазды.", "kk"),
        ("Дирижер тек жымиып, жұмысын жалғастырды.", "kk"),
        ("Жители села написали главе района письмо о нехватке воды.", "ru"),
        ("يېزا ئاھالىسى سۇ مەسىلىسى توغرىسىدا ناھىيە باشلىقىغا خەت يازدى.", "ug"),
        ("Die Dorfbewohner schrieben dem Landrat wegen des Wassers.", "de"),
        # too short to tell
        ("профессор", "kk"),
        ("Фото: А. Смирнов", "kk"),
        ("داريا", "ug"),
        ("12:30 — 14:00", "kk"),
        # a language that nobody taught the model
        ("Ауыл тургундары суу маселеси боюнча кат жазышты деп айтты.", "sah"),
    ],
)
def test_the_right_language_passes(target: str, locale: str) -> None:
    assert reasons(target, locale) == []


@pytest.mark.parametrize(
    ("target", "locale", "reason"),
    [
        ("Жители написали главе района письмо о воде.", "kk", "looks Russian, not Kazakh"),
        ("Айылдын тургундары суу боюнча кат жазышты.", "kk", "looks Kyrgyz, not Kazakh"),
        ("Авыл халкы су мәсьәләсе буенча җитәкчелеккә хат язды.", "kk", "looks Tatar, not Kazakh"),
        ("Мал жайып журген адамдар соттан жерди кайтарып алды.", "ru", "looks K"),
        ("The villagers wrote to the head of the district.", "de", "looks English, not German"),
        (
            "Жители села написали главе района письмо о нехватке воды и попросили его приехать к ним летом.",
            "kk",
            "looks Russian, not Kazakh",
        ),
        ("ґыва " * 20, "kk", "does not look Kazakh: none of the letters і ғ қ ң ү ұ һ ә ө"),
        ("كتب سكان القرية رسالة الى رئيس الاقليم عن نقص الماء في كل بيت من بيوت القرية", "ug", "looks Arabic, not Uyghur"),
    ],
)
def test_a_wrong_language(target: str, locale: str, reason: str) -> None:
    (found,) = reasons(target, locale)
    assert found.startswith(reason)


def test_each_pair_of_languages_has_its_own_choice() -> None:
    assert reasons("Жители написали главе района письмо о воде.", "kk")
    assert not reasons("Жители написали главе района письмо о воде.", "ru", "kk")
    assert reasons("Жители написали главе района письмо о воде.", "kk", "ru")
    assert len(language.identifier().labels) > 100


def test_the_model_is_not_loaded_before_it_is_asked() -> None:
    program = (
        "import sys; from tilmach.gates import Gates\n"
        "assert Gates('en', 'kk').failures('The court met on Monday.', 'Сот дүйсенбі күні жиналды.') == ()\n"
        "assert 'py3langid' not in sys.modules, 'letters were enough'\n"
        "assert 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
