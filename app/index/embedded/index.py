"""The embedded index: answers the questions from arrays in this process, and follows the record."""

from collections.abc import Iterable, Mapping, Set

from app.domain.filters import Bounds
from app.domain.queries import Key, KnownName, KnownValue, Query, Results, Similar
from app.domain.relevance.words import Analyzer
from app.index.embedded.moments import Moment
from app.index.embedded.upkeep.following import Follower
from app.index.first_build import FEW
from app.index.index import Index

# An item of a page may be deleted before it is read from the record. Then the search is repeated.
_TRIES = 3


class EmbeddedIndex:
    """An Index that is up to date whenever it is asked. Until it is built, `record` answers: the store's own index.

    Of a graph of many items, the record answers only what it keeps in tables of values. For the other questions it
    would read every item, so they raise NotIndexed.
    """

    def __init__(self, follower: Follower, analyzer: Analyzer, record: Index, few: int = FEW) -> None:
        """`few`: of so many items, the record answers every question by itself."""
        self._few = few
        self._follower = follower
        self._analyzer = analyzer
        self._record = record

    def _moment(self) -> Moment | None:
        now = self._follower.fresh()
        return None if now is None else Moment(now, self._follower.store, self._analyzer)

    def _answering(self) -> Index:
        """Returns what answers a question about all items."""
        moment = self._moment()
        if moment is None and self._follower.store.count() > self._few:
            raise self._follower.missing()
        return moment or self._record

    def search(self, query: Query) -> Results:
        for _ in range(_TRIES):
            moment = self._moment()
            if moment is None:
                return self._answering().search(query)
            found = moment.search(query)
            if not moment.lost:
                break
        return found

    def similar(self, wanted: Mapping[Key, int], limit: int, without: Set[str] = frozenset()) -> list[Similar]:
        return self._answering().similar(wanted, limit, without)

    def names(self) -> list[KnownName]:
        return (self._moment() or self._record).names()

    def known(self, words: Iterable[str]) -> list[KnownValue]:
        return (self._moment() or self._record).known(words)

    def unknown_words(self, words: Iterable[str]) -> set[str]:
        return self._answering().unknown_words(words)

    def close_words(self, word: str, distance: int) -> list[str]:
        return (self._moment() or self._record).close_words(word, distance)

    def words_with_prefix(self, prefix: str, limit: int) -> list[str]:
        return self._answering().words_with_prefix(prefix, limit)

    def prefixed(self, text: str, name: str | None = None, limit: int = 20) -> list[KnownValue]:
        return (self._moment() or self._record).prefixed(text, name, limit)

    def quantities(self, bounds: Bounds, limit: int) -> list[KnownValue]:
        return (self._moment() or self._record).quantities(bounds, limit)
