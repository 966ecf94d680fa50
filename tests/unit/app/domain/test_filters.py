"""Filters: their syntax, and the items that match."""

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.filters import Bounds, Filter, format_filter, matches, parse_filter
from app.domain.items import Item, Property
from app.domain.standard import default_standardizer, standardize
from app.errors import InvalidInput

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def item(**raw: str) -> Item:
    standard = {name: standardize(name, value) for name, value in raw.items()}
    properties = tuple(
        Property(name, s.value, s.display, 1.0, "given", (), None, NOW, s.number, s.unit, s.high)
        for name, s in standard.items()
    )
    return Item("a", "", "", None, None, properties, NOW, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("size:XL", Filter("size", "xl")),
        ("Gift Wrap:yes", Filter("gift_wrap", "yes")),
        ("-color:Red", Filter("color", "red", exclude=True)),
        ("model:a:b", Filter("model", "a:b")),
        ("motto:=<3 you", Filter("motto", "<3 you")),
        ("motto:=Wait..What", Filter("motto", "wait..what")),
        ("-motto:=> 9000", Filter("motto", "> 9000", exclude=True)),
        ("motto:==D hi", Filter("motto", "=d hi")),
        ("Colour:=navy blue", Filter("color", "navy")),
        ("coverage:464515.2 cm²", Filter("coverage", "464515.2 cm²")),
        ("volume:>=12 oz", Filter("volume", bounds=Bounds(low=354.882355, unit="ml"))),
        ("weight:>=12 oz", Filter("weight", bounds=Bounds(low=340.194278, unit="g"))),
        ("price:>1.299 €", Filter("price", bounds=Bounds(low=1299, unit="EUR", includes_low=False))),
        ("price:>1.2990 €", Filter("price", bounds=Bounds(low=1.299, unit="EUR", includes_low=False))),
        ("price:10..50", Filter("price", bounds=Bounds(10, 50))),
        ("price:10..", Filter("price", bounds=Bounds(low=10))),
        ("price:..50 EUR", Filter("price", bounds=Bounds(high=50, unit="EUR"))),
        ("weight:>=2 kg", Filter("weight", bounds=Bounds(low=2000, unit="g"))),
        ("weight:<2kg", Filter("weight", bounds=Bounds(high=2000, unit="g", includes_high=False))),
        ("weight:1..2 kg", Filter("weight", bounds=Bounds(1000, 2000, "g"))),
        ("price:10 EUR..50", Filter("price", bounds=Bounds(10, 50, "EUR"))),
        ("size:>=1/2 in", Filter("size", bounds=Bounds(low=1.27, unit="cm"))),
        ("size:1/2..3/4 in", Filter("size", bounds=Bounds(1.27, 1.905, "cm"))),
        ("height:5'10\"..6'", Filter("height", bounds=Bounds(177.8, 182.88, "cm"))),
        ("weight:2..4 lb", Filter("weight", bounds=Bounds(907.18474, 1814.36948, "g"))),
        ("price:1.299,00 €..2000 €", Filter("price", bounds=Bounds(1299, 2000, "EUR"))),
        ("price:1.299,00..2.000,00 €", Filter("price", bounds=Bounds(1299, 2000, "EUR"))),
        ("weight:<=1,5 kg", Filter("weight", bounds=Bounds(high=1500, unit="g"))),
        ("oven:>=350 °F", Filter("oven", bounds=Bounds(low=176.666667, unit="°C"))),
        ("quantity:>=6 count", Filter("quantity", bounds=Bounds(low=6, unit="count"))),
        ("screen:>=20 px", Filter("screen", bounds=Bounds(low=20, unit="px"))),
        ("color:Navy Blue", Filter("color", "navy")),
        ("size:10-12 in", Filter("size", "25.4 to 30.48 cm")),
        ("quantity:pack of 6", Filter("quantity", "6 count")),
        ("weight:500 g..2 kg", Filter("weight", bounds=Bounds(500, 2000, "g"))),
    ],
)
def test_reading_a_filter(text: str, expected: Filter) -> None:
    assert parse_filter(text) == expected
    assert parse_filter(format_filter(expected)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "red",
        ":red",
        "color:",
        "price:>cheap",
        "price:1..2..3",
        "w:1 kg..5 cm",
        "--color:red",
        "price:..",
        "price:50..10",
        "a:%",
        "motto:=",
        "motto:<3 you",
    ],
)
def test_a_wrong_filter_is_named_with_what_was_expected(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_filter(text, "/filter/3")
    (fault,) = caught.value.faults
    assert fault.pointer == "/filter/3"
    assert repr(text) in fault.detail


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        (["color:red"], True),
        (["color:blue"], False),
        (["color:blue", "color:red"], True),
        (["color:red", "size:xl"], False),
        (["color:red", "size:m"], True),
        (["-color:blue"], True),
        (["-color:red"], False),
        (["weight:>=2 kg"], True),
        (["weight:>2.1 kg"], False),
        (["weight:4..5 lbs"], True),
        (["weight:1..3"], False),
        (["price:10..50"], True),
        (["price:10..50 EUR"], True),
        (["price:10..50 USD"], False),
        (["price:<39.9"], False),
        (["price:<=39.9"], True),
        (["-price:<=39.9"], False),
        (["color:10..50"], False),
    ],
)
def test_what_holds_for_an_item(filters: list[str], holds: bool) -> None:
    thing = item(color="red", size="M", weight="4.5 lbs", price="39.90 EUR")
    assert matches(thing, [parse_filter(text) for text in filters]) is holds


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        (["price:..15"], True),
        (["price:..10"], True),
        (["price:<10"], False),
        (["price:20.."], True),
        (["price:>20"], False),
        (["price:12..13"], True),
        (["price:5..30 USD"], True),
        (["price:21..30"], False),
        (["price:12..13 EUR"], False),
    ],
)
def test_a_range_meets_the_bounds_that_it_intersects(filters: list[str], holds: bool) -> None:
    thing = item(price="$10 to $20")
    assert matches(thing, [parse_filter(text) for text in filters]) is holds


@given(st.sampled_from(["motto", "size", "price", "color"]), st.text(min_size=1) | st.from_regex(r"[<>=.:a3 ]{1,9}"))
def test_each_value_that_is_shown_can_be_sent_back_as_a_filter(name: str, raw: str) -> None:
    value = standardize(name, raw).value
    if value:
        assert parse_filter(format_filter(Filter(name, value))) == Filter(name, value)


def test_a_filter_reads_values_as_its_standardizer_does() -> None:
    mine = default_standardizer().with_aliases({("color", "navy"): "marine"})
    assert parse_filter("color:navy blue", standardizer=mine) == Filter("color", "marine")


def test_a_price_without_currency_is_compared_by_its_number() -> None:
    assert matches(item(price="39.90"), [Filter("price", bounds=Bounds(high=50, unit="EUR"))])
    assert Bounds().high == math.inf
