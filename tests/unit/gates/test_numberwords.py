from decimal import Decimal

import pytest

from tilmach.gates.numberwords import late_hours, numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seventeen", {17}),
        ("twenty-five thousand", {25_000, 25, 20, 5, 1000}),
        ("two hundred and five", {205, 200}),
        ("nineteen eighty-four", {1984}),
        ("the twelfth", {12}),
        ("the thirtieth", {30}),
        ("the fifties", {50, 1950}),
        ("half a million", {500_000}),
        ("one and a half", {Decimal("1.5")}),
        ("two thirds", {2, 3, 67, Decimal("66.7")}),
        ("a quarter to six", {6, 15, 45}),
        ("threefold", {3}),
        ("a decade", {10}),
        ("in May", {5}),
        ("two and a half million", {2_500_000}),
    ],
)
def test_numbers(text: str, expected: set[int]) -> None:
    assert expected <= numbers(text)


def test_no_numbers() -> None:
    assert numbers("The herders won their case.") == set()
    assert numbers("") == set()


def test_late_hours() -> None:
    assert late_hours("at 9 p.m.", {9}) == {21}
    assert late_hours("9pm", {9}) == {21}
    assert late_hours("seven in the evening", {7}) == {19}
    assert late_hours("at 9 a.m.", {9}) == set()
    assert late_hours("on the evening of the 25th", {25}) == set()
