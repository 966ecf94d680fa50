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
from uuid import uuid4

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
    """A driver with one connection; of a `session`, all traversals are one transaction."""

    def __init__(self, url: str, timeout: float, sign: Sign | None, session: bool = False) -> None:
        self._transports: list[Transport] = []

        def transport() -> Transport:
            self._transports.append(Transport(timeout, sign))
            return self._transports[-1]

        self._driver = DriverRemoteConnection(
            url,
            "g",
            pool_size=1,
            max_workers=1,
            transport_factory=transport,
            session=uuid4() if session else None,
        )
        self.source: GraphTraversalSource = traversal().with_remote(self._driver)
        self.born = self.used = time.monotonic()

    def commit(self) -> None:
        """Ends the session's transaction; the driver's own way does not wait for the answer, and so for conflicts."""
        self._driver.commit().all().result()

    def rollback(self) -> None:
        self._driver.rollback().all().result()

    def close(self) -> None:
        # A connection that was cut cannot say goodbye.
        with suppress(Exception):
            self._driver.close()
        for each in self._transports:
            each.abandon()


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

        def once() -> R:
            with self._slot() as slot:
                return call(slot.source)

        return self._patiently(once)

    def transaction(self, call: Callable[[GraphTraversalSource], None]) -> None:
        """The call's traversals as one transaction, over a connection of its own; otherwise as `run`."""

        def once() -> None:
            with self._place():
                session = _Slot(self._url, self._limits.deadline, self._sign, session=True)
                try:
                    call(session.source)
                    session.commit()
                except BaseException:
                    # Where the connection is broken, the server rolls back by itself.
                    with suppress(Exception):
                        session.rollback()
                    raise
                finally:
                    session.close()

        self._patiently(once)

    def _patiently(self, once: Callable[[], R]) -> R:
        until = time.monotonic() + self._limits.deadline
        pause = _FIRST_PAUSE
        while True:
            try:
                return once()
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
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=_PATIENCE):
            raise Overloaded(f"graph {self._url}: all {self._limits.size} connections are busy")
        try:
            yield
        finally:
            self._places.release()

    @contextmanager
    def _slot(self) -> Iterator[_Slot]:
        with self._place():
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
