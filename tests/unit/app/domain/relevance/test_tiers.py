"""Which matches a search shows."""

import pytest

from app.domain.queries import MatchMode, Plan, Query, Sort, Term
from app.domain.relevance.tiers import continues, missing, plan, tier_of

SHOE, RED = Term(0, 0, "shoe", ("shoe",)), Term(0, 0, "red", ("red",))
WOMEN = Term(0, 0, "women", ("women",), required=False)
LED = Query((SHOE, RED, WOMEN), lead=0)


@pytest.mark.parametrize(
    ("met", "tier"),
    [
        ((True, True, True), 0),
        ((True, True, False), 0),
        ((True, False, True), 1),
        ((False, True, True), 2),
        ((False, False, True), 2),
        ((False, False, False), None),
    ],
)
def test_the_leading_term_parts_the_partial_matches(met: tuple[bool, ...], tier: int | None) -> None:
    assert tier_of(LED, met) == tier


def test_without_a_leading_term_any_term_will_do() -> None:
    query = Query((SHOE, RED))
    assert [tier_of(query, met) for met in ((True, True), (False, True), (False, False))] == [0, 1, None]


@pytest.mark.parametrize(("match", "partial"), [("best", 1), ("all", None), ("any", 0)])
def test_the_mode_decides_what_a_partial_match_is(match: MatchMode, partial: int | None) -> None:
    query = Query((SHOE, RED), match=match)
    assert tier_of(query, (True, True)) == 0
    assert tier_of(query, (True, False)) == partial
    assert tier_of(query, (False, False)) is None


def test_a_query_of_preferred_terms_alone_wants_one_of_them() -> None:
    assert tier_of(Query((WOMEN,)), (True,)) == 0
    assert tier_of(Query((WOMEN,)), (False,)) is None
    assert tier_of(Query(), ()) == 0


def test_only_required_terms_are_missing() -> None:
    assert missing(LED.terms, (True, False, False)) == (1,)


@pytest.mark.parametrize(
    ("counts", "counted", "shown"),
    [
        ((20, 5, 9), 0, 0),
        ((19, 5, 9), 0, 1),
        ((19, 0, 9), 0, 0),
        ((0, 5, 9), 1, 1),
        ((0, 0, 9), 2, 2),
        ((0, 0, 0), 0, 0),
    ],
)
def test_partial_matches_are_shown_where_full_ones_are_few(counts: tuple[int, ...], counted: int, shown: int) -> None:
    decided = plan(LED, (1, 2, 3), counts)
    assert decided == Plan((1, 2, 3), counted, shown)
    assert decided.relaxed == (shown > 0)


def test_partial_matches_follow_in_no_other_order() -> None:
    query = Query((SHOE, RED), sort=Sort("price"))
    assert plan(query, (1, 2), (3, 4, 0)) == Plan((1, 2), 0, 0)
    assert plan(query, (1, 2), (0, 4, 0)) == Plan((1, 2), 1, 1)


def test_a_plan_of_other_terms_is_ignored() -> None:
    assert continues(Query((SHOE,), plan=Plan((1,))))
    assert not continues(Query((SHOE, RED), plan=Plan((1,))))
    assert not continues(Query((SHOE,)))
