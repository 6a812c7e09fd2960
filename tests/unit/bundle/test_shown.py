"""Dates, numbers and names as readers of each locale know them."""

import re
from datetime import date

import pytest

from tilmach import locales


@pytest.mark.parametrize(
    ("locale", "name", "day", "share"),
    [
        ("en", "English", "June 14, 2025", "99%"),
        ("kk", "Қазақ тілі", "2025 ж. 14 маусым", "99%"),
        ("ru", "Русский", "14 июня 2025 г.", "99 %"),
        ("ug", "ئۇيغۇرچە", "14-ئىيۇن، 2025", "99%"),
    ],
)
def test_in_its_own_language(locale: str, name: str, day: str, share: str) -> None:
    assert locales.native_name(locale) == name
    assert re.sub(r"\s", " ", locales.format_date(date(2025, 6, 14), locale)) == day
    assert re.sub(r"\s", " ", locales.format_share(0.9999, locale)) == share  # all is said only of all


def test_for_a_reader() -> None:
    assert locales.name_in("en", "ru") == "Английский"
    assert locales.format_number(12345, "ru") == "12\u00a0345"
    assert locales.format_share(1, "en") == "100%"
    assert locales.format_share(0.29, "en") == "29%"
