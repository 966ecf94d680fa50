"""An index that takes more memory than it may is let go, and says what to do."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.relevance.words import Analyzer
from app.errors import NotIndexed
from app.graph.sqlite import SqliteStore
from app.index.embedded.index import EmbeddedIndex
from app.index.embedded.upkeep.bases import Bases
from app.index.embedded.upkeep.following import Follower
from app.index.embedded.upkeep.keeping import Keeper
from tests.contract.items import filtered, item

RED = filtered("color:red")
ADVICE = "with a larger INDEX_MEMORY, the next start builds it"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(tmp_path / "graph.sqlite")) as opened:
        opened.upsert([item(f"i{n}", "Red shoe", "color:red") for n in range(20)])
        yield opened


def kept(store: SqliteStore, memory: int, folder: Path) -> tuple[EmbeddedIndex, Keeper]:
    follower = Follower(store, Analyzer(), memory=memory)
    keeper = Keeper(follower, Bases(folder, store, Analyzer()), 60, few=0)
    return EmbeddedIndex(follower, Analyzer(), store.index, few=0), keeper


def size_of(store: SqliteStore) -> int:
    follower = Follower(store, Analyzer())
    follower.build()
    assert follower.now
    return follower.now.size


def test_an_index_that_does_not_fit_is_not_built(store: SqliteStore, tmp_path: Path) -> None:
    size = size_of(store)
    index, keeper = kept(store, size - 1, tmp_path)
    keeper.turn()
    with pytest.raises(NotIndexed, match=f"20 items take {size:,} bytes and INDEX_MEMORY={size - 1}; {ADVICE}"):
        index.search(RED)
    state = keeper.state()
    assert (state.full, state.ready, state.building, state.bytes) == (True, False, False, 0)
    keeper.close()


def test_an_index_that_just_fits_answers(store: SqliteStore, tmp_path: Path) -> None:
    index, keeper = kept(store, size_of(store), tmp_path)
    keeper.turn()
    assert index.search(RED).total == 20
    assert not keeper.state().full
    keeper.close()


def test_an_index_that_grows_too_large_is_let_go_and_built_once_it_may_fit(store: SqliteStore, tmp_path: Path) -> None:
    index, keeper = kept(store, size_of(store) + 200, tmp_path)
    keeper.turn()
    store.upsert([item(f"more{n}", "Red shoe", "color:red") for n in range(20)])
    assert index.search(RED).total == 40  # Until the keeper's next turn it answers, and rightly.
    keeper.turn()
    assert keeper.state().full
    keeper.turn()
    with pytest.raises(NotIndexed):
        index.search(RED)
    for n in range(20):
        store.delete(f"more{n}")
    keeper.turn()
    assert index.search(RED).total == 20
    keeper.close()


def test_a_saved_index_that_does_not_fit_is_not_opened(store: SqliteStore, tmp_path: Path) -> None:
    _, large = kept(store, size_of(store), tmp_path)
    large.turn()
    large.close()
    index, small = kept(store, 1000, tmp_path)
    small.turn()
    assert small.state().full
    with pytest.raises(NotIndexed):
        index.search(RED)
    small.close()
