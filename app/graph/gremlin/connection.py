"""Connections that are checked out by one caller at a time, renewed, and tried again.

gremlinpython's own pool never replaces a dead socket, and hands a broken one out again; so each slot here is a driver
with a single connection, thrown away at the first error.
"""

import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

from gremlin_python.driver.driver_remote_connection import DriverRemoteConnection
from gremlin_python.process.anonymous_traversal import traversal
from gremlin_python.process.graph_traversal import GraphTraversalSource

from app.errors import Overloaded, StoreError
from app.graph.gremlin.faults import is_fatal, may_retry
from app.graph.gremlin.transport import Sign, Transport

R = TypeVar("R")

# The driver logs whole answers, texts of items among them; what went wrong reaches the caller as an error.
logging.getLogger("gremlinpython").setLevel(logging.CRITICAL)

_PATIENCE = 5.0
# Seconds before a second try, doubled for each further one, and never more than the last.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0


@dataclass(frozen=True, slots=True)
class Limits:
    """`size`: connections; `deadline`: seconds for one call with all its tries; `age`, `idle`: seconds after which a
    connection is replaced (Neptune closes idle ones after 20 minutes)."""

    size: int = 8
    deadline: float = 30.0
    age: float = 3600.0
    idle: float = 600.0


class _Slot:
    def __init__(self, url: str, timeout: float, sign: Sign | None) -> None:
        # With a factory the driver passes no options of its own on.
        self._driver = DriverRemoteConnection(
            url, "g", pool_size=1, max_workers=1, transport_factory=lambda: Transport(timeout, sign)
        )
        self.source: GraphTraversalSource = traversal().with_remote(self._driver)
        self.born = self.used = time.monotonic()

    def close(self) -> None:
        # A connection that was cut cannot say goodbye.
        with suppress(Exception):
            self._driver.close()


class Connections:
    """Up to `limits.size` connections to one address. Calls block, and are safe from any thread."""

    def __init__(self, url: str, limits: Limits, sign: Sign | None = None) -> None:
        self._url = url
        self._limits = limits
        self._sign = sign
        self._free: deque[_Slot] = deque()
        self._places = threading.Semaphore(limits.size)
        self.retries = 0
        self.opened = 0

    def run(self, call: Callable[[GraphTraversalSource], R]) -> R:
        """The call's result; it may be made several times, so it must not matter how often.

        Raises Overloaded when no connection gets free, StoreError when the graph is away or refuses the call.
        """
        until = time.monotonic() + self._limits.deadline
        pause = _FIRST_PAUSE
        while True:
            try:
                with self._slot() as slot:
                    return call(slot.source)
            except (Overloaded, StoreError):
                raise
            except Exception as error:  # gremlinpython raises whatever its parts do
                pause = min(2 * pause, _LONGEST_PAUSE)
                wait = random.uniform(pause / 2, pause)  # noqa: S311
                if not may_retry(error) or time.monotonic() + wait > until:
                    raise StoreError(f"graph {self._url}: {error or type(error).__name__}") from error
                self.retries += 1
                time.sleep(wait)

    def close(self) -> None:
        while self._free:
            self._free.popleft().close()

    @contextmanager
    def _slot(self) -> Iterator[_Slot]:
        if not self._places.acquire(timeout=_PATIENCE):
            raise Overloaded(f"graph {self._url}: all {self._limits.size} connections are busy")
        try:
            slot = self._take()
            try:
                yield slot
            except Exception as error:
                if is_fatal(error):
                    slot.close()
                else:
                    self._free.append(slot)
                raise
            slot.used = time.monotonic()
            self._free.append(slot)
        finally:
            self._places.release()

    def _take(self) -> _Slot:
        now = time.monotonic()
        while True:
            try:
                slot = self._free.pop()
            except IndexError:
                break
            if now - slot.born < self._limits.age and now - slot.used < self._limits.idle:
                return slot
            slot.close()
        self.opened += 1
        return _Slot(self._url, self._limits.deadline, self._sign)


def in_session(g: GraphTraversalSource, call: Callable[[GraphTraversalSource], None]) -> None:
    """Several traversals as one transaction, over a connection of its own."""
    transaction = g.tx()
    source = transaction.begin()
    try:
        call(source)
    except BaseException:
        if transaction.is_open():
            # What broke the call may have broken the connection; then the server rolls back by itself.
            with suppress(Exception):
                transaction.rollback()
        raise
    transaction.commit()
