"""Every store counts alike how completely items are described."""

from dataclasses import replace

from app.domain.coverage import Coverage, Covered
from app.domain.items import Item
from app.index.index import AnsweringStore
from tests.contract.items import item


def read(found: Item, score: float) -> Item:
    """Returns the item as if a model had read its properties."""
    read = tuple(replace(each, source="extracted", score=score, model="m@1") for each in found.properties)
    return replace(found, properties=read, fingerprint=f"{found.fingerprint} {score}")


SHOP = [
    item("a", "", "color:red", "category:shoe", conflicts=["color:blue", "size:xl"]),
    read(item("b", "", "color:red", "color:green", "category:shoe"), 0.4),
    read(item("c", "", "color:red", "category:hat"), 0.9),
    item("d"),
]


def test_properties_are_counted_over_all_items(store: AnsweringStore) -> None:
    store.upsert(SHOP)
    assert store.coverage() == [
        Coverage(
            None,
            4,
            (
                Covered("category", items=3, given=1, values=2, once=1, low=1),
                Covered("color", items=3, given=1, values=2, once=1, low=2, conflicts=1),
                Covered("size", conflicts=1),
            ),
        )
    ]
    assert [each.extracted for each in store.coverage()[0].properties] == [2, 2, 0]


def test_groups_are_counted_by_themselves_the_largest_first(store: AnsweringStore) -> None:
    store.upsert(SHOP)
    shoe, hat = store.coverage("category")
    assert (shoe.group, shoe.items, hat.group, hat.items) == ("shoe", 2, "hat", 1)
    assert shoe.properties[1] == Covered("color", items=2, given=1, values=2, once=1, low=2, conflicts=1)
    assert hat.properties == (Covered("category", 1, 0, 1, 1), Covered("color", 1, 0, 1, 1))


def test_an_empty_graph_covers_nothing(store: AnsweringStore) -> None:
    assert store.coverage() == [Coverage(None, 0, ())]
    assert store.coverage("category") == []


def test_what_people_corrected_is_counted_apart(store: AnsweringStore) -> None:
    both = item("b", "", "color:red", "color:blue")
    red, blue = both.properties
    firm = replace(red, source="corrected")
    store.upsert([replace(both, properties=(red, replace(blue, source="corrected"))), item("a", "", "color:red")])
    store.upsert([replace(item("c"), properties=(firm,), fingerprint="c"), replace(read(both, 0.9), id="d")])
    (color,) = store.coverage()[0].properties
    assert (color.items, color.given, color.corrected, color.extracted) == (4, 2, 1, 1)
