"""Refuses objects that say a name twice: a parser would keep the last value, and lose the others without a word."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.api.bodies.counting import count_outside
from app.errors import Fault, InvalidInput

_COLON = b":"


def refuse_repeated(raw: bytes, value: Any) -> None:
    """Raises InvalidInput if JSON, of which this value was made, says a name twice in one object."""
    if faults := repeated_names(raw, value):
        raise InvalidInput(faults)


def repeated_names(raw: bytes, value: Any) -> list[Fault]:
    """Returns the fault of JSON that says more names than its value has.

    Counts first: only where strings have colons, what stands outside of them is looked at.
    """
    kept = _names(value)
    if raw.count(_COLON) <= kept or count_outside(raw, _COLON) <= kept:
        return []
    return [Fault("", f"{_first_repeated(raw)} stands twice in one object; expected it once")]


def _names(value: Any) -> int:
    """Returns how many names a value of JSON has, in all its objects."""
    found, rest = 0, [value]
    while rest:
        each = rest.pop()
        if isinstance(each, dict):
            found += len(each)
            rest += each.values()
        elif isinstance(each, list):
            rest += each
    return found


def _first_repeated(raw: bytes) -> str:
    found: list[str] = []

    def look(pairs: Sequence[tuple[str, Any]]) -> None:
        counts = Counter(name for name, _ in pairs)
        found.extend(name for name, count in counts.items() if count > 1)

    json.loads(raw, object_pairs_hook=look)
    return f"the name {found[0]!r}" if found else "a name"
