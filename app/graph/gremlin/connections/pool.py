"""Connections for one caller at a time, which are replaced with age and after errors.

The pool of gremlinpython never replaces a dead socket, and hands out a broken one again. So every slot here is a driver
with one connection, and the first error discards it.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from uuid import uuid4

from gremlin_python.driver.driver_remote_connection import DriverRemoteConnection
from gremlin_python.driver.protocol import GremlinServerError
from gremlin_python.process.anonymous_traversal import traversal
from gremlin_python.process.graph_traversal import GraphTraversalSource

from app.errors import ItemgraphError, Overloaded, StoreError
from app.graph import patience
from app.graph.gremlin.connections.faults import is_fatal
from app.graph.gremlin.connections.transport import Sign, Transport
from app.graph.gremlin.connections.tries import Tries

R = TypeVar("R")

# The driver logs whole answers, which include texts of items. Callers get errors as exceptions.
logging.getLogger("gremlinpython").setLevel(logging.CRITICAL)

# Seconds for closing a connection properly.
_GOODBYE = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """`size`: connections. `deadline`: seconds for one call with all its tries.

    `age` and `idle`: seconds after which a connection is replaced. Neptune closes idle ones after 20 minutes.
    `patience`: seconds that a call waits for a free connection. `most_named`: ids of items in one search (HitValues).
    """

    size: int = 8
    deadline: float = 30.0
    age: float = 3600.0
    idle: float = 600.0
    patience: float = 5.0
    most_named: int = 2000


class _Slot:
    """A driver with one connection, whose answers must come before `until`.

    All traversals of a `session` are one transaction.
    """

    def __init__(self, url: str, until: float, heartbeat: float, sign: Sign | None, session: bool = False) -> None:
        self.until = until
        self._transports: list[Transport] = []

        def transport() -> Transport:
            self._transports.append(Transport(lambda: self.until - time.monotonic(), heartbeat, sign))
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
        """Ends the session's transaction, and waits for the answer, which may report a conflict."""
        self._driver.commit().all().result()

    def rollback(self) -> None:
        self._driver.rollback().all().result()

    def close(self) -> None:
        """Closes the connection properly. The last call must have been answered."""
        self.until = time.monotonic() + _GOODBYE
        with suppress(Exception):
            self._driver.close()
        self.abandon()

    def abandon(self) -> None:
        """Ends a connection in any state without waiting.

        The driver's own way would wait, for ever if it has no connection. The server rolls the session back; Neptune
        does so at once.
        """
        for each in self._transports:
            each.abandon()
        self._driver._client.executor.shutdown(wait=False)


class Connections:
    """Up to `limits.size` connections to one address. Calls block, and any thread may make them."""

    def __init__(self, url: str, limits: Limits, sign: Sign | None = None) -> None:
        self._url = url
        self._limits = limits
        self._sign = sign
        self._free: deque[_Slot] = deque()
        self._places = threading.Semaphore(limits.size)
        self._turn = threading.Lock()
        self.retries = 0
        self.refused = 0
        self.opened = 0

    def run(self, call: Callable[[GraphTraversalSource], R]) -> R:
        """Returns the call's result. The call may run several times, so it must be idempotent.

        Raises Overloaded when all connections stay busy, and StoreError when the graph cannot be reached or refuses the
        call.
        """
        return self._patiently(partial(self._once, call), None)

    def write(self, call: Callable[[GraphTraversalSource], None]) -> None:
        """Runs a call of one traversal that writes; otherwise like `run`."""
        self._patiently(partial(self._once, call), self._turn)

    def transaction(self, call: Callable[[GraphTraversalSource], None]) -> None:
        """Runs the call's traversals as one transaction, over a connection of its own; otherwise like `write`."""

        def once(until: float) -> None:
            with self._place():
                session = self._open(until, session=True)
                try:
                    call(session.source)
                    session.commit()
                    session.close()
                except Exception as error:
                    if not is_fatal(error):
                        with suppress(Exception):
                            session.rollback()
                    raise
                finally:
                    session.abandon()

        self._patiently(once, self._turn)

    def _once(self, call: Callable[[GraphTraversalSource], R], until: float) -> R:
        with self._slot(until) as slot:
            return call(slot.source)

    def _patiently(self, once: Callable[[float], R], turn: "threading.Lock | None") -> R:
        with closing(Tries(min(self._limits.deadline, patience.left()), turn)) as tries, patience.spent_by_failure():
            while True:
                try:
                    return once(tries.begin())
                except ItemgraphError:
                    raise
                except Exception as error:  # gremlinpython lets the errors of all its parts through
                    if not tries.wait(error):
                        reason = tries.reason(error)
                        raise self._error(reason) from reason
                    self.retries += 1

    def _error(self, reason: Exception) -> StoreError:
        said = str(reason) or type(reason).__name__
        public = said if isinstance(reason, GremlinServerError) else "the server does not answer"
        return StoreError(f"graph {self._url}: {said}", f"graph: {public}")

    def close(self) -> None:
        while self._free:
            self._free.popleft().close()

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=self._limits.patience):
            self.refused += 1
            raise Overloaded(f"all {self._limits.size} connections to the graph are busy")
        try:
            yield
        finally:
            self._places.release()

    @contextmanager
    def _slot(self, until: float) -> Iterator[_Slot]:
        with self._place():
            slot = self._take(until)
            began = time.monotonic()
            try:
                yield slot
            except Exception as error:
                if is_fatal(error):
                    slot.abandon()
                    self._abandon_idle(began)
                else:
                    self._free.append(slot)
                raise
            slot.used = time.monotonic()
            self._free.append(slot)

    def _abandon_idle(self, since: float) -> None:
        """Discards the connections that were not used since: they are most likely broken too.

        Each of them would cost a try.
        """
        slots = []
        with suppress(IndexError):
            while True:
                slots.append(self._free.pop())
        for slot in slots:
            if slot.used < since:
                slot.abandon()
            else:
                self._free.append(slot)

    def _take(self, until: float) -> _Slot:
        now = time.monotonic()
        while True:
            try:
                slot = self._free.pop()
            except IndexError:
                break
            if now - slot.born < self._limits.age and now - slot.used < self._limits.idle:
                slot.until = until
                return slot
            slot.close()
        self.opened += 1
        return self._open(until)

    def _open(self, until: float, session: bool = False) -> _Slot:
        # A silent connection is noticed after half of the deadline, which leaves time for another try.
        return _Slot(self._url, until, self._limits.deadline / 3, self._sign, session)
