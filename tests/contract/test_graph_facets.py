"""Every store counts the values of the matches alike."""

from dataclasses import replace

from app.domain.queries import Facet, FacetValue, Query
from app.index.index import AnsweringStore
from tests.contract.items import asked, filtered, item, target, term

RED = target("color", "red")


def test_facet_own_filter_does_not_narrow_it(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b", "", "color:blue"), item("c", "", "color:blue", "size:xl")])
    results = store.index.search(replace(filtered("color:red"), facets=asked("color", "size")))
    assert results.total == 1
    assert results.facets["color"].values == (FacetValue("blue", "blue", 2), FacetValue("red", "red", 1))
    assert results.facets["size"].values == ()


def test_facet_own_range_and_exclusion_do_not_narrow_it(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "price:10 EUR"), item("b", "", "price:90 EUR")])
    for condition in ("price:<20 EUR", "-price:10 EUR"):
        results = store.index.search(replace(filtered(condition), facets=asked("price")))
        assert [each.value for each in results.facets["price"].values] == ["10 eur", "90 eur"]


def test_other_filters_narrow_a_facet(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red", "size:xl"), item("b", "", "color:blue", "size:m"), item("c")])
    results = store.index.search(replace(filtered("size:xl", "color:blue"), facets=asked("color")))
    assert results.total == 0
    assert results.facets["color"].values == (FacetValue("red", "red", 1),)


def test_terms_narrow_a_facet(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red", "size:xl"), item("b", "", "color:blue", "size:m")])
    results = store.index.search(Query((term("red", RED),), facets=asked("size")))
    assert results.facets["size"].values == (FacetValue("xl", "xl", 1),)


def test_facet_counts_are_over_all_matches_and_not_the_page(store: AnsweringStore) -> None:
    store.upsert([item(f"{n}", "", "color:red") for n in range(5)])
    first = store.index.search(Query(facets=asked("color"), limit=2))
    second = store.index.search(Query(facets=asked("color"), limit=2, after=first.next))
    assert first.facets == second.facets == {"color": Facet((FacetValue("red", "red", 5),), 1)}
    assert first.total == second.total == 5


def test_facet_counts_an_item_at_each_of_its_values(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red", "color:blue"), item("b", "", "color:red")])
    facet = store.index.search(Query(facets=asked("color"))).facets["color"].values
    assert facet == (FacetValue("red", "red", 2), FacetValue("blue", "blue", 1))


def test_facet_values_come_commonest_first_then_by_value(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "n:b", "n:é", "n:Z", "n:10", "n:9"), item("b", "", "n:z")])
    facet = store.index.search(Query(facets=asked("n"))).facets["n"].values
    assert [(each.value, each.count) for each in facet] == [("z", 2), ("10", 1), ("9", 1), ("b", 1), ("é", 1)]


def test_facet_has_its_hundred_commonest_values(store: AnsweringStore) -> None:
    store.upsert([item(f"{n:03}", "", f"n:v{n:03}") for n in range(120)] + [item("x", "", "n:v119")])
    facet = store.index.search(Query(facets=asked("n"))).facets["n"].values
    assert [each.value for each in facet] == ["v119", *(f"v{n:03}" for n in range(99))]


def test_facet_of_an_unknown_name_is_empty(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red")])
    assert store.index.search(Query(facets=asked("size", "size"))).facets == {"size": Facet()}
