"""Which matches a search shows."""

from dataclasses import replace

import pytest

from app.domain.queries import MatchMode, Plan, Query, Sort, Term
from app.domain.relevance.tiers import LEAD_LEVEL, continues, meets, missing, plan, tier_of

SHOE, RED = Term(0, 0, "shoe", ("shoe",)), Term(0, 0, "red", ("red",))
WOMEN = Term(0, 0, "women", ("women",), required=False)
LED = Query((SHOE, RED, WOMEN), lead=0)


@pytest.mark.parametrize(
    ("levels", "tier"),
    [
        ((LEAD_LEVEL, LEAD_LEVEL, LEAD_LEVEL), 0),
        ((LEAD_LEVEL, LEAD_LEVEL, 0), 0),
        ((LEAD_LEVEL, 0, LEAD_LEVEL), 1),
        ((1, LEAD_LEVEL, LEAD_LEVEL), 2),
        ((0, LEAD_LEVEL, LEAD_LEVEL), 3),
        ((0, 0, LEAD_LEVEL), 3),
        ((0, 0, 0), None),
    ],
)
def test_the_leading_term_parts_the_partial_matches(levels: tuple[int, ...], tier: int | None) -> None:
    assert tier_of(LED, levels) == tier


def test_without_a_leading_term_any_term_will_do() -> None:
    query = Query((SHOE, RED))
    assert [tier_of(query, levels) for levels in ((LEAD_LEVEL, LEAD_LEVEL), (0, LEAD_LEVEL), (0, 0))] == [0, 1, None]


@pytest.mark.parametrize(("match", "partial"), [("best", 1), ("all", None), ("any", 0)])
def test_the_mode_decides_what_a_partial_match_is(match: MatchMode, partial: int | None) -> None:
    query = Query((SHOE, RED), match=match)
    assert tier_of(query, (LEAD_LEVEL, LEAD_LEVEL)) == 0
    assert tier_of(query, (LEAD_LEVEL, 0)) == partial
    assert tier_of(query, (0, 0)) is None


def test_a_query_of_preferred_terms_alone_wants_one_of_them() -> None:
    assert tier_of(Query((WOMEN,)), (LEAD_LEVEL,)) == 0
    assert tier_of(Query((WOMEN,)), (0,)) is None
    assert tier_of(Query((WOMEN,), ranks_only=True), (0,)) == 0
    assert tier_of(Query(), ()) == 0


def test_a_mention_of_the_leading_term_is_no_full_match() -> None:
    mentioned = (LEAD_LEVEL - 1, 255, 0)
    assert tier_of(LED, mentioned) == 2
    assert missing(LED.terms, meets(LED, mentioned)) == (0,)
    assert tier_of(replace(LED, match="any"), mentioned) == 0
    assert tier_of(replace(LED, match="all"), mentioned) is None


def test_only_required_terms_are_missing() -> None:
    assert missing(LED.terms, (True, False, False)) == (1,)


@pytest.mark.parametrize(
    ("counts", "counted", "shown"),
    [
        ((20, 5, 9, 9), 0, 0),
        ((19, 5, 9, 9), 0, 1),
        ((19, 0, 9, 9), 0, 0),
        ((4, 5, 9, 9), 0, 2),
        ((4, 6, 9, 9), 0, 1),
        ((9, 0, 9, 9), 0, 2),
        ((9, 0, 0, 9), 0, 0),
        ((0, 10, 9, 9), 1, 1),
        ((0, 5, 9, 9), 1, 2),
        ((0, 0, 9, 9), 2, 2),
        ((0, 0, 0, 9), 3, 3),
        ((0, 0, 0, 0), 0, 0),
    ],
)
def test_partial_matches_are_shown_where_full_ones_are_few(counts: tuple[int, ...], counted: int, shown: int) -> None:
    decided = plan(LED, (1, 2, 3), counts)
    assert decided == Plan((1, 2, 3), counted, shown)
    assert decided.relaxed == (shown > 0)


def test_partial_matches_follow_in_no_other_order() -> None:
    query = Query((SHOE, RED), sort=Sort("price"))
    assert plan(query, (1, 2), (3, 4, 2, 2)) == Plan((1, 2), 0, 0)
    assert plan(query, (1, 2), (0, 4, 2, 2)) == Plan((1, 2), 1, 1)


def test_a_plan_of_other_terms_is_ignored() -> None:
    assert continues(Query((SHOE,), plan=Plan((1,))))
    assert not continues(Query((SHOE, RED), plan=Plan((1,))))
    assert not continues(Query((SHOE,)))
