"""Answers a query by traversals: the graph returns sets of ids, which are combined here.

Every traversal starts from ids or from an indexed pair of key and value, and has native steps only. The cost grows with
the number of items that have the properties of the query, not with the graph.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gremlin_python.process.graph_traversal import GraphTraversal, GraphTraversalSource, __
from gremlin_python.process.traversal import P, T

from app.domain.filters import Filter
from app.domain.queries import TITLE, FacetValue, Hit, Query, Results, Sort, Term
from app.domain.ranking import MOST_FACET_VALUES, score, weigh
from app.graph import elements
from app.graph.gremlin import reads
from app.graph.gremlin.schema import HAS, ITEM, PROPERTY, TITLED

# Up to this many ids are sent to the server. For more, its answer for all items is fetched.
_FEW = 2000

Ids = frozenset[str]
Place = float | str | None


@dataclass(frozen=True, slots=True, order=True)
class _Reason:
    """What makes an item match a term. The least reason is the best."""

    cost: float
    is_title: bool
    name: str
    value: str


def search(g: GraphTraversalSource, query: Query, count: Callable[[GraphTraversalSource], int]) -> Results:
    """Answers a query. `count` returns the number of items.

    Every traversal is a transaction of its own, so total, page and facets may differ if items are written meanwhile.
    """
    ends = reads.neighbours(g, _starts(query), HAS, TITLED)
    reasons = [_match(term, ends) for term in query.terms]
    weights = query.weights
    if weights is None or len(weights) != len(query.terms):
        total = count(g) if query.terms else 0
        weights = tuple(weigh(total, len(found)) for found in reasons)
    conditions = _Conditions(g, query, ends, reasons)
    hits = conditions.items()
    scores = {item: _score(item, reasons, weights) for item in hits}
    entries = _ordered(_places(g, query.sort, scores), query.sort)
    behind = [entry for entry in entries if query.after is None or _is_behind(entry, query)]
    shown = behind[: query.limit]
    whole = reads.items(g, [elements.item_id(own) for _, own in shown])
    found = tuple(
        Hit(whole[own], scores[elements.item_id(own)], _matched(elements.item_id(own), reasons))
        for _, own in shown
        if own in whole
    )
    more = shown and len(behind) > query.limit
    facets = {name: _facet(g, name, conditions.items(without=name)) for name in query.facets}
    return Results(len(hits), found, facets, shown[-1] if more else None, weights)


def _score(item: str, reasons: Sequence[Mapping[str, _Reason]], weights: Sequence[float]) -> float:
    pairs = zip(reasons, weights, strict=True)
    return score((-found[item].cost, weight) for found, weight in pairs if item in found)


def _starts(query: Query) -> list[str]:
    """Returns the vertices that the query names: properties of terms and filters, and words of titles."""
    named = [elements.property_id(each.name, each.value) for term in query.terms for each in term.targets]
    words = [elements.word_id(word) for term in query.terms for word in term.words]
    equal = [_equal(each) for each in (*query.filters, *query.limits) if each.bounds is None]
    return list(dict.fromkeys([*named, *words, *equal]))


def _equal(condition: Filter) -> str:
    return elements.property_id(condition.name, condition.value or "")


def _match(term: Term, ends: Mapping[str, Ids]) -> dict[str, _Reason]:
    """Returns the items that match a term, with the best reason."""
    found: dict[str, _Reason] = {}

    def add(items: Iterable[str], reason: _Reason) -> None:
        for item in items:
            found[item] = min(found.get(item, reason), reason)

    for target in term.targets:
        items = ends.get(elements.property_id(target.name, target.value), frozenset())
        add(items, _Reason(-target.factor, False, target.name, target.value))
    if term.words:
        titles = [ends.get(elements.word_id(word), frozenset()) for word in term.words]
        add(_items(frozenset.intersection(*titles)), _Reason(-term.title_factor, True, TITLE, " ".join(term.words)))
    return found


def _items(vertices: Iterable[str]) -> Ids:
    return frozenset(each for each in vertices if elements.is_item(each))


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
        """Returns the vertices of the items that meet the query."""
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
            above = P.gte(bounds.low) if bounds.includes_low else P.gt(bounds.low)
            found = found.or_(__.has("high", above), __.has_not("high").has("number", above))
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
    """Returns what every hit is sorted by, with its own id."""
    owned = {vertex: elements.own_id(vertex) for vertex in scores}
    if sort.key == "relevance":
        return [(-score, owned[vertex]) for vertex, score in scores.items()]
    if sort.key == "id":
        return [(own, own) for own in owned.values()]
    if sort.key in ("title", "updated_at"):
        texts = _texts(g, sort.key, scores)
        return [(texts.get(vertex), own) for vertex, own in owned.items()]
    choose = max if sort.descending else min
    best = {vertex: choose(values, key=_rank) for vertex, values in _numbers(g, sort.key, scores).items()}
    return [(best.get(vertex), own) for vertex, own in owned.items()]


def _texts(g: GraphTraversalSource, key: str, items: Collection[str]) -> dict[str, str]:
    """Returns a value of each item itself."""
    rows = [row for start in _starting(g, items) for row in start.project("id", "value").by(T.id).by(key).to_list()]
    return {row["id"]: row.get("value", "") for row in rows}


def _numbers(g: GraphTraversalSource, name: str, items: Collection[str]) -> dict[str, list[Place]]:
    """Returns the numbers, or otherwise the values, of a property that each item has."""
    found: dict[str, list[Place]] = {}
    if len(items) <= _FEW:
        values = __.out(HAS).has("name", name).element_map("value", "number").fold()
        for start in _starting(g, items):
            for row in start.project("id", "values").by(T.id).by(values).to_list():
                if row["values"]:
                    found[row["id"]] = [each.get("number", each["value"]) for each in row["values"]]
        return found
    for row in _named(g, name).project("there", "items").by(__.element_map("value", "number")).by(_having()).to_list():
        for vertex in row["items"]:
            found.setdefault(vertex, []).append(row["there"].get("number", row["there"]["value"]))
    return found


def _starting(g: GraphTraversalSource, items: Collection[str]) -> Iterator[GraphTraversal]:
    """Yields traversals that start from these items, or from all items if these are too many to send."""
    if len(items) > _FEW:
        yield g.V().has_label(ITEM)
        return
    for part in reads.parts(list(items)):
        yield g.V(*part)


def _having() -> GraphTraversal:
    """Traverses to the items of a property."""
    return __.in_(HAS).id_().fold()


def _ordered(entries: list[tuple[Place, str]], sort: Sort) -> list[tuple[Place, str]]:
    """Sorts by place and then by id upwards; items without a place come last."""
    entries = sorted(entries, key=lambda entry: entry[1])
    placed = [entry for entry in entries if entry[0] is not None]
    placed.sort(key=lambda entry: _rank(entry[0]), reverse=sort.descending)
    return placed + [entry for entry in entries if entry[0] is None]


def _rank(place: Place) -> tuple[float, str]:
    """Sorts numbers first, then texts by code point."""
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
    """Returns the commonest values over all matches. The facet's own filters do not narrow it."""
    counts = _facet_counts(g, name, items)
    start = elements.property_id(name, "")
    values = sorted((-count, vertex.removeprefix(start), vertex) for vertex, count in counts.items())[
        :MOST_FACET_VALUES
    ]
    if not values:
        return ()
    rows = g.V(*(vertex for _, _, vertex in values)).element_map("display").to_list()
    displays = {row[T.id]: row["display"] for row in rows}
    return tuple(FacetValue(value, displays.get(vertex, value), -count) for count, value, vertex in values)


def _facet_counts(g: GraphTraversalSource, name: str, items: Ids) -> Mapping[str, int]:
    """Counts the items of each property value: on the server if the items are few, otherwise here."""
    if len(items) <= _FEW:
        counts: Counter[str] = Counter()
        for start in _starting(g, items):
            counts.update(start.out(HAS).has("name", name).group_count().by(T.id).next())
        return counts
    rows = _named(g, name).project("id", "items").by(T.id).by(_having()).to_list()
    found = {row["id"]: len(items.intersection(row["items"])) for row in rows}
    return {vertex: count for vertex, count in found.items() if count}
