"""Which errors of a graph server are worth another try, and which end a connection."""

from gremlin_python.driver.protocol import GremlinServerError

# What Neptune and TinkerPop's server say when two writers met, or when they are short of room for a moment.
_PASSING = (
    "ConcurrentModificationException",
    "TransactionException",
    "modified in another transaction",
    # Another writer dropped the property, as nobody's, between the merges of its vertex and of an edge to it.
    "could not be resolved from mergeE",
    "ReadOnlyViolationException",
    "MemoryLimitExceededException",
    "ThrottlingException",
    "TooManyRequestsException",
    "has already been committed or rolled back",
)
_TOO_MANY, _TIME_OUT = 429, 598


def is_fatal(error: Exception) -> bool:
    """Whether the connection may be in any state: an answer of the server leaves it usable, all else does not."""
    return not isinstance(error, GremlinServerError) or "ReadOnlyViolationException" in str(error)


def may_retry(error: Exception) -> bool:
    """Whether the same call may succeed in a moment. Every call is idempotent."""
    if not isinstance(error, GremlinServerError):
        return not isinstance(error, TypeError | ValueError | KeyError | AttributeError | AssertionError)
    return error.status_code == _TOO_MANY or any(word in str(error) for word in _PASSING)
