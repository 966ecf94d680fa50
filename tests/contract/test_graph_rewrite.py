"""Every store replaces the items that other rules produce, unless an item changed meanwhile."""

from dataclasses import replace

from app.domain.items import Evidence, Item
from app.domain.queries import FacetValue, Query
from app.index.index import AnsweringStore
from tests.contract.items import asked, filtered, item


def rewritten(own: str, by: Item, *given: str, title: str = "Other") -> Item:
    """Returns another item with the fingerprint of a stored one."""
    return replace(item(own, title, *given, hours=9), fingerprint=by.fingerprint)


def test_an_item_of_the_same_fingerprint_is_replaced_whole(store: AnsweringStore) -> None:
    first = replace(item("a", "Red shoe", "color:red", "size:xl", conflicts=["color:blue"]), url="https://x", model="m")
    edges = tuple(replace(each, qualifier="dark", narrower="crimson") for each in first.properties)
    store.upsert([replace(first, properties=edges), item("b", "", "size:xl")])
    new = rewritten("a", first, "color:Crimson", "size:XL")
    assert store.rewrite([new]) == ["a"]
    assert store.get(["a"]) == {"a": new}
    assert store.fingerprints(["a"]) == {"a": first.fingerprint}
    assert store.index.search(filtered("color:red")).total == 0
    assert store.index.known(["red"]) == []
    assert store.having("color", ["blue"]) == []
    assert store.index.unknown_words(["red", "shoe", "other"]) == {"red", "shoe"}
    assert store.index.search(Query(facets=asked("size"))).facets["size"].values == (FacetValue("xl", "xl", 2),)
    assert store.upsert([first]) == ["unchanged"]


def test_an_item_that_was_sent_again_or_deleted_is_left_alone(store: AnsweringStore) -> None:
    read = [item("sent", "Shoe", "color:red"), item("gone", "Shoe"), item("same", "Shoe", "color:red")]
    store.upsert(read)
    store.upsert([item("sent", "Boot", "color:green")])
    store.delete("gone")
    new = [rewritten(each.id, each, "color:blue") for each in (*read, item("never"))]
    assert store.rewrite(new) == ["same"]
    assert store.get(["sent", "gone", "never", "same"]) == {"sent": item("sent", "Boot", "color:green"), "same": new[2]}
    assert store.count() == 2


def test_rewriting_twice_is_rewriting_once(store: AnsweringStore) -> None:
    first = item("a", "Shoe", "color:red")
    store.upsert([first])
    new = rewritten("a", first, "color:blue", "size:xl")
    assert store.rewrite([new]) == store.rewrite([new]) == ["a"]
    assert store.get(["a"]) == {"a": new}
    assert store.index.search(Query(facets=asked("color"))).facets["color"].values == (FacetValue("blue", "blue", 1),)


def test_nothing_is_rewritten_by_nothing(store: AnsweringStore) -> None:
    assert store.rewrite([]) == []
    assert store.rewrite([item("a")]) == []
    assert store.count() == 0


def test_a_property_that_one_item_loses_and_another_gains_was_never_away(store: AnsweringStore) -> None:
    a, b = item("a", "", "color:RED"), item("b", "", "color:blue")
    store.upsert([a, b])
    assert store.rewrite([rewritten("a", a, "color:blue"), rewritten("b", b, "color:Red")]) == ["a", "b"]
    assert [each.display for each in store.index.known(["red"])] == ["RED"]


def test_many_items_are_rewritten_in_their_order(store: AnsweringStore) -> None:
    read = [item(f"{n}", "Shoe", f"n:old {n}", "color:red") for n in range(45)]
    store.upsert(read)
    store.upsert([item("7", "Boot"), item("30", "Boot")])
    new = [rewritten(each.id, each, f"n:new {each.id}", "color:blue") for each in reversed(read)]
    wanted = [each for each in new if each.id not in ("7", "30")]
    assert store.rewrite(new) == [each.id for each in wanted]
    assert store.get(each.id for each in wanted) == {each.id: each for each in wanted}
    assert store.index.known(["old"]) == []
    assert [each.count for each in store.index.known(["blue"])] == [43]


def test_evidence_and_score_are_those_of_the_new_item(store: AnsweringStore) -> None:
    first = item("a", "", "color:red")
    store.upsert([first])
    seen = (Evidence("title", 0, 3, "Red", 0.5),)
    edge = replace(first.properties[0], score=0.5, source="extracted", evidence=seen, model="m@2", narrower="crimson")
    new = replace(first, properties=(edge,))
    store.rewrite([new])
    assert store.get(["a"]) == {"a": new}


def test_an_item_may_be_replaced_by_one_of_another_fingerprint(store: AnsweringStore) -> None:
    first, other = item("a", "Shoe", "color:red"), item("b", "Boot")
    store.upsert([first, other])
    new = [item("a", "Shoe", "color:blue"), item("b", "Boot", "color:blue"), item("c", "Hat")]
    read = {"a": first.fingerprint, "b": "another", "c": "another"}
    assert store.rewrite(new, read) == ["a"]
    assert store.get("abc") == {"a": new[0], "b": other}
    assert store.rewrite(new, read) == ["a"]


def test_an_item_is_created_only_where_none_is(store: AnsweringStore) -> None:
    first, second = item("a", "Shoe", "color:red"), item("a", "Boot", "color:green")
    assert store.rewrite([first], {"a": None}) == ["a"]
    assert store.rewrite([second], {"a": None}) == []
    assert store.get(["a"]) == {"a": first}
    assert store.rewrite([second], {"a": first.fingerprint}) == ["a"]
    assert store.get(["a"]) == {"a": second}
