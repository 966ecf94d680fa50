"""Scores, against figures worked out by hand."""

import pytest

from model.spans import Span
from training.evaluate import evaluate, macro_f1


def test_only_exact_spans_of_the_right_label_count() -> None:
    gold = [[Span(0, 4, "BRAND", ""), Span(5, 8, "COLOR", "")], [Span(0, 3, "COLOR", "")]]
    found = [[Span(0, 4, "BRAND", ""), Span(5, 9, "COLOR", ""), Span(10, 12, "COLOR", "")], [Span(0, 3, "BRAND", "")]]
    scores = evaluate(gold, found)
    assert (scores["BRAND"].precision, scores["BRAND"].recall) == (0.5, 1.0)
    assert (scores["COLOR"].f1, scores["COLOR"].expected) == (0.0, 2)
    assert scores["micro"].f1 == pytest.approx(2 * 1 / (4 + 3))
    assert macro_f1(scores) == pytest.approx((2 / 3 + 0) / 2)


def test_the_same_span_counts_once() -> None:
    span = Span(0, 1, "X", "")
    assert evaluate([[span]], [[span, span]])["micro"].predicted == 1


def test_no_spans_at_all_score_nothing() -> None:
    assert evaluate([[]], [[]])["micro"].f1 == 0.0


def test_texts_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="shorter"):
        evaluate([[], []], [[]])
