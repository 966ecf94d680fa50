"""Connections to one file, a connection for each thread, replaced when they may be useless."""

import sqlite3
import threading
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
        self._all: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    def check_file(self) -> None:
        """Raises StoreError if the file was removed or replaced: what is written would be lost."""
        if _identity(self._path) != self._file:
            raise StoreError(
                f"graph {self._path}: the file was removed or replaced while the service ran; restart the service",
                "graph: the file was removed or replaced while the service ran",
            )

    def own(self) -> sqlite3.Connection:
        """Returns the connection of this thread. Raises StoreError as `check_file` does."""
        self.check_file()
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = connect(self._path)
            with self._lock:
                self._all.append(connection)
        return connection

    def failed(self, error: sqlite3.Error) -> None:
        """Closes the connection of this thread if the error may stay with it."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None and getattr(error, "sqlite_errorcode", 0) & 0xFF in _BROKEN:
            self._local.connection = None
            with self._lock:
                self._all.remove(connection)
            connection.close()

    def close(self) -> None:
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
