"""The index on OpenSearch."""

from collections.abc import Iterable, Mapping, Set

from app.domain.filters import Bounds
from app.domain.queries import Key, KnownName, KnownValue, Query, Results, Similar
from app.index.first_build import FEW, being_built
from app.index.index import Index
from app.index.opensearch.asking.facets import Facets
from app.index.opensearch.asking.lookups import Lookups
from app.index.opensearch.asking.searching import Search
from app.index.opensearch.asking.similar import similar
from app.index.opensearch.upkeep.following import Follower

# An item of a page may be deleted before it is read from the record. Then the search is repeated.
_TRIES = 3


class OpenSearchIndex:
    """An Index that has every write of this process. Until it is built, `record` answers: the store's own index.

    Of a graph of many items, the record answers only what it keeps in tables of values. For the other questions it
    would read every item, so they raise NotIndexed.
    """

    def __init__(self, follower: Follower, record: Index, few: int = FEW) -> None:
        """`few`: of so many items, the record answers every question by itself."""
        self._few = few
        self._follower = follower
        self._record = record
        self._client, self._names = follower.client, follower.aliases
        self._lookups = Lookups(self._client, self._names)
        self._facets = Facets(self._client, self._names, self._lookups.values)

    def search(self, query: Query) -> Results:
        if not self._follower.fresh():
            return self._recorded().search(query)
        search = Search(self._client, self._names, self._follower.analyzer, query)
        for _ in range(_TRIES):
            found, lost = search.answer(self._follower.store, self._facets)
            if not lost:
                break
        return found

    def similar(self, wanted: Mapping[Key, int], limit: int, without: Set[str] = frozenset()) -> list[Similar]:
        if not self._follower.fresh():
            return self._recorded().similar(wanted, limit, without)
        return similar(self._client, self._names, self._lookups.values, wanted, limit, without)

    def _recorded(self) -> Index:
        """Returns the record's own index, to answer a question about all items."""
        if (items := self._follower.store.count()) > self._few:
            raise being_built(self._follower.read, items)
        return self._record

    @property
    def _words(self) -> Lookups | Index:
        return self._lookups if self._follower.fresh() else self._record

    @property
    def _all_words(self) -> Lookups | Index:
        return self._lookups if self._follower.fresh() else self._recorded()

    def names(self) -> list[KnownName]:
        return self._words.names()

    def known(self, words: Iterable[str]) -> list[KnownValue]:
        return self._words.known(words)

    def unknown_words(self, words: Iterable[str]) -> set[str]:
        return self._all_words.unknown_words(words)

    def close_words(self, word: str, distance: int) -> list[str]:
        return self._words.close_words(word, distance)

    def words_with_prefix(self, prefix: str, limit: int) -> list[str]:
        return self._all_words.words_with_prefix(prefix, limit)

    def prefixed(self, text: str, name: str | None = None, limit: int = 20) -> list[KnownValue]:
        return self._words.prefixed(text, name, limit)

    def quantities(self, bounds: Bounds, limit: int) -> list[KnownValue]:
        return self._words.quantities(bounds, limit)
