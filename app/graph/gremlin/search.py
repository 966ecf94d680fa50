"""A query by traversals from the properties that it names: the graph answers ids, sets of them are combined here.

Every traversal starts from ids or from an indexed pair of key and value, and has native steps only. What it costs grows
with the number of items that have the properties of the query, not with the graph.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gremlin_python.process.graph_traversal import GraphTraversal, GraphTraversalSource, __
from gremlin_python.process.traversal import P, T

from app.domain.filters import Filter
from app.domain.queries import TITLE, FacetValue, Hit, Query, Results, Sort, Term
from app.graph.gremlin import reads, schema
from app.graph.gremlin.schema import HAS, ITEM, PROPERTY, TITLED

FACET_VALUES = 100
_DIGITS = 6

Ids = frozenset[str]
Place = float | str | None


@dataclass(frozen=True, slots=True, order=True)
class _Reason:
    """By what an item matches a term; the least one is the best."""

    cost: float
    is_title: bool
    name: str
    value: str


def search(g: GraphTraversalSource, query: Query) -> Results:
    """Total, page and facets are of one state only while nothing is written: each traversal is a transaction."""
    ends = reads.neighbours(g, _starts(query), HAS, TITLED)
    reasons = [_match(term, ends) for term in query.terms]
    weights = query.weights
    if weights is None or len(weights) != len(query.terms):
        total = reads.count(g) if query.terms else 0
        weights = tuple(math.log(1 + total / len(found)) if found else 0.0 for found in reasons)
    conditions = _Conditions(g, query, ends, reasons)
    hits = conditions.items()
    scores = {item: _score(item, reasons, weights) for item in hits}
    entries = _ordered(_places(g, query.sort, scores), query.sort)
    behind = [entry for entry in entries if query.after is None or _is_behind(entry, query)]
    shown = behind[: query.limit]
    whole = reads.items(g, [schema.item_id(own) for _, own in shown])
    found = tuple(
        Hit(whole[own], scores[schema.item_id(own)], _matched(schema.item_id(own), reasons))
        for _, own in shown
        if own in whole
    )
    more = shown and len(behind) > query.limit
    facets = {name: _facet(g, name, conditions.items(without=name)) for name in query.facets}
    return Results(len(hits), found, facets, shown[-1] if more else None, weights)


def _score(item: str, reasons: Sequence[Mapping[str, _Reason]], weights: Sequence[float]) -> float:
    pairs = zip(reasons, weights, strict=True)
    return round(sum(-found[item].cost * weight for found, weight in pairs if item in found), _DIGITS)


def _starts(query: Query) -> list[str]:
    """The vertices that the query names: properties of terms and of filters by value, and words of titles."""
    named = [schema.property_id(each.name, each.value) for term in query.terms for each in term.targets]
    words = [schema.word_id(word) for term in query.terms for word in term.words]
    equal = [_equal(each) for each in (*query.filters, *query.limits) if each.bounds is None]
    return list(dict.fromkeys([*named, *words, *equal]))


def _equal(condition: Filter) -> str:
    return schema.property_id(condition.name, condition.value or "")


def _match(term: Term, ends: Mapping[str, Ids]) -> dict[str, _Reason]:
    """The items that match a term, and why."""
    found: dict[str, _Reason] = {}

    def add(items: Iterable[str], reason: _Reason) -> None:
        for item in items:
            found[item] = min(found.get(item, reason), reason)

    for target in term.targets:
        items = ends.get(schema.property_id(target.name, target.value), frozenset())
        add(items, _Reason(-target.factor, False, target.name, target.value))
    if term.words:
        titles = [ends.get(schema.word_id(word), frozenset()) for word in term.words]
        add(_items(frozenset.intersection(*titles)), _Reason(-term.title_factor, True, TITLE, " ".join(term.words)))
    return found


def _items(vertices: Iterable[str]) -> Ids:
    return frozenset(each for each in vertices if each.startswith("item/"))


class _Conditions:
    """Which items meet a query, and which would without the conditions on one property."""

    def __init__(
        self, g: GraphTraversalSource, query: Query, ends: Mapping[str, Ids], reasons: Sequence[Mapping[str, _Reason]]
    ) -> None:
        self._g = g
        self._query = query
        self._any = frozenset().union(*reasons) if query.terms else None
        self._having = {each: self._holding(each, ends) for each in dict.fromkeys((*query.filters, *query.limits))}

    def items(self, without: str | None = None) -> Ids:
        """Their vertices."""
        query = self._query
        filters = [each for each in query.filters if each.name != without]
        wanted = [self._having[each] for each in query.limits if each.name != without]
        names = {each.name for each in filters if not each.exclude}
        for name in sorted(names):
            same = [self._having[each] for each in filters if each.name == name and not each.exclude]
            wanted.append(frozenset().union(*same))
        if self._any is not None:
            wanted.append(self._any)
        found = frozenset.intersection(*wanted) if wanted else frozenset(self._g.V().has_label(ITEM).id_().to_list())
        return found.difference(*(self._having[each] for each in filters if each.exclude))

    def _holding(self, condition: Filter, ends: Mapping[str, Ids]) -> Ids:
        if condition.bounds is None:
            return ends.get(_equal(condition), frozenset())
        bounds = condition.bounds
        found = _named(self._g, condition.name).has("number")
        if math.isfinite(bounds.low):
            found = found.has("number", P.gte(bounds.low) if bounds.includes_low else P.gt(bounds.low))
        if math.isfinite(bounds.high):
            found = found.has("number", P.lte(bounds.high) if bounds.includes_high else P.lt(bounds.high))
        if bounds.unit is not None:
            found = found.or_(__.has_not("unit"), __.has("unit", bounds.unit))
        return frozenset(found.in_(HAS).dedup().id_().to_list())


def _named(g: GraphTraversalSource, name: str) -> GraphTraversal:
    return g.V().has(PROPERTY, "name", name)


def _matched(vertex: str, reasons: Sequence[Mapping[str, _Reason]]) -> tuple[tuple[str, str], ...]:
    found = [(each[vertex].name, each[vertex].value) for each in reasons if vertex in each]
    return tuple(dict.fromkeys(found))


def _places(g: GraphTraversalSource, sort: Sort, scores: Mapping[str, float]) -> list[tuple[Place, str]]:
    """What each hit is sorted by, and its own id."""
    owned = {vertex: vertex.removeprefix("item/") for vertex in scores}
    if sort.key == "relevance":
        return [(-score, owned[vertex]) for vertex, score in scores.items()]
    if sort.key == "id":
        return [(own, own) for own in owned.values()]
    if sort.key in ("title", "updated_at"):
        rows = g.V().has_label(ITEM).project("id", "value").by(T.id).by(sort.key).to_list()
        values = {row["id"]: row.get("value", "") for row in rows}
        return [(values.get(vertex), own) for vertex, own in owned.items()]
    best: dict[str, float | str] = {}
    choose = max if sort.descending else min
    for row in _values(g, sort.key, "number"):
        value = row.get("number", row["value"])
        for vertex in row["items"]:
            best[vertex] = choose(best.get(vertex, value), value, key=_rank)
    return [(best.get(vertex), own) for vertex, own in owned.items()]


def _values(g: GraphTraversalSource, name: str, *more: str) -> list[dict[str, Any]]:
    """The values of a property with the vertices of the items that have them."""
    rows = _named(g, name).project("there", "items").by(__.element_map("value", "display", *more))
    return [row["there"] | {"items": row["items"]} for row in rows.by(__.in_(HAS).id_().fold()).to_list()]


def _ordered(entries: list[tuple[Place, str]], sort: Sort) -> list[tuple[Place, str]]:
    """By place, what has none last; then by id, always upwards."""
    entries = sorted(entries, key=lambda entry: entry[1])
    placed = [entry for entry in entries if entry[0] is not None]
    placed.sort(key=lambda entry: _rank(entry[0]), reverse=sort.descending)
    return placed + [entry for entry in entries if entry[0] is None]


def _rank(place: Place) -> tuple[float, str]:
    """Numbers, then texts by code point."""
    return (math.inf, place) if isinstance(place, str) else (place or 0.0, "")


def _is_behind(entry: tuple[Place, str], query: Query) -> bool:
    assert query.after
    (place, own), (after, last) = entry, query.after
    if place is None or after is None:
        return place is None and (after is not None or own > last)
    if _rank(place) == _rank(after):
        return own > last
    return (_rank(place) > _rank(after)) != query.sort.descending


def _facet(g: GraphTraversalSource, name: str, items: Ids) -> tuple[FacetValue, ...]:
    """The commonest values over all matches; the facet's own filters do not narrow it."""
    counts = [(row, len(items.intersection(row["items"]))) for row in _values(g, name)]
    values = [FacetValue(row["value"], row["display"], count) for row, count in counts if count]
    return tuple(sorted(values, key=lambda each: (-each.count, each.value))[:FACET_VALUES])
