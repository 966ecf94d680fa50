"""Facets: what is shown of the values that the matches of a search have."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.domain.filters import Bounds
from app.domain.queries import Facet, FacetQuery, FacetRange, FacetValue
from app.domain.standard import word_set


@dataclass(frozen=True, slots=True)
class Counted:
    """A value, how many matches have it, and its number."""

    value: str
    display: str
    count: int
    number: float | None = None
    unit: str | None = None


def facet(query: FacetQuery, counted: Iterable[Counted], within: Callable[[Bounds], int]) -> Facet:
    """Returns the commonest of the values that a facet asks for, ties by value, and the number of all of these.

    `within` counts the matches that a filter with some bounds keeps. The facet's text does not narrow its ranges.
    """
    every, starts = list(counted), word_set(query.text)
    found = [each for each in every if not starts or says(each.value, each.display, starts)]
    found.sort(key=lambda each: (-each.count, each.value))
    ranges = tuple(FacetRange(bounds, within(bounds)) for bounds in split(every, query.ranges))
    values = tuple(FacetValue(each.value, each.display, each.count) for each in found[: query.limit])
    return Facet(values, len(found), ranges)


def split(counted: Iterable[Counted], most: int) -> list[Bounds]:
    """Returns bounds that part the numbers of the commonest unit into at most `most` ranges of about as many items.

    A range begins and ends with a number that matches have, so no number is in two. Numbers that are no more than the
    ranges asked for are not parted: their values say as much.
    """
    numbers: dict[str | None, Counter[float]] = {}
    for each in counted if most else ():
        if each.number is not None:
            numbers.setdefault(each.unit, Counter())[each.number] += each.count
    if not numbers:
        return []
    unit = min(numbers, key=lambda unit: (-numbers[unit].total(), unit or ""))
    counts = sorted(numbers[unit].items())
    return [Bounds(part[0], part[-1], unit) for part in _parts(counts, most)] if len(counts) > most else []


def _parts(counts: Sequence[tuple[float, int]], most: int) -> list[list[float]]:
    """Parts numbers, each with its count, at equal shares of the whole: the middle of a number's share decides."""
    whole, passed = sum(count for _, count in counts), 0
    parts: dict[int, list[float]] = {}
    for number, count in counts:
        parts.setdefault((2 * passed + count) * most // (2 * whole), []).append(number)
        passed += count
    return list(parts.values())


def says(value: str, display: str, starts: Iterable[str]) -> bool:
    """Whether a value says, in itself or in its display, a word with each of these beginnings."""
    words = word_set(f"{value} {display}")
    return all(any(word.startswith(start) for word in words) for start in starts)
