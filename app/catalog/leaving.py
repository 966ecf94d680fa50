"""Ends work over many items once nobody waits for it."""

from collections.abc import Iterable, Iterator
from threading import Event
from typing import TypeVar

from app.errors import Cancelled

T = TypeVar("T")


def until_gone(found: Iterable[T], gone: Event | None) -> Iterator[T]:
    """Yields what it is given. Raises Cancelled before the next one if the caller has gone."""
    for each in found:
        if gone is not None and gone.is_set():
            raise Cancelled("the caller has gone")
        yield each
