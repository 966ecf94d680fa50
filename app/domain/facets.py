"""Facets: what is shown of the values that the matches of a search have."""

from collections.abc import Iterable

from app.domain.queries import Facet, FacetQuery, FacetValue
from app.domain.standard import word_set


def facet(query: FacetQuery, counted: Iterable[FacetValue]) -> Facet:
    """Returns the commonest of the values that a facet asks for, ties by value, and the number of all of these."""
    starts = word_set(query.text)
    found = [each for each in counted if not starts or says(each.value, each.display, starts)]
    found.sort(key=lambda each: (-each.count, each.value))
    return Facet(tuple(found[: query.limit]), len(found))


def says(value: str, display: str, starts: Iterable[str]) -> bool:
    """Whether a value says, in itself or in its display, a word with each of these beginnings."""
    words = word_set(f"{value} {display}")
    return all(any(word.startswith(start) for word in words) for start in starts)
