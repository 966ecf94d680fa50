"""The loss on hard and on soft labels."""

import numpy as np
import pytest

from training.learning.loss import tagging_loss


def loss(values: list[list[float]], logits: list[list[float]], soft: list[int]) -> float:
    targets = np.array([[[*row, own] for row, own in zip(values, soft, strict=True)]], dtype=np.float32)
    return float(tagging_loss(targets, np.array([logits], dtype=np.float32)))


def test_it_is_cross_entropy_where_one_tag_is_allowed() -> None:
    found = loss([[1, 0, 0], [1, 1, 1]], [[2.0, 0.0, 0.0], [0.0, 1.0, 0.0]], [0, 0])
    assert found == pytest.approx(-np.log(np.exp(2) / (np.exp(2) + 2)), abs=1e-5)


def test_a_partial_annotation_counts_all_allowed_tags_together() -> None:
    expected = -np.log((np.exp(2) + np.exp(1)) / (np.exp(2) + np.exp(1) + 1))
    assert loss([[1, 1, 0]], [[2.0, 1.0, 0.0]], [0]) == pytest.approx(expected, abs=1e-5)


def test_a_word_counts_by_its_weight() -> None:
    first, second = np.log1p(np.exp(-2)), np.log1p(np.exp(1))
    found = loss([[3.0, 0.0], [1.0, 0.0]], [[2.0, 0.0], [0.0, 1.0]], [0, 0])
    assert found == pytest.approx((3 * first + second) / 4, abs=1e-5)


def test_a_teacher_is_matched_by_cross_entropy() -> None:
    log_shares = np.array([2.0, 1.0]) - np.log(np.exp(2) + np.exp(1))
    found = loss([[0.75, 0.25]], [[2.0, 1.0]], [1])
    assert found == pytest.approx(-(0.75 * log_shares[0] + 0.25 * log_shares[1]), abs=1e-5)


def test_soft_and_hard_words_weigh_the_same() -> None:
    soft = loss([[0.75, 0.25]], [[2.0, 1.0]], [1])
    hard = loss([[1, 0]], [[2.0, 1.0]], [0])
    assert loss([[0.75, 0.25], [1, 0]], [[2.0, 1.0], [2.0, 1.0]], [1, 0]) == pytest.approx((soft + hard) / 2, abs=1e-5)


def test_a_certain_teacher_teaches_as_a_label_does() -> None:
    assert loss([[1, 0]], [[0.3, 1.0]], [1]) == pytest.approx(loss([[1, 0]], [[0.3, 1.0]], [0]), abs=1e-6)
