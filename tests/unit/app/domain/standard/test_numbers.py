"""Numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.standard.numbers import plain, scan


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("1,299", 1299),
        ("1,299.00", 1299),
        ("1.299,00", 1299),
        ("1.299", 1.299),
        ("1'299", 1299),
        ("1 299,50", 1299.5),
        ("10 000", 10000),
        (",89", 0.89),
        ("1,5", 1.5),
        ("12,99", 12.99),
        ("0,125", 0.125),
        (".5", 0.5),
        ("1/2", 0.5),
        ("4-1/2", 4.5),
        ("4 1/2", 4.5),
        ("4 and 1/2", 4.5),
        ("1 1⁄2", 1.5),
        ("one-half", 0.5),
        ("twelve", 12),
    ],
)
def test_a_number_alone(text: str, number: float) -> None:
    assert scan(text) == ([number], ["", ""])


@pytest.mark.parametrize("text", ["", "red", "1,2,3", "1.2.3", "१२", "9" * 40, "0." + "0" * 20 + "1"])
def test_what_is_no_number(text: str) -> None:
    assert scan(text) is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("1/0", [1, 0]), ("50/60", [50, 60]), ("3 5/4", [3, 5, 4]), ("4/8", [4, 8]), ("1/2/3", [1, 2, 3])],
)
def test_a_slash_parts_numbers_that_are_no_fraction(text: str, numbers: list[float]) -> None:
    found = scan(text)
    assert found is not None
    assert found[0] == numbers


def test_what_stands_between_numbers() -> None:
    assert scan('12" x 4.5" x 1/2"') == ([12, 4.5, 0.5], ["", '" x ', '" x ', '"'])


@given(st.floats(1e-9, 1e29) | st.integers(0, 10**15).map(float))
def test_a_number_is_written_so_that_it_reads_the_same(number: float) -> None:
    assert scan(plain(number)) == ([number], ["", ""])
