"""The graph store on one SQLite file: one writer at a time, readers in parallel, every commit on disk."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from app.domain.aliases.entries import Entry
from app.domain.changes import Changes, Mark
from app.domain.coverage import Coverage
from app.domain.items import Content, Item, Status, Value
from app.domain.relevance.words import Analyzer
from app.errors import StoreError
from app.graph.sqlite import reads, writes
from app.graph.sqlite.connections import Connections
from app.graph.sqlite.coverage import coverage
from app.graph.sqlite.index import SqliteIndex
from app.graph.sqlite.rows import ITEM_COLUMNS, SqliteSnapshot, read_contents, read_entries, read_items
from app.graph.sqlite.schema import VERSION, connect, create
from app.graph.store import Watcher, check_vocabulary


class SqliteStore:
    """Keeps one connection for each thread. Several processes may open the same file."""

    def __init__(self, path: Path, analyzer: Analyzer = Analyzer()) -> None:  # noqa: B008 (immutable)
        create(path)
        self._path = path
        self._connections = Connections(path)
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._watchers: list[Watcher] = []
        # Never writes, so that every commit is another's.
        self._observer = connect(path)
        self.index = SqliteIndex(self._transaction, analyzer)

    def upsert(
        self, items: Sequence[Item], vocabulary: str | None = None, corrected: Mapping[str, str] | None = None
    ) -> list[Status]:
        with self._transaction("IMMEDIATE") as connection:
            check_vocabulary(vocabulary, lambda: reads.vocabulary_version(connection))
            statuses = writes.upsert_items(connection, items, corrected)
        self._tell([item.id for item, status in zip(items, statuses, strict=True) if status != "unchanged"])
        return statuses

    def delete(self, item_id: str) -> bool:
        with self._transaction("IMMEDIATE") as connection:
            existed = writes.delete_item(connection, item_id)
        self._tell([item_id] if existed else [])
        return existed

    def get(self, item_ids: Iterable[str]) -> dict[str, Item]:
        with self._transaction() as connection:
            rows = connection.execute(
                f"SELECT {ITEM_COLUMNS} FROM json_each(?) k JOIN item i ON i.id = k.value",
                [json.dumps(list(dict.fromkeys(item_ids)))],
            )
            return {item.id: item for item in read_items(connection, rows)}

    def page(self, limit: int, after: str | None = None) -> list[Item]:
        with self._transaction() as connection:
            rows = connection.execute(
                f"SELECT {ITEM_COLUMNS} FROM item i WHERE ?1 IS NULL OR i.id > ?1 ORDER BY i.id LIMIT ?2",
                [after, limit],
            )
            return read_items(connection, rows)

    def corrected(self, limit: int, after: str | None = None) -> list[Item]:
        with self._transaction() as connection:
            return reads.corrected(connection, limit, after)

    def contents(self, item_ids: Iterable[str]) -> list[Content]:
        with self._transaction() as connection:
            return read_contents(connection, item_ids)

    @contextmanager
    def snapshot(self) -> Iterator[SqliteSnapshot]:
        """Opens a connection of its own, so that any thread may continue to read."""
        self._connections.check_file()
        try:
            with closing(connect(self._path)) as connection:
                connection.execute("BEGIN")
                yield SqliteSnapshot(connection)
        except sqlite3.Error as error:
            raise self._error(error) from error

    def having(self, name: str, values: Iterable[str]) -> list[str]:
        with self._transaction() as connection:
            return reads.having(connection, name, values)

    def rewrite(
        self, items: Sequence[Item], stored: Mapping[str, str | None] | None = None, vocabulary: str | None = None
    ) -> list[str]:
        with self._transaction("IMMEDIATE") as connection:
            check_vocabulary(vocabulary, lambda: reads.vocabulary_version(connection))
            written = writes.rewrite_items(connection, items, stored or {})
        self._tell(written)
        return written

    def fingerprints(self, item_ids: Iterable[str]) -> dict[str, str]:
        with self._transaction() as connection:
            rows = connection.execute(
                "SELECT i.id, i.fingerprint FROM json_each(?) k JOIN item i ON i.id = k.value",
                [json.dumps(list(item_ids))],
            )
            return dict(rows.fetchall())

    def entries(self) -> list[Entry]:
        with self._transaction() as connection:
            return read_entries(connection)

    def put_entry(self, entry: Entry) -> None:
        with self._transaction("IMMEDIATE") as connection:
            writes.put_entry(connection, entry)

    def delete_entry(self, name: str, value: str) -> bool:
        with self._transaction("IMMEDIATE") as connection:
            return writes.delete_entry(connection, name, value)

    def vocabulary_version(self) -> str:
        with self._transaction() as connection:
            return reads.vocabulary_version(connection)

    def changes(self, limit: int, after: str | None = None) -> Changes:
        with self._transaction() as connection:
            return reads.changes(connection, limit, after)

    def mark(self) -> Mark:
        with self._transaction() as connection:
            return reads.mark(connection)

    def continues(self, mark: Mark) -> bool:
        with self._transaction() as connection:
            return reads.continues(connection, mark)

    def version(self) -> int | None:
        try:
            with self._lock:
                return int(self._observer.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error as error:
            raise self._error(error) from error

    def watch(self, changed: Watcher) -> None:
        self._watchers.append(changed)

    def values(self, keys: Iterable[tuple[str, str]]) -> list[Value]:
        with self._transaction() as connection:
            return reads.values(connection, keys)

    def coverage(self, by: str | None = None) -> list[Coverage]:
        with self._transaction() as connection:
            return coverage(connection, by)

    def count(self) -> int:
        with self._transaction() as connection:
            return int(connection.execute("SELECT count(*) FROM item").fetchone()[0])

    def counters(self) -> Mapping[str, tuple[str, Callable[[], float]]]:
        return {}

    def close(self) -> None:
        with self._lock:
            self._connections.close()
            self._observer.close()

    def check(self) -> None:
        """Writes the number of the schema again, over a connection of its own. A busy file can be written too."""
        self._connections.check_file()
        try:
            with closing(connect(self._path, patience=0.5)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(f"PRAGMA user_version = {VERSION}")
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise self._error(error) from error

    def _error(self, error: sqlite3.Error) -> StoreError:
        return StoreError(f"graph {self._path}: {error}", f"graph: {error}")

    def _tell(self, changed: Sequence[str]) -> None:
        for watcher in self._watchers if changed else ():
            watcher(changed)

    @contextmanager
    def _transaction(self, kind: str = "DEFERRED") -> Iterator[sqlite3.Connection]:
        """Opens a transaction: its reads see one state, and its writes are committed together or not at all."""
        # A lock, because SQLite itself polls while it waits for other writers, and serves whichever polls first.
        with nullcontext() if kind == "DEFERRED" else self._writing:
            try:
                with self._connections.own() as connection:
                    connection.execute(f"BEGIN {kind}")
                    try:
                        yield connection
                        connection.execute("COMMIT")
                    except BaseException:
                        if connection.in_transaction:
                            connection.execute("ROLLBACK")
                        raise
            except sqlite3.Error as error:
                raise self._error(error) from error
