"""Parts the numbers of a facet into ranges, as `app.domain.facets.split` does."""

import numpy as np

from app.domain.filters import Bounds
from app.index.embedded.storage.arrays import Array
from app.index.embedded.storage.vocabulary import Name, Vocabulary


def ranges(most: int, vocabulary: Vocabulary, name: Name, counts: Array) -> list[Bounds]:
    """Returns the bounds, from the number of matches that have each value of a name, by code."""
    codes = np.flatnonzero(counts)
    values = name.numbers.now[codes]
    numeric = ~np.isnan(vocabulary.low.now[values])
    numbers, units = vocabulary.low.now[values[numeric]], vocabulary.unit.now[values[numeric]]
    counts = counts[codes[numeric]]
    if not len(numbers):
        return []
    unit, chosen = _commonest(vocabulary, units, counts)
    distinct, place = np.unique(numbers[chosen], return_inverse=True)
    if len(distinct) <= most:
        return []
    sums = np.bincount(place, weights=counts[chosen]).astype(np.int64)
    parts = (2 * np.cumsum(sums) - sums) * most // (2 * sums.sum())
    starts = np.flatnonzero(np.diff(parts, prepend=-1))
    ends = np.append(starts[1:], len(distinct)) - 1
    pairs = zip(distinct[starts].tolist(), distinct[ends].tolist(), strict=True)
    return [Bounds(low, high, unit) for low, high in pairs]


def _commonest(vocabulary: Vocabulary, units: Array, counts: Array) -> tuple[str | None, Array]:
    """Returns the unit that most matches have, and which of the numbers have it."""
    sums = np.bincount(units, weights=counts)
    names = list(vocabulary.units)
    best = min(np.flatnonzero(sums).tolist(), key=lambda number: (-sums[number], names[number] or ""))
    return names[best], units == best
