"""Counts the values of the matches."""

from collections.abc import Sequence

import numpy as np

from app.domain.filters import Bounds
from app.domain.queries import Facet, FacetQuery, FacetRange, FacetValue
from app.domain.relevance.formula import FULL
from app.domain.standard import word_set
from app.index.embedded.asking.lookups import saying
from app.index.embedded.asking.matching import Matched
from app.index.embedded.asking.ranges import ranges
from app.index.embedded.asking.wanted import Values, within
from app.index.embedded.storage.arrays import Array
from app.index.embedded.storage.vocabulary import Name, Vocabulary


def facet(query: FacetQuery, vocabulary: Vocabulary, name: Name, found: Sequence[Matched]) -> Facet:
    """Returns the commonest values, ties in order of value, the number of values, and the ranges of their numbers."""
    counts = _counts(name, found)
    parts = ranges(query.ranges, vocabulary, name, counts) if query.ranges else []
    if starts := word_set(query.text):
        counts[1:][~saying(vocabulary, starts)[name.numbers.now[1 : len(counts)]]] = 0
    codes = np.flatnonzero(counts)
    best = _commonest(name, codes, counts[codes], query.limit)
    values = tuple(_value(vocabulary, name, counts, code) for code in best)
    return Facet(values, len(codes), tuple(FacetRange(each, _within(each, vocabulary, name, found)) for each in parts))


def _counts(name: Name, found: Sequence[Matched]) -> Array:
    codes = len(name.values)
    counts = np.zeros(codes, np.int64)
    for matched in found:
        column = matched.scope.view.segment.columns.get(name.number)
        if column is not None:
            counts += column.count(matched.scope.chosen, codes)
    counts[0] = 0
    return counts


def _within(bounds: Bounds, vocabulary: Vocabulary, name: Name, found: Sequence[Matched]) -> int:
    """Counts the matches with a number within bounds."""
    codes = np.flatnonzero(within(bounds, vocabulary, name.numbers.now))
    values = Values(name, codes, np.full(len(codes), FULL, np.uint8))
    return sum(int(np.count_nonzero(matched.scope.value_levels(values))) for matched in found)


def _value(vocabulary: Vocabulary, name: Name, counts: Array, code: int) -> FacetValue:
    return FacetValue(name.values[code], vocabulary.displays[int(name.numbers.now[code])], int(counts[code]))


def _commonest(name: Name, codes: Array, counts: Array, most: int) -> list[int]:
    """Returns the codes with the highest counts; equal ones in order of value."""
    if len(codes) > most > 0:
        enough = counts >= np.partition(counts, len(counts) - most)[len(counts) - most]
        codes, counts = codes[enough], counts[enough]
    pairs = zip(codes.tolist(), counts.tolist(), strict=True)
    return [code for code, _ in sorted(pairs, key=lambda each: (-each[1], name.values[each[0]]))[:most]]
