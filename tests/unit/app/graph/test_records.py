"""The tables of stored fields cover every field of the domain, and conversion loses nothing."""

from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone
from inspect import Parameter, signature
from typing import Any

import pytest

from app.domain.aliases.entries import Entry
from app.domain.items import Evidence, Item, Property, Value
from app.graph.records import ENTRY, EVIDENCE, HAS, ITEM, PROPERTY, VALUE, RecordFields
from tests.contract.items import START, item

SEEN = (Evidence("title", 0, 4, 'N"ke', 0.75), Evidence("text", 3, 9, "a\\b\nc", 0.5, "list"))
BARE = Property("color", "red", "Red", 1.0, "given", (), None, START)
FULL = Property("weight", "2 kg", "2 kg", 0.9, "extracted", SEEN, "m@1", START, 2.0, "kg", 3.0, "about", "2.5 kg")


def names(of: type[Any]) -> set[str]:
    return {each.name for each in fields(of)}


@pytest.mark.parametrize(
    ("of", "records", "elsewhere"),
    [
        (Property, [VALUE, HAS], {"conflict"}),  # A conflict stands in a place of its own.
        (Property, [PROPERTY], {"conflict"}),
        (Value, [VALUE], set()),
        (Item, [ITEM], {"id", "properties"}),  # These are the vertex and its edges.
        (Entry, [ENTRY], set()),
        (Evidence, [EVIDENCE], set()),
    ],
)
def test_every_field_of_the_domain_is_stored(of: type[Any], records: list[RecordFields], elsewhere: set[str]) -> None:
    stored = {name for record in records for name in record.names}
    assert stored | elsewhere == names(of)
    assert not stored & elsewhere


def test_the_values_of_a_property_stand_in_the_order_of_its_arguments() -> None:
    arguments = signature(Property).parameters.values()
    assert [each.name for each in arguments if each.kind is Parameter.POSITIONAL_OR_KEYWORD] == list(PROPERTY.names)


@pytest.mark.parametrize("prop", [BARE, FULL])
def test_a_property_comes_back_as_it_was(prop: Property) -> None:
    assert Property(*PROPERTY.from_values(PROPERTY.to_values(prop))) == prop
    there = {**VALUE.from_mapping(VALUE.to_present(prop)), **HAS.from_mapping(HAS.to_present(prop))}
    assert Property(**there) == prop


@pytest.mark.parametrize("conflicts", [(), (BARE, FULL)])
def test_an_item_comes_back_as_it_was(conflicts: tuple[Property, ...]) -> None:
    denied = tuple(replace(each, conflict=True) for each in conflicts)
    made = replace(item("a", "Shoe", "color:red"), conflicts=denied, model="m@1", url="https://a.example")
    found = dict(zip(ITEM.names, ITEM.from_values(ITEM.to_values(made)), strict=True))
    assert Item(made.id, properties=made.properties, **found) == made
    assert Item(made.id, properties=made.properties, **ITEM.from_mapping(ITEM.to_present(made))) == made


@pytest.mark.parametrize("entry", [Entry("color", "navy", ("dark blue",), "Navy", True), Entry("color", "red", ())])
def test_an_entry_comes_back_as_it_was(entry: Entry) -> None:
    assert Entry(**ENTRY.from_mapping(ENTRY.to_present(entry))) == entry


def test_what_is_absent_is_left_out_or_none() -> None:
    assert ITEM.to_present(item("a")).keys() == {"title", "text", "updated_at", "fingerprint", "given"}
    assert HAS.to_values(BARE)[HAS.names.index("model")] is None
    assert HAS.to_present(BARE)["evidence"] == "[]"


def test_a_required_field_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError, match="score"):
        HAS.from_mapping({"display": "Red"})


def test_times_are_stored_in_utc_so_that_texts_sort_as_times() -> None:
    east = datetime(2024, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))
    assert HAS.to_present(replace(BARE, extracted_at=east))["extracted_at"] == "2024-01-01T00:00:00.000000Z"


def test_evidence_of_the_model_is_stored_without_its_finder() -> None:
    assert [EVIDENCE.to_plain(each).get("finder") for each in SEEN] == [None, "list"]
    assert tuple(Evidence(**EVIDENCE.to_plain(each)) for each in SEEN) == SEEN
