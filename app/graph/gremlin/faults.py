"""Which errors of a graph server are worth another try, and which end a connection."""

from gremlin_python.driver.protocol import GremlinServerError

# "Too many requests", and the code under which writers that meet are refused, with many a text: Neptune's
# ConcurrentModificationException, TinkerPop's TransactionException, and whatever either says of a vertex that another
# writer dropped in the middle of a traversal.
_MAY_PASS = (429, 500)


def is_fatal(error: Exception) -> bool:
    """Whether the connection may be in any state: an answer of the server leaves it usable, all else does not."""
    return not isinstance(error, GremlinServerError) or "ReadOnlyViolationException" in str(error)


def may_retry(error: Exception) -> bool:
    """Whether the same call may succeed in a moment. Every call is idempotent."""
    if not isinstance(error, GremlinServerError):
        return not isinstance(error, TypeError | ValueError | KeyError | AttributeError | AssertionError)
    return error.status_code in _MAY_PASS
