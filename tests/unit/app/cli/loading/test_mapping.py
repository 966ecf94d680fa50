"""From a record's columns to an item."""

import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.api.requests import ItemIn
from app.cli.loading.mapping import ItemMapping


def test_columns_by_their_names_become_the_item() -> None:
    record = {"sku": 7, "name": "Red", "description": "soft", "url": "u", "image": "i", "size": "XL", "on sale": True}
    assert ItemMapping().to_item(record) == {
        "id": "7",
        "title": "Red",
        "text": "soft",
        "url": "u",
        "image": "i",
        "properties": {"size": "XL", "on sale": True},
    }


def test_first_name_wins_and_the_other_is_a_property() -> None:
    assert ItemMapping().to_item({"id": "a", "sku": "S-1", "title": "T", "name": "N"}) == {
        "id": "a",
        "title": "T",
        "properties": {"sku": "S-1", "name": "N"},
    }


def test_own_properties_come_before_columns() -> None:
    item = ItemMapping().to_item({"id": "a", "size": "M", "color": "red", "properties": {"size": "XL"}})
    assert item["properties"] == {"size": "XL", "color": "red"}


def test_long_value_is_left_out_and_counted() -> None:
    mapping = ItemMapping()
    for number in range(3):
        item = mapping.to_item({"id": str(number), "story": "x" * 65, "size": "x" * 64, "none": None})
        assert item["properties"] == {"size": "x" * 64}
    assert mapping.left_out == {("story", "longer than 64 characters"): 3}


def test_named_columns_alone_are_given() -> None:
    mapping = ItemMapping(["size", "story", "absent"])
    item = mapping.to_item({"id": "a", "size": "M", "color": "red", "story": "x" * 100})
    assert item["properties"] == {"size": "M", "story": "x" * 100}
    assert ItemMapping([]).to_item({"id": "a", "size": "M"}) == {"id": "a"}
    assert not mapping.left_out


def test_mapping_leaves_the_record_as_it_is() -> None:
    record = {"sku": "a", "size": "M"}
    ItemMapping().to_item(record)
    assert record == {"sku": "a", "size": "M"}


def test_column_without_a_name_is_left_out_and_counted() -> None:
    mapping = ItemMapping()
    assert mapping.to_item({"": "0", "id": "a", "color": "red"}) == {"id": "a", "properties": {"color": "red"}}
    assert mapping.left_out == {("", "it has no name"): 1}


def test_item_as_exported_without_properties_gets_none() -> None:
    exported = {"id": "a", "title": "t", "text": "", "url": None, "image": None, "updated_at": "2026-01-01T00:00:00Z"}
    assert ItemMapping().to_item({**exported, "properties": []}) == {"id": "a", "title": "t", "text": ""}


def test_item_as_exported_is_loaded_with_what_was_given() -> None:
    given = {"name": "price", "value": "5 eur", "display": "5 EUR", "source": "given"}
    read = {"name": "color", "value": "red", "display": "red", "source": "extracted"}
    exported = {"id": "a", "title": "t", "text": "", "updated_at": "2026-01-01T00:00:00Z", "properties": [given, read]}
    assert ItemMapping().to_item(exported) == {"id": "a", "title": "t", "text": "", "properties": {"price": ["5 EUR"]}}


def test_item_as_exported_is_loaded_with_what_was_sent() -> None:
    implied = {"name": "color", "value": "green", "display": "green", "source": "given", "narrower": "lime"}
    lime = {"name": "color", "value": "lime", "display": "lime", "source": "given"}
    exported = {"id": "a", "properties": [implied, lime]}
    assert ItemMapping().to_item(exported) == {"id": "a", "properties": {"color": ["lime"]}}
    sent = {"given": [["colour", "Lime"], ["colour", "lime"]]}
    assert ItemMapping().to_item(exported | sent) == {"id": "a", "properties": {"colour": ["Lime", "lime"]}}


@pytest.mark.parametrize(
    "record", [{"ID": "a", "Title": "T", "Description": "D"}, {" sku ": "a", "NAME": "T", "Text": "D"}]
)
def test_names_of_the_fields_are_matched_whatever_their_case(record: dict[str, Any]) -> None:
    assert ItemMapping().to_item(record) == {"id": "a", "title": "T", "text": "D"}


def test_name_in_lower_case_wins() -> None:
    item = ItemMapping().to_item({"ID": "X-1", "id": "a"})
    assert item == {"id": "a", "properties": {"ID": "X-1"}}


def test_named_columns_are_matched_whatever_their_case() -> None:
    mapping = ItemMapping(["COLOR", "price"])
    item = mapping.to_item({"id": "a", "Color": "red", "price": {"amount": 5}, "prices": 7})
    assert item["properties"] == {"Color": "red", "price.amount": 5}
    assert mapping.missing(["color", "price.amount"]) == []
    assert mapping.missing(["colors"]) == ["COLOR", "price"]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("-", "no letter or digit"),
        ("—", "no letter or digit"),
        ("★★★★", "no letter or digit"),
        ("NaN", "a word for no value"),
        ("null", "a word for no value"),
        ("#N/A", "a word for no value"),
        (math.nan, "not a number"),
        (math.inf, "not a number"),
    ],
)
def test_unreadable_value_alone_is_left_out(value: Any, reason: str) -> None:
    mapping = ItemMapping()
    for _ in range(2):
        assert mapping.to_item({"id": "a", "color": value, "size": "M"}) == {"id": "a", "properties": {"size": "M"}}
    assert mapping.left_out == {("color", reason): 2}


def test_named_value_that_is_too_long_for_a_property_is_left_out() -> None:
    mapping = ItemMapping(["a", "b"])
    assert mapping.to_item({"id": "1", "a": "x" * 256, "b": "x" * 257})["properties"] == {"a": "x" * 256}
    assert mapping.left_out == {("b", "longer than 256 characters"): 1}


def test_object_becomes_names_with_a_dot() -> None:
    record = {
        "id": "a",
        "price": {"amount": 5, "tax": {"rate": "7 %", "none": None}},
        "properties": {"size": {"eu": 41}},
    }
    assert ItemMapping().to_item(record)["properties"] == {"price.amount": 5, "price.tax.rate": "7 %", "size.eu": 41}


def test_what_a_list_cannot_hold_is_left_out_with_the_reason() -> None:
    mapping = ItemMapping()
    item = mapping.to_item({"id": "a", "tags": ["x", None, "-"], "variants": [{"sku": 1}, {"sku": 2}], "deep": [["y"]]})
    assert item["properties"] == {"tags": ["x"]}
    assert mapping.left_out == {
        ("tags", "null in a list"): 1,
        ("tags", "no letter or digit"): 1,
        ("variants", "an object in a list"): 2,
        ("deep", "a list in a list"): 1,
    }


def test_name_that_no_property_can_have_is_changed_and_told() -> None:
    mapping = ItemMapping()
    item = mapping.to_item({"id": "a", "Meta: _wpml_lang": "en", "-x": "1", "meta:size": "M", "n" * 65: "1", ":": "2"})
    assert item["properties"] == {"Meta _wpml_lang": "en", "x": "1", "meta size": "M"}
    assert mapping.renamed == {"Meta: _wpml_lang": "Meta _wpml_lang", "-x": "x", "meta:size": "meta size"}
    assert mapping.left_out == {("n" * 65, "its name is longer than 64 characters"): 1, (":", "it has no name"): 1}


def test_columns_that_become_one_name_are_both_kept() -> None:
    assert ItemMapping().to_item({"id": "a", "meta:x": "1", "meta x": ["2"]})["properties"] == {"meta x": ["1", "2"]}


# What the service takes for a property, by POST /items.
@given(
    st.dictionaries(
        st.text(max_size=70),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats()
            | st.text(max_size=70)
            | st.sampled_from(["-", "NaN"]),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=6,
        ),
        max_size=4,
    )
)
@example({"\x1b-0": False})
@example({"：a": "fullwidth colon"})
def test_no_value_of_a_record_makes_the_service_refuse_the_item(columns: dict[str, Any]) -> None:
    reserved = {"id", "sku", "title", "name", "text", "description", "url", "image", "properties"}
    record = {name: value for name, value in columns.items() if name.strip().casefold() not in reserved}
    ItemIn.model_validate(ItemMapping().to_item({"id": "a", **record}))
