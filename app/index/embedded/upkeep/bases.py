"""The folder of saved indexes: one folder for each graph, and in it the bases, of which the newest counts."""

import fcntl
import logging
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.domain.relevance.words import Analyzer
from app.errors import NotSupported
from app.graph.store import GraphStore
from app.index.embedded.upkeep.saving import Base, Captured, UnusableBase, read_base, sync, write_base

_BASE, _NEW = "base-", "new-"

log = logging.getLogger(__name__)


class Bases:
    """Saves and opens bases of a graph. Processes that have mapped an older base keep it."""

    def __init__(self, folder: Path, store: GraphStore, analyzer: Analyzer) -> None:
        """`folder` has the indexes of all graphs."""
        self._all = folder
        self._store = store
        self._analyzer = analyzer

    def folder(self) -> Path | None:
        """Returns the folder of this graph; None where it keeps no log, from which an index could go on."""
        try:
            graph = self._store.mark().graph
        except NotSupported:
            return None
        return self._all / "".join(character if character.isalnum() else "-" for character in graph)

    def open(self) -> Base | None:
        """Maps the newest base that can be used and from which the graph's log goes on."""
        for folder in reversed(self._found()):
            try:
                base = read_base(folder, self._analyzer)
            except UnusableBase as error:
                log.warning("the saved index is not used: %s", error)
                continue
            if self._store.continues(base.mark):
                return base
            log.warning("the saved index %s is not used: it is not of this state of the graph", folder)
        return None

    def save(self, captured: Captured) -> Path:
        """Writes a base, and then removes older ones. Call it with the lock. Raises OSError, and then keeps them."""
        folder = self.folder() or self._all
        new = folder / f"{_NEW}{os.getpid()}-{time.time_ns()}"
        try:
            write_base(new, captured, self._analyzer)
            older = self._found()
            base = folder / f"{_BASE}{time.time_ns():020}"
            new.rename(base)
            sync(folder)
        except OSError:
            shutil.rmtree(new, ignore_errors=True)
            raise
        for each in (*older, *folder.glob(f"{_NEW}*")):
            shutil.rmtree(each, ignore_errors=True)
        return base

    @contextmanager
    def lock(self) -> Iterator[bool]:
        """Takes the right to build and save, among all processes on this folder. Yields False if another has it.

        Where the folder cannot be written, every process builds an index of its own.
        """
        file = self._lock_file()
        if file is None:
            yield True
            return
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def _lock_file(self) -> IO[str] | None:
        folder = self.folder()
        if folder is None:
            return None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return (folder / "lock").open("w")
        except OSError as error:
            log.warning("the index cannot be saved in %s: %s", folder, error)
            return None

    def _found(self) -> list[Path]:
        """Returns the bases from the oldest to the newest."""
        folder = self.folder()
        return sorted(folder.glob(f"{_BASE}*")) if folder else []
