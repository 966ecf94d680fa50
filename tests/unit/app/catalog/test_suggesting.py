"""Merges that a person may want, found in the graph."""

from threading import Event

import pytest

from app.catalog.suggesting import Wanted, suggest_merges
from app.domain.standard import Standardizer, default_standardizer
from app.errors import Cancelled
from app.graph.sqlite import SqliteStore
from tests.contract.items import item

ITEMS = [
    *(item(f"a{n}", "", "brand:nike store") for n in range(8)),
    item("b", "", "brand:nikestore"),
    item("c", "", "style:t-shirt", "style:t shirt", "weight:2 kg", "weight:2.0 kg"),
    item("d", "", "brand:acme", conflicts=["brand:nikestore"]),
]
ALL = Wanted(frozenset(), 1, 100)


def found(store: SqliteStore, wanted: Wanted = ALL, rules: Standardizer | None = None) -> list[tuple[str, str, int]]:
    store.upsert(ITEMS)
    variants = suggest_merges(store, rules or default_standardizer(), wanted)
    return [(each.value.value, each.alias.value, len(each.alias.items)) for each in variants]


def test_a_spelling_is_suggested_for_all_its_items_those_that_contradict_it_among_them(store: SqliteStore) -> None:
    assert ("nike store", "nikestore", 2) in found(store)


def test_quantities_are_never_variants(store: SqliteStore) -> None:
    assert not any("kg" in alias for _, alias, _ in found(store))


def test_only_what_is_wanted_is_suggested(store: SqliteStore) -> None:
    assert found(store, Wanted(frozenset({"color"}), 1, 100)) == []
    assert found(store, Wanted(frozenset(), 3, 100)) == []
    assert len(found(store, Wanted(frozenset(), 1, 1))) == 1


def test_what_the_team_decided_is_not_suggested_again(store: SqliteStore) -> None:
    rules = default_standardizer().with_aliases({("brand", "nikestore"): "nike store"})
    assert ("nike store", "nikestore", 2) not in found(store, rules=rules)


def test_reading_the_graph_ends_once_the_client_has_gone(store: SqliteStore) -> None:
    store.upsert(ITEMS)
    gone = Event()
    gone.set()
    with pytest.raises(Cancelled):
        suggest_merges(store, default_standardizer(), ALL, gone)
