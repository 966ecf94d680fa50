"""Answers the questions of the grammar from the index."""

import functools
from collections.abc import Collection, Iterator, Mapping, Sequence

from app.domain.queries import KnownName, KnownValue, Query, Term
from app.domain.relevance.heads import CATEGORY
from app.domain.standard import find_words
from app.index.index import Index

# The runs of words of one query that are searched in titles, and the titles that are looked at for each.
_MOST_SEARCHES = 10
_MOST_TITLES = 20


class IndexHeld:
    """What the graph holds, for one query: every question is asked once at most."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[tuple[str, ...], list[KnownValue]] = {}
        self._searches = _MOST_SEARCHES

    def units(self, name: str) -> Collection[str | None]:
        return self._names[name].units if name in self._names else ()

    def measured_in(self, unit: str) -> Sequence[str]:
        """Returns the properties with numbers in this unit, those of the most items first."""
        measured = [each for each in self._names.values() if unit in each.units]
        return [each.name for each in sorted(measured, key=lambda each: (-each.items, each.name))]

    def says(self, words: Sequence[str]) -> bool:
        return any(_has_run(text, words) for text in self._texts(tuple(words)))

    def is_value(self, words: Sequence[str]) -> bool:
        return any(len(each) == len(words) for each in map(words_of, (k.value for k in self.known(words))))

    def is_kind(self, word: str) -> bool:
        return any(known.name == CATEGORY for known in self.known([word]))

    def known(self, words: Sequence[str]) -> list[KnownValue]:
        """Returns the values that have all these words."""
        key = tuple(words)
        if key not in self._known:
            self._known[key] = self._index.known(key)
        return self._known[key]

    def _texts(self, words: tuple[str, ...]) -> Iterator[str]:
        """Yields the values and titles that have all these words."""
        for known in self.known(words):
            yield known.value
        if not self._searches:
            return
        self._searches -= 1
        found = self._index.search(Query((Term(0, 0, "", words),), limit=_MOST_TITLES, match="all"))
        for hit in found.hits:
            yield hit.item.title

    @functools.cached_property
    def _names(self) -> Mapping[str, KnownName]:
        return {each.name: each for each in self._index.names()}


def words_of(text: str) -> tuple[str, ...]:
    """Returns the folded words of a text."""
    return tuple(word for _, _, word in find_words(text))


def _has_run(text: str, words: Sequence[str]) -> bool:
    said, run = words_of(text), tuple(words)
    return any(said[at : at + len(run)] == run for at in range(len(said) - len(run) + 1))
