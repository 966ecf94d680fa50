"""Connections to one file, a connection for each thread, replaced when they may be useless."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import StoreError
from app.graph.sqlite.schema import connect

# Errors of a connection that may work again when it is opened anew: SQLite remembers that a file could not be written.
_BROKEN = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOTADB}


class Connections:
    """Any thread may take its own. The file must exist."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = _identity(path)
        self._local = threading.local()
        self._idle: set[sqlite3.Connection] = set()
        self._closed = False
        self._lock = threading.Lock()

    def check_file(self) -> None:
        """Raises StoreError if the file was removed or replaced: what is written would be lost."""
        if _identity(self._path) != self._file:
            raise StoreError(
                f"graph {self._path}: the file was removed or replaced while the service ran; restart the service",
                "graph: the file was removed or replaced while the service ran",
            )

    @contextmanager
    def own(self) -> Iterator[sqlite3.Connection]:
        """Lends the connection of this thread. Raises StoreError as `check_file` does."""
        self.check_file()
        connection = self._take()
        broken = False
        try:
            yield connection
        except sqlite3.Error as error:
            broken = getattr(error, "sqlite_errorcode", 0) & 0xFF in _BROKEN
            raise
        finally:
            self._give_back(connection, broken)

    def close(self) -> None:
        """Closes what no thread uses. A connection in use is closed by its thread: SQLite crashes where two do both."""
        with self._lock:
            self._closed = True
            for connection in self._idle:
                connection.close()
            self._idle.clear()

    def _take(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = getattr(self._local, "connection", None) or connect(self._path)
        with self._lock:
            if self._closed:
                connection.close()
                raise sqlite3.ProgrammingError("Cannot operate on a closed database.")
            self._idle.discard(connection)
        self._local.connection = connection
        return connection

    def _give_back(self, connection: sqlite3.Connection, broken: bool) -> None:
        """Closes the connection if nobody may use it again."""
        with self._lock:
            if broken or self._closed:
                self._local.connection = None
                connection.close()
            else:
                self._idle.add(connection)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
