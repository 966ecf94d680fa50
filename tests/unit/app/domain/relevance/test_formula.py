"""The numbers of relevance, by examples that are worked out by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.relevance import formula

LEVELS = st.integers(1, formula.FULL)
WEIGHTS = st.integers(0, 20 * formula.MICRO)


def test_a_word_of_a_title_of_eight_words_has_the_impact_of_its_field_weight() -> None:
    assert formula.impacts([(formula.TITLE, 8, {"red": 1})]) == {"red": round(255 * 4 / (4 + 1.2))}
    assert formula.impacts([(formula.TEXT, 60, {"red": 1})]) == {"red": round(255 * 1 / (1 + 1.2))}


def test_fields_are_added_before_repetition_saturates() -> None:
    both = formula.impacts([(formula.TITLE, 8, {"red": 1}), (formula.TEXT, 60, {"red": 2})])
    assert both == {"red": round(255 * 6 / (6 + 1.2))}


def test_a_long_text_weakens_its_words_but_never_to_nothing() -> None:
    short, long = (formula.impacts([(formula.TEXT, n, {"red": 1})])["red"] for n in (20, 200))
    assert short > long
    assert formula.impacts([(formula.TEXT, 100_000_000, {"red": 1})]) == {"red": 1}


@pytest.mark.parametrize(
    ("exact", "stem", "level"), [(200, 200, 200), (0, 200, 160), (100, 200, 160), (0, 1, 1), (0, 0, 0), (1, 1, 1)]
)
def test_a_stem_counts_four_fifths_of_the_word(exact: int, stem: int, level: int) -> None:
    assert formula.word_level(exact, stem) == level


def test_variants_factors_and_targets_keep_a_match_a_match() -> None:
    assert [formula.variant_level(each) for each in (0, 1, 200)] == [0, 1, 120]
    assert [formula.scaled(each, 0.5) for each in (0, 1, 255)] == [0, 1, 127]
    assert [formula.target_level(each) for each in (1.0, 0.7, 0.5, 0.0001)] == [255, 178, 128, 1]


def test_rarer_terms_weigh_more_and_common_ones_still_something() -> None:
    assert formula.weigh(100, 1) == round(1e6 * math.log(101))
    assert formula.weigh(100, 100) == round(1e6 * math.log(2))
    assert formula.weigh(100, 0) == formula.weigh(0, 0) == 0


def test_a_full_level_scores_the_weight() -> None:
    assert formula.score([(255, 1_098_612)]) == 1.098612
    assert formula.score([(255, 1_000_000), (51, 1_000_000)]) == 1.2
    assert formula.score([]) == 0


@given(st.lists(st.tuples(LEVELS, WEIGHTS), max_size=20))
def test_a_score_has_six_digits_and_no_order_of_adding(parts: list[tuple[int, int]]) -> None:
    found = formula.score(parts)
    assert found == formula.score(reversed(parts)) == round(found, 6)
    assert found == pytest.approx(sum(level * weight for level, weight in parts) / 255e6, abs=1e-6)


@given(st.integers(0, 2), st.integers(0, 2), WEIGHTS, WEIGHTS)
def test_places_sort_by_tier_and_then_by_score_downwards(one: int, other: int, left: int, right: int) -> None:
    places = [formula.place(tier, micro / formula.MICRO) for tier, micro in ((one, left), (other, right))]
    assert (places[0] < places[1]) == ((one, -left) < (other, -right))
    assert (places[0] == places[1]) == ((one, left) == (other, right))
