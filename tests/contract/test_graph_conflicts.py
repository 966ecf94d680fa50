"""Every store keeps conflicts, given properties, qualifiers and implied values."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.items import Evidence, Item, Property
from app.domain.queries import Query
from app.index.index import AnsweringStore
from tests.contract.items import START, asked, filtered, item, similar, target, term

AT = datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=UTC)
SEEN = (Evidence("title", 0, 3, "Réd", 0.8751234), Evidence("text", 7, 10, 'r"d\n😀', 0.1))
WHOLE = Item(
    "a",
    "Réd",
    "Text",
    None,
    None,
    (
        Property("color", "navy", "Navy", 0.9, "extracted", SEEN, "m@1", AT),
        Property("color", "blue", "Navy", 0.9, "extracted", SEEN, "m@1", AT, narrower="navy"),
        Property("length", "25.4 to 30.48 cm", "10-12 in", 1.0, "given", (), None, AT, 25.4, "cm", 30.48),
        Property("material", "cotton", "100% organic cotton", 1.0, "given", SEEN, None, AT, qualifier="100% organic"),
    ),
    AT,
    "f1",
    (("Length", "10-12 in"), ("material", '100% "organic" cotton'), ("material", "😀\n")),
    (
        Property("weight", "2000 to 4000 g", "2-4 kg", 0.5, "extracted", SEEN, "m@1", AT, 2000.0, "g", 4000.0, None),
        Property("color", "réd", "Réd", 0.8751234, "extracted", SEEN, "m@1", AT, None, None, None, "dark", "x"),
    ),
    "products@0.4.0",
)
ORDERED = replace(
    WHOLE,
    properties=tuple(sorted(WHOLE.properties, key=lambda each: (each.name, each.value))),
    conflicts=tuple(replace(each, conflict=True) for each in reversed(WHOLE.conflicts)),
)


def whole() -> Item:
    return replace(WHOLE, conflicts=tuple(replace(each, conflict=True) for each in WHOLE.conflicts))


def test_item_is_read_back_with_all_that_it_has(store: AnsweringStore) -> None:
    store.upsert([whole()])
    assert store.get(["a"]) == {"a": ORDERED}
    assert store.page(1) == [ORDERED]
    assert store.index.search(Query()).hits[0].item == ORDERED
    with store.snapshot() as graph:
        assert list(graph.items()) == [ORDERED]
        assert [each.high for each in graph.values()] == [None, None, 30.48, None]


def test_what_a_replaced_item_has_no_longer_is_gone(store: AnsweringStore) -> None:
    store.upsert([whole()])
    bare = tuple(replace(each, qualifier=None, narrower=None) for each in ORDERED.properties)
    less = replace(ORDERED, properties=bare, conflicts=(), given=(), model=None, fingerprint="f2")
    store.upsert([less])
    assert store.get(["a"]) == {"a": less}
    assert store.having("color", ["réd"]) == []
    store.upsert([replace(whole(), fingerprint="f3")])
    assert store.get(["a"]) == {"a": replace(ORDERED, fingerprint="f3")}


def test_edges_of_one_value_differ_in_what_is_said_beside_it(store: AnsweringStore) -> None:
    cotton = item("a", "", "material:cotton").properties[0]
    said = {"a": None, "b": "100%", "c": "organic"}
    store.upsert([replace(item(own), properties=(replace(cotton, qualifier=said[own]),)) for own in said])
    assert {own: each.properties[0].qualifier for own, each in store.get(said).items()} == said


def test_conflicts_are_found_by_nobody(store: AnsweringStore) -> None:
    store.upsert([item("a", "Shoe", "color:blue", conflicts=["color:red", "weight:2 kg"]), item("b", "", "color:red")])
    assert [hit.item.id for hit in store.index.search(filtered("color:red")).hits] == ["b"]
    assert [hit.item.id for hit in store.index.search(filtered("-color:red")).hits] == ["a"]
    assert store.index.search(filtered("weight:1..3 kg")).total == 0
    assert [hit.item.id for hit in store.index.search(Query((term("red", target("color", "red")),))).hits] == ["b"]
    facets = store.index.search(Query(facets=asked("color", "weight"))).facets
    assert [(each.value, each.count) for each in facets["color"].values] == [("blue", 1), ("red", 1)]
    assert facets["weight"].values == ()
    assert similar(store, "a", 10) == similar(store, "b", 10) == []
    assert [(each.value, each.count) for each in store.index.known(["red"])] == [("red", 1)]
    assert store.index.unknown_words(["2000", "red"]) == {"2000"}
    assert store.index.close_words("2001", 1) == []
    with store.snapshot() as graph:
        assert [(each.name, each.value) for each in graph.values()] == [("color", "blue"), ("color", "red")]


def test_a_value_goes_when_its_last_item_denies_it(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red")])
    store.upsert([item("a", "", "color:blue", conflicts=["color:red"])])
    assert store.index.known(["red"]) == []
    assert [each.value for each in store.get(["a"])["a"].conflicts] == ["red"]


# Having


def test_items_that_have_any_of_the_values_come_in_order_of_code_points(store: AnsweringStore) -> None:
    store.upsert(
        [
            item("😀", "", "color:red"),
            item("\uff5e", "", "color:green", conflicts=["color:red", "size:xl"]),
            item("b|1", "", "color:blue", "color:red"),
            item("a/1", "", "flavor:red", conflicts=["flavor:blue"]),
            item("c", "red", "color:dark red", conflicts=["brand:acme"]),
        ]
    )
    assert store.having("color", ["red", "blue", "none"]) == ["b|1", "\uff5e", "😀"]
    assert store.having("color", iter(["red"])) == ["b|1", "\uff5e", "😀"]
    assert store.having("flavor", ["blue"]) == ["a/1"]
    assert store.having("size", ["red", "xl"]) == ["\uff5e"]
    assert store.having("color", []) == []
    assert store.having("none", ["red"]) == []


@pytest.mark.parametrize("value", ['5" pipe', "a/b|c%7C", "日本 語", "\\", "* OR x", "null", "12"])
def test_items_of_any_value_are_found(store: AnsweringStore, value: str) -> None:
    odd = Property("kind", value, value, 1.0, "given", (), None, START)
    denied = replace(odd, conflict=True)
    store.upsert([replace(item("a"), properties=(odd,)), replace(item("b"), conflicts=(denied,)), item("c")])
    assert store.having("kind", [value, "other"]) == ["a", "b"]


def test_many_items_are_found_whole(store: AnsweringStore) -> None:
    items = [item(f"i{n:04}", "", f"n:v{n}") for n in range(0, 1200, 2)]
    items += [item(f"i{n:04}", conflicts=[f"n:v{n}"]) for n in range(1, 1200, 2)]
    store.upsert(items)
    assert store.having("n", (f"v{n}" for n in range(1100))) == [f"i{n:04}" for n in range(1100)]


def test_a_deleted_item_has_nothing(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b", conflicts=["color:red"])])
    store.delete("a")
    store.delete("b")
    assert store.having("color", ["red"]) == []
