"""Writes the report as JSON, and its scores as CSV."""

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace

from model.spans import Span
from training.evaluation.results import Evaluation, ModelReport, Score
from training.report.selection import worst

_SHOWN_ERRORS = 1000
_DIGITS = 6

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
# Precision, recall, F1 and support.
ScoreRow = tuple[float, float, float, int]


def report_to_json(report: ModelReport) -> str:
    """Writes the whole report under the names of its fields. Of the errors it has the worst 1,000 of each evaluation.

    Numbers have six decimals, and null stands for a number that is not finite. A score also has its `precision`,
    `recall` and `f1`.
    """
    evaluations = {name: replace(each, errors=worst(each, _SHOWN_ERRORS)) for name, each in report.evaluations.items()}
    plain = _to_plain(replace(report, evaluations=evaluations))
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def scores_to_csv(evaluation: Evaluation | None) -> str:
    """Writes the same CSV as `pandas.DataFrame(classification_report(..., output_dict=True)).T.to_csv()` with seqeval.

    `support` has a decimal there, because a column of a data frame has one type. Without an evaluation there is only
    the heading.
    """
    rows = {} if evaluation is None else _rows(evaluation)
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("", "precision", "recall", "f1-score", "support"))
    writer.writerows((name, *map(float, row)) for name, row in rows.items())
    return file.getvalue()


def _rows(evaluation: Evaluation) -> dict[str, ScoreRow]:
    rows = {label: _row(score) for label, score in evaluation.scores.items()}
    support = evaluation.micro.expected
    return rows | {
        "micro avg": _row(evaluation.micro),
        "macro avg": (*evaluation.macro, support),
        "weighted avg": _weighted(list(rows.values())),
    }


def _row(score: Score) -> ScoreRow:
    return score.precision, score.recall, score.f1, score.expected


def _weighted(rows: Sequence[ScoreRow]) -> ScoreRow:
    support = sum(row[3] for row in rows)
    precision, recall, f1 = (sum(row[n] * row[3] for row in rows) / max(support, 1) for n in range(3))
    return precision, recall, f1, support


def _to_plain(value: object) -> Plain:
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return round(value, _DIGITS) if math.isfinite(value) else None
        case Score():
            computed = {"precision": value.precision, "recall": value.recall, "f1": value.f1}
            return {name: _to_plain(each) for name, each in (_fields(value) | computed).items()}
        case Span():  # Finders are the service's; no gold span has one.
            return {name: _to_plain(each) for name, each in _fields(value).items() if name != "finder"}
        case Mapping():
            return {str(name): _to_plain(each) for name, each in value.items()}
        case Sequence():
            return [_to_plain(each) for each in value]
        case _:
            return {name: _to_plain(each) for name, each in _fields(value).items()}


def _fields(value: object) -> dict[str, object]:
    assert is_dataclass(value), f"a report cannot hold a {type(value).__name__}"
    return {each.name: getattr(value, each.name) for each in fields(value)}
