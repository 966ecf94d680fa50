"""Sort words: "cheapest", "newest", "lightest"."""

import re
from collections.abc import Iterator

from app.domain.grammar import words
from app.domain.grammar.bounds import any_of
from app.domain.grammar.held import Held
from app.domain.grammar.parts import Order

_SORTS = {each: sort for joined, sort in words.ORDERS.items() for each in joined.split("|")}
_SORTED = re.compile(rf"(?<![\w-])(?:{any_of(*words.ORDERS)})(?:\s+first(?!\w))?(?!-)", re.IGNORECASE)


def read_orders(text: str, held: Held) -> Iterator[Order]:
    """Yields the orders that the graph can make."""
    for match in _SORTED.finditer(text):
        said = " ".join(match[0].lower().split()).removesuffix(" first")
        sort = _SORTS[said]
        if sort.key in words.OF_ITEMS or held.units(sort.key):
            yield Order(match.start(), match.end(), sort)
