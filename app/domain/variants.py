"""Tells which items are the same but for something: their color and size, or anything else than one property."""

from collections.abc import Callable, Hashable, Iterable

from app.domain.items import Item, Property
from app.domain.standard import find_words, word_set

# Asks for one item of those that differ in color and size alone.
VARIANT = "variant"
_VARYING = frozenset({"color", "size"})

# Items with the same key are shown once; those without a key always.
SameAs = Callable[[Item], Hashable]


def same_as(distinct: str) -> SameAs:
    """Returns the key of `distinct`: "variant", or the name of a property whose values are compared."""
    return _variant if distinct == VARIANT else lambda item: _values(item, distinct) or None


def _values(item: Item, name: str) -> tuple[str, ...]:
    return tuple(sorted(prop.value for prop in item.properties if prop.name == name))


def _variant(item: Item) -> Hashable:
    """Returns the brand and the words of the title that are not said of color or size."""
    varying = [prop for prop in item.properties if prop.name in _VARYING]
    words = frozenset[str]().union(*(word_set(f"{prop.value} {prop.display}") for prop in varying))
    kept = tuple(
        word for start, end, word in find_words(item.title) if word not in words and not _is_read(varying, start, end)
    )
    return (_values(item, "brand"), kept) if kept else None


def _is_read(properties: Iterable[Property], start: int, end: int) -> bool:
    """Whether a word of the title is a place where one of the properties was read."""
    return any(
        each.field == "title" and each.start <= start and end <= each.end
        for prop in properties
        for each in prop.evidence
    )
