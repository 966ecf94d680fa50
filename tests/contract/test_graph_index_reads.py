"""What an index reads from a store."""

from app.domain.items import content_of
from app.index.index import AnsweringStore
from tests.contract.items import item

ITEMS = [item("a", "Red shoe", "color:RED", "price:5 EUR"), item("b", "Blue", "color:red"), item("c")]


def test_contents_are_those_of_the_items_that_exist(store: AnsweringStore) -> None:
    store.upsert(ITEMS)
    found = {content.id: content for content in store.contents(["c", "a", "none"])}
    assert found == {own: content_of(each) for own, each in store.get(["a", "c"]).items()}
    with store.snapshot() as graph:
        assert sorted(content.id for content in graph.contents()) == ["a", "b", "c"]


def test_values_are_as_the_first_item_says_them(store: AnsweringStore) -> None:
    store.upsert(ITEMS)
    (price,) = store.values([("price", "5 eur"), ("price", "6 eur")])
    assert (price.number, price.unit) == (5, "EUR")
    assert [value.display for value in store.values([("color", "red")])] == ["RED"]
    assert store.values([]) == []


def test_a_watcher_hears_of_every_write_and_of_nothing_else(store: AnsweringStore) -> None:
    heard: list[str] = []
    store.watch(heard.extend)
    store.upsert(ITEMS[:2])
    assert sorted(heard) == ["a", "b"]
    assert store.get(heard)  # It hears of a write when others see it.
    heard.clear()
    store.delete("none")
    assert heard == []
    store.delete("a")
    assert heard == ["a"]
