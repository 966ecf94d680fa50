"""Spans are read with the help of the words near them."""

from datetime import UTC, datetime

import pytest

from app.domain.items import Evidence, Property
from app.domain.mentions import Mention
from app.domain.properties import to_properties
from app.domain.standard import default_standardizer

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def read(title: str, *spans: tuple[str, str], given: tuple[tuple[str, str], ...] = ()) -> list[Property]:
    """The properties of a title in which the model found spans, by name and text."""
    mentions = [
        Mention(name, Evidence("title", title.index(text), title.index(text) + len(text), text, 0.9))
        for name, text in spans
    ]
    return list(to_properties(given, mentions, default_standardizer(), "m@1", NOW, {"title": title})[0])


@pytest.mark.parametrize(
    ("title", "name", "text", "found"),
    [
        ("Men's navy suit jacket 38L", "size", "38L", ("size", "38l", None)),
        ("Backpack 38L, grey", "size", "38L", ("volume", "38000 ml", "ml")),
        ("Baby romper 9M, yellow", "size", "9M", ("size", "9 months", None)),
        ("HDMI cable 9M", "size", "9M", ("length", "900 cm", "cm")),
        ("Lace bra 34G", "size", "34G", ("size", "34g", None)),
        ("Dark chocolate 34G", "size", "34G", ("weight", "34 g", "g")),
        ("LED bulb 8.5W", "size", "8.5W", ("power", "8.5 w", "W")),
        ("Leather loafers 8.5W", "size", "8.5W", ("size", "8.5w", None)),
        ("USB stick 16G", "size", "16G", ("size", "16g", None)),
        ("Samsung Galaxy S21 5G", "size", "5G", ("size", "5g", None)),
        ("Car compressor 12/24V, 150 W", "size", "12/24V", ("voltage", "12 and 24 v", "V")),
        ("Coffee mug 12 oz", "size", "12 oz", ("volume", "354.882355 ml", "ml")),
        ("Travel mug 12 oz", "size", "12 oz", ("volume", "354.882355 ml", "ml")),
        ("Hand cream, 3.4-ounce", "size", "3.4-ounce", ("volume", "100.550001 ml", "ml")),
        ("Granola bar 2 oz", "size", "2 oz", ("weight", "56.6990463 g", "g")),
        ("Gadget 12 oz", "size", "12 oz", ("size", "12 oz", "oz")),
        ("Kettle 2 kg", "size", "2 kg", ("weight", "2000 g", "g")),
        ("Laptop 16GB RAM, 512GB SSD", "size", "16GB", ("memory", "16 gb", "GB")),
        ("Laptop 16GB RAM, 512GB SSD", "size", "512GB", ("storage", "512 gb", "GB")),
        ("Card with 12 GB of DDR6 memory", "size", "12 GB", ("memory", "12 gb", "GB")),
        ("64 GB memory card", "size", "64 GB", ("storage", "64 gb", "GB")),
        ("Box 30 x 40 cm", "size", "30 x 40 cm", ("size", "30 x 40 cm", "cm")),
        ("Black Diamond headlamp 400 lumens", "quantity", "400", ("brightness", "400 lm", "lm")),
        ("Sheets, pack of 6", "quantity", "6", ("quantity", "6 count", "count")),
        ('Labelled "No. 4512" on the back', "size", '4512"', ("size", "4512", None)),
        ('About 8,000 "Acme" cribs', "size", '8,000 "', ("size", "8000", None)),
        ('Drill bit 10" long, 1/8" wide', "size", '1/8"', ("width", "0.3175 cm", "cm")),
        ('A "Classic" TV, 55" wide', "size", '55"', ("width", "139.7 cm", "cm")),
        ("Built-in, 20l 800w", "size", "20l", ("volume", "20000 ml", "ml")),
        ("Dates 10F, 10G and 10K", "size", "10G", ("size", "10g", None)),
        ("Brake cable 1,700 mm", "size", "700 mm", ("length", "170 cm", "cm")),
        ("About 912,000 cans", "quantity", "000 cans", ("quantity", "912000 count", "count")),
        ("Codes 06DH, 06GB and 07DH", "size", "06GB", ("size", "06gb", None)),
        ("About three and one-half inches tall", "size", "one-half inches tall", ("height", "8.89 cm", "cm")),
        ("Blade 3 1/2 inch", "size", "1/2 inch", ("length", "8.89 cm", "cm")),
        ("Sketchbook 9 ¾ in", "size", "¾ in", ("length", "24.765 cm", "cm")),
        ("Pads ¾ in", "size", "¾ in", ("length", "1.905 cm", "cm")),
        ("Bottle that weighs about 8 ounces", "size", "8 ounces", ("weight", "226.796185 g", "g")),
        ("Candle in a glass jar, 14 ounce", "size", "14 ounce", ("size", "14 oz", "oz")),
        ("Plates 12 pcs", "quantity", "12", ("quantity", "12 count", "count")),
    ],
)
def test_what_stands_beside_explains_a_value(title: str, name: str, text: str, found: tuple[str, str, str]) -> None:
    own = [prop for prop in read(title, (name, text)) if prop.narrower is None]
    assert [(prop.name, prop.value, prop.unit) for prop in own] == [found]
    for prop in own:
        assert default_standardizer().standardize(prop.name, prop.value).value == prop.value
        evidence = prop.evidence[0]
        assert title[evidence.start : evidence.end] == evidence.text


@pytest.mark.parametrize(
    ("title", "name", "text"),
    [
        ("nikon d5900 slr camera with af s 18 140 vr lens", "quantity", "140"),
        ("Ankara - Power Reserve 1X Portable Charger", "quantity", "1X"),
        ("Model 13 000", "quantity", "13 000"),
        ("Carafe models 6906A through 6907L", "size", "6907L"),
        ("Tank PB-265L", "size", "265L"),
        ("Sound board 11l-0108", "size", "11l"),
        ("Core i52.8ghz", "size", ".8ghz"),
        ("Red cotton t-shirt size XL", "size", "size"),
        ("ONLY Women Green Skirt", "audience", "ONLY"),
        ("Printed summer dress", "color", "Printed"),
        ("Striped floral shirt", "color", "Striped floral"),
    ],
)
def test_what_says_nothing_is_no_property(title: str, name: str, text: str) -> None:
    assert read(title, (name, text)) == []


@pytest.mark.parametrize(
    ("title", "halves", "found"),
    [
        ("Flasche 1,7 l", ("1,", "7 l"), ("volume", "1700 ml")),
        ("Mehl 2,5 kg", ("2", "5 kg"), ("weight", "2500 g")),
        ("Mehl 2,5 kg", ("2", ",5 kg"), ("weight", "2500 g")),
        ("Flour 2.5 kg", ("2.", "5 kg"), ("weight", "2500 g")),
        ("Kabel 1.299,5 m", ("1.299,", "5 m"), ("length", "129950 cm")),
        ("Kabel 1.299,5 m", ("1.", "299,5 m"), ("length", "129950 cm")),
        ("Cable 1,700 mm", ("1,", "700 mm"), ("length", "170 cm")),
        ("Bolt 1/2 in", ("1/", "2 in"), ("length", "1.27 cm")),
        ("Bolt 1/2 in", ("1", "/2 in"), ("length", "1.27 cm")),
        ("Bolt 3 1/2 in", ("3", "1/2 in"), ("length", "8.89 cm")),
        ("Bolt 1-1/2 in", ("1-", "1/2 in"), ("length", "3.81 cm")),
        ("Motor 50/60 Hz", ("50/", "60 Hz"), ("frequency", "50 and 60 hz")),
    ],
)
def test_two_halves_of_a_number_are_one_value(title: str, halves: tuple[str, str], found: tuple[str, str]) -> None:
    own = [prop for prop in read(title, *(("size", half) for half in halves)) if prop.narrower is None]
    assert [(prop.name, prop.value) for prop in own] == [found]


@pytest.mark.parametrize(
    ("title", "number", "unit", "found"),
    [
        ("Kocher 1,7 Liter", "1,7", "Liter", ("volume", "1700 ml")),
        ("Mixer 1.5 l", "1.5", "l", ("volume", "1500 ml")),
        ("Flour 2.5kg", "2.5", "kg", ("weight", "2500 g")),
        ("Cable 3-metre", "3", "metre", ("length", "300 cm")),
        ("Shelf 44 cm wide", "44", "cm wide", ("width", "44 cm")),
    ],
)
def test_a_number_and_its_unit_are_one_value(title: str, number: str, unit: str, found: tuple[str, str]) -> None:
    (prop,) = [each for each in read(title, ("size", number), ("size", unit)) if each.narrower is None]
    assert (prop.name, prop.value) == found
    assert prop.evidence[0].text == title[title.index(number) :]


def test_a_number_beside_another_size_stays_alone() -> None:
    found = read("Shirt 42 XL", ("size", "42"), ("size", "XL"))
    assert [prop.value for prop in found] == ["42", "xl"]


def test_two_halves_of_a_price_are_one_value() -> None:
    found = read("Stuhl 1.299,00 €", ("price", "1.299,"), ("price", "00 €"))
    assert [(prop.value, prop.unit) for prop in found] == [("1299 eur", "EUR")]


def test_two_numbers_are_two_values() -> None:
    found = read("Shelf 12 and 14 in", ("size", "12"), ("size", "14 in"))
    assert [(prop.name, prop.value) for prop in found] == [("length", "35.56 cm"), ("size", "12")]


def test_an_owner_keeps_a_pattern_as_a_color() -> None:
    assert [(prop.name, prop.value) for prop in read("Dress", given=(("colour", "Printed"),))] == [("color", "printed")]


def test_the_title_explains_a_given_value_too() -> None:
    (prop,) = read("Travel mug", given=(("size", "12 oz"),))
    assert (prop.name, prop.value) == ("size", "354.882355 ml")


def test_a_composition_is_found_by_each_part_with_its_share() -> None:
    found = read("Shirt", given=(("material", "60% cotton 40% polyester"),))
    assert [(prop.value, prop.qualifier) for prop in found] == [
        ("cotton", "60%"),
        ("cotton and polyester", None),
        ("polyester", "40%"),
    ]


def test_a_multipack_gives_the_count_the_single_amount_and_the_total() -> None:
    found = read("Cola", given=(("volume", "6 x 330 ml"),))
    assert [(prop.name, prop.value, prop.number) for prop in found] == [
        ("quantity", "6 count", 6),
        ("volume", "1980 ml", 1980),
        ("volume", "330 ml", 330),
        ("volume", "6 x 330 ml", None),
    ]


def test_two_ratings_are_found_by_each() -> None:
    found = read("Drill", given=(("voltage", "110/220V"),))
    assert [(prop.value, prop.number, prop.narrower) for prop in found] == [
        ("110 and 220 v", None, None),
        ("110 v", 110, "110 and 220 v"),
        ("220 v", 220, "110 and 220 v"),
    ]


@pytest.mark.parametrize(
    ("title", "spans", "values"),
    [
        ("Sneakers EU 43", (("size", "EU"), ("size", "43")), [("size", "eu 43")]),
        ("Boots UK-6, tan", (("size", "UK"), ("size", "6")), [("size", "uk 6")]),
        ("Shoes 11 US", (("size", "11 US"),), [("size", "us 11")]),
        (
            "Made in EU, 43 pieces",
            (("size", "EU"), ("quantity", "43 pieces")),
            [("quantity", "43 count"), ("size", "eu")],
        ),
    ],
)
def test_a_system_of_sizes_and_the_number_after_it_are_one_size(
    title: str, spans: tuple[tuple[str, str], ...], values: list[tuple[str, str]]
) -> None:
    assert [(prop.name, prop.value) for prop in read(title, *spans)] == values


@pytest.mark.parametrize(("text", "count"), [("a", 0), ("with", 0), ("A", 1), ("lid", 1)])
def test_a_word_that_says_nothing_is_no_value(text: str, count: int) -> None:
    assert len(read("Grade A mug: a lid comes with it", ("feature", text))) == count
