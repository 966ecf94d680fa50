"""Ranks items, by one formula for every store.

A term weighs ln(1 + N / n), where the graph has N items and n of them match the term: the inverse document frequency
of Spärck Jones (1972), kept above zero. An item scores the sum, over the terms that it matches, of the term's weight
times the factor of the best target that it has. Two items are as similar as the sum of the weights of the properties
that they share.
"""

import math
from collections.abc import Iterable

from app.domain.queries import Shared

# Scores are rounded, so that the order of floating-point additions does not change answers.
SCORE_DIGITS = 6
# The most values of one facet in an answer.
MOST_FACET_VALUES = 100
# The factor of a match in a title; that of a property is 1.
TITLE_FACTOR = 0.5


def weigh(items: int, matching: int) -> float:
    """Returns the weight of a term or property that `matching` of `items` items have; 0 if none has it."""
    return math.log(1 + items / matching) if matching else 0.0


def score(parts: Iterable[tuple[float, float]]) -> float:
    """Returns an item's score from the factor and the weight of each term that it matches."""
    return round_score(sum(factor * weight for factor, weight in parts))


def round_score(value: float) -> float:
    return round(value, SCORE_DIGITS)


def heaviest_first(shared: Shared) -> tuple[float, str, str]:
    """The sort key of the properties that two items share."""
    return -shared.weight, shared.name, shared.value
