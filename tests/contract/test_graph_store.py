"""Every store reads back what was written."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.domain.items import Evidence, Item, Property
from app.domain.queries import Facet, FacetValue, KnownValue, Query
from app.index.index import AnsweringStore
from tests.contract.items import START, asked, filtered, item, similar, target, term

ODD_IDS = [
    "sku/1",
    "a/b//c",
    'it\'s "quoted"',
    "back\\slash",
    "größe",
    "日本語",
    "👩‍👧 shoe 😀",
    "100%25?x=1#y&z",
    "two words",
    "$[0].id",
    "123",
    "null",
    "' OR 1=1 --",
    "x" * 256,
]


def facet(store: AnsweringStore, name: str) -> list[tuple[str, int]]:
    values = store.index.search(Query(facets=asked(name))).facets[name].values
    return [(each.value, each.count) for each in values]


def names(found: list[KnownValue]) -> list[tuple[str, str, int]]:
    return [(each.name, each.value, each.count) for each in found]


def title_hits(store: AnsweringStore, words: str) -> list[str]:
    return [hit.item.id for hit in store.index.search(Query((term(words),))).hits]


# Statuses


def test_new_item_is_created(store: AnsweringStore) -> None:
    assert store.upsert([item("a", "Shoe", "color:red")]) == ["created"]
    assert store.count() == 1


def test_changed_item_is_updated(store: AnsweringStore) -> None:
    store.upsert([item("a", "Shoe")])
    assert store.upsert([item("a", "Boot")]) == ["updated"]
    assert store.get(["a"])["a"].title == "Boot"
    assert store.count() == 1


def test_same_item_is_unchanged(store: AnsweringStore) -> None:
    store.upsert([item("a", "Shoe", "color:red")])
    assert store.upsert([item("a", "Shoe", "color:red")]) == ["unchanged"]


def test_unchanged_item_keeps_its_time(store: AnsweringStore) -> None:
    first = item("a", "Shoe", hours=1)
    store.upsert([first])
    store.upsert([item("a", "Shoe", hours=2)])
    assert store.get(["a"])["a"].updated_at == first.updated_at


def test_the_fingerprint_alone_decides_what_is_unchanged(store: AnsweringStore) -> None:
    first = item("a", "Shoe")
    store.upsert([first])
    assert store.upsert([replace(item("a", "Boot"), fingerprint=first.fingerprint)]) == ["unchanged"]
    assert store.get(["a"]) == {"a": first}


def test_a_batch_answers_in_its_own_order(store: AnsweringStore) -> None:
    store.upsert([item("b", "Shoe"), item("c", "Shoe")])
    batch = [item("d", "New"), item("c", "Shoe"), item("b", "Other"), item("a", "New")]
    assert store.upsert(batch) == ["created", "unchanged", "updated", "created"]
    assert store.count() == 4


def test_empty_batch_writes_nothing(store: AnsweringStore) -> None:
    assert store.upsert([]) == []
    assert store.count() == 0


# What is stored


def test_item_is_read_back_whole(store: AnsweringStore) -> None:
    at = datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=UTC)
    evidence = (Evidence("title", 0, 3, "Réd", 0.8751234), Evidence("text", 7, 10, "réd😀", 0.1, "pattern"))
    properties = (
        Property("color", "réd", "Réd", 0.8751234, "extracted", evidence, "small@1.0", at),
        Property("weight", "907.18474 g", "2 lb", 1.0, "given", (), None, at, 907.18474, "g"),
    )
    whole = Item("a", 'Réd "shoe"', "Text\nof 2 lines\t😀", "https://x.example/?a=b", "img.png", properties, at, "f1")
    store.upsert([whole])
    assert store.get(["a"]) == {"a": whole}
    assert store.page(1) == [whole]
    assert store.index.search(Query()).hits[0].item == whole


def test_item_without_anything_is_read_back(store: AnsweringStore) -> None:
    bare = item("a")
    store.upsert([bare])
    assert store.get(["a"]) == {"a": bare}


def test_times_are_of_any_zone_and_read_back_the_same_instant(store: AnsweringStore) -> None:
    east = datetime(2024, 1, 1, 3, tzinfo=timezone(timedelta(hours=5)))
    store.upsert([replace(item("a"), updated_at=east)])
    assert store.get(["a"])["a"].updated_at == east


def test_properties_are_read_in_order_of_name_and_value(store: AnsweringStore) -> None:
    made = item("a", "", "size:xl", "color:red", "size:m", "color:blue")
    store.upsert([replace(made, properties=tuple(reversed(made.properties)))])
    assert store.get(["a"])["a"].properties == made.properties


def test_same_value_of_two_names_is_two_properties(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:orange", "flavor:orange"), item("b", "", "flavor:orange")])
    assert names(store.index.known(["orange"])) == [("color", "orange", 1), ("flavor", "orange", 2)]


@pytest.mark.parametrize("name", ["länge", "it's", "a.b", "$x", "name", "item", "select", "label"])
def test_any_property_name_is_searched_and_counted(store: AnsweringStore, name: str) -> None:
    store.upsert([item("a", "", f"{name}:red"), item("b", "", "other:red")])
    found = store.index.search(replace(filtered(f"{name}:red"), facets=asked(name)))
    assert [hit.item.id for hit in found.hits] == ["a"]
    assert found.facets[name].values == (FacetValue("red", "red", 1),)


@pytest.mark.parametrize(
    "value", ['5" pipe', "rock'n'roll", "straße", "日本 語", "😀 1", "%a_b%", "a:b", "\\", "* OR x"]
)
def test_any_value_is_searched_and_counted(store: AnsweringStore, value: str) -> None:
    odd = Property("kind", value, value, 1.0, "given", (), None, START)
    store.upsert([replace(item("a"), properties=(odd,)), item("b", "", "kind:other")])
    found = store.index.search(Query((term("word", target("kind", value)),)))
    assert [hit.matched for hit in found.hits] == [(("kind", value),)]
    assert facet(store, "kind") == sorted([(value, 1), ("other", 1)])


# Replacing


def test_upsert_twice_keeps_one_edge(store: AnsweringStore) -> None:
    store.upsert([item("a", "Shoe", "color:red")])
    store.upsert([item("a", "Shoe", "color:red")])
    store.upsert([item("a", "Boot", "color:red")])
    assert facet(store, "color") == [("red", 1)]
    assert names(store.index.known(["red"])) == [("color", "red", 1)]
    assert len(store.get(["a"])["a"].properties) == 1


def test_changed_property_leaves_facets_and_known(store: AnsweringStore) -> None:
    store.upsert([item("a", "Shoe", "color:red", "size:xl")])
    store.upsert([item("a", "Shoe", "color:blue", "size:xl")])
    assert facet(store, "color") == [("blue", 1)]
    assert facet(store, "size") == [("xl", 1)]
    assert store.index.known(["red"]) == []
    assert store.index.unknown_words(["red", "blue"]) == {"red"}
    assert store.index.search(filtered("color:red")).total == 0


def test_changed_title_is_found_by_its_new_words_only(store: AnsweringStore) -> None:
    store.upsert([item("a", "Red shoe")])
    store.upsert([item("a", "Blue shoe")])
    assert title_hits(store, "red") == []
    assert title_hits(store, "blue shoe") == ["a"]
    assert store.index.unknown_words(["red", "blue", "shoe"]) == {"red"}


def test_updated_property_has_its_new_evidence(store: AnsweringStore) -> None:
    old = item("a", "", "color:red").properties[0]
    new = replace(old, score=0.5, source="extracted", evidence=(Evidence("title", 0, 3, "Red", 0.5),), model="m@2")
    store.upsert([replace(item("a"), properties=(old,), fingerprint="1")])
    store.upsert([replace(item("a"), properties=(new,), fingerprint="2")])
    assert store.get(["a"])["a"].properties == (new,)


def test_item_that_loses_all_properties_stays(store: AnsweringStore) -> None:
    store.upsert([item("a", "Shoe", "color:red")])
    store.upsert([item("a", "Shoe")])
    assert store.get(["a"]) == {"a": item("a", "Shoe")}
    assert store.index.known(["red"]) == []
    assert store.index.search(Query(facets=asked("color"))).facets == {"color": Facet()}


# Displays


def test_display_is_that_of_the_first_item(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:RED"), item("b", "", "color:Red")])
    assert store.index.search(Query(facets=asked("color"))).facets["color"].values == (FacetValue("red", "RED", 2),)
    assert store.index.known(["red"]) == [KnownValue("color", "red", "RED", 2)]
    assert similar(store, "b", 1)[0].shared[0].display == "RED"


def test_display_lives_as_long_as_any_item_has_the_property(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:RED"), item("b", "", "color:Red")])
    store.delete("a")
    assert store.index.known(["red"]) == [KnownValue("color", "red", "RED", 1)]


def test_display_is_chosen_anew_after_the_last_item(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:RED")])
    store.delete("a")
    store.upsert([item("b", "", "color:Red")])
    assert store.index.known(["red"]) == [KnownValue("color", "red", "Red", 1)]


def test_item_keeps_its_own_display(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:RED"), item("b", "", "color:Red")])
    assert store.get(["b"])["b"].properties[0].display == "Red"


# Deleting


def test_deleted_item_is_gone(store: AnsweringStore) -> None:
    store.upsert([item("a", "Shoe", "color:red"), item("b", "Boot")])
    assert store.delete("a")
    assert store.get(["a"]) == {}
    assert store.fingerprints(["a"]) == {}
    assert [each.id for each in store.page(10)] == ["b"]
    assert [hit.item.id for hit in store.index.search(Query()).hits] == ["b"]
    assert store.count() == 1


def test_delete_of_no_item_is_false(store: AnsweringStore) -> None:
    store.upsert([item("a")])
    assert not store.delete("b")
    assert store.delete("a")
    assert not store.delete("a")


def test_deleted_property_leaves_facets_and_known(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:navy blue"), item("b", "", "color:red")])
    store.delete("a")
    assert facet(store, "color") == [("red", 1)]
    assert store.index.known(["navy"]) == []
    assert store.index.unknown_words(["navy", "blue", "red"]) == {"navy", "blue"}
    assert store.index.close_words("navi", 1) == []


def test_property_that_another_item_has_stays(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b", "", "color:red")])
    store.delete("a")
    assert facet(store, "color") == [("red", 1)]
    assert names(store.index.known(["red"])) == [("color", "red", 1)]
    assert store.index.close_words("rad", 1) == ["red"]


def test_deleted_title_is_forgotten(store: AnsweringStore) -> None:
    store.upsert([item("a", "Shoe")])
    store.delete("a")
    assert store.index.unknown_words(["shoe"]) == {"shoe"}
    assert title_hits(store, "shoe") == []


def test_deleted_item_can_come_back(store: AnsweringStore) -> None:
    first = item("a", "Shoe", "color:red")
    store.upsert([first])
    store.delete("a")
    assert store.upsert([first]) == ["created"]
    assert store.get(["a"]) == {"a": first}
    assert facet(store, "color") == [("red", 1)]


# Ids


@pytest.mark.parametrize("item_id", ODD_IDS)
def test_any_id_is_written_found_and_deleted(store: AnsweringStore, item_id: str) -> None:
    odd = item(item_id, "Shoe", "color:red")
    store.upsert([odd, item("other", "Boot", "color:red")])
    assert store.get([item_id]) == {item_id: odd}
    assert store.fingerprints([item_id]) == {item_id: odd.fingerprint}
    assert odd in store.page(10)
    assert title_hits(store, "shoe") == [item_id]
    assert [each.id for each in similar(store, "other", 10)] == [item_id]
    assert [each.id for each in similar(store, item_id, 10)] == ["other"]
    assert store.delete(item_id)
    assert store.get([item_id, "other"]).keys() == {"other"}


def test_unicode_ids_are_walked_in_order_of_code_points(store: AnsweringStore) -> None:
    ids = ["😀", "\uff5e", "é", "z", "Z", "a b", "a", "10", "9"]
    store.upsert([item(each) for each in ids])
    assert [each.id for each in store.page(20)] == sorted(ids)
    assert [hit.item.id for hit in store.index.search(Query()).hits] == sorted(ids)


def test_ids_differ_by_case_space_and_composition(store: AnsweringStore) -> None:
    ids = {"a", "A", "a ", "\u00e9", "e\u0301"}
    store.upsert([item(each, each) for each in ids])
    assert store.count() == len(ids)
    assert {each.id for each in store.get(ids).values()} == ids


# Reading


def test_get_leaves_out_what_does_not_exist(store: AnsweringStore) -> None:
    store.upsert([item("a"), item("b")])
    assert store.get(["b", "c", "b"]) == {"b": item("b")}
    assert store.get([]) == {}


def test_get_reads_ids_once(store: AnsweringStore) -> None:
    store.upsert([item("a"), item("b")])
    assert store.get(each for each in "ab").keys() == {"a", "b"}
    assert store.fingerprints(each for each in "ab").keys() == {"a", "b"}


def test_fingerprints_are_of_the_items_as_stored(store: AnsweringStore) -> None:
    store.upsert([replace(item("a"), fingerprint="1"), replace(item("b"), fingerprint="2")])
    store.upsert([replace(item("a"), fingerprint="3")])
    assert store.fingerprints(["a", "b", "c"]) == {"a": "3", "b": "2"}


def test_pages_walk_every_item_once(store: AnsweringStore) -> None:
    ids = [f"{n:02}" for n in range(10)]
    store.upsert([item(each) for each in reversed(ids)])
    walked: list[str] = []
    while page := store.page(3, walked[-1] if walked else None):
        walked += [each.id for each in page]
    assert walked == ids


def test_page_goes_on_behind_an_id_that_is_gone(store: AnsweringStore) -> None:
    store.upsert([item("a"), item("b"), item("c")])
    store.delete("b")
    assert [each.id for each in store.page(5, "b")] == ["c"]
    assert store.page(5, "c") == []


def test_empty_store_has_answers(store: AnsweringStore) -> None:
    assert store.count() == 0
    assert store.page(10) == []
    assert store.index.search(Query((term("red"),), facets=asked("color"))).facets == {"color": Facet()}
    assert store.index.search(Query()).total == 0
    assert similar(store, "a", 10) == []
    assert store.index.known(["red"]) == []
    assert store.index.unknown_words(["red"]) == {"red"}
    assert store.index.close_words("red", 2) == []
    assert not store.delete("a")
