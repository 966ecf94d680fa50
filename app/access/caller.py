"""The caller of a request, as its key shows it."""

from dataclasses import dataclass

from app.access.keys import Key, Scope


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and what the call may do. `id` is the id of the key; None for a caller without a key."""

    id: str | None
    scopes: frozenset[Scope]
    filters: tuple[str, ...] = ()


# Where no key is configured, every caller may read and write. Nobody may reload.
ANYONE = Caller(None, frozenset({Scope.READ, Scope.WRITE}))


def caller_of(key: Key) -> Caller:
    return Caller(key.id, key.scopes, key.filters)
