"""Selects the evaluation and the errors that a report shows."""

from training.evaluation.results import Error, Evaluation, ModelReport


def to_score(report: ModelReport) -> Evaluation | None:
    """Returns the evaluation that judges the model: on test, else on validation, else the first one."""
    return _first(report, "test", "validation")


def to_study(report: ModelReport) -> Evaluation | None:
    """Returns the evaluation whose errors are shown: on validation, so that no one tunes a model to its test texts."""
    return _first(report, "validation", "test")


def worst(evaluation: Evaluation, count: int) -> list[Error]:
    """Returns at most `count` errors, the highest weight first. Errors of equal weight keep their order.

    Every kind has its share, at least one error. Otherwise missed spans alone would fill the page, because models are
    surest of them.
    """
    by_kind: dict[str, list[Error]] = {}
    for error in sorted(evaluation.errors, key=lambda error: -error.weight):
        by_kind.setdefault(error.kind, []).append(error)
    total = len(evaluation.errors)
    # The n-th of k errors of a kind gets the place n / k. Cutting the sorted places leaves every kind its share.
    places = [(n / len(own), error) for own in by_kind.values() for n, error in enumerate(own)]
    kept = [error for _, error in sorted(places, key=lambda place: place[0])[: min(count, total)]]
    return sorted(kept, key=lambda error: -error.weight)


def _first(report: ModelReport, *splits: str) -> Evaluation | None:
    found = (report.evaluations[name] for name in (*splits, *report.evaluations) if name in report.evaluations)
    return next(found, None)
