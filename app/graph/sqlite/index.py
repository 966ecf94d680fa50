"""The questions, answered by SQL on the record itself."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Set
from contextlib import AbstractContextManager

from app.domain.filters import Bounds
from app.domain.queries import Key, KnownName, KnownValue, Query, Results, Similar
from app.domain.relevance.words import Analyzer
from app.graph.sqlite import lookups
from app.graph.sqlite.search import search


class SqliteIndex:
    """Answers the questions from the tables of a SqliteStore. `transaction` opens one for reading."""

    def __init__(
        self, transaction: Callable[[], AbstractContextManager[sqlite3.Connection]], analyzer: Analyzer
    ) -> None:
        self._transaction = transaction
        self._analyzer = analyzer

    def search(self, query: Query) -> Results:
        with self._transaction() as connection:
            return search(connection, query, self._analyzer)

    def similar(self, wanted: Mapping[Key, int], limit: int, without: Set[str] = frozenset()) -> list[Similar]:
        with self._transaction() as connection:
            return lookups.similar(connection, wanted, limit, without)

    def names(self) -> list[KnownName]:
        with self._transaction() as connection:
            return lookups.names(connection)

    def known(self, words: Iterable[str]) -> list[KnownValue]:
        with self._transaction() as connection:
            return lookups.known(connection, words)

    def unknown_words(self, words: Iterable[str]) -> set[str]:
        with self._transaction() as connection:
            return lookups.unknown_words(connection, words)

    def close_words(self, word: str, distance: int) -> list[str]:
        with self._transaction() as connection:
            return lookups.close_words(connection, word, distance)

    def words_with_prefix(self, prefix: str, limit: int) -> list[str]:
        with self._transaction() as connection:
            return lookups.words_with_prefix(connection, prefix, limit)

    def prefixed(self, text: str, name: str | None = None, limit: int = 20) -> list[KnownValue]:
        with self._transaction() as connection:
            return lookups.prefixed(connection, text, name, limit)

    def quantities(self, bounds: Bounds, limit: int) -> list[KnownValue]:
        with self._transaction() as connection:
            return lookups.quantities(connection, bounds, limit)
