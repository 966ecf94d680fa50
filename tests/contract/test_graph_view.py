"""A view hides items from searches: from hits, totals and the counts of every facet."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.filters import View, in_view, parse_filter
from app.domain.queries import FacetQuery, Query, Sort
from app.index.index import AnsweringStore
from tests.contract.items import filtered, item

SHOP = [
    item("a", "red shirt", "brand:acme", "color:red", "weight:2 kg"),
    item("b", "red shirt", "brand:zenith", "color:red", "weight:3 kg"),
    item("c", "blue shirt", "brand:acme", "brand:zenith", "color:blue"),
    item("d", "blue hat", "color:blue", "weight:9 kg"),
]
FACETS = (FacetQuery("brand"), FacetQuery("color"))
CONDITIONS = ["brand:acme", "brand:zenith", "-brand:acme", "color:red", "weight:<=3 kg", "-weight:>2 kg", "brand:none"]


def view_of(*texts: str) -> View:
    return tuple(map(parse_filter, texts))


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (["brand:acme"], ["a", "c"]),
        (["brand:acme", "brand:zenith"], ["c"]),
        (["-brand:acme"], ["b", "d"]),
        (["brand:acme", "weight:<=3 kg"], ["a"]),
        (["brand:none"], []),
    ],
)
def test_hits_meet_every_condition_of_the_view(store: AnsweringStore, view: list[str], expected: list[str]) -> None:
    store.upsert(SHOP)
    found = store.index.search(Query(view=view_of(*view), sort=Sort("id")))
    assert ([hit.item.id for hit in found.hits], found.total) == (expected, len(expected))


def test_a_filter_on_the_name_of_the_view_cannot_widen_it(store: AnsweringStore) -> None:
    store.upsert(SHOP)
    asked = replace(filtered("brand:zenith"), view=view_of("brand:acme"))
    assert [hit.item.id for hit in store.index.search(asked).hits] == ["c"]


def test_facets_on_the_name_of_the_view_count_the_view_alone(store: AnsweringStore) -> None:
    store.upsert(SHOP)
    found = store.index.search(Query(view=view_of("brand:acme"), facets=FACETS))
    counts = {name: {each.value: each.count for each in facet.values} for name, facet in found.facets.items()}
    assert counts == {"brand": {"acme": 2, "zenith": 1}, "color": {"red": 1, "blue": 1}}


def test_pages_of_a_view_join_to_the_whole(store: AnsweringStore) -> None:
    store.upsert(SHOP)
    asked, found = Query(view=view_of("-color:red"), sort=Sort("id"), limit=1), []
    while True:
        page = store.index.search(asked)
        found += [hit.item.id for hit in page.hits]
        if page.next is None:
            break
        asked = replace(asked, after=page.next)
    assert found == ["c", "d"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(CONDITIONS), max_size=3), st.lists(st.sampled_from(CONDITIONS), max_size=2))
def test_a_view_is_the_same_search_in_a_smaller_graph(
    store: AnsweringStore, view: Sequence[str], filters: Sequence[str]
) -> None:
    store.upsert(SHOP)
    conditions = view_of(*view)
    asked = replace(filtered(*filters), facets=FACETS, sort=Sort("id"))
    seen = store.index.search(replace(asked, view=conditions))
    for each in SHOP:
        if not in_view(each, conditions):
            store.delete(each.id)
    alone = store.index.search(asked)
    assert ([hit.item for hit in seen.hits], seen.total) == ([hit.item for hit in alone.hits], alone.total)
    counts = [
        {n: [(v.value, v.count) for v in facet.values] for n, facet in each.facets.items()} for each in (seen, alone)
    ]
    assert counts[0] == counts[1]
