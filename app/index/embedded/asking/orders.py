"""The orders of hits: every match of a segment has a whole number that sorts it, and so has the end of a page."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.domain.queries import Query
from app.domain.relevance.formula import FULL, MICRO
from app.graph.times import parse_time, to_micros
from app.index.embedded.asking.matching import Matched
from app.index.embedded.asking.places import Places
from app.index.embedded.storage.arrays import Array, Texts

# After every key: the items without the property that sorts.
LAST = int(np.iinfo(np.int64).max)
_TIER = MICRO * MICRO


@dataclass(frozen=True, slots=True)
class Order:
    """Sorts the matches of one segment.

    `keys`: int64, ascending in the order of the answer; equal keys are in order of id. `after`: the key of the page's
    end, which may lie between those of two items.
    """

    keys: Array
    after: int | None

    def turned(self) -> "Order":
        """Returns the descending order."""
        return Order(-self.keys, None if self.after is None else -self.after)


def order(query: Query, matched: Matched, weights: Sequence[int], places: Places | None) -> Order:
    """Returns the order that a query asks for. `places` are those of the property that sorts, if the graph has it."""
    match query.sort.key:
        case "relevance":
            return _by_relevance(query, matched, weights)
        case "id":
            found = _by_id(query, matched)
        case "title":
            found = _by_title(query, matched)
        case "updated_at":
            found = _by_time(query, matched)
        case _:
            return _by_property(query, matched, places)
    return found.turned() if query.sort.descending else found


def _by_relevance(query: Query, matched: Matched, weights: Sequence[int]) -> Order:
    """First the tier, then the score from high to low (app.domain.relevance.formula)."""
    total = np.zeros(len(matched.scope), np.int64)
    for levels, weight in zip(matched.levels, weights, strict=True):
        total += levels * np.int64(weight)
    keys = matched.tiers * np.int64(_TIER) - (2 * total + FULL) // (2 * FULL)
    return Order(keys, None if query.after is None else round(float(query.after[0] or 0) * MICRO))


def _by_id(query: Query, matched: Matched) -> Order:
    ids = matched.scope.view.segment.ids
    after = None if query.after is None else _doubled(ids.bisect(query.after[1]), query.after[1], ids)
    return Order(2 * matched.scope.ordinals().astype(np.int64), after)


def _doubled(at: int, text: str, texts: Texts) -> int:
    """Returns twice the place of a text in sorted texts, or the odd number before the first text after it."""
    return 2 * at - (at == len(texts) or texts[at] != text)


def _by_title(query: Query, matched: Matched) -> Order:
    segment = matched.scope.view.segment
    by_title, ranks = segment.title_order
    keys = 2 * ranks[matched.scope.ordinals()].astype(np.int64)
    if query.after is None:
        return Order(keys, None)
    title = str(query.after[0])
    at = segment.titles.bisect(title, by_title)
    if at == len(by_title):
        return Order(keys, 2 * len(by_title))
    first = int(by_title[at])
    return Order(keys, 2 * int(ranks[first]) - (segment.titles[first] != title))


def _by_time(query: Query, matched: Matched) -> Order:
    keys = matched.scope.view.segment.updated[matched.scope.ordinals()]
    return Order(keys, None if query.after is None else to_micros(parse_time(str(query.after[0]))))


def _by_property(query: Query, matched: Matched, places: Places | None) -> Order:
    """An item with several values stands at the first one in the order of the query. Items without one come last."""
    if places is None:
        return Order(np.full(len(matched.scope), LAST), None if query.after is None else LAST)
    sign = -1 if query.sort.descending else 1
    after = None if query.after is None else _after(query.after[0], places, sign)
    table = 2 * sign * places.ranks
    table[0] = LAST
    column = matched.scope.view.segment.columns.get(places.number)
    if column is None:
        return Order(np.full(len(matched.scope), LAST), after)
    ordinals = matched.scope.ordinals()
    keys = table[column.first[ordinals]] if len(column.first) else np.full(len(ordinals), LAST)
    more, owners = column.more_of(ordinals)
    np.minimum.at(keys, owners, table[column.more_codes[more]])
    return Order(keys, after)


def _after(place: float | str | None, places: Places, sign: int) -> int:
    return LAST if place is None else sign * places.key(place)
