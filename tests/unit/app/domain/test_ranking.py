"""The formula of ranking, by examples that are worked out by hand."""

import math

import pytest

from app.domain.queries import Shared
from app.domain.ranking import heaviest_first, score, weigh


def test_rarer_terms_weigh_more_and_common_ones_still_something() -> None:
    assert weigh(100, 1) == pytest.approx(math.log(101))
    assert weigh(100, 100) == pytest.approx(math.log(2))
    assert weigh(100, 1) > weigh(100, 50) > weigh(100, 100) > 0


def test_a_term_that_nothing_matches_weighs_nothing() -> None:
    assert weigh(100, 0) == weigh(0, 0) == 0


def test_score_is_the_sum_of_factors_times_weights_to_six_digits() -> None:
    assert score([(1.0, 2.0), (0.5, 3.0)]) == 3.5
    assert score([(1.0, 1 / 3)]) == 0.333333
    assert score([]) == 0


def test_score_does_not_depend_on_the_order_of_adding() -> None:
    parts = [(1.0, 0.1), (1.0, 0.2), (1.0, 0.3), (0.5, 1e-9)]
    assert score(parts) == score(reversed(parts))


def test_shared_properties_stand_heaviest_first_then_by_name_and_value() -> None:
    light, a, b = Shared("color", "red", "", 1.0), Shared("brand", "a", "", 2.0), Shared("brand", "b", "", 2.0)
    assert sorted([light, b, a], key=heaviest_first) == [a, b, light]
