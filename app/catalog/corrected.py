"""Finds the items that people have corrected, a page at a time."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event

from app.catalog.leaving import until_gone
from app.domain.items import Item
from app.graph.store import GraphStore

# Corrections of a page, and items that are read at a time.
_MOST_CORRECTIONS, _ITEMS_AT_ONCE = 1000, 50


@dataclass(frozen=True, slots=True)
class Corrected:
    """Corrected items in order of id. `next` is the id after which the next page begins; None on the last page."""

    items: tuple[Item, ...]
    next: str | None


def find_corrected(
    store: GraphStore, limit: int, after: str | None, most_characters: float = math.inf, gone: Event | None = None
) -> Corrected:
    """Returns up to `limit` items, and ends with the one that makes the corrections or the texts of a page too many.

    Raises Cancelled once the caller has gone.
    """
    items: list[Item] = []
    corrections = characters = 0
    for item in until_gone(_corrected(store, limit + 1, after), gone):
        if len(items) >= limit or corrections >= _MOST_CORRECTIONS or characters >= most_characters:
            return Corrected(tuple(items), items[-1].id)
        items.append(item)
        corrections += len(item.corrections)
        characters += len(item.title) + len(item.text)
    return Corrected(tuple(items), None)


def _corrected(store: GraphStore, wanted: int, after: str | None) -> Iterator[Item]:
    while wanted > 0 and (found := store.corrected(min(wanted, _ITEMS_AT_ONCE), after)):
        yield from found
        after, wanted = found[-1].id, wanted - len(found)
