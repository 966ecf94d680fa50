"""Every store ranks the matches of terms alike."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.domain.queries import Hit, Plan, Query, Sort
from app.index.index import AnsweringStore
from tests.contract.items import asked, filtered, item, target, term

RED = target("color", "red")
BLUE = target("color", "blue")
XL = target("size", "xl")


def ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.item.id for hit in hits]


def found(store: AnsweringStore, query: Query) -> list[str]:
    return ids(store.index.search(query).hits)


def scores(store: AnsweringStore, query: Query) -> dict[str, float]:
    return {hit.item.id: hit.score for hit in store.index.search(query).hits}


# Properties


def test_term_weighs_as_much_as_it_is_rare(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b", "", "color:blue"), item("c", "", "color:blue"), item("d")])
    results = store.index.search(Query((term("red", RED), term("blue", BLUE)), match="any"))
    assert ids(results.hits) == ["a", "b", "c"]
    assert [hit.score for hit in results.hits] == [round(math.log(each), 6) for each in (5, 3, 3)]


def test_term_is_as_rare_as_all_that_meets_it(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b", "", "color:dark red"), item("c", "Red"), item("d")])
    found = scores(store, Query((term("red", RED, target("color", "dark red", 0.5)),)))
    weight = round(math.log(1 + 4 / 3), 6)
    assert found["a"] == weight
    assert 0 < found["b"] < found["c"] < weight


def test_scores_of_terms_are_summed(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red", "size:xl"), item("b", "", "color:red")])
    expected = {"a": round(math.log(2) + math.log(3), 6), "b": round(math.log(2), 6)}
    assert scores(store, Query((term("red", RED), term("xl", XL)))) == pytest.approx(expected, abs=2e-6)


def test_only_the_best_target_of_a_term_counts(store: AnsweringStore) -> None:
    store.upsert([item("a", "Red", "color:red", "brand:red")])
    (hit,) = store.index.search(Query((term("red", target("brand", "red", 0.7), RED),))).hits
    assert (hit.score, hit.matched) == (round(math.log(2), 6), (("color", "red"),))


def test_words_may_be_the_best_of_a_term(store: AnsweringStore) -> None:
    store.upsert([item("a", "Red", "color:dark red")])
    (hit,) = store.index.search(Query((term("red", target("color", "dark red", 0.5)),))).hits
    assert hit.score > 0.5 * math.log(2)
    assert hit.matched == (("title", "red"),)


def test_property_is_the_reason_before_equal_words(store: AnsweringStore) -> None:
    store.upsert([item("a", "Zinc", "zone:zinc")])
    words = store.index.search(Query((term("zinc"),))).hits[0]
    level = round(words.score / math.log(2) * 255)
    (hit,) = store.index.search(Query((term("zinc", target("zone", "zinc", level / 255)),))).hits
    assert (hit.score, hit.matched) == (words.score, (("zone", "zinc"),))


def test_equal_targets_are_reasons_by_name_and_value(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red", "brand:red", "brand:red one")])
    (hit,) = store.index.search(Query((term("red", RED, target("brand", "red one"), target("brand", "red")),))).hits
    assert hit.matched == (("brand", "red"),)


def test_reasons_come_in_the_order_of_the_terms_and_once(store: AnsweringStore) -> None:
    store.upsert([item("a", "Warm shoe", "color:red", "size:xl")])
    terms = (term("xl", XL), term("warm"), term("qwerty"), term("red", RED), term("rot", RED))
    (hit,) = store.index.search(Query(terms)).hits
    assert hit.matched == (("size", "xl"), ("title", "warm"), ("color", "red"))
    assert hit.missing == (2,)


# Words


def test_all_words_of_a_term_must_be_said(store: AnsweringStore) -> None:
    store.upsert([item("a", "Running shoes, red"), item("b", "Red car"), item("c", "Running")])
    (hit,) = store.index.search(Query((term("red running"),))).hits
    assert (hit.item.id, hit.matched) == ("a", (("title", "red running"),))


def test_words_are_said_by_title_values_and_text_in_this_order(store: AnsweringStore) -> None:
    shop = [
        (item("title", "Red shoe of canvas"), "x"),
        (item("value", "Shoe", "color:red", "n:one two three four five six"), "x"),
        (item("text", "Shoe"), "a red one"),
        (item("none", "Shoe"), "reddish"),
    ]
    store.upsert([replace(each, text=text) for each, text in shop])
    results = store.index.search(Query((term("red"),)))
    assert ids(results.hits) == ["title", "value", "text"]
    assert [hit.matched[0][0] for hit in results.hits] == ["title", "text", "text"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("shoe", ["a"]),
        ("men", ["a"]),
        ("grösse", ["b"]),
        ("grosse", ["b"]),
        ("fine", ["c"]),
        ("sho", []),
        ("run", ["a"]),
    ],
)
def test_words_are_compared_folded_and_by_their_stems(store: AnsweringStore, word: str, expected: list[str]) -> None:
    store.upsert([item("a", "MEN'S Running SHOES"), item("b", "GRÖSSE"), item("c", "ﬁne")])
    assert found(store, Query((term(word),))) == expected


def test_the_word_itself_counts_more_than_its_stem(store: AnsweringStore) -> None:
    store.upsert([item("b", "Running"), item("a", "Runs")])
    assert found(store, Query((term("running"),))) == ["b", "a"]


def test_a_display_says_words_too(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "weight:1 kg")])
    assert found(store, Query((term("kg"),))) == found(store, Query((term("1000 g"),))) == ["a"]


def test_variants_find_less_and_are_the_reason(store: AnsweringStore) -> None:
    store.upsert([item("a", "Sofa"), item("b", "Couch"), item("c", "Sofas", "category:sofa")])
    results = store.index.search(Query((term("couch", variants="sofa divan"),)))
    assert ids(results.hits) == ["b", "c", "a"]
    assert [hit.matched for hit in results.hits] == [(("title", each),) for each in ("couch", "sofa", "sofa")]


def test_variants_are_compared_by_their_own_word(store: AnsweringStore) -> None:
    store.upsert([item("legs", "Desk with two legs"), item("singular", "Legging"), item("plural", "Leggings, black")])
    results = store.index.search(Query((term("trousers", variants="legging"),)))
    assert set(ids(results.hits)) == {"singular", "plural"}


def test_a_mention_of_the_wanted_thing_misses_it(store: AnsweringStore) -> None:
    mention = replace(item("mention", "Laptop"), text=f"A coffee machine is no laptop. {'More of the laptop. ' * 60}")
    store.upsert([mention, item("machine", "Machine"), item("coffee", "Coffee")])
    hits = store.index.search(Query((term("coffee"), term("machine")), lead=1)).hits
    said = {hit.item.id: (hit.matched, hit.missing) for hit in hits}
    assert said["mention"] == ((("text", "coffee"),), (1,))
    assert said["machine"] == ((("title", "machine"),), (0,))


def test_a_factor_weakens_words(store: AnsweringStore) -> None:
    store.upsert([item("a", "Red"), item("b", "", "color:dark red")])
    narrow = target("color", "dark red", 0.5)
    assert found(store, Query((term("red", narrow),))) == ["a", "b"]
    assert found(store, Query((term("red", narrow, factor=0.4),))) == ["b", "a"]


def test_words_that_a_query_is_without_leave_items_out(store: AnsweringStore) -> None:
    store.upsert(
        [
            item("title", "Leather bag"),
            item("value", "Bag", "material:leather"),
            replace(item("text", "Bag"), text="of soft leathers"),
            replace(item("kept", "Bag"), text="leatherette"),
        ]
    )
    bag = term("bag")
    everything = store.index.search(Query((bag,)))
    results = store.index.search(Query((bag,), without=("leather",)))
    assert (results.total, ids(results.hits)) == (1, ["kept"])
    assert results.plan.weights == everything.plan.weights
    assert found(store, Query(without=("leather", "shoe"))) == ["kept"]
    assert found(store, Query(without=("ba",))) == ["kept", "text", "title", "value"]


# Full and partial matches

SHOP = [
    item("red-shoe", "Shoe", "color:red"),
    item("blue-shoe", "Shoe", "color:blue"),
    item("red-hat", "Hat", "color:red"),
    item("hat", "Hat", "color:green"),
]
RED_SHOES = Query((term("red", RED), term("shoe")), lead=1)


def test_full_matches_come_first_and_those_of_the_leading_term_follow(store: AnsweringStore) -> None:
    store.upsert(SHOP)
    results = store.index.search(replace(RED_SHOES, facets=asked("color")))
    assert [(hit.item.id, hit.missing) for hit in results.hits] == [("red-shoe", ()), ("blue-shoe", (0,))]
    assert (results.total, results.plan.relaxed) == (1, True)
    assert [each.value for each in results.facets["color"].values] == ["red"]


def test_a_full_match_stands_before_a_partial_one_of_a_higher_score(store: AnsweringStore) -> None:
    store.upsert([replace(item("full", "Thing"), text="blue shoe of wool " * 9), item("partial", "Shoe", "color:blue")])
    blue = (term("blue", BLUE), term("shoe"), term("wool"))
    results = store.index.search(Query(blue, lead=1))
    assert ids(results.hits) == ["full", "partial"]


def test_without_a_full_match_the_partial_ones_are_counted(store: AnsweringStore) -> None:
    store.upsert(SHOP)
    query = Query((term("yellow", target("color", "yellow")), term("shoe")), facets=asked("color"), lead=1)
    results = store.index.search(query)
    assert (results.total, ids(results.hits), results.plan.relaxed) == (2, ["blue-shoe", "red-shoe"], True)
    assert sorted(each.value for each in results.facets["color"].values) == ["blue", "red"]


def test_without_the_wanted_kind_the_rest_is_found(store: AnsweringStore) -> None:
    store.upsert(SHOP)
    results = store.index.search(Query((term("red", RED), term("scarf")), lead=1))
    assert (results.total, ids(results.hits)) == (2, ["red-hat", "red-shoe"])
    assert {hit.missing for hit in results.hits} == {(1,)}


def test_conditions_decide_whether_there_is_a_full_match(store: AnsweringStore) -> None:
    store.upsert(SHOP)
    results = store.index.search(replace(RED_SHOES, filters=filtered("color:blue").filters, facets=asked("color")))
    assert (results.total, ids(results.hits), results.plan.relaxed) == (1, ["blue-shoe"], True)
    assert results.facets["color"].distinct == 2


def test_another_order_has_no_partial_matches_behind_full_ones(store: AnsweringStore) -> None:
    store.upsert(SHOP)
    assert found(store, replace(RED_SHOES, sort=Sort("id"))) == ["red-shoe"]
    relaxed = Query((term("yellow"), term("shoe")), sort=Sort("color", True), lead=1)
    assert found(store, relaxed) == ["red-shoe", "blue-shoe"]


def test_twenty_full_matches_are_enough(store: AnsweringStore) -> None:
    store.upsert([item(f"{n:02}", "Shoe", "color:red") for n in range(20)] + [item("x", "Shoe")])
    results = store.index.search(replace(RED_SHOES, limit=50))
    assert (len(results.hits), results.plan.relaxed) == (20, False)
    store.delete("00")
    assert len(store.index.search(replace(RED_SHOES, limit=50)).hits) == 20


def test_match_all_has_full_matches_alone_and_any_has_no_tiers(store: AnsweringStore) -> None:
    store.upsert(SHOP)
    assert found(store, replace(RED_SHOES, match="all")) == ["red-shoe"]
    assert found(store, replace(RED_SHOES, match="all", filters=filtered("color:blue").filters)) == []
    results = store.index.search(replace(RED_SHOES, match="any"))
    assert (results.total, results.plan.relaxed) == (3, False)
    assert {hit.item.id: hit.missing for hit in results.hits} == {"red-shoe": (), "red-hat": (1,), "blue-shoe": (0,)}


def test_preferred_terms_only_add_to_scores(store: AnsweringStore) -> None:
    store.upsert(SHOP)
    query = Query((term("shoe"), term("red", RED, required=False)), lead=0)
    results = store.index.search(query)
    assert [(hit.item.id, hit.missing) for hit in results.hits] == [("red-shoe", ()), ("blue-shoe", ())]
    assert found(store, Query((term("red", RED, required=False),))) == ["red-hat", "red-shoe"]
    ranked = found(store, Query((term("red", RED, required=False),), ranks_only=True))
    assert ranked[:2] == ["red-hat", "red-shoe"]
    assert ranked == [*ranked[:2], *sorted(set(found(store, Query())) - {"red-hat", "red-shoe"})]


def test_terms_that_nothing_matches_find_nothing(store: AnsweringStore) -> None:
    store.upsert(SHOP)
    assert store.index.search(Query((term("qwerty", target("color", "none")),))).total == 0
    assert store.index.search(Query((term(""),))).total == 0


# Pages


def test_pages_go_over_from_full_to_partial_matches(store: AnsweringStore) -> None:
    store.upsert([item(f"f{n}", "Shoe", "color:red") for n in range(3)] + [item(f"p{n}", "Shoe") for n in range(3)])
    query, pages = replace(RED_SHOES, limit=2), []
    while True:
        results = store.index.search(query)
        pages.append(ids(results.hits))
        assert results.total == 3
        if results.next is None:
            break
        query = replace(query, after=results.next, plan=results.plan)
    assert pages == [["f0", "f1"], ["f2", "p0"], ["p1", "p2"]]


def test_what_the_first_page_decided_holds_for_the_others(store: AnsweringStore) -> None:
    store.upsert([item(f"p{n}", "Shoe") for n in range(4)])
    first = store.index.search(replace(RED_SHOES, limit=2))
    assert (first.total, first.plan.counted, first.plan.shown) == (4, 1, 1)
    store.upsert([item("full", "Shoe", "color:red")])
    second = store.index.search(replace(RED_SHOES, limit=2, after=first.next, plan=first.plan))
    assert (second.total, ids(second.hits), second.plan) == (5, ["p2", "p3"], first.plan)


def test_a_plan_of_another_number_of_terms_is_ignored(store: AnsweringStore) -> None:
    store.upsert(SHOP)
    alone = store.index.search(RED_SHOES)
    assert store.index.search(replace(RED_SHOES, plan=Plan((1,), 2, 2))) == alone


# Conditions


def test_filters_leave_the_weights_alone(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red", "size:xl"), item("b", "", "color:red"), item("c")])
    terms = (term("red", RED),)
    everywhere = scores(store, Query(terms))
    assert scores(store, replace(filtered("size:xl"), terms=terms)) == {"a": everywhere["a"]}


def test_filters_decide_what_the_terms_rank(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b", "", "color:red", "size:xl"), item("c", "", "size:xl")])
    results = store.index.search(replace(filtered("size:xl"), terms=(term("red", RED),)))
    assert (results.total, ids(results.hits)) == (1, ["b"])


def test_one_search_leaves_nothing_to_the_next(store: AnsweringStore) -> None:
    store.upsert([item("a", "", "color:red"), item("b", "", "color:blue")])
    assert found(store, Query((term("red", RED),))) == ["a"]
    assert found(store, Query((term("blue", BLUE),))) == ["b"]
