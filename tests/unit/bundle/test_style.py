"""The style sheet: enough contrast on paper and in the dark."""

import re
from itertools import product

import pytest

from tilmach.bundle.pages import HERE

STYLE = (HERE / "static" / "style.css").read_text("utf-8")


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrast(scheme: int) -> None:
    blocks = re.findall(r":root \{([^}]*--paper: #[0-9a-f]{6};[^}]*)\}", STYLE)
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", blocks[scheme]))
    for front, back in product(("ink", "quiet", "accent", "unsure"), ("paper", "shade", "mark")):
        assert contrast(colours[front], colours[back]) >= 4.5, f"{front} on {back}"


def test_it_asks_no_other_host() -> None:
    assert not re.findall(r"https?:|@import|//[a-z]", STYLE)
