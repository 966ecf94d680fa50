"""Quantities in text."""

import pytest

from app.domain.standard.quantities import Measure, read_measure, read_quantity, spelt_unit
from app.domain.standard.units import Quantity, Scale

SIDES = {"wide": "wide", "tall": "high", "in diameter": "in diameter"}


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("6-pound", 2721.55422, "g"),
        ("6-ounce", 6, "oz"),
        ("1,5 kg", 1500, "g"),
        ("1.299,00 €", 1299, "EUR"),
        ("EUR 39.90", 39.9, "EUR"),
        ("US$5", 5, "USD"),
        ("1/2 in.", 1.27, "cm"),
        ("2-3/4 in", 6.985, "cm"),
        ('4 1/2"', 11.43, "cm"),
        ("one-gallon", 3785.41178, "ml"),
        ("half-inch", 1.27, "cm"),
        ("5'10\"", 177.8, "cm"),
        ("5' 10", 177.8, "cm"),
        ("5 ft 10 in", 177.8, "cm"),
        ("5 ft., 10 in.", 177.8, "cm"),
        ("3'-6\"", 106.68, "cm"),
        ("6'", 182.88, "cm"),
        ("2 lb 3 oz", 992.233309, "g"),
        ("-40 °F", -40, "°C"),
        ("100%", 100, "%"),
        ("12", 12, None),
    ],
)
def test_one_quantity(text: str, number: float, unit: str | None) -> None:
    assert read_quantity(text) == Quantity(number, unit)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("10-12 in", 25.4, 30.48, "cm"),
        ("10–12 in", 25.4, 30.48, "cm"),
        ("3 to 5 kg", 3000, 5000, "g"),
        ("between 2 and 4 lb", 907.18474, 1814.36948, "g"),
        ("from 3 to 5 kg", 3000, 5000, "g"),
        ("$2 to $4", 2, 4, "USD"),
        ("$2-$4", 2, 4, "USD"),
        ("$100 to 200", 100, 200, "USD"),
        ("500 g to 2 kg", 500, 2000, "g"),
        ("three to four inches", 7.62, 10.16, "cm"),
        ("-5 to -3 °C", -5, -3, "°C"),
    ],
)
def test_a_range_is_no_single_quantity(text: str, low: float, high: float, unit: str) -> None:
    found = read_measure(text)
    assert found is not None
    assert (found.number, found.high, found.unit) == (low, high, unit)
    assert read_measure(found.text) == found
    assert read_quantity(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12 x 4.5 x 1/2 in", "30.48 x 11.43 x 1.27 cm"),
        ('12" x 4.5" x 1/2"', "30.48 x 11.43 x 1.27 cm"),
        ("12 in. by 4 in.", "30.48 x 10.16 cm"),
        ("10W x 12H cm", "10 x 12 cm"),
        ('10"W x 12"H', "25.4 x 30.48 cm"),
        ("3 ft × 20 in", "91.44 x 50.8 cm"),
        ("1920 x 1080 pixels", "1920 x 1080 px"),
    ],
)
def test_dimensions_have_a_unit_and_no_number(text: str, value: str) -> None:
    assert read_measure(text) == Measure(value, None, value.rsplit(" ", 1)[1])
    assert read_quantity(text) is None


@pytest.mark.parametrize(
    ("text", "value", "side"),
    [
        ("8 inches wide", "20.32 cm wide", "wide"),
        ("8-inch-tall", "20.32 cm high", "high"),
        ("4 in. in diameter", "10.16 cm in diameter", "in diameter"),
        ("2 to 4 feet tall", "60.96 to 121.92 cm high", "high"),
    ],
)
def test_a_length_may_say_its_side(text: str, value: str, side: str) -> None:
    found = read_measure(text, SIDES)
    assert found is not None
    assert (found.text, found.broader) == (value, (value.removesuffix(f" {side}"),))


@pytest.mark.parametrize(
    ("text", "value", "broader"),
    [
        ("50/60 Hz", "50 and 60 hz", ("50 hz", "60 hz")),
        ("2 and 4 lb", "907.18474 and 1814.36948 g", ("907.18474 g", "1814.36948 g")),
        ("12V or 24V", "12 and 24 v", ("12 v", "24 v")),
        ("60/80/100 cm", "60 and 80 and 100 cm", ("60 cm", "80 cm", "100 cm")),
    ],
)
def test_several_amounts_in_one_imply_each(text: str, value: str, broader: tuple[str, ...]) -> None:
    found = read_measure(text)
    assert found is not None
    assert (found.text, found.broader, found.number) == (value, broader, None)
    assert read_measure(value) == found


@pytest.mark.parametrize(("text", "unit"), [("5G", None), ("5 G", "g"), ("3m", None), ("3 kg", "g")])
def test_a_letter_behind_a_number_is_a_unit_only_where_letters_may_be(text: str, unit: str | None) -> None:
    found = read_measure(text, scale=Scale(letters=frozenset()))
    assert (found.unit if found else None) == unit


@pytest.mark.parametrize(
    ("text", "measures", "expected"),
    [
        ("16G", {"GB"}, Quantity(16, "GB")),
        ("3M", {"cm"}, Quantity(300, "cm")),
        ("12 oz", {"ml"}, Quantity(354.882355, "ml")),
        ("12 oz", {"g"}, Quantity(340.194278, "g")),
        ("12 oz", {"g", "ml"}, Quantity(12, "oz")),
        ("0.5 ct", {"carat"}, Quantity(0.5, "carat")),
        ("3 bar", {"psi"}, Quantity(43.5113213, "psi")),
    ],
)
def test_what_a_property_measures_says_what_a_unit_means(text: str, measures: set[str], expected: Quantity) -> None:
    assert read_quantity(text, measures) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "red",
        "$5 eur",
        "2 and 4 pears",
        "1/0",
        "3 5/4",
        "12 in to 2 kg",
        "5 to 3 kg",
        "i7 8700",
        "10 x 12 V",
        "4 kg wide",
        "12 in of rope",
        "5 x",
        "1 in 2 in 3 in",
        "2 x 3 x 4 x 5 x 6 cm",
        "two tone",
        "1" * 300 + " g",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert read_measure(text, SIDES) is None


def test_the_unit_as_it_is_spelt() -> None:
    assert spelt_unit("1/2 in.") == "in."
    assert spelt_unit("1,299.00 €") == "€"
    assert spelt_unit("12") == ""
