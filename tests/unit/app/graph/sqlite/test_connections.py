"""Connections that are replaced, and files that are noticed when they go."""

import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.domain.items import Item
from app.errors import StoreError
from app.graph.sqlite import SqliteStore
from tests.contract.items import item


def test_connection_that_could_not_write_is_replaced(store: SqliteStore) -> None:
    with store._connections.own() as own:
        own.execute("PRAGMA query_only = ON")  # As SQLite opens a file without the right to write.
    with pytest.raises(StoreError, match="readonly"):
        store.upsert([item("a", "red")])
    assert store.upsert([item("a", "red")]) == ["created"]


def test_other_faults_keep_the_connection(store: SqliteStore) -> None:
    with pytest.raises(StoreError), store._transaction() as own:
        own.execute("SELECT nonsense")
    with store._connections.own() as connection:
        assert connection is own


def test_a_call_that_runs_ends_after_the_store_is_closed(store: SqliteStore) -> None:
    """SQLite ends the whole process where one thread closes what another uses."""
    begun, closed = threading.Event(), threading.Event()

    def read() -> int:
        with store._transaction() as connection:
            begun.set()
            assert closed.wait(20)
            return int(connection.execute("SELECT count(*) FROM item").fetchone()[0])

    with ThreadPoolExecutor() as threads:
        running = threads.submit(read)
        assert begun.wait(20)
        store.close()
        closed.set()
        assert running.result() == 0
        with pytest.raises(StoreError, match="closed"):
            threads.submit(store.count).result()


def test_closing_while_many_threads_read_and_write_crashes_nothing(tmp_path: Path) -> None:
    for turn in range(20):
        store = SqliteStore(tmp_path / f"{turn}.sqlite")

        def work(store: SqliteStore = store) -> str:
            while True:
                try:
                    store.upsert([item("a", "red")])
                    store.entries()
                except StoreError as error:
                    return str(error)

        with ThreadPoolExecutor(4) as threads:
            working = [threads.submit(work) for _ in range(4)]
            time.sleep(0.01 * turn / 20)
            store.close()
            assert all("closed" in each.result() for each in working)


@pytest.mark.parametrize("replaced", [False, True])
def test_removed_or_replaced_file_is_named_and_not_created_again(tmp_path: Path, replaced: bool) -> None:
    path = tmp_path / "graph.sqlite"
    store = SqliteStore(path)
    path.unlink()
    if replaced:
        path.write_bytes(b"")
    calls: list[Callable[[], object]] = [
        store.count,
        store.check,
        lambda: store.upsert([item("a", "red")]),
        lambda: next(_items(store)),
    ]
    for call in calls:
        with pytest.raises(StoreError, match="removed or replaced") as raised:
            call()
        assert str(tmp_path) not in raised.value.public
    assert path.exists() == replaced
    store.close()


def test_check_writes_nothing_that_a_reader_sees(store: SqliteStore) -> None:
    store.upsert([item("a", "red")])
    before = store.changes(10)
    store.check()
    assert store.changes(10) == before
    assert store.count() == 1


def test_check_takes_a_busy_file_as_one_that_can_be_written(store: SqliteStore, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "graph.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store.check()
    other.close()


def test_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new?#%" / "graph.sqlite"
    path.parent.mkdir()
    store = SqliteStore(path)
    store.upsert([item("a", "red")])
    files = [each for each in path.parent.iterdir() if each.name.startswith("graph.sqlite")]
    assert len(files) == 3
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}
    store.close()


def _items(store: SqliteStore) -> Iterator[Item]:
    with store.snapshot() as graph:
        yield from graph.items()
