"""Chooses the score that a span of each label needs to be kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.decode import DEFAULT_SCORE

# The score of each found span of a label, and whether it is right.
Outcomes = list[tuple[float, bool]]

_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold, with the precision and the recall that it gives on the texts that chose it."""

    threshold: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class _Way:
    """A threshold, and the counts of the spans that it keeps."""

    score: float
    right: int
    kept: int
    expected: int

    @property
    def threshold(self) -> Threshold:
        return Threshold(self.score, self.right / max(1, self.kept), self.right / max(1, self.expected))


def choose(
    outcomes: Mapping[str, Outcomes],
    expected: Mapping[str, int],
    precision: float | None,
    fixed: Mapping[str, float],
) -> dict[str, Threshold]:
    """Returns a threshold for each label: the `fixed` one, or for the best F1 of all kept spans, or for `precision`."""
    ways = {label: _ways(own, expected.get(label, 0)) for label, own in outcomes.items()}
    given = {label: [_way(outcomes[label], expected.get(label, 0), score)] for label, score in fixed.items()}
    if precision is not None:
        return {label: _at_precision(own, precision) for label, own in ways.items()} | {
            label: way.threshold for label, (way,) in given.items()
        }
    return {label: way.threshold for label, way in best_f1(ways | given).items()}


def best_f1(ways: Mapping[str, Sequence[_Way]]) -> dict[str, _Way]:
    """Returns the ways whose spans together have the best micro F1.

    F1 is 2 × right / (kept + expected). For a given F1, each label's best way has the highest right − F1 / 2 × kept;
    the F1 of these ways is the next one, until it stays (Dinkelbach 1967). It ends at the best of all combinations. No
    threshold is above 0.5: a span that is more likely right than wrong always helps, and few spans say otherwise only
    by chance.
    """
    low = {label: [way for way in own if way.score <= DEFAULT_SCORE] or own for label, own in ways.items()}
    f1 = 0.0
    chosen: dict[str, _Way] = {}
    for _ in range(_ROUNDS):
        # Of equal ways, the one with more spans.
        chosen = {
            label: max(own, key=lambda way: (way.right - f1 / 2 * way.kept, way.kept)) for label, own in low.items()
        }
        total = sum(way.kept + way.expected for way in chosen.values())
        better = 2 * sum(way.right for way in chosen.values()) / max(1, total)
        if better <= f1:
            break
        f1 = better
    return chosen


def _ways(outcomes: Outcomes, expected: int) -> list[_Way]:
    """Returns a way for each distinct score, the highest first, and one for `DEFAULT_SCORE`."""
    ways: list[_Way] = []
    ranked = sorted(outcomes, key=lambda outcome: -outcome[0])
    right = 0
    for count, (score, ok) in enumerate(ranked, 1):
        right += ok
        if count == len(ranked) or ranked[count][0] < score:
            ways.append(_Way(score, right, count, expected))
    return [*ways, _way(outcomes, expected, DEFAULT_SCORE)]


def _way(outcomes: Outcomes, expected: int, score: float) -> _Way:
    kept = [ok for own, ok in outcomes if own >= score]
    return _Way(score, sum(kept), len(kept), expected)


def _at_precision(ways: Sequence[_Way], target: float) -> Threshold:
    """Returns the lowest threshold that reaches the target. Without one, that of the highest precision."""
    reached = [way for way in ways[:-1] if way.right / way.kept >= target]
    if len(ways) == 1:
        return Threshold(1.0, 0.0, 0.0)
    if not reached:
        return max((way.threshold for way in ways[:-1]), key=lambda each: (each.precision, each.recall, each.threshold))
    best = max(reached, key=lambda way: way.right)
    # If all spans together reach the target, there is no reason to refuse a score below the lowest in validation.
    lowest = ways[-2]
    return Threshold(
        min(best.score, DEFAULT_SCORE) if best is lowest else best.score,
        best.threshold.precision,
        best.threshold.recall,
    )
