"""SQLite's own concerns: the file, its durability, and processes that share it."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.items import Item
from app.domain.queries import Query
from app.errors import StoreError
from app.graph.sqlite import SqliteStore
from app.graph.sqlite.schema import VERSION
from tests.contract.items import asked, filtered, item
from tests.unit.app.graph.sqlite.writer import acknowledged, batch

ROOT = Path(__file__).parents[5]

# Each finds rows that no other row accounts for.
_LEFTOVERS = [
    "SELECT * FROM has WHERE item NOT IN (SELECT key FROM item)",
    "SELECT * FROM has WHERE property NOT IN (SELECT key FROM property)",
    "SELECT * FROM property WHERE key NOT IN (SELECT property FROM has)",
    "SELECT * FROM property_word WHERE property NOT IN (SELECT key FROM property)",
    "SELECT * FROM property WHERE key NOT IN (SELECT property FROM property_word)",
    "PRAGMA foreign_key_check",
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the `store` fixture has its file."""
    return tmp_path / "graph.sqlite"


def broken_item(item_id: str) -> Item:
    """An item that the tables refuse: its score is no number."""
    made = item(item_id, "Broken", "color:red", "size:xl")
    first, second = made.properties
    return replace(made, properties=(first, replace(second, score=float("nan"))))


def check_file(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for query in _LEFTOVERS:
            assert connection.execute(query).fetchall() == [], query


@contextmanager
def writer(path: Path, prefix: str, batches: int = 0) -> Iterator[subprocess.Popen[str]]:
    """A process that runs `writer.main`, killed at the end if it still runs."""
    command = [sys.executable, "-m", "tests.unit.app.graph.sqlite.writer", str(path), prefix, str(batches)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def read_acknowledged(process: subprocess.Popen[str], most: int | None = None) -> int:
    """The number of batches acknowledged: `most`, or all until the process ends."""
    assert process.stdout
    count = 0
    while count != most and (line := process.stdout.readline()):
        count = int(line) + 1
    return count


# Durability


def test_commits_are_on_disk_when_they_return(store: SqliteStore) -> None:
    with store._transaction() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_every_thread_writes_as_durably(store: SqliteStore) -> None:
    def synchronous() -> int:
        with store._transaction() as connection:
            return int(connection.execute("PRAGMA synchronous").fetchone()[0])

    with ThreadPoolExecutor(1) as executor:
        assert executor.submit(synchronous).result() == 2


def test_items_outlive_the_store(store: SqliteStore, path: Path) -> None:
    store.upsert([item("a", "Shoe", "color:red")])
    store.close()
    with closing(SqliteStore(path)) as again:
        assert again.get(["a"]) == {"a": item("a", "Shoe", "color:red")}
        assert again.upsert([item("a", "Shoe", "color:red")]) == ["unchanged"]


def test_closed_store_leaves_one_file(store: SqliteStore, path: Path) -> None:
    store.upsert([item("a")])
    with ThreadPoolExecutor(3) as executor:
        list(executor.map(lambda _: store.count(), range(6)))
    store.close()
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_folder_that_is_missing_is_named_and_not_created(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=f"no folder {tmp_path / 'a'}; expected an existing folder"):
        SqliteStore(tmp_path / "a" / "graph.sqlite")
    assert list(tmp_path.iterdir()) == []


# Files that cannot be used


def test_file_of_another_kind_is_refused(path: Path) -> None:
    path.write_bytes(b"id,title\n1,Shoe\n" * 1000)
    with pytest.raises(StoreError, match="not a database") as caught:
        SqliteStore(path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == b"id,title\n1,Shoe\n" * 1000


def test_database_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customer (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=rf"schema version 0, expected {VERSION}.*another program") as caught:
        SqliteStore(path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == before


def test_newer_schema_is_refused_and_left_alone(store: SqliteStore, path: Path) -> None:
    store.upsert([item("a")])
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=f"schema version {VERSION + 1}, expected {VERSION}") as caught:
        SqliteStore(path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == before


def test_unwritable_path_is_refused(tmp_path: Path) -> None:
    """A folder in the file's place and a file in the folder's: these stop root as well."""
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    for unusable, said in (
        (tmp_path / "folder", "cannot be opened for writing"),
        (tmp_path / "file" / "graph.sqlite", "no folder"),
    ):
        with pytest.raises(StoreError, match=said) as caught:
            SqliteStore(unusable)
        assert str(unusable) in str(caught.value)


def test_graph_that_goes_bad_is_a_store_error(store: SqliteStore, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE property_word")
    with pytest.raises(StoreError, match="property_word") as caught:
        store.upsert([item("a", "Shoe")])
    assert str(path) in str(caught.value)


def test_closed_store_says_so(store: SqliteStore, path: Path) -> None:
    store.count()
    store.close()
    with pytest.raises(StoreError, match="closed") as caught:
        store.count()
    assert str(path) in str(caught.value)


# One transaction


def test_failing_item_rolls_the_batch_back(store: SqliteStore, path: Path) -> None:
    kept = item("kept", "Shoe", "color:blue", "size:m")
    store.upsert([kept])
    changed = item("kept", "Boot", "color:red")
    with pytest.raises(StoreError, match="NOT NULL"):
        store.upsert([item("new", "New", "color:green"), changed, broken_item("broken"), item("last")])
    assert store.page(10) == [kept]
    assert [(each.name, each.value) for each in store.index.known(["green"]) + store.index.known(["red"])] == []
    assert store.index.unknown_words(["new", "boot", "shoe"]) == {"new", "boot"}
    check_file(path)


def test_store_writes_on_after_a_failure(store: SqliteStore) -> None:
    with pytest.raises(StoreError):
        store.upsert([item("a"), broken_item("b")])
    assert store.upsert([item("a"), item("b")]) == ["created", "created"]


def test_fault_that_is_not_sqls_rolls_back_as_well(store: SqliteStore) -> None:
    with pytest.raises(UnicodeEncodeError):
        store.upsert([item("a"), item("b", "half a pair \ud83d")])
    assert store.page(10) == []
    assert store.upsert([item("a")]) == ["created"]


# Shared files


def test_two_stores_see_each_others_writes(store: SqliteStore, path: Path) -> None:
    with closing(SqliteStore(path)) as other:
        store.upsert([item("a", "Shoe", "color:red")])
        assert other.index.search(filtered("color:red")).total == 1
        other.upsert([item("a", "Shoe", "color:blue")])
        assert store.index.search(filtered("color:red")).total == 0
        assert store.delete("a")
        assert other.count() == 0


def test_two_processes_see_each_others_writes(store: SqliteStore, path: Path) -> None:
    store.upsert([item("w-0-0", "Old", "color:blue")])
    with writer(path, "w", batches=4) as process:
        assert read_acknowledged(process, most=2) == 2
        first = acknowledged("w", range(2))
        assert store.get(first) == first
        store.upsert([item("ours", "Beside", "color:red")])
        assert read_acknowledged(process) == 4
        assert process.wait() == 0
    assert store.count() == 4 * 3 + 2
    assert store.get(["ours"]) == {"ours": item("ours", "Beside", "color:red")}
    check_file(path)


def test_file_may_be_made_by_several_at_once(path: Path) -> None:
    together = threading.Barrier(6)

    def open_and_write(n: int) -> None:
        together.wait(30)
        with closing(SqliteStore(path)) as store:
            store.upsert([item(f"{n}")])

    with ThreadPoolExecutor(6) as executor:
        list(executor.map(open_and_write, range(6)))
    with closing(SqliteStore(path)) as store:
        assert store.count() == 6


def test_store_waits_for_another_that_makes_the_file(path: Path) -> None:
    """SQLite itself does not wait there: a switch to WAL of a locked file fails at once."""
    with closing(sqlite3.connect(path)) as other, ThreadPoolExecutor(1) as executor:
        other.execute("BEGIN IMMEDIATE")
        opening = executor.submit(SqliteStore, path)
        with pytest.raises(TimeoutError):
            opening.result(timeout=0.3)
        other.rollback()
        with closing(opening.result(timeout=30)) as store:
            assert store.upsert([item("a")]) == ["created"]


def test_concurrent_writers_lose_nothing(store: SqliteStore, path: Path) -> None:
    """Eight threads write their own items, and all write one that they share, while each searches."""
    together = threading.Barrier(8)

    def write(thread: int) -> None:
        together.wait(30)
        for number in range(10):
            assert store.upsert(batch(f"t{thread}", number)) == ["created"] * 3 + ["updated" if number else "created"]
            store.upsert([item("shared", f"By {thread}", f"by:{thread} {number}")])
            own = store.index.search(filtered(f"batch:t{thread} {number}"))
            assert own.total == 3
            assert store.index.search(Query()).total >= 3 * (number + 1)

    with ThreadPoolExecutor(8) as executor:
        list(executor.map(write, range(8)))
    wanted: dict[str, Item] = {}
    for thread in range(8):
        wanted |= acknowledged(f"t{thread}", range(10))
    assert store.get(wanted) == wanted
    assert store.count() == len(wanted) + 8 + 1
    red = store.index.search(Query(facets=asked("color", "by"))).facets
    assert [(each.value, each.count) for each in red["color"].values] == [("red", len(wanted))]
    assert [each.count for each in red["by"].values] == [1]
    check_file(path)


def test_reader_sees_a_batch_whole_or_not_at_all(store: SqliteStore) -> None:
    store.upsert([item(f"{n}", "", "turn:0") for n in range(20)])
    done = threading.Event()

    def write() -> None:
        try:
            for turn in range(1, 15):
                store.upsert([item(f"{n}", "", f"turn:{turn}") for n in range(20)])
        finally:
            done.set()

    with ThreadPoolExecutor(1) as executor:
        writing = executor.submit(write)
        while not done.is_set():
            results = store.index.search(Query(facets=asked("turn")))
            assert [each.count for each in results.facets["turn"].values] == [20]
            assert {hit.item.properties[0].value for hit in results.hits} == {results.facets["turn"].values[0].value}
        writing.result()


@pytest.mark.large
def test_killed_writer_loses_nothing_acknowledged(path: Path) -> None:
    """`kill -9` at several moments, on one file; what the killed process acknowledged is there, and whole."""
    wanted: dict[str, Item] = {}
    for turn, batches in enumerate([1, 7, 12, 20]):
        with writer(path, f"w{turn}") as process:
            read_acknowledged(process, most=batches)
            process.kill()
            wanted |= acknowledged(f"w{turn}", range(max(batches, read_acknowledged(process))))
            assert process.wait() == -9
        check_file(path)
        with closing(SqliteStore(path)) as store:
            assert store.get(wanted) == wanted
            assert store.upsert([item("after", f"Turn {turn}")]) == ["updated" if turn else "created"]
        check_file(path)
