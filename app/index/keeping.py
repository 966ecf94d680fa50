"""What every index beside the graph has in common: a thread that keeps it, and a state that it shows."""

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

_SECONDS_OF_A_TURN = 0.5

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IndexState:
    """How far the index is. `read` counts the items of the build that runs; `building` is False when none runs.

    `ready`: it answers. Until then the record answers by itself. `bytes` is what the index takes, in part an estimate.
    `place` is where in the record's log it stands; None without a log, or before any change.
    `full`: there is none, because it would take more memory than it may.
    """

    ready: bool
    building: bool
    read: int
    items: int
    segments: int
    bytes: int
    place: str | None
    full: bool = False


class Built(Protocol):
    """An index that is built from the whole graph."""

    def build(self, progress: Callable[[int], None] = ...) -> object:
        """Builds it again, while the present one answers. `progress` is called with the number of further items."""

    def close(self) -> None:
        """Releases it."""


class Keeper(ABC):
    """A thread that keeps an index up to date. It ends with `close`."""

    kind: ClassVar[Literal["embedded", "opensearch"]]

    def __init__(self, index: Built, clock: Callable[[], float] = time.monotonic) -> None:
        self._index = index
        self._clock = clock
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="index-keeper", daemon=True)
        self._building, self._read = False, 0
        self._built = clock()

    @abstractmethod
    def state(self) -> IndexState:
        """Returns the state at this moment, at once."""

    @abstractmethod
    def turn(self) -> None:
        """Opens or builds the index if there is none, builds it again if it is old, and otherwise reads what is new."""

    @abstractmethod
    def check(self) -> None:
        """Raises StoreError if the index cannot be asked."""

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()
        self._index.close()

    def build(self) -> None:
        """Builds the index again, while the present one answers."""
        self._building, self._read = True, 0
        try:
            self._index.build(self._count)
        finally:
            self._building = False
        self._built = self._clock()

    def _count(self, items: int) -> None:
        self._read += items
        if self._ending.is_set():
            raise _Ended

    def _run(self) -> None:
        try:
            while not self._ending.is_set():
                self.turn()
                self._ending.wait(_SECONDS_OF_A_TURN)
        except _Ended:
            log.info("the index was not built to the end, because the service ends")


class _Ended(Exception):
    """The service ends while the index is being built."""
