"""Every store keeps a team's aliases."""

from dataclasses import replace

import pytest

from app.domain.aliases.entries import Entry
from app.domain.queries import Facet, Query
from app.errors import VocabularyChanged
from app.index.index import AnsweringStore
from tests.contract.items import asked, item

NAVY = Entry("color", "navy", ("Midnight Navy", 'dark "marine"', "紺 😀"), "Navy Blue", pending=True)
ACME = Entry("brand", "acme", ("ACME Inc.",))


def test_entries_are_read_back_in_order_of_name_and_value(store: AnsweringStore) -> None:
    others = [Entry("color", value, ()) for value in ("\uff5e", "😀", "blue")]
    for entry in (NAVY, *others, ACME):
        store.put_entry(entry)
    wanted = [ACME, others[2], NAVY, others[0], others[1]]
    assert store.entries() == wanted
    with store.snapshot() as graph:
        assert list(graph.entries()) == wanted


def test_an_entry_put_again_is_replaced_whole(store: AnsweringStore) -> None:
    store.put_entry(NAVY)
    later = replace(NAVY, aliases=("marine",), display=None, pending=False)
    store.put_entry(later)
    assert store.entries() == [later]
    store.put_entry(NAVY)
    assert store.entries() == [NAVY]


def test_a_deleted_entry_is_gone(store: AnsweringStore) -> None:
    store.put_entry(NAVY)
    store.put_entry(ACME)
    assert store.delete_entry("color", "navy")
    assert not store.delete_entry("color", "navy")
    assert not store.delete_entry("navy", "color")
    assert store.entries() == [ACME]


@pytest.mark.parametrize("value", ["a/b", "it's", "日本", "' OR 1=1 --", "100%|x"])
def test_any_value_may_have_an_entry(store: AnsweringStore, value: str) -> None:
    entry = Entry("size", value, (value.upper(),))
    store.put_entry(entry)
    assert store.entries() == [entry]
    assert store.delete_entry("size", value)
    assert store.entries() == []


def test_every_change_of_an_entry_is_another_version(store: AnsweringStore) -> None:
    seen = [store.vocabulary_version()]
    store.upsert([item("a", "", "color:red")])
    assert store.vocabulary_version() == seen[0]
    for change in (
        lambda: store.put_entry(NAVY),
        lambda: store.put_entry(replace(NAVY, pending=False)),
        lambda: store.put_entry(NAVY),
        lambda: store.delete_entry("color", "navy"),
        lambda: store.put_entry(NAVY),
    ):
        change()
        seen.append(store.vocabulary_version())
    assert len(set(seen)) == len(seen)


def test_items_by_the_aliases_of_the_graph_are_written_and_by_others_not(store: AnsweringStore) -> None:
    before = store.vocabulary_version()
    assert store.upsert([item("a", "One", "color:red")], before) == ["created"]
    store.put_entry(NAVY)
    for write in (store.upsert, lambda items, version: store.rewrite(items, None, version)):
        with pytest.raises(VocabularyChanged):
            write([item("a", "Two", "color:blue"), item("b", "Two")], before)
    assert list(store.get(["a", "b"]).values()) == [item("a", "One", "color:red")]
    assert store.rewrite([item("a", "One", "color:red")], None, store.vocabulary_version()) == ["a"]
    assert store.upsert([item("b", "Two")], store.vocabulary_version()) == ["created"]


def test_entries_are_neither_items_nor_values(store: AnsweringStore) -> None:
    store.upsert([item("a", "Shoe", "color:navy")])
    store.put_entry(NAVY)
    store.put_entry(ACME)
    assert store.count() == store.index.search(Query()).total == 1
    assert [each.id for each in store.page(10)] == ["a"]
    assert [each.count for each in store.index.known(["navy"])] == [1]
    assert store.index.known(["acme"]) == []
    assert store.index.unknown_words(["acme", "midnight"]) == {"acme", "midnight"}
    assert store.index.search(Query(facets=asked("brand"))).facets == {"brand": Facet()}
    assert store.having("brand", ["acme"]) == []
    with store.snapshot() as graph:
        assert [each.value for each in graph.values()] == ["navy"]
    store.delete("a")
    assert store.index.known(["navy"]) == []
    assert store.entries() == [ACME, NAVY]
