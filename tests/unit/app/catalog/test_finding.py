"""Items by their ids, and what is near them."""

import pytest

from app.catalog.finding import find_items, find_neighborhood, find_similar
from app.errors import NotFound
from app.graph.sqlite import SqliteStore
from tests.contract.items import item

ITEMS = [
    item("a", "Red shoe", "color:red", "category:shoe"),
    item("b", "Red boot", "color:red"),
    item("c", "Blue hat", "color:blue"),
]


@pytest.fixture
def shop(store: SqliteStore) -> SqliteStore:
    store.upsert(ITEMS)
    return store


def test_items_come_in_the_order_of_their_ids(shop: SqliteStore) -> None:
    assert find_items(shop, ["c", "a"]) == [ITEMS[2], ITEMS[0]]
    assert find_items(shop, []) == []


def test_every_missing_id_is_named(shop: SqliteStore) -> None:
    with pytest.raises(NotFound, match="no item 'x', 'y'"):
        find_items(shop, ["x", "a", "y"])


def test_similar_items_need_an_item(shop: SqliteStore) -> None:
    assert [each.id for each in find_similar(shop, shop.index, "a", 10)] == ["b"]
    with pytest.raises(NotFound, match="'x'"):
        find_similar(shop, shop.index, "x", 10)


def test_neighborhood_has_the_item_and_the_similar_ones(shop: SqliteStore) -> None:
    around = find_neighborhood(shop, shop.index, "a", 10)
    assert around.items == (ITEMS[0], ITEMS[1])
    assert {(each.id, prop.value) for each, prop in around.links} == {("a", "red"), ("a", "shoe"), ("b", "red")}
    assert find_neighborhood(shop, shop.index, "a", 0).items == (ITEMS[0],)
    with pytest.raises(NotFound, match="'x'"):
        find_neighborhood(shop, shop.index, "x", 10)
