import pytest

from tests.conftest import golden
from tilmach.carryover import carry

CASES = golden("carryover.txt")


@pytest.mark.parametrize(("title", "given", "expected"), CASES, ids=[case[0] for case in CASES])
def test_golden(title: str, given: str, expected: list[str]) -> None:
    carried = carry(*given.split("\n"))
    assert [carried.target or carried.reason] == expected
