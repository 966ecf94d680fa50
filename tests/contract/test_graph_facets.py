"""Every store counts the values of the matches alike."""

from dataclasses import replace

from app.domain.filters import Filter
from app.domain.queries import Facet, FacetQuery, FacetValue, Query
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


def test_facet_of_a_text_has_the_values_that_say_its_beginnings(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "n:navy blue"), item("b", "", "n:navy blue", "n:blue"), item("c", "", "n:1 kg")])
    facets = {
        text: store.index.search(Query(facets=(FacetQuery("n", 1, text),))).facets["n"]
        for text in ("", "bl", "nav", "bl na", "kg", "x")
    }
    assert [each.distinct for each in facets.values()] == [3, 2, 1, 1, 1, 0]
    assert [each.value for facet in facets.values() for each in facet.values] == [*["navy blue"] * 4, "1000 g"]


def test_numbers_of_a_facet_are_put_into_ranges_of_about_as_many_items(store: AnsweringStore) -> None:
    prices = ["5 EUR", "7 EUR", "9 EUR", "9 EUR", "40 EUR", "90 EUR", "$5", "free", "12"]
    store.upsert([item(f"{n}", "", f"price:{price}") for n, price in enumerate(prices)])
    (facet,) = store.index.search(Query(facets=(FacetQuery("price", ranges=3),))).facets.values()
    ends = [(each.bounds.low, each.bounds.high, each.bounds.unit, each.count) for each in facet.ranges]
    # The number without a unit meets every bounds that contain it.
    assert ends == [(5, 7, "EUR", 2), (9, 9, "EUR", 2), (40, 90, "EUR", 2)]
    wider = store.index.search(Query(facets=(FacetQuery("price", ranges=1),))).facets["price"].ranges
    assert [(each.bounds.low, each.bounds.high, each.count) for each in wider] == [(5, 90, 7)]


def test_few_numbers_have_no_ranges(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "price:5 EUR", "color:red"), item("b", "", "price:9 EUR")])
    for name, ranges in (("price", 2), ("price", 0), ("color", 5), ("none", 5)):
        assert store.index.search(Query(facets=(FacetQuery(name, ranges=ranges),))).facets[name].ranges == ()


def test_a_range_as_a_filter_finds_its_count(store: AnsweringStore) -> None:
    given = ["weight:2 to 4 kg", "weight:3 kg", "weight:5-6 kg", "weight:1 kg", "weight:700 g", "weight:12"]
    store.upsert([item(f"{n}", "", each, given[0]) for n, each in enumerate(given)])
    for facet in store.index.search(Query(facets=(FacetQuery("weight", ranges=2),))).facets.values():
        assert facet.ranges
        for each in facet.ranges:
            kept = Filter("weight", bounds=each.bounds)
            assert store.index.search(Query(filters=(kept,))).total == each.count


def test_ranges_are_of_the_matches_without_the_own_filter(store: AnsweringStore) -> None:
    store.upsert([item(f"{n}", "", f"price:{n} EUR", "color:red" if n % 2 else "color:blue") for n in range(1, 9)])
    asked_for = (FacetQuery("price", ranges=2),)
    found = store.index.search(replace(filtered("color:red", "price:<3 EUR"), facets=asked_for))
    assert [(each.bounds.low, each.bounds.high, each.count) for each in found.facets["price"].ranges] == [
        (1, 3, 2),
        (5, 7, 2),
    ]
