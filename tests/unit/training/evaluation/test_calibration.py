"""Temperatures and thresholds, on models with a known error."""

import numpy as np
import pytest

from model.decode import Decoder
from model.spans import Span
from model.tagging import TaggedText
from model.tags import IOB2
from tests.unit.model.test_tags import text_of
from training.corpora import Example
from training.evaluation.calibration import calibrate, reliability

LABELS = ["X", "Y"]


def one_word(certainty: float, right: bool, label: int = 0) -> tuple[TaggedText, Example]:
    """A text of one word, in which the model sees `label` with `certainty`, rightly or not."""
    rows = np.zeros((1, IOB2.width(LABELS)), dtype=np.float32)
    rows[0, 0], rows[0, 1 + 2 * label] = 1 - certainty, certainty
    spans = (Span(0, 2, LABELS[label], "aa"),) if right else ()
    return TaggedText(text_of(1), rows, 1), Example("1", "aa ", spans)


def test_the_temperature_of_a_model_that_is_too_sure_makes_its_scores_true() -> None:
    """It says 0.98 and is right 7 times of 10: the temperature that turns 0.98 into 0.7 is ln 49 / ln (7/3)."""
    readings, examples = zip(*[one_word(0.98, right=n % 10 < 7) for n in range(200)], strict=True)
    found = calibrate(Decoder(LABELS), readings, examples)
    assert found.temperature == pytest.approx(np.log(49) / np.log(7 / 3), rel=0.06)
    assert found.before.ece == pytest.approx(0.28, abs=0.001)
    assert found.after.ece < 0.02


def test_the_temperature_stays_one_where_another_makes_the_error_larger() -> None:
    """Scores of 0.55 and 0.95 that are true; one sure span in fifty that is wrong draws the log loss elsewhere."""
    cases = [one_word(0.55, right=n % 20 < 11) for n in range(20)] + [
        one_word(0.95, right=n % 20 < 19) for n in range(40)
    ]
    cases += [one_word(0.9999, right=n > 0) for n in range(50)]
    readings, examples = zip(*cases, strict=True)
    found = calibrate(Decoder(LABELS), readings, examples)
    assert found.temperature == 1.0
    assert found.after == found.before


def test_a_model_that_is_right_as_often_as_it_says_is_left_nearly_alone() -> None:
    readings, examples = zip(*[one_word(0.8, right=n % 10 < 8) for n in range(200)], strict=True)
    assert calibrate(Decoder(LABELS), readings, examples).temperature == pytest.approx(1.0, rel=0.06)


def test_a_threshold_is_the_lowest_that_reaches_the_precision() -> None:
    """X is right 4 of 4 times at 0.9, 1 of 3 at 0.6; Y is never right."""
    cases = [one_word(0.9, right=True)] * 4 + [one_word(0.6, right=n == 0) for n in range(3)]
    cases += [one_word(0.7, right=False, label=1)] * 2
    readings, examples = zip(*cases, strict=True)
    found = calibrate(Decoder(LABELS), readings, examples, target_precision=0.9)
    at = Decoder(LABELS, IOB2, found.temperature)
    score = {
        certainty: round(at.score(one_word(certainty, True)[0].probabilities, 0, 1, 0), 4) for certainty in (0.9, 0.6)
    }
    assert found.thresholds["X"] == score[0.9]
    assert found.reached["X"] == pytest.approx((1.0, 4 / 5))
    assert found.reached["Y"] == (0.0, 0.0)
    lower = calibrate(Decoder(LABELS), readings, examples, target_precision=0.7)
    assert lower.thresholds["X"] == min(0.5, score[0.6])
    assert lower.reached["X"] == pytest.approx((5 / 7, 1.0))


def test_a_label_that_is_never_found_keeps_nothing() -> None:
    reading, example = one_word(0.9, right=True)
    assert calibrate(Decoder(LABELS), [reading], [example], target_precision=0.9).thresholds["Y"] == 1.0


def test_bins_and_the_expected_error_by_hand() -> None:
    found = reliability([(0.95, True), (0.95, False), (0.1, False), (1.0, True)])
    assert [(each.count, each.right) for each in found.bins] == [(1, 0.0), (3, pytest.approx(2 / 3))]
    assert found.ece == pytest.approx((1 * 0.1 + 3 * abs((0.95 + 0.95 + 1.0) / 3 - 2 / 3)) / 4)


def test_nothing_found_means_nothing_to_calibrate() -> None:
    assert reliability([]).ece == 0.0
    assert calibrate(Decoder(LABELS), [], []).temperature == 1.0
