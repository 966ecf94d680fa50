"""Values that are ranges meet the bounds of a filter, in every store."""

from dataclasses import replace

import pytest

from app.domain.filters import Bounds, Filter
from app.domain.queries import Query, Sort
from app.index.index import AnsweringStore
from tests.contract.items import filtered, item

SHOP = [
    item("range", "", "weight:2 to 4 kg"),
    item("three", "", "weight:3 kg"),
    item("heavy", "", "weight:5-6 kg"),
    item("word", "", "weight:heavy"),
    item("length", "", "weight:10-12 in"),
    item("two", "", "weight:1 kg", "weight:9-10 kg"),
]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("weight:3..3.5 kg", ["range", "three"]),
        ("weight:4..4.5 kg", ["range"]),
        ("weight:1..2 kg", ["range", "two"]),
        ("weight:1.2..1.9 kg", []),
        ("weight:4.1..4.9 kg", []),
        ("weight:>4 kg", ["heavy", "two"]),
        ("weight:>=4 kg", ["heavy", "range", "two"]),
        ("weight:<2 kg", ["two"]),
        ("weight:<=2 kg", ["range", "two"]),
        ("weight:0..100 kg", ["heavy", "range", "three", "two"]),
        ("weight:2..9 kg", ["heavy", "range", "three", "two"]),
        ("weight:7..8 kg", []),
        ("weight:30", []),
        ("weight:28..29", ["length"]),
        ("-weight:3..3.5 kg", ["heavy", "length", "two", "word"]),
        ("weight:2000 to 4000 g", ["range"]),
    ],
)
def test_ranges_meet_bounds(store: AnsweringStore, condition: str, expected: list[str]) -> None:
    store.upsert(SHOP)
    found = store.index.search(filtered(condition))
    assert [hit.item.id for hit in found.hits] == expected
    assert found.total == len(expected)


@pytest.mark.parametrize(("low", "high"), [(True, True), (True, False), (False, True), (False, False)])
def test_each_end_is_in_or_out(store: AnsweringStore, low: bool, high: bool) -> None:
    store.upsert(SHOP)
    for begin, end, inside in ((4000.0, 4500.0, low), (1500.0, 2000.0, high)):
        bounds = Bounds(begin, end, "g", includes_low=low, includes_high=high)
        found = store.index.search(Query(filters=(Filter("weight", bounds=bounds),)))
        assert [hit.item.id for hit in found.hits] == (["range"] if inside else [])
        limited = store.index.search(Query(limits=(Filter("weight", bounds=bounds),)))
        assert limited.total == found.total


def test_a_high_end_that_is_the_low_one_counts_once(store: AnsweringStore) -> None:
    made = item("a", "", "weight:3 kg")
    store.upsert([replace(made, properties=(replace(made.properties[0], high=3000.0),))])
    assert store.index.search(filtered("weight:3..3 kg")).total == 1
    assert store.index.search(filtered("weight:>3 kg")).total == 0


def test_items_are_sorted_by_where_their_ranges_begin(store: AnsweringStore) -> None:
    store.upsert(SHOP[:3])
    for descending in (False, True):
        found = store.index.search(Query(sort=Sort("weight", descending)))
        order = ["range", "three", "heavy"]
        assert [hit.item.id for hit in found.hits] == (order[::-1] if descending else order)
