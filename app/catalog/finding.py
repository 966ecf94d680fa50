"""Finds items by their ids, items in order, and items near others. A view hides the items outside it."""

from collections.abc import Callable, Mapping, Sequence, Set

from app.domain.filters import View, in_view
from app.domain.items import Item
from app.domain.neighborhood import Neighborhood, neighborhood
from app.domain.queries import Key, Query, Similar, Sort
from app.errors import NotFound
from app.graph.store import GraphStore
from app.index.index import Index


def find_items(store: GraphStore, ids: Sequence[str], view: View = ()) -> list[Item]:
    """Returns the items in the order of their ids. Raises NotFound, which names every id that does not exist."""
    found = _visible(store, ids, view)
    if missing := [each for each in ids if each not in found]:
        raise NotFound(f"no item {', '.join(map(repr, missing))}")
    return [found[each] for each in ids]


def find_page(store: GraphStore, index: Index, limit: int, after: str | None, view: View = ()) -> list[Item]:
    """Returns up to `limit` items in order of id, starting after the id `after`."""
    if not view:
        return store.page(limit, after)
    place = None if after is None else (after, after)
    hits = index.search(Query(sort=Sort("id"), limit=limit, after=place, view=view)).hits
    return [hit.item for hit in hits]


def find_similar(store: GraphStore, index: Index, item_id: str, limit: int, view: View = ()) -> list[Similar]:
    """Returns the items that share most with an item. Raises NotFound if it does not exist."""
    (item,) = find_items(store, [item_id], view)
    return _similar_to(store, index, item, limit, view)


def find_neighborhood(store: GraphStore, index: Index, item_id: str, limit: int, view: View = ()) -> Neighborhood:
    """Returns an item with its properties and up to `limit` similar items. Raises NotFound if it does not exist."""
    (item,) = find_items(store, [item_id], view)
    similar = _similar_to(store, index, item, limit, view) if limit else []
    return neighborhood(item, similar, store.get(each.id for each in similar))


def _similar_to(store: GraphStore, index: Index, item: Item, limit: int, view: View) -> list[Similar]:
    wanted = {(prop.name, prop.value): 1 for prop in item.properties}
    keeps = (lambda each: in_view(each, view)) if view else None
    return similar_items(store, index, wanted, limit, frozenset({item.id}), keeps)


def similar_items(
    store: GraphStore,
    index: Index,
    wanted: Mapping[Key, int],
    limit: int,
    without: Set[str],
    keeps: Callable[[Item], bool] | None = None,
) -> list[Similar]:
    """Returns the items that share most of the wanted properties (`Index.similar`), of those that `keeps` lets pass.

    It asks for more and more items until enough of them pass.
    """
    asked = limit
    while True:
        found = index.similar(wanted, asked, without)
        items = store.get(each.id for each in found) if keeps else {}
        shown = [each for each in found if keeps is None or (each.id in items and keeps(items[each.id]))]
        if len(shown) >= limit or len(found) < asked:
            return shown[:limit]
        asked *= 4


def _visible(store: GraphStore, ids: Sequence[str], view: View) -> dict[str, Item]:
    return {item_id: item for item_id, item in store.get(ids).items() if in_view(item, view)}
