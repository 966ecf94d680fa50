"""Decides which errors of a graph server are worth another try, and which end a connection."""

from gremlin_python.driver.protocol import GremlinServerError

# 429 is "too many requests". With 500 a server refuses one of two writers in conflict, under several names: Neptune's
# ConcurrentModificationException, TinkerPop's TransactionException, and others when another writer drops a vertex
# during a traversal.
_MAY_PASS = (429, 500)


def is_fatal(error: Exception) -> bool:
    """Whether the connection may be broken. It is certainly usable only if the server has answered."""
    return not isinstance(error, GremlinServerError) or "ReadOnlyViolationException" in str(error)


def may_retry(error: Exception) -> bool:
    """Whether the same call may succeed soon. Every call is idempotent."""
    if not isinstance(error, GremlinServerError):
        return not isinstance(error, TypeError | ValueError | KeyError | AttributeError | AssertionError)
    return error.status_code in _MAY_PASS
