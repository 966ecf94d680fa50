"""Thresholds for the best F1, and for a precision."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.evaluation.thresholds import Outcomes, choose

OUTCOMES = st.lists(st.tuples(st.integers(0, 10).map(lambda n: n / 10), st.booleans()), max_size=6)


def f1_of(outcomes: dict[str, Outcomes], expected: dict[str, int], thresholds: dict[str, float]) -> float:
    kept = [ok for label, own in outcomes.items() for score, ok in own if score >= thresholds[label]]
    return 2 * sum(kept) / max(1, len(kept) + sum(expected.values()))


@given(OUTCOMES, OUTCOMES, st.integers(0, 4), st.integers(0, 4))
def test_no_other_thresholds_up_to_one_half_have_a_better_f1(
    first: Outcomes, second: Outcomes, more: int, others: int
) -> None:
    outcomes = {"X": first, "Y": second}
    expected = {"X": sum(ok for _, ok in first) + more, "Y": sum(ok for _, ok in second) + others}
    chosen = {label: each.threshold for label, each in choose(outcomes, expected, None, {}).items()}
    ways = [{score for score, _ in own if score <= 0.5} | {0.5} for own in (first, second)]
    best = max(f1_of(outcomes, expected, {"X": x, "Y": y}) for x, y in product(*ways))
    assert f1_of(outcomes, expected, chosen) == pytest.approx(best)


def test_a_label_that_is_mostly_wrong_at_low_scores_loses_them() -> None:
    good = [(score / 20, True) for score in range(1, 21)]
    noise = [(0.9, True), *((0.3, False) for _ in range(30))]
    found = choose({"GOOD": good, "NOISE": noise}, {"GOOD": 20, "NOISE": 1}, None, {})
    assert found["GOOD"].threshold == 0.05
    assert found["NOISE"].threshold == 0.5
    assert (found["NOISE"].precision, found["NOISE"].recall) == (1.0, 1.0)


def test_a_label_without_spans_has_the_services_own_threshold() -> None:
    assert choose({"X": []}, {"X": 3}, None, {})["X"].threshold == 0.5
    assert choose({"X": []}, {"X": 3}, 0.9, {})["X"].threshold == 1.0


def test_a_fixed_threshold_is_taken_and_its_figures_counted() -> None:
    own = [(0.9, True), (0.6, False), (0.2, True)]
    for precision in (None, 0.9):
        found = choose({"X": own, "Y": own}, {"X": 2, "Y": 2}, precision, {"X": 0.55})
        assert (found["X"].threshold, found["X"].precision, found["X"].recall) == (0.55, 0.5, 0.5)
