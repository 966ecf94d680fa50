"""Every store finds, scores and orders items alike."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from app.domain.filters import parse_filter
from app.domain.queries import FacetValue, Hit, Query, Sort
from app.index.index import AnsweringStore
from tests.contract.items import asked, filtered, item, target, term

RED = target("color", "red")
BLUE = target("color", "blue")


def ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.item.id for hit in hits]


def found(store: AnsweringStore, *filters: str) -> list[str]:
    return ids(store.index.search(filtered(*filters)).hits)


def scores(store: AnsweringStore, query: Query) -> dict[str, float]:
    return {hit.item.id: hit.score for hit in store.index.search(query).hits}


def walk(
    store: AnsweringStore, query: Query, between: Callable[[], object] = lambda: None, longest: int = 20
) -> list[list[str]]:
    """Returns the ids of all pages, and calls `between` after each page."""
    pages = []
    for _ in range(longest):
        results = store.index.search(query)
        pages.append(ids(results.hits))
        if results.next is None:
            return pages
        query = replace(query, after=results.next)
        between()
    raise AssertionError(f"more than {longest} pages: {pages}")


# Filters


def test_query_without_terms_and_filters_finds_everything(store: AnsweringStore) -> None:
    store.upsert([item("b"), item("a", "Shoe", "color:red")])
    results = store.index.search(Query())
    assert (results.total, ids(results.hits), results.facets, results.next) == (2, ["a", "b"], {}, None)
    assert [(hit.score, hit.matched) for hit in results.hits] == [(0, ()), (0, ())]


def test_filter_finds_an_equal_value_only(store: AnsweringStore) -> None:
    store.upsert([item("a", "red", "color:red"), item("b", "", "color:dark red"), item("c", "", "flavor:red")])
    assert found(store, "color:RED") == ["a"]
    assert found(store, "color:green") == []


def test_two_filters_of_one_name_mean_or(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b", "", "color:blue"), item("c", "", "color:green")])
    assert found(store, "color:red", "color:blue") == ["a", "b"]


def test_filters_of_two_names_mean_and(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b", "", "color:red", "size:xl"), item("c", "", "size:xl")])
    assert found(store, "color:red", "size:xl") == ["b"]
    assert found(store, "color:red", "color:blue", "size:xl", "size:m") == ["b"]


def test_two_values_of_one_item_meet_filters_of_one_name(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red", "color:blue")])
    assert found(store, "color:red", "color:green") == ["a"]


def test_excluded_value_finds_all_others(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red", "color:blue"), item("b", "", "color:blue"), item("c")])
    assert found(store, "-color:red") == ["b", "c"]


def test_every_exclusion_holds(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b", "", "color:blue"), item("c", "", "size:xl"), item("d")])
    assert found(store, "-color:red", "-color:blue", "-size:xl") == ["d"]


def test_exclusion_wins_over_a_filter_of_its_name(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red", "color:blue"), item("b", "", "color:red")])
    assert found(store, "color:red", "-color:blue") == ["b"]
    assert found(store, "color:red", "-color:red") == []


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("weight:1..2 kg", ["kilo", "two"]),
        ("weight:1000 g..2000 g", ["kilo", "two"]),
        ("weight:>1 kg", ["two"]),
        ("weight:>=1000 g", ["kilo", "two"]),
        ("weight:<1 kg", ["bare", "half"]),
        ("weight:<=500 g", ["bare", "half"]),
        ("weight:..500 g", ["bare", "half"]),
        ("weight:1 kg..", ["kilo", "two"]),
        ("weight:<=1", []),
        ("weight:<=20", ["bare", "volume"]),
        ("weight:20..", ["half", "kilo", "two"]),
        ("weight:1 kg", ["kilo"]),
        ("-weight:1..2 kg", ["bare", "half", "none", "volume", "word"]),
        ("weight:1..2 EUR", []),
    ],
)
def test_range_converts_units(store: AnsweringStore, condition: str, expected: list[str]) -> None:
    store.upsert(
        [
            item("half", "", "weight:0.5 kg"),
            item("kilo", "", "weight:1000 g"),
            item("two", "", "weight:2 kg"),
            item("bare", "", "weight:12"),
            item("volume", "", "weight:15 ml"),
            item("word", "", "weight:heavy"),
            item("none", "", "size:1 kg"),
        ]
    )
    assert found(store, condition) == sorted(expected)


def test_range_and_value_of_one_name_mean_or(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "price:10 EUR"), item("b", "", "price:free"), item("c", "", "price:99 EUR")])
    assert found(store, "price:<20 EUR", "price:free") == ["a", "b"]


def test_one_of_two_numbers_within_the_range_is_enough(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "price:10 EUR", "price:90 EUR")])
    assert found(store, "price:80..100 EUR") == ["a"]
    assert found(store, "price:20..80 EUR") == []


def test_prices_of_two_currencies_are_kept_apart(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "price:10 EUR"), item("b", "", "price:$10")])
    assert found(store, "price:<20 EUR") == ["a"]
    assert found(store, "price:<20 USD") == ["b"]
    assert found(store, "price:<20") == ["a", "b"]


# Order


def test_hits_come_best_first_then_by_id(store: AnsweringStore) -> None:
    store.upsert([item("c", "", "color:red"), item("a", "", "color:red"), item("b", "", "color:red", "size:xl")])
    query = Query((term("red", RED), term("xl", target("size", "xl"))))
    assert ids(store.index.search(query).hits) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort("id"), ["a", "b", "c", "d"]),
        (Sort("id", True), ["d", "c", "b", "a"]),
        (Sort("title"), ["d", "a", "c", "b"]),
        (Sort("title", True), ["b", "a", "c", "d"]),
        (Sort("updated_at"), ["c", "a", "d", "b"]),
        (Sort("updated_at", True), ["b", "a", "d", "c"]),
    ],
)
def test_hits_are_sorted_by_what_every_item_has(store: AnsweringStore, sort: Sort, expected: list[str]) -> None:
    store.upsert(
        [
            item("d", "", hours=1),
            item("a", "Shoe", hours=1),
            item("c", "Shoe", hours=0),
            item("b", "a shoe", hours=30),
        ]
    )
    assert ids(store.index.search(Query(sort=sort)).hits) == expected


def test_property_sorts_numbers_before_texts_and_items_without_it_last(store: AnsweringStore) -> None:
    store.upsert(
        [
            item("none"),
            item("text", "", "size:xl"),
            item("9", "", "size:9"),
            item("10", "", "size:10"),
            item("word", "", "size:m"),
            item("other", "", "length:1"),
        ]
    )
    assert ids(store.index.search(Query(sort=Sort("size"))).hits) == ["9", "10", "word", "text", "none", "other"]
    assert ids(store.index.search(Query(sort=Sort("size", True))).hits) == ["text", "word", "10", "9", "none", "other"]


def test_property_sorts_by_the_lowest_upwards_and_the_highest_downwards(store: AnsweringStore) -> None:
    store.upsert(
        [
            item("a", "", "price:10 EUR", "price:90 EUR"),
            item("b", "", "price:20 EUR"),
            item("c", "", "price:20 EUR", "price:free"),
        ]
    )
    assert ids(store.index.search(Query(sort=Sort("price"))).hits) == ["a", "b", "c"]
    assert ids(store.index.search(Query(sort=Sort("price", True))).hits) == ["c", "a", "b"]


def test_quantities_are_sorted_in_one_unit(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "weight:1 kg"), item("b", "", "weight:900 g"), item("c", "", "weight:1 lb")])
    assert ids(store.index.search(Query(sort=Sort("weight"))).hits) == ["c", "b", "a"]


def test_sorted_terms_still_decide_what_is_found(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b", "", "color:red"), item("c")])
    results = store.index.search(Query((term("red", RED),), sort=Sort("id", True)))
    assert ids(results.hits) == ["b", "a"]
    assert results.hits[0].score == pytest.approx(math.log(1 + 3 / 2), abs=1e-6)


# Pages


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("key", ["relevance", "id", "title", "updated_at", "size"])
@pytest.mark.parametrize("limit", [1, 2, 3, 8])
def test_cursor_walks_every_hit_once(store: AnsweringStore, key: str, descending: bool, limit: int) -> None:
    sizes = ["size:9", "size:10", "size:10", "size:m", "size:m", "color:red", "color:red", "color:red"]
    store.upsert([item(f"{n}😀", f"Title {n % 3}", size, hours=n % 2) for n, size in enumerate(sizes)])
    sort = Sort(key, descending and key != "relevance")
    terms = (term("title"), term("10", target("size", "10"))) if key == "relevance" else ()
    whole = store.index.search(Query(terms, sort=sort))
    pages = walk(store, Query(terms, sort=sort, limit=limit))
    assert [each for page in pages for each in page] == ids(whole.hits)
    assert sorted(ids(whole.hits)) == [f"{n}😀" for n in range(8)]
    assert [len(page) for page in pages] == [min(limit, 8 - n) for n in range(0, 8, limit)]


def test_last_page_has_no_next(store: AnsweringStore) -> None:
    store.upsert([item("a"), item("b")])
    assert store.index.search(Query(limit=2)).next is None
    assert store.index.search(Query(limit=1)).next is not None
    assert store.index.search(Query(limit=3)).next is None


def test_page_of_no_hits_still_counts(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red")])
    results = store.index.search(Query(facets=asked("color"), limit=0))
    assert (results.total, results.hits, results.next) == (1, (), None)
    assert results.facets["color"].values == (FacetValue("red", "red", 1),)


@pytest.mark.parametrize("key", ["relevance", "title", "size", "color"])
def test_cursor_goes_on_behind_a_hit_that_is_gone(store: AnsweringStore, key: str) -> None:
    store.upsert([item(f"{n}", f"{n // 2}", f"size:{n // 2}") for n in range(6)])
    gone = iter("135")
    pages = walk(store, Query(sort=Sort(key), limit=2), between=lambda: store.delete(next(gone)))
    assert pages == [["0", "1"], ["2", "3"], ["4", "5"]]


def test_cursor_finds_what_is_written_behind_it_and_not_before(store: AnsweringStore) -> None:
    store.upsert([item("b"), item("c"), item("e")])
    new = iter([[item("a"), item("d")]])
    pages = walk(store, Query(limit=2), between=lambda: store.upsert(next(new)))
    assert pages == [["b", "c"], ["d", "e"]]


def test_limits_of_one_name_must_all_hold(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "price:10"), item("b", "", "price:30"), item("c", "", "price:60")])
    limits = tuple(parse_filter(text) for text in ("price:>20", "price:<50"))
    assert [hit.item.id for hit in store.index.search(Query(limits=limits)).hits] == ["b"]
    wide = Query(filters=(parse_filter("price:<20"),), limits=limits)
    assert store.index.search(wide).total == 0


def test_writes_between_pages_move_nothing_that_was_not_written(store: AnsweringStore) -> None:
    store.upsert([item(f"i{n:02}", "", "color:red", *(["size:xl"] if n % 3 else [])) for n in range(20)])
    terms = (term("red", target("color", "red")), term("xl", target("size", "xl")))
    query, seen = Query(terms, limit=3), []
    while True:
        found = store.index.search(query)
        seen += [hit.item.id for hit in found.hits]
        if found.next is None:
            break
        query = replace(query, after=found.next, plan=found.plan)
        store.upsert([item(f"new{len(seen)}", "", "size:xl" if len(seen) % 2 else "color:mauve")])
    old = [item_id for item_id in seen if item_id.startswith("i")]
    assert sorted(old) == [f"i{n:02}" for n in range(20)]
