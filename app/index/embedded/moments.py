"""The index as it is at one moment, which answers one question."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from app.domain.filters import Bounds
from app.domain.queries import Key, KnownName, KnownValue, Query, Results, Similar
from app.domain.relevance import formula
from app.domain.relevance.matching import to_hit
from app.domain.relevance.words import Analyzer
from app.graph.store import GraphStore
from app.index.embedded.asking import lookups
from app.index.embedded.asking.pages import Candidate, page
from app.index.embedded.asking.phrases import saying
from app.index.embedded.asking.places import Places
from app.index.embedded.asking.reasons import reasons
from app.index.embedded.asking.searching import Search
from app.index.embedded.asking.similar import similar
from app.index.embedded.asking.wanted import resolve
from app.index.embedded.upkeep.snapshots import Snapshots


class Moment:
    """Answers from the views that the index has when it is made. Only the items of a page, and those
    that may say a phrase, are read from the record."""

    def __init__(self, index: Snapshots, store: GraphStore, analyzer: Analyzer) -> None:
        # The views come first: a vocabulary that has more than they need does no harm.
        self._views, self._vocabulary = index.views, index.vocabulary
        self._store = store
        self._analyzer = analyzer
        self.lost = 0

    def search(self, query: Query) -> Results:
        """Items of the page that the record does not have any more are left out and counted in `lost`."""
        said = saying(self._views, query.phrases, self._vocabulary, self._store)
        asked = replace(resolve(query, self._vocabulary, self._analyzer), saying=said)
        search = Search(self._vocabulary, self._views, asked)
        weights = search.plan.weights
        shown, end = page(query, search.shown(), weights, self._places(query))
        items = self._store.get(each.id for each in shown)
        there = [each for each in shown if each.id in items]
        self.lost = len(shown) - len(there)
        found = reasons(query, self._vocabulary, self._analyzer, there, items)
        hits = tuple(to_hit(query, items[each.id], _score(each, weights), found[each.id]) for each in there)
        facets = {asked.name: search.facet(asked) for asked in query.facets}
        return Results(search.total, hits, facets, end, search.plan)

    def _places(self, query: Query) -> Places | None:
        name = self._vocabulary.names.get(query.sort.key)
        return Places.of(self._vocabulary, name) if name else None

    def similar(self, wanted: Mapping[Key, int], limit: int, without: Set[str] = frozenset()) -> list[Similar]:
        return similar(self._vocabulary, self._views, wanted, limit, without)

    def names(self) -> list[KnownName]:
        return lookups.names(self._vocabulary, self._views)

    def known(self, words: Iterable[str]) -> list[KnownValue]:
        return lookups.known(self._vocabulary, words)

    def unknown_words(self, words: Iterable[str]) -> set[str]:
        return lookups.unknown_words(self._vocabulary, self._views, words)

    def close_words(self, word: str, distance: int) -> list[str]:
        return lookups.close_words(self._vocabulary, word, distance)

    def words_with_prefix(self, prefix: str, limit: int) -> list[str]:
        return lookups.words_with_prefix(self._vocabulary, self._views, prefix, limit)

    def prefixed(self, text: str, name: str | None = None, limit: int = 20) -> list[KnownValue]:
        return lookups.prefixed(self._vocabulary, text, name, limit)

    def quantities(self, bounds: Bounds, limit: int) -> list[KnownValue]:
        return lookups.quantities(self._vocabulary, bounds, limit)


def _score(candidate: Candidate, weights: Sequence[int]) -> float:
    levels = [int(levels[candidate.at]) for levels in candidate.matched.levels]
    return formula.score(zip(levels, weights, strict=True))
