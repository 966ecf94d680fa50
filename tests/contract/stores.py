"""Lists the stores and indexes that keep the contract. A new one needs one line here, and passes the same tests."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from app.domain.relevance.words import Analyzer
from app.graph.sqlite import SqliteStore
from app.index.embedded.index import EmbeddedIndex
from app.index.embedded.upkeep.following import Follower
from app.index.embedded.upkeep.snapshots import Sizes
from app.index.index import AnsweringStore
from app.index.opensearch.index import OpenSearchIndex
from app.index.opensearch.upkeep.following import Follower as OpenSearchFollower
from tests.gremlin import empty_gremlin_store
from tests.opensearch import empty_index

# Opens an empty store in a folder of its own.
Opener = Callable[[Path], AnsweringStore]

# Segments of two items, joined two by two: the smallest that show everything.
SMALL = Sizes(buffer=2, fan=2, large=6)


class Embedded:
    """A store whose questions the embedded index answers."""

    def __init__(self, store: AnsweringStore, sizes: Sizes) -> None:
        self._store = store
        self._follower = Follower(store, Analyzer(), sizes)
        self._follower.build()
        self.index = EmbeddedIndex(self._follower, Analyzer(), store.index)

    def close(self) -> None:
        self._follower.close()
        self._store.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def embedded(store: AnsweringStore, sizes: Sizes = SMALL) -> AnsweringStore:
    return cast(AnsweringStore, Embedded(store, sizes))


class OnOpenSearch:
    """A store whose questions OpenSearch answers."""

    def __init__(self, store: AnsweringStore, follower: OpenSearchFollower) -> None:
        self._store = store
        self._follower = follower
        self.index = OpenSearchIndex(self._follower, store.index)

    def close(self) -> None:
        self._follower.close()
        self._store.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def on_opensearch(store: AnsweringStore, follower: OpenSearchFollower | None = None) -> AnsweringStore:
    return cast(AnsweringStore, OnOpenSearch(store, follower or empty_index(store)))


STORES: Mapping[str, Opener] = {
    "sqlite": lambda folder: SqliteStore(folder / "graph.sqlite"),
    "sqlite embedded": lambda folder: embedded(SqliteStore(folder / "graph.sqlite")),
    "sqlite opensearch": lambda folder: on_opensearch(SqliteStore(folder / "graph.sqlite")),
    "gremlin": empty_gremlin_store,
    "gremlin embedded": lambda folder: embedded(empty_gremlin_store(folder)),
    "gremlin opensearch": lambda folder: on_opensearch(empty_gremlin_store(folder)),
}
_MARKS = {"gremlin": pytest.mark.server, "opensearch": pytest.mark.opensearch}

# The names of the stores, as parameters of a test.
PARAMETERS = [pytest.param(name, marks=[mark for part, mark in _MARKS.items() if part in name]) for name in STORES]
