"""The questions, answered by traversals of the record itself."""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager

from gremlin_python.process.graph_traversal import GraphTraversalSource

from app.domain.filters import Bounds
from app.domain.queries import Key, KnownName, KnownValue, Query, Results, Similar
from app.domain.relevance.words import Analyzer
from app.graph.gremlin import lookups, reads
from app.graph.gremlin.connections.pool import Connections
from app.graph.gremlin.search import search

# Seconds for which a number of items is used.
_TOTAL_SECONDS = 10.0


class Total:
    """The number of items, for the weights of shared properties.

    A graph counts by looking at every item. So the number is counted again only after a write of this store, and every
    ten seconds for the writes of others.
    """

    def __init__(self) -> None:
        self._known: tuple[float, int] | None = None
        self._writes = self._writing = 0
        self._lock = threading.Lock()

    def of(self, g: GraphTraversalSource) -> int:
        with self._lock:
            known, writes = self._known, self._writes
        if known and time.monotonic() - known[0] < _TOTAL_SECONDS:
            return known[1]
        found = reads.count(g)
        with self._lock:
            if writes == self._writes and not self._writing:
                self._known = (time.monotonic(), found)
        return found

    @contextmanager
    def changing(self) -> Iterator[None]:
        with self._lock:
            self._writing += 1
            self._known = None
        try:
            yield
        finally:
            with self._lock:
                self._writing -= 1
                self._writes += 1
                self._known = None


class GremlinIndex:
    """Answers the questions from the graph of a GremlinStore.

    It asks the reader, which may be some milliseconds behind the writer.
    """

    def __init__(self, reader: Connections, total: Total, most_named: int, analyzer: Analyzer) -> None:
        self._reader = reader
        self._total = total
        self._most_named = most_named
        self._analyzer = analyzer

    def search(self, query: Query) -> Results:
        return self._reader.run(lambda g: search(g, query, self._analyzer, self._most_named))

    def similar(self, wanted: Mapping[Key, int], limit: int, without: Set[str] = frozenset()) -> list[Similar]:
        return self._reader.run(lambda g: lookups.similar(g, wanted, limit, without, self._total.of))

    def names(self) -> list[KnownName]:
        return self._reader.run(lookups.names)

    def known(self, words: Iterable[str]) -> list[KnownValue]:
        asked = list(words)
        return self._reader.run(lambda g: lookups.known(g, asked))

    def unknown_words(self, words: Iterable[str]) -> set[str]:
        asked = list(words)
        return self._reader.run(lambda g: lookups.unknown_words(g, asked))

    def close_words(self, word: str, distance: int) -> list[str]:
        return self._reader.run(lambda g: lookups.close_words(g, word, distance))

    def words_with_prefix(self, prefix: str, limit: int) -> list[str]:
        return self._reader.run(lambda g: lookups.words_with_prefix(g, prefix, limit))

    def prefixed(self, text: str, name: str | None = None, limit: int = 20) -> list[KnownValue]:
        return self._reader.run(lambda g: lookups.prefixed(g, text, name, limit))

    def quantities(self, bounds: Bounds, limit: int) -> list[KnownValue]:
        return self._reader.run(lambda g: lookups.quantities(g, bounds, limit))
