"""The time that one request may lose by a graph that does not answer, over all its calls of the graph."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Seconds. A call has tries of its own within its own deadline; a request must not wait for several of them.
_SECONDS = 30.0

_left: ContextVar[float] = ContextVar("left", default=math.inf)


@contextmanager
def of_a_request() -> Iterator[None]:
    """Begins the time of a request, in the thread that makes its calls."""
    token = _left.set(_SECONDS)
    try:
        yield
    finally:
        _left.reset(token)


def left() -> float:
    """Returns the seconds that are left to the request; infinity outside of one."""
    return _left.get()


@contextmanager
def spent_by_failure() -> Iterator[None]:
    """Takes the time of a call that fails from the request. Work that succeeds may take as long as it takes."""
    began = time.monotonic()
    try:
        yield
    except Exception:
        _left.set(max(0.0, _left.get() - (time.monotonic() - began)))
        raise
