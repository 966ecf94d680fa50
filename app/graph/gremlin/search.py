"""Answers a query by traversals: the graph returns sets of ids, which are combined here.

Every traversal starts from ids or from an indexed pair of key and value, and has native steps only. The cost grows with
the number of items that have the properties of the query, not with the graph.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from gremlin_python.process.graph_traversal import GraphTraversalSource, __
from gremlin_python.process.traversal import P

from app.domain.filters import Filter
from app.domain.queries import TITLE, FacetValue, Hit, Query, Results, Sort, Term
from app.domain.ranking import MOST_FACET_VALUES, score, weigh
from app.graph import elements
from app.graph.gremlin import reads
from app.graph.gremlin.hits import HitValues, Ids, SortValue, named
from app.graph.gremlin.schema import HAS, ITEM, TITLED


@dataclass(frozen=True, slots=True, order=True)
class _Reason:
    """A property or a title word that makes an item match a term. The least reason is the best."""

    cost: float
    is_title: bool
    name: str
    value: str


def search(
    g: GraphTraversalSource, query: Query, count: Callable[[GraphTraversalSource], int], most_named: int
) -> Results:
    """Answers a query. `count` returns the number of items; `most_named` is that of HitValues.

    Every traversal is a transaction of its own, so total, page and facets may differ if items are written meanwhile.
    """
    ends = reads.neighbours(g, _starts(query), HAS, TITLED)
    reasons = [_match(term, ends) for term in query.terms]
    weights = query.weights
    if weights is None or len(weights) != len(query.terms):
        total = count(g) if query.terms else 0
        weights = tuple(weigh(total, len(found)) for found in reasons)
    conditions = _Conditions(g, query, ends, reasons)
    matching = conditions.items()
    scores = {item: _score(item, reasons, weights) for item in matching}
    values = HitValues(g, most_named)
    entries = _ordered(_places(values, query.sort, scores), query.sort)
    rest = [entry for entry in entries if query.after is None or _is_after(entry, query)]
    shown = rest[: query.limit]
    whole = reads.items(g, [elements.item_id(own) for _, own in shown])
    found = tuple(
        Hit(whole[own], scores[elements.item_id(own)], _matched(elements.item_id(own), reasons))
        for _, own in shown
        if own in whole
    )
    more = shown and len(rest) > query.limit
    facets = {name: _facet(values, name, conditions.items(without=name)) for name in query.facets}
    return Results(len(matching), found, facets, shown[-1] if more else None, weights)


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
    """Finds the items that meet a query, with or without its conditions on one property."""

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
        found = named(self._g, condition.name).has("number")
        if math.isfinite(bounds.low):
            above = P.gte(bounds.low) if bounds.includes_low else P.gt(bounds.low)
            found = found.or_(__.has("high", above), __.has_not("high").has("number", above))
        if math.isfinite(bounds.high):
            found = found.has("number", P.lte(bounds.high) if bounds.includes_high else P.lt(bounds.high))
        if bounds.unit is not None:
            found = found.or_(__.has_not("unit"), __.has("unit", bounds.unit))
        return frozenset(found.in_(HAS).dedup().id_().to_list())


def _matched(vertex: str, reasons: Sequence[Mapping[str, _Reason]]) -> tuple[tuple[str, str], ...]:
    found = [(each[vertex].name, each[vertex].value) for each in reasons if vertex in each]
    return tuple(dict.fromkeys(found))


def _places(hits: HitValues, sort: Sort, scores: Mapping[str, float]) -> list[tuple[SortValue, str]]:
    """Returns the sort key of every hit with the item's own id."""
    owned = {vertex: elements.own_id(vertex) for vertex in scores}
    if sort.key == "relevance":
        return [(-score, owned[vertex]) for vertex, score in scores.items()]
    if sort.key == "id":
        return [(own, own) for own in owned.values()]
    if sort.key in ("title", "updated_at"):
        texts = hits.texts(sort.key, scores)
        return [(texts.get(vertex), own) for vertex, own in owned.items()]
    choose = max if sort.descending else min
    best = {vertex: choose(values, key=_rank) for vertex, values in hits.numbers(sort.key, scores).items()}
    return [(best.get(vertex), own) for vertex, own in owned.items()]


def _ordered(entries: list[tuple[SortValue, str]], sort: Sort) -> list[tuple[SortValue, str]]:
    """Sorts by place and then by id upwards; items without a place come last."""
    entries = sorted(entries, key=lambda entry: entry[1])
    placed = [entry for entry in entries if entry[0] is not None]
    placed.sort(key=lambda entry: _rank(entry[0]), reverse=sort.descending)
    return placed + [entry for entry in entries if entry[0] is None]


def _rank(place: SortValue) -> tuple[float, str]:
    """Sorts numbers first, then texts by code point."""
    return (math.inf, place) if isinstance(place, str) else (place or 0.0, "")


def _is_after(entry: tuple[SortValue, str], query: Query) -> bool:
    assert query.after
    (place, own), (after, last) = entry, query.after
    if place is None or after is None:
        return place is None and (after is not None or own > last)
    if _rank(place) == _rank(after):
        return own > last
    return (_rank(place) > _rank(after)) != query.sort.descending


def _facet(hits: HitValues, name: str, items: Ids) -> tuple[FacetValue, ...]:
    """Returns the commonest values over all matches. The facet's own filters do not narrow it."""
    counts = hits.counts(name, items)
    start = elements.property_id(name, "")
    values = sorted((-count, vertex.removeprefix(start), vertex) for vertex, count in counts.items())[
        :MOST_FACET_VALUES
    ]
    if not values:
        return ()
    displays = hits.displays([vertex for _, _, vertex in values])
    return tuple(FacetValue(value, displays.get(vertex, value), -count) for count, value, vertex in values)
