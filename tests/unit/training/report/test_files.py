"""The report for programs and spreadsheets."""

import csv
import io
import json
from collections import Counter
from dataclasses import fields, replace

import pytest

from tests.unit.training.report.reports import empty_report, error, evaluation, report
from training.evaluation.results import Error, ModelReport
from training.report.files import report_to_json, scores_to_csv
from training.report.selection import to_score, worst

# What seqeval 1.2.2 and pandas write for gold A O B O B, predicted A O A O B, the A of two words.
_SEQEVAL = """\
,precision,recall,f1-score,support
BRAND,0.5,1.0,0.6666666666666666,1.0
COLOR,1.0,0.5,0.6666666666666666,2.0
micro avg,0.6666666666666666,0.6666666666666666,0.6666666666666666,3.0
macro avg,0.75,0.75,0.6666666666666666,3.0
weighted avg,0.8333333333333334,0.6666666666666666,0.6666666666666666,3.0
"""


def test_csv_is_what_seqeval_and_pandas_write() -> None:
    assert scores_to_csv(evaluation()) == _SEQEVAL


def test_csv_scores_test_before_validation() -> None:
    test, validation = evaluation(labels=["A"]), evaluation()
    assert to_score(report(validation=validation, test=test)) is test
    assert to_score(report(validation=validation)) is validation
    assert to_score(report(other=test)) is test


def test_csv_without_an_evaluation_is_its_heading() -> None:
    assert scores_to_csv(to_score(report())) == _SEQEVAL.splitlines()[0] + "\n"


def test_csv_without_spans_has_averages_of_nothing() -> None:
    rows = list(csv.reader(io.StringIO(scores_to_csv(to_score(empty_report())))))
    assert [row[0] for row in rows] == ["", "micro avg", "macro avg", "weighted avg"]
    assert {value for row in rows[1:] for value in row[1:]} == {"0.0"}


def test_csv_quotes_labels() -> None:
    rows = list(csv.reader(io.StringIO(scores_to_csv(evaluation(labels=['a,"b"', "c"])))))
    assert [row[0] for row in rows[1:3]] == ['a,"b"', "c"]


def test_json_has_the_fields_and_the_computed_scores() -> None:
    whole = json.loads(report_to_json(report(validation=evaluation([error()]))))
    assert list(whole) == [each.name for each in fields(ModelReport)]
    own = whole["evaluations"]["validation"]
    score = {"right": 1, "predicted": 2, "expected": 1, "precision": 0.5, "recall": 1.0, "f1": 0.666667}
    assert own["scores"]["BRAND"] == score
    assert own["errors"][0]["gold"] == {"start": 2, "end": 5, "label": "COLOR", "text": "red", "score": 1.0}
    assert own["confusion"]["counts"] == [[7, 1, 0], [0, 7, 1], [0, 0, 7]]
    assert whole["calibration"]["reached"] == {"COLOR": [0.85, 0.6]}


def test_json_keeps_the_worst_thousand_errors() -> None:
    errors = [error(weight=n / 2000) for n in range(1500)]
    whole = json.loads(report_to_json(report(validation=evaluation(errors), test=evaluation(errors[:3]))))
    weights = [each["weight"] for each in whole["evaluations"]["validation"]["errors"]]
    assert weights == [round(n / 2000, 6) for n in range(1499, 499, -1)]
    assert len(whole["evaluations"]["test"]["errors"]) == 3


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_json_has_null_for_what_is_not_finite(value: float) -> None:
    odd = replace(evaluation(), macro=(value, 0.1234567, 1.0))
    own = json.loads(report_to_json(report(test=odd)), parse_constant=pytest.fail)["evaluations"]["test"]
    assert own["macro"] == [None, 0.123457, 1.0]


def test_json_refuses_what_is_no_part_of_a_report() -> None:
    with pytest.raises(AssertionError, match="cannot hold a complex"):
        report_to_json(replace(report(), parameters={"x": 1j}))  # type: ignore[dict-item]


def test_every_kind_of_error_has_its_share_of_the_worst() -> None:
    kinds = ["missed"] * 80 + ["spurious"] * 16 + ["label"] * 4
    weights = [1.0] * 80 + [0.5 + n / 100 for n in range(16)] + [0.1, 0.2, 0.3, 0.4]
    errors = [
        Error(kind, str(n), "", "a", None, None, weight)  # type: ignore[arg-type]
        for n, (kind, weight) in enumerate(zip(kinds, weights, strict=True))
    ]
    shown = worst(replace(evaluation(), errors=errors), 25)
    assert Counter(error.kind for error in shown) == {"missed": 20, "spurious": 4, "label": 1}
    assert [error.weight for error in shown[20:]] == [0.65, 0.64, 0.63, 0.62, 0.4]
