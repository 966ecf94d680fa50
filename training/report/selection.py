"""Which evaluation, and which errors, a report shows."""

from training.evaluation.results import Error, Evaluation, Report


def to_score(report: Report) -> Evaluation | None:
    """The evaluation by which the model is judged: on test, else on validation, else on whatever there is."""
    return _first(report, "test", "validation")


def to_study(report: Report) -> Evaluation | None:
    """The evaluation whose errors are shown: on validation, so that nobody tunes a model to its test texts."""
    return _first(report, "validation", "test")


def worst(evaluation: Evaluation, count: int) -> list[Error]:
    """At most `count` errors, those of the highest weight first, in their own order where weights are equal.

    Each kind has its share of them, at least one: models are surest of what they miss, and spans that they miss alone
    would fill the page.
    """
    by_kind: dict[str, list[Error]] = {}
    for error in sorted(evaluation.errors, key=lambda error: -error.weight):
        by_kind.setdefault(error.kind, []).append(error)
    total = len(evaluation.errors)
    # The n-th of k errors of a kind stands at n / k of all: cutting there leaves every kind its share.
    places = [(n / len(own), error) for own in by_kind.values() for n, error in enumerate(own)]
    kept = [error for _, error in sorted(places, key=lambda place: place[0])[: min(count, total)]]
    return sorted(kept, key=lambda error: -error.weight)


def _first(report: Report, *splits: str) -> Evaluation | None:
    found = (report.evaluations[name] for name in (*splits, *report.evaluations) if name in report.evaluations)
    return next(found, None)
