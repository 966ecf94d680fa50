"""The part of the graph around an item, for drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.items import Item, Property
from app.domain.queries import Similar

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """An item and what is near it.

    `items`: the item itself, then the nearest ones. `links`: which of them has which of the item's properties.
    """

    items: tuple[Item, ...]
    properties: tuple[Property, ...]
    links: tuple[tuple[Item, Property], ...]


def neighborhood(item: Item, similar: Sequence[Similar], others: Mapping[str, Item]) -> Neighborhood:
    """Returns an item with all its properties, and the similar items with the properties that they share.

    Items of `similar` that are not in `others` are left out: they were deleted meanwhile.
    """
    near = [others[each.id] for each in similar if each.id in others]
    own = {_key(prop) for prop in item.properties}
    links = [(each, prop) for each in (item, *near) for prop in each.properties if _key(prop) in own]
    return Neighborhood((item, *near), item.properties, tuple(links))


def _key(prop: Property) -> Key:
    return prop.name, prop.value
