"""Which evaluation, and which errors, a report shows."""

import heapq

from training.evaluation import Error, Evaluation, Report


def to_score(report: Report) -> Evaluation | None:
    """The evaluation by which the model is judged: on test, else on validation, else on whatever there is."""
    return _first(report, "test", "validation")


def to_study(report: Report) -> Evaluation | None:
    """The evaluation whose errors are shown: on validation, so that nobody tunes a model to its test texts."""
    return _first(report, "validation", "test")


def worst(evaluation: Evaluation, count: int) -> list[Error]:
    """At most `count` errors, those of the highest weight first, in their own order where weights are equal."""
    return heapq.nsmallest(count, evaluation.errors, key=lambda error: -error.weight)


def _first(report: Report, *splits: str) -> Evaluation | None:
    found = (report.evaluations[name] for name in (*splits, *report.evaluations) if name in report.evaluations)
    return next(found, None)
