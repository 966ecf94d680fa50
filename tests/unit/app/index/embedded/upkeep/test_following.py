"""The index follows the record, whoever writes."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.changes import Changes, Mark
from app.domain.relevance.words import Analyzer
from app.errors import NotSupported, StoreError
from app.graph.sqlite import SqliteStore
from app.index.embedded.index import EmbeddedIndex
from app.index.embedded.upkeep.bases import Bases
from app.index.embedded.upkeep.following import Follower
from app.index.embedded.upkeep.keeping import Keeper
from tests.contract.items import filtered, item
from tests.contract.oracle import PlainStore
from tests.stand_ins.held import AwayStore

RED = filtered("color:red")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(tmp_path / "graph.sqlite")) as opened:
        yield opened


def index_over(store: SqliteStore) -> tuple[EmbeddedIndex, Follower]:
    follower = Follower(store, Analyzer())
    return EmbeddedIndex(follower, Analyzer(), store.index), follower


def test_the_record_answers_until_the_index_is_built(store: SqliteStore) -> None:
    store.upsert([item("a", "", "color:red")])
    index, follower = index_over(store)
    assert follower.now is None
    assert index.search(RED).total == 1
    assert [each.value for each in index.known(["red"])] == ["red"]
    assert index.unknown_words(["red", "rad"]) == {"rad"}
    assert index.close_words("rad", 1) == ["red"]
    assert index.similar({("color", "red"): 1}, 3, {"a"}) == []
    follower.build()
    assert index.search(RED).total == 1


def test_a_write_of_another_process_is_found_by_the_next_search(store: SqliteStore, tmp_path: Path) -> None:
    index, follower = index_over(store)
    follower.build()
    with closing(SqliteStore(tmp_path / "graph.sqlite")) as other:
        other.upsert([item("a", "", "color:red"), item("b", "", "color:red")])
        assert index.search(RED).total == 2
        other.delete("a")
        assert index.search(RED).total == 1
        other.rewrite([item("b", "", "color:red")])
        assert index.search(RED).total == 1


def test_what_is_written_while_the_index_is_built_is_in_it(store: SqliteStore, tmp_path: Path) -> None:
    store.upsert([item("a", "", "color:red"), item("b", "", "color:red")])
    index, follower = index_over(store)
    with closing(SqliteStore(tmp_path / "graph.sqlite")) as other:

        def write(_: int) -> None:
            store.upsert([item("c", "", "color:red")])
            other.delete("a")

        follower.build(write)
    assert [hit.item.id for hit in index.search(RED).hits] == ["b", "c"]


def test_a_store_without_a_log_shows_the_writes_of_this_process() -> None:
    store = NoLog()
    follower = Follower(store, Analyzer())
    index = EmbeddedIndex(follower, Analyzer(), store.index)
    follower.build()
    store.upsert([item("a", "", "color:red")])
    assert index.search(RED).total == 1
    store.delete("a")
    assert index.search(RED).total == 0
    assert not follower.has_log


class NoLog(PlainStore):
    """A store that does not tell what others have written."""

    def version(self) -> int | None:
        return None

    def mark(self) -> Mark:
        raise NotSupported("no log")


def test_a_value_has_the_display_of_the_record_after_it_came_back(store: SqliteStore, tmp_path: Path) -> None:
    index, follower = index_over(store)
    store.upsert([item("a", "", "color:RED")])
    follower.build()
    with closing(SqliteStore(tmp_path / "graph.sqlite")) as other:  # One reading of the log sees both writes.
        other.delete("a")
        other.upsert([item("b", "", "color:Red")])
    assert index.known(["red"]) == store.index.known(["red"])


def test_a_write_that_cannot_be_read_back_is_read_before_the_next_answer(tmp_path: Path) -> None:
    with closing(Forgetful(tmp_path / "graph.sqlite")) as store:
        index, follower = index_over(store)
        follower.build()
        store.fails = True
        store.upsert([item("a", "", "color:red")])
        store.fails = False
        assert index.search(RED).total == 1


class Forgetful(SqliteStore):
    """A store that sometimes does not read its log."""

    fails = False

    def changes(self, limit: int, after: str | None = None) -> Changes:
        if self.fails:
            raise StoreError("graph: the disk is away")
        return super().changes(limit, after)


def test_a_graph_that_is_away_answers_with_its_reason(tmp_path: Path) -> None:
    with closing(AwayStore(tmp_path / "graph.sqlite")) as store:
        store.upsert([item("a", "", "color:red")])
        index, follower = index_over(store)
        follower.build()
        store.away = True
        with pytest.raises(StoreError, match="the disk is away"):
            index.search(RED)


def test_the_keeper_builds_and_follows(store: SqliteStore, tmp_path: Path) -> None:
    store.upsert([item(f"i{n}", "Red shoe", "color:red") for n in range(5)])
    _, follower = index_over(store)
    keeper = Keeper(follower, Bases(tmp_path / "index", store, Analyzer()), 60)
    assert not keeper.state().ready
    keeper.build()
    state = keeper.state()
    assert (state.ready, state.building, state.read, state.items, state.segments) == (True, False, 5, 5, 1)
    assert state.bytes > 0
    keeper.close()


def test_the_keeper_builds_again_where_there_is_no_log(tmp_path: Path) -> None:
    store, now = NoLog(), [0.0]
    follower = Follower(store, Analyzer())
    bases = Bases(tmp_path, store, Analyzer())
    keeper = Keeper(follower, bases, renew_seconds=60, clock=lambda: now[0])
    keeper.turn()
    store._items["a"] = item("a", "", "color:red")  # As another process would write it.
    keeper.turn()
    assert keeper.state().items == 0
    now[0] = 61
    keeper.turn()
    assert keeper.state().items == 1
