"""Paths are the shortest ones, on every store. The oracle is networkx."""

import math
from collections.abc import Sequence
from itertools import combinations

import networkx as nx
import pytest

from app.catalog.connecting import find_paths
from app.domain.items import Item
from app.domain.paths import Path
from app.domain.standard import default_standardizer
from app.errors import InvalidInput, NotFound
from app.index.index import AnsweringStore
from tests.contract.items import item

ITEMS = [
    item("a", "", "color:red", "material:wool", "size:xl"),
    item("b", "", "color:red", "material:wool"),
    item("c", "", "color:blue", "material:wool"),
    item("d", "", "color:blue", "brand:acme", "note:<3 you"),
    item("e/1", "", "brand:acme", "size:s"),
    item("f", "", "size:m"),
    item("g", "", "size:l", conflicts=["color:red"]),
]
# Through one further item: the longest path between two items has four edges.
LONGEST = 4


def paths(store: AnsweringStore, start: str, end: str, limit: int = 100) -> list[Path]:
    return list(find_paths(store, default_standardizer(), start, end, limit).paths)


def graph(items: Sequence[Item]) -> "nx.Graph[object]":
    """The graph of items and properties, without conflicts."""
    made: nx.Graph[object] = nx.Graph()
    made.add_nodes_from(each.id for each in items)
    made.add_edges_from((each.id, (prop.name, prop.value)) for each in items for prop in each.properties)
    return made


def shortest(start: object, end: object) -> set[tuple[object, ...]]:
    """All shortest paths that are not too long."""
    try:
        found = [tuple(each) for each in nx.all_shortest_paths(graph(ITEMS), start, end)]
    except nx.NetworkXNoPath:
        return set()
    return {each for each in found if len(each) - 1 <= LONGEST - (isinstance(start, tuple) + isinstance(end, tuple))}


@pytest.fixture
def shop(store: AnsweringStore) -> AnsweringStore:
    store.upsert(ITEMS)
    return store


def test_items_are_connected_by_all_shortest_paths(shop: AnsweringStore) -> None:
    for one, other in combinations([each.id for each in ITEMS], 2):
        assert {each.vertices for each in paths(shop, one, other)} == shortest(one, other), (one, other)


def test_properties_are_ends_too(shop: AnsweringStore) -> None:
    for start, end in (("a", "color:red"), ("a", "color:blue"), ("f", "color:red")):
        assert {each.vertices for each in paths(shop, start, end)} == shortest(start, tuple(end.split(":")))
    red, wool = ("color", "red"), ("material", "wool")
    assert {each.vertices for each in paths(shop, "color:red", "material:wool")} == shortest(red, wool)
    assert [each.vertices for each in paths(shop, "note:=<3 you", "brand:acme")] == [
        (("note", "<3 you"), "d", ("brand", "acme"))
    ]


def test_a_rarer_property_comes_first(shop: AnsweringStore) -> None:
    first, second = paths(shop, "a", "b")
    assert first == Path(("a", ("color", "red"), "b"), round(math.log(1 + 7 / 3), 6))
    assert second == Path(("a", ("material", "wool"), "b"), round(math.log(1 + 7 / 3), 6))
    assert paths(shop, "a", "b", limit=1) == [first]


def test_what_contradicts_an_item_does_not_connect_it(shop: AnsweringStore) -> None:
    assert paths(shop, "g", "a") == []
    assert paths(shop, "g", "color:red") == []


def test_ends_must_exist_and_differ(shop: AnsweringStore) -> None:
    for text in ("x", "color:pink", "-color:red", "price:10..20", "nonsense:"):
        with pytest.raises(NotFound, match="expected an id, or name:value"):
            paths(shop, "a", text)
    for text in ("a", "color:red"):
        with pytest.raises(InvalidInput, match="two different ends"):
            paths(shop, text, text)
