"""Units and their conversion."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.standard.units import Quantity, is_currency, to_canonical


@pytest.mark.parametrize(
    ("number", "spelt", "expected"),
    [
        (1, "in.", Quantity(2.54, "cm")),
        (1, "fl. oz.", Quantity(29.5735296, "ml")),
        (2, "lbs", Quantity(907.18474, "g")),
        (8, "GB", Quantity(8, "GB")),
        (8, "g", Quantity(8, "g")),
        (2, "TB", Quantity(2000, "GB")),
        (212, "°F", Quantity(100, "°C")),
        (-40, "degrees F", Quantity(-40, "°C")),
        (2, "years", Quantity(24, "months")),
        (90, "minutes", Quantity(1.5, "h")),
        (2, "kWh", Quantity(2000, "Wh")),
        (1.5, "Ah", Quantity(1500, "mAh")),
        (3600, "MHz", Quantity(3.6, "GHz")),
        (60, "Hz", Quantity(60, "Hz")),
        (5, "US$", Quantity(5, "USD")),
        (5, "zł", Quantity(5, "PLN")),
    ],
)
def test_to_the_canonical_unit(number: float, spelt: str, expected: Quantity) -> None:
    assert to_canonical(number, spelt) == expected


@pytest.mark.parametrize("spelt", ["", "stone henge", "x", "o"])
def test_no_unit(spelt: str) -> None:
    assert to_canonical(1, spelt) is None


@pytest.mark.parametrize(
    ("there", "back", "factor"),
    [("kg", "g", 1000), ("ft", "cm", 30.48), ("l", "ml", 1000), ("tb", "gb", 1000), ("yr", "months", 12)],
)
@given(number=st.floats(1e-3, 1e6))
def test_conversion_goes_there_and_back(there: str, back: str, factor: float, number: float) -> None:
    converted = to_canonical(number, there)
    assert converted is not None
    assert math.isclose(converted.number / factor, number, rel_tol=1e-8)
    assert to_canonical(converted.number, back) == converted


@given(st.floats(-400, 1e6))
def test_temperatures_go_there_and_back(fahrenheit: float) -> None:
    celsius = to_canonical(fahrenheit, "°F")
    assert celsius is None or math.isclose(celsius.number * 9 / 5 + 32, fahrenheit, rel_tol=1e-7, abs_tol=1e-6)


def test_currencies_are_told_from_units() -> None:
    assert is_currency("EUR")
    assert not is_currency("g")
    assert not is_currency(None)
