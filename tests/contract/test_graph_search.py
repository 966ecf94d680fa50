"""Every store finds, scores and orders items alike."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from app.domain.filters import parse_filter
from app.domain.queries import FacetValue, Hit, Query, Sort
from app.index.index import AnsweringStore
from tests.contract.items import filtered, item, target, term

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


# Terms


def test_item_that_matches_any_term_is_found(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b", "", "size:xl"), item("c", "", "color:blue")])
    query = Query((term("red", RED), term("xl", target("size", "xl"))))
    assert sorted(ids(store.index.search(query).hits)) == ["a", "b"]


def test_terms_that_nothing_matches_find_nothing(store: AnsweringStore) -> None:
    store.upsert([item("a", "Shoe", "color:red")])
    assert store.index.search(Query((term("green", target("color", "green")),))).total == 0


def test_term_that_nothing_matches_changes_no_score(store: AnsweringStore) -> None:
    store.upsert([item("a", "Shoe", "color:red"), item("b")])
    alone = scores(store, Query((term("red", RED),)))
    assert scores(store, Query((term("red", RED), term("qwerty")))) == alone


def test_term_weighs_as_much_as_it_is_rare(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b", "", "color:blue"), item("c", "", "color:blue"), item("d")])
    results = store.index.search(Query((term("red", RED), term("blue", BLUE))))
    assert ids(results.hits) == ["a", "b", "c"]
    assert [hit.score for hit in results.hits] == pytest.approx([math.log(5), math.log(3), math.log(3)], abs=1e-6)


def test_term_is_as_rare_as_all_its_targets_and_titles_together(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b", "", "color:dark red"), item("c", "Red"), item("d")])
    query = Query((term("red", RED, target("color", "dark red", 0.5), title_factor=0.25),))
    expected = {"a": math.log(1 + 4 / 3), "b": 0.5 * math.log(1 + 4 / 3), "c": 0.25 * math.log(1 + 4 / 3)}
    assert scores(store, query) == pytest.approx(expected, abs=1e-6)


def test_scores_of_terms_are_summed(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red", "size:xl"), item("b", "", "color:red")])
    query = Query((term("red", RED), term("xl", target("size", "xl"))))
    expected = {"a": math.log(2) + math.log(3), "b": math.log(2)}
    assert scores(store, query) == pytest.approx(expected, abs=1e-6)


def test_only_the_best_target_of_a_term_counts(store: AnsweringStore) -> None:
    store.upsert([item("a", "Red", "color:red", "brand:red")])
    results = store.index.search(Query((term("red", target("brand", "red", 0.7), RED, title_factor=0.5),)))
    assert results.hits[0].score == pytest.approx(math.log(2), abs=1e-6)
    assert results.hits[0].matched == (("color", "red"),)


def test_title_may_be_the_best_of_a_term(store: AnsweringStore) -> None:
    store.upsert([item("a", "Red", "color:dark red")])
    results = store.index.search(Query((term("red", target("color", "dark red", 0.5), title_factor=0.75),)))
    assert results.hits[0].score == pytest.approx(0.75 * math.log(2), abs=1e-6)
    assert results.hits[0].matched == (("title", "red"),)


def test_property_is_the_reason_before_an_equal_title(store: AnsweringStore) -> None:
    store.upsert([item("a", "Zinc", "zone:zinc")])
    results = store.index.search(Query((term("zinc", target("zone", "zinc")),)))
    assert results.hits[0].matched == (("zone", "zinc"),)


def test_equal_targets_are_reasons_by_name_and_value(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red", "brand:red", "brand:red one")])
    results = store.index.search(Query((term("red", RED, target("brand", "red one"), target("brand", "red")),)))
    assert results.hits[0].matched == (("brand", "red"),)


def test_target_given_twice_counts_by_its_better_factor(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red")])
    query = Query((term("red", target("color", "red", 0.25), target("color", "red", 0.75)),))
    assert scores(store, query) == pytest.approx({"a": 0.75 * math.log(2)}, abs=1e-6)


def test_reasons_come_in_the_order_of_the_terms(store: AnsweringStore) -> None:
    store.upsert([item("a", "Warm shoe", "color:red", "size:xl")])
    terms = (term("xl", target("size", "xl")), term("warm"), term("qwerty"), term("red", RED))
    assert store.index.search(Query(terms)).hits[0].matched == (("size", "xl"), ("title", "warm"), ("color", "red"))


def test_reason_of_two_terms_is_said_once(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red")])
    results = store.index.search(Query((term("red", RED), term("rot", RED))))
    assert results.hits[0].matched == (("color", "red"),)
    assert results.hits[0].score == pytest.approx(2 * math.log(2), abs=1e-6)


def test_title_matches_a_term_when_it_has_all_its_words(store: AnsweringStore) -> None:
    store.upsert([item("a", "Running shoes, red"), item("b", "Red car"), item("c", "Running")])
    results = store.index.search(Query((term("red running"),)))
    assert [(hit.item.id, hit.matched) for hit in results.hits] == [("a", (("title", "red running"),))]


def test_title_word_said_twice_is_one_word(store: AnsweringStore) -> None:
    store.upsert([item("a", "Red red shoe"), item("b", "Shoe")])
    assert ids(store.index.search(Query((term("red red"),))).hits) == ["a"]


def test_title_words_are_compared_folded(store: AnsweringStore) -> None:
    store.upsert([item("a", "MEN'S Running SHOES"), item("b", "GRÖSSE"), item("c", "ﬁne")])
    for words, expected in (("shoe", ["a"]), ("men", ["a"]), ("grösse", ["b"]), ("fine", ["c"]), ("sho", [])):
        assert ids(store.index.search(Query((term(words),))).hits) == expected


def test_filters_leave_the_weights_alone(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red", "size:xl"), item("b", "", "color:red"), item("c")])
    terms = (term("red", RED),)
    everywhere = scores(store, Query(terms))
    assert scores(store, replace(filtered("size:xl"), terms=terms)) == {"a": everywhere["a"]}


def test_filters_decide_what_the_terms_rank(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b", "", "color:red", "size:xl"), item("c", "", "size:xl")])
    results = store.index.search(replace(filtered("size:xl"), terms=(term("red", RED),)))
    assert (results.total, ids(results.hits)) == (1, ["b"])


def test_scores_have_six_digits(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b")])
    assert scores(store, Query((term("red", RED),))) == {"a": 1.098612}


def test_one_search_leaves_nothing_to_the_next(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b", "", "color:blue")])
    assert ids(store.index.search(Query((term("red", RED),))).hits) == ["a"]
    assert ids(store.index.search(Query((term("blue", BLUE),))).hits) == ["b"]


# Facets


def test_facet_own_filter_does_not_narrow_it(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b", "", "color:blue"), item("c", "", "color:blue", "size:xl")])
    results = store.index.search(replace(filtered("color:red"), facets=("color", "size")))
    assert results.total == 1
    assert results.facets["color"] == (FacetValue("blue", "blue", 2), FacetValue("red", "red", 1))
    assert results.facets["size"] == ()


def test_facet_own_range_and_exclusion_do_not_narrow_it(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "price:10 EUR"), item("b", "", "price:90 EUR")])
    for condition in ("price:<20 EUR", "-price:10 EUR"):
        results = store.index.search(replace(filtered(condition), facets=("price",)))
        assert [each.value for each in results.facets["price"]] == ["10 eur", "90 eur"]


def test_other_filters_narrow_a_facet(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red", "size:xl"), item("b", "", "color:blue", "size:m"), item("c")])
    results = store.index.search(replace(filtered("size:xl", "color:blue"), facets=("color",)))
    assert results.total == 0
    assert results.facets["color"] == (FacetValue("red", "red", 1),)


def test_terms_narrow_a_facet(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red", "size:xl"), item("b", "", "color:blue", "size:m")])
    results = store.index.search(Query((term("red", RED),), facets=("size",)))
    assert results.facets["size"] == (FacetValue("xl", "xl", 1),)


def test_facet_counts_are_over_all_matches_and_not_the_page(store: AnsweringStore) -> None:
    store.upsert([item(f"{n}", "", "color:red") for n in range(5)])
    first = store.index.search(Query(facets=("color",), limit=2))
    second = store.index.search(Query(facets=("color",), limit=2, after=first.next))
    assert first.facets == second.facets == {"color": (FacetValue("red", "red", 5),)}
    assert first.total == second.total == 5


def test_facet_counts_an_item_at_each_of_its_values(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red", "color:blue"), item("b", "", "color:red")])
    facet = store.index.search(Query(facets=("color",))).facets["color"]
    assert facet == (FacetValue("red", "red", 2), FacetValue("blue", "blue", 1))


def test_facet_values_come_commonest_first_then_by_value(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "n:b", "n:é", "n:Z", "n:10", "n:9"), item("b", "", "n:z")])
    facet = store.index.search(Query(facets=("n",))).facets["n"]
    assert [(each.value, each.count) for each in facet] == [("z", 2), ("10", 1), ("9", 1), ("b", 1), ("é", 1)]


def test_facet_has_its_hundred_commonest_values(store: AnsweringStore) -> None:
    store.upsert([item(f"{n:03}", "", f"n:v{n:03}") for n in range(120)] + [item("x", "", "n:v119")])
    facet = store.index.search(Query(facets=("n",))).facets["n"]
    assert [each.value for each in facet] == ["v119", *(f"v{n:03}" for n in range(99))]


def test_facet_of_an_unknown_name_is_empty(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red")])
    assert store.index.search(Query(facets=("size", "size"))).facets == {"size": ()}


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
    results = store.index.search(Query(facets=("color",), limit=0))
    assert (results.total, results.hits, results.next) == (1, (), None)
    assert results.facets["color"] == (FacetValue("red", "red", 1),)


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
        query = replace(query, after=found.next, weights=found.weights)
        store.upsert([item(f"new{len(seen)}", "", "size:xl" if len(seen) % 2 else "color:mauve")])
    old = [item_id for item_id in seen if item_id.startswith("i")]
    assert sorted(old) == [f"i{n:02}" for n in range(20)]
