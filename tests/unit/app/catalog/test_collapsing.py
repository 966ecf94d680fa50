"""Searches that show one item of those that are the same."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalog.collapsing import search_distinct
from app.domain.queries import Query, Results, Sort
from app.domain.variants import same_as
from app.index.index import Index
from tests.contract.items import asked, item, target, term
from tests.contract.oracle import PlainStore

BRAND = same_as("brand")


def filled(brands: list[str | None]) -> PlainStore:
    store = PlainStore()
    store.upsert([item(f"{n:03}", "Shoe", *([f"brand:{brand}"] if brand else [])) for n, brand in enumerate(brands)])
    return store


def pages(index: Index, query: Query) -> list[Results]:
    found = [search_distinct(index, query, BRAND)]
    while found[-1].next is not None:
        found.append(search_distinct(index, replace(query, after=found[-1].next, plan=found[-1].plan), BRAND))
    return found


def ids(results: Results) -> list[str]:
    return [hit.item.id for hit in results.hits]


def test_one_hit_of_each_is_shown_and_all_are_counted() -> None:
    store = filled(["x", "y", "x", None, "x", None])
    results = search_distinct(store.index, Query(facets=asked("brand"), sort=Sort("id")), BRAND)
    assert ids(results) == ["000", "001", "003", "005"]
    assert (results.total, results.next) == (6, None)
    assert [each.count for each in results.facets["brand"].values] == [3, 1]


def test_the_best_of_each_is_shown() -> None:
    store = PlainStore()
    store.upsert([item("a", "", "brand:x"), item("b", "", "brand:x", "color:red"), item("c", "", "brand:y")])
    query = Query((term("red", target("color", "red"), required=False), term("x", target("brand", "x"))), match="any")
    assert ids(search_distinct(store.index, query, BRAND)) == ["b"]


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_go_on_where_they_stopped_without_repeating(limit: int) -> None:
    store = filled(["x", "x", "y", "z", "y", "x", None, "w", "z"])
    found = pages(store.index, Query(sort=Sort("id"), limit=limit))
    assert [each for page in found for each in ids(page)] == ["000", "002", "003", "006", "007"]
    assert all(len(page.hits) == limit for page in found[:-1])


def test_no_hits_are_no_page() -> None:
    results = search_distinct(filled(["x", "y"]).index, Query(limit=0), BRAND)
    assert (results.total, results.hits, results.next) == (2, (), None)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.none() | st.sampled_from("xyz"), max_size=12), st.integers(1, 4), st.booleans())
def test_all_pages_together_are_the_first_of_each(brands: list[str | None], limit: int, descending: bool) -> None:
    query = Query(sort=Sort("id", descending), limit=limit)
    store = filled(brands)
    whole = [hit.item for hit in store.index.search(replace(query, limit=100)).hits]
    first = {BRAND(each) or each.id: each.id for each in reversed(whole)}
    found = [each for page in pages(store.index, query) for each in ids(page)]
    assert sorted(found) == sorted(first.values())
    assert found == [each.id for each in whole if each.id in found]
