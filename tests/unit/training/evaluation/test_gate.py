"""The gate refuses a certain fall, and passes what may be noise."""

import random

import pytest

from model.spans import Span
from training.corpora import Example
from training.evaluation.gate import compare

SPAN, OTHER = Span(0, 1, "X", "a"), Span(2, 3, "Y", "b")


def texts(count: int) -> list[Example]:
    return [Example(str(n), "a b", (SPAN, OTHER)) for n in range(count)]


def found(count: int, right: float) -> list[list[Span]]:
    """`right` of the X are found, spread evenly, and all of the Y."""
    return [[SPAN, OTHER] if (n * 7919) % count < right * count else [OTHER] for n in range(count)]


def verdicts(count: int, before: float, after: float, margin: float = 0.01) -> dict[str, bool]:
    each = compare(texts(count), found(count, before), found(count, after), margin)
    return {verdict.label: verdict.fell for verdict in each}


def test_a_clear_fall_of_one_label_is_found() -> None:
    assert verdicts(500, 0.9, 0.7) == {"X": True, "Y": False, "micro": True}


def test_a_fall_within_the_margin_is_allowed() -> None:
    assert verdicts(500, 0.9, 0.7, margin=0.3) == {"X": False, "Y": False, "micro": False}


def test_few_texts_prove_nothing() -> None:
    assert not verdicts(5, 1.0, 0.8)["X"]


def test_a_gain_is_no_fall() -> None:
    assert not any(verdicts(500, 0.7, 0.9).values())


def test_the_same_spans_have_no_difference() -> None:
    spans = found(50, 0.6)
    for verdict in compare(texts(50), spans, spans, 0.0):
        assert (verdict.low, verdict.high, verdict.fell) == (0, 0, False)


def test_scores_before_and_after_are_those_of_all_texts() -> None:
    first, _, micro = compare(texts(100), found(100, 0.5), found(100, 1.0), 0.01)
    assert (first.label, first.after, first.expected) == ("X", 1.0, 100)
    assert first.before == pytest.approx(2 / 3)
    assert micro.before == pytest.approx(2 * 150 / 350)


def test_the_interval_covers_the_true_difference_about_as_often_as_it_says() -> None:
    """Two models that find each X with chance 0.8 and 0.7: 2/(1+1/r) gives the true F1 difference."""
    chance = random.Random(5)
    truth = 2 * 0.7 / 1.7 - 2 * 0.8 / 1.8
    covered = 0
    for _ in range(60):
        before = [[SPAN] if chance.random() < 0.8 else [] for _ in range(120)]
        after = [[SPAN] if chance.random() < 0.7 else [] for _ in range(120)]
        gold = [Example("1", "a b", (SPAN,))] * 120
        verdict = compare(gold, before, after, 0.0)[0]
        covered += verdict.low <= truth <= verdict.high
    assert 50 <= covered <= 60
