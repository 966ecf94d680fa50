"""Cuts the page: the best of every segment, and of those the best of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.domain.queries import Place, Query
from app.domain.relevance.formula import MICRO
from app.graph.times import from_micros
from app.index.embedded.asking.matching import Matched
from app.index.embedded.asking.orders import LAST, Order, order
from app.index.embedded.asking.places import Places
from app.index.embedded.storage.arrays import EMPTY, Array
from app.index.embedded.storage.segments import View


@dataclass(frozen=True, slots=True)
class Candidate:
    """A match that may be on the page. `at`: its number among the matches of its segment."""

    key: int
    id: str
    matched: Matched
    at: int

    @property
    def view(self) -> View:
        return self.matched.scope.view

    @property
    def ordinal(self) -> int:
        chosen = self.matched.scope.chosen
        return self.at if chosen is None else int(chosen[self.at])

    @property
    def title(self) -> str:
        return str(self.view.segment.titles[self.ordinal])


def page(
    query: Query, found: Sequence[Matched], weights: Sequence[int], places: Places | None
) -> tuple[list[Candidate], Place | None]:
    """Returns the candidates on the page, and the place after the last one if others follow."""
    best = [each for matched in found for each in _best(query, matched, order(query, matched, weights, places))]
    best.sort(key=lambda each: each.id)
    best.sort(key=_sorts(query), reverse=query.sort.descending and query.sort.key in ("id", "title"))
    shown = best[: query.limit]
    last = shown[-1] if shown and len(best) > query.limit else None
    return shown, (_place(query, last, places), last.id) if last else None


def _sorts(query: Query) -> Any:
    """Returns the sort key of candidates of several segments. Ranks of ids and titles hold within one segment only."""
    match query.sort.key:
        case "id":
            return lambda each: each.id
        case "title":
            return lambda each: each.title
        case _:
            return lambda each: each.key


def _place(query: Query, last: Candidate, places: Places | None) -> float | str | None:
    match query.sort.key:
        case "relevance":
            return last.key / MICRO
        case "id":
            return last.id
        case "title":
            return last.title
        case "updated_at":
            return from_micros(abs(last.key))
        case _:
            return None if last.key == LAST or places is None else places.place(last.key)


def _best(query: Query, matched: Matched, sorts: Order) -> list[Candidate]:
    """Returns the first matches of a segment after the end of the last page, and one more."""
    ordinals, keys = matched.scope.ordinals(), sorts.keys
    at = np.arange(len(ordinals))
    if sorts.after is not None and query.after is not None:
        first = matched.scope.view.segment.ids.bisect(query.after[1], right=True)
        at = np.flatnonzero((keys > sorts.after) | ((keys == sorts.after) & (ordinals >= first)))
    chosen = at[smallest(keys[at], query.limit + 1)]
    ids = matched.scope.view.segment.ids
    return [
        Candidate(key, ids[ordinal], matched, number)
        for key, ordinal, number in zip(keys[chosen].tolist(), ordinals[chosen].tolist(), chosen.tolist(), strict=True)
    ]


def smallest(keys: Array, count: int) -> Array:
    """Returns the places of the smallest keys in order; equal keys in the order of their places."""
    if len(keys) <= count:
        return np.argsort(keys, kind="stable")
    if not count:
        return EMPTY
    bound = np.partition(keys, count - 1)[count - 1]
    below = np.flatnonzero(keys < bound)
    equal = np.flatnonzero(keys == bound)[: count - len(below)]
    return np.concatenate([below[np.argsort(keys[below], kind="stable")], equal])
