"""Reads the items of an export as it arrives."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from app.errors import ServiceError


def items_of(parts: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Yields the items of an export in JSON Lines. Raises ServiceError if the export ends within an item."""
    rest = b""
    for part in parts:
        *lines, rest = (rest + part).split(b"\n")
        yield from map(json.loads, lines)
    if rest:
        raise ServiceError("the export of the graph ended in the middle of an item")
