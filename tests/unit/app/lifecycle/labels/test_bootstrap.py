"""Given properties, found in the texts of their items."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.standard import default_standardizer
from app.lifecycle.labels.bootstrap import Bootstrap, Labelled, LabelledText
from app.lifecycle.labels.report import Needs
from app.lifecycle.labels.samples import Sample

RULES = default_standardizer()
# What other items of the catalog give, so that its words are known.
OTHERS: list[dict[str, Any]] = [
    {"title": "Juicer", "properties": {"category": "orange juice", "color": "blue", "brand": "Old Town"}},
    {"title": "Box", "properties": {"color": "green", "brand": "Gap", "size": "XL", "wattage": "900 W"}},
]


def label(*items: dict[str, Any], wanted: Sequence[str] | None = None, needs: Needs = Needs(1, 1, 0)) -> Labelled:  # noqa: B008
    numbered = [{"id": str(number), **item} for number, item in enumerate(items)]
    return Bootstrap([Sample.of(item, RULES) for item in numbered], RULES, wanted, needs).label()


def texts_of(labelled: Labelled, item_id: str = "0") -> list[LabelledText]:
    return list(labelled.texts.get(item_id, ()))


def said(title: str, **properties: Any) -> list[tuple[str, str]]:
    """The stretches of a title that are labelled, with the property."""
    found = texts_of(label({"title": title, "properties": properties}, *OTHERS))
    return [(each.text[start:end], name) for each in found for start, end, name in each.spans]


@pytest.mark.parametrize(
    ("title", "properties", "expected"),
    [
        ("Red shirt", {"color": "red"}, [("Red", "color")]),
        ("Shirts in navy", {"category": "shirt", "color": "Navy Blue"}, [("Shirts", "category"), ("navy", "color")]),
        ("T-shirt with v-neck", {"neckline": "V neck"}, [("v-neck", "neckline")]),
        ("Jacket for rain, rain jacket", {"category": "rain jacket"}, [("rain jacket", "category")]),
        ("Espresso, roast: dark medium", {"roast": "medium dark"}, [("dark medium", "roast")]),
        ("Kettle 1.2 kW, 1200 watts", {"wattage": "1200 W"}, [("1.2 kW", "wattage"), ("1200 watts", "wattage")]),
        ("Tent of 3 kg", {"weight": "3000 g"}, [("3 kg", "weight")]),
        ("Shirt XL, relaxed xl fit", {"size": "XL"}, [("XL", "size")]),
        ("Lens, aperture 8 and 8 lenses", {"aperture": 8}, [("8", "aperture")]),
        ("Grey marl hoodie", {"color": "gray"}, [("Grey", "color")]),
        # A broader or narrower value of the same property says it too.
        ("Boots by Dr. Martens", {"brand": "Dr Martens"}, [("Dr. Martens", "brand")]),
        ("Navy shirt, a blue one", {"color": "navy"}, [("Navy", "color"), ("blue", "color")]),
    ],
)
def test_values_are_found_as_texts_say_them(
    title: str, properties: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert said(title, **properties) == expected


@pytest.mark.parametrize(
    ("title", "properties"),
    [
        ("Orange juice, fresh", {"color": "orange"}),  # The category of another item covers it.
        ("A gap-free Gapper", {"brand": "Gap"}),  # Part of a longer word.
        ("Blood-orange dress", {"color": "orange"}),
        ("Bag, 1200", {"wattage": "1200 W"}),  # A number without its unit.
        ("Made in 2024, washable", {"year": 2024, "washable": "yes"}),
        ("A dress for m. and l.", {"size": "M"}),
        ("Rain. Jacket!", {"category": "rain jacket"}),
    ],
)
def test_what_may_say_something_else_is_no_label(title: str, properties: dict[str, Any]) -> None:
    assert said(title, **properties) == []


def test_the_longest_value_wins() -> None:
    assert said("Old Town canoe", brand="Old Town", age="old") == [("Old Town", "brand")]


def test_a_place_of_two_given_properties_is_ambiguous_and_unsure() -> None:
    plain = {"title": "Red box of Acme", "properties": {"color": "red", "brand": "Acme"}}
    labelled = label({"title": "Orange chair", "properties": {"color": "orange", "brand": "Orange"}}, plain)
    (text,) = texts_of(labelled)
    assert (text.spans, text.unsure) == ((), ((0, 6),))
    assert {(each.name, each.ambiguous) for each in labelled.properties} == {("color", 1), ("brand", 1)}


def test_another_value_than_the_given_one_is_contradicted_and_unsure() -> None:
    labelled = label({"title": "Red or blue shirt", "properties": {"color": "red"}}, *OTHERS)
    (text,) = texts_of(labelled)
    assert text.spans == ((0, 3, "color"),)
    assert (7, 11) in text.unsure
    assert next(each.contradicted for each in labelled.properties if each.name == "color") == 1


def test_only_an_item_that_lacks_a_property_is_unsure_where_it_may_say_it() -> None:
    plain = [{"title": f"Mug number {n}, glazed", "properties": {"brand": "Acme", "color": "red"}} for n in range(3)]
    whole = {"title": "Red mug of Acme, glazed", "properties": {"brand": "Acme", "color": "red"}}
    lacking = {"title": "Red mug of Zenith, glazed", "properties": {"color": "red"}}
    labelled = label(lacking, whole, *plain, wanted=["brand", "color"])
    (first,), (second,) = texts_of(labelled, "0"), texts_of(labelled, "1")
    assert [first.text[start:end] for start, end in first.unsure] == ["of", "Zenith"]
    assert (second.unsure, second.is_closed, first.is_closed) == ((), True, False)


def test_properties_that_cannot_be_learned_are_left_out_with_their_reason() -> None:
    items = [
        {"title": f"Red box {n}", "properties": {"color": "red", "price": n + 0.5, "brand": "Acme"}} for n in range(40)
    ]
    labelled = label(*items, needs=Needs(items=30, values=2))
    assert labelled.taught == []
    assert {each.name: each.reason for each in labelled.properties} == {
        "color": "1 values said, of 2 that are needed",
        "brand": "said by 0 items, of 30 that are needed",
        "price": "said by 0 items, of 30 that are needed",
    }


def test_named_properties_are_taught_if_texts_say_them() -> None:
    labelled = label({"title": "Red box", "properties": {"color": "red", "brand": "Acme"}}, wanted=["color", "brand"])
    assert labelled.taught == ["color"]


def test_equal_texts_are_labelled_once() -> None:
    item = {"title": "Red box", "properties": {"color": "red"}}
    assert len(label(item, item, item).texts) == 1


@settings(max_examples=50)
@given(st.lists(st.text(max_size=12) | st.sampled_from(["red", "Nike air", "5 kg", "v-neck", "XL", "½ l"]), max_size=6))
def test_spans_are_in_order_without_overlap_and_inside_the_text(parts: list[str]) -> None:
    item = {"title": " ".join(parts), "properties": {f"p{n}": part for n, part in enumerate(parts)}}
    for each in texts_of(label(item)):
        extents = sorted([*((start, end) for start, end, _ in each.spans), *each.unsure])
        assert all(0 <= start < end <= len(each.text) for start, end in extents)
        assert all(before[1] <= after[0] for before, after in pairwise(extents))
