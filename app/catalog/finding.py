"""Finds items by their ids, and items near them."""

from collections.abc import Sequence

from app.domain.items import Item
from app.domain.neighborhood import Neighborhood, neighborhood
from app.domain.queries import Similar
from app.errors import NotFound
from app.graph.store import GraphStore
from app.index.index import Index


def find_items(store: GraphStore, ids: Sequence[str]) -> list[Item]:
    """Returns the items in the order of their ids. Raises NotFound, which names every id that does not exist."""
    found = store.get(ids)
    if missing := [each for each in ids if each not in found]:
        raise NotFound(f"no item {', '.join(map(repr, missing))}")
    return [found[each] for each in ids]


def find_similar(store: GraphStore, index: Index, item_id: str, limit: int) -> list[Similar]:
    """Returns the items that share most with an item. Raises NotFound if it does not exist."""
    find_items(store, [item_id])
    return index.similar(item_id, limit)


def find_neighborhood(store: GraphStore, index: Index, item_id: str, limit: int) -> Neighborhood:
    """Returns an item with its properties and up to `limit` similar items. Raises NotFound if it does not exist."""
    (item,) = find_items(store, [item_id])
    similar = index.similar(item_id, limit) if limit else []
    return neighborhood(item, similar, store.get(each.id for each in similar))
