"""Answers a query by traversals: the graph returns sets of ids, which are combined here.

Every traversal starts from ids or from an indexed pair of key and value, and has native steps only. The cost grows with
the number of items that have the properties of the query, not with the graph.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from gremlin_python.process.graph_traversal import GraphTraversalSource, __
from gremlin_python.process.traversal import P, T

from app.domain.facets import Counted, facet
from app.domain.filters import Bounds, Filter
from app.domain.queries import Facet, FacetQuery, Plan, Query, Results, Sort
from app.domain.relevance import tiers
from app.domain.relevance.scan import Ranked, Row, needs_scan, scan
from app.domain.relevance.words import Analyzer
from app.graph import elements
from app.graph.gremlin import reads
from app.graph.gremlin.hits import HitValues, Ids, SortValue, named
from app.graph.gremlin.schema import HAS, ITEM

_ALL = Ranked()


def search(g: GraphTraversalSource, query: Query, analyzer: Analyzer, most_named: int) -> Results:
    """Answers a query. `most_named` is that of HitValues.

    Every traversal is a transaction of its own, so total, page and facets may differ if items are written meanwhile.
    """
    ranked, weights = _ranked(g, query, analyzer)
    conditions = _Conditions(g, query, ranked)
    matching = conditions.items()
    found = {item: ranked.get(item, _ALL) for item in matching}
    counts = [sum(each.tier == tier for each in found.values()) for tier in tiers.TIERS]
    plan = query.plan if query.plan and tiers.continues(query) else tiers.plan(query, weights, counts)
    values = HitValues(g, most_named)
    shown = {item: each for item, each in found.items() if each.tier <= plan.shown}
    entries = _ordered(_places(values, query.sort, shown), query.sort)
    rest = [entry for entry in entries if query.after is None or _is_after(entry, query)]
    page = rest[: query.limit]
    whole = reads.items(g, [elements.item_id(own) for _, own in page])
    hits = [shown[elements.item_id(own)].hit(whole[own], query) for _, own in page if own in whole]
    more = page and len(rest) > query.limit
    facets = {}
    for asked in query.facets:
        within = partial(conditions.within, asked.name)
        facets[asked.name] = _facet(values, asked, conditions.counted(plan, asked.name), within)
    return Results(sum(counts[: plan.counted + 1]), tuple(hits), facets, page[-1] if more else None, plan)


def _ranked(g: GraphTraversalSource, query: Query, analyzer: Analyzer) -> tuple[Mapping[str, Ranked], tuple[int, ...]]:
    """Returns the items that match the terms, by vertex: all of them with the same rank if nothing parts them."""
    vertices = g.V().has_label(ITEM).id_().to_list()
    if not needs_scan(query):
        return dict.fromkeys(vertices, _ALL), ()
    ranking = scan(query, analyzer, _rows(g, vertices))
    return ranking.ranked, ranking.weights


def _rows(g: GraphTraversalSource, vertices: list[str]) -> Iterator[Row[str]]:
    """Reads the texts and the values of all items, a part of them at a time."""
    edges = __.out_e(HAS).project("edge", "there").by("display").by(__.in_v().element_map("name", "value")).fold()
    for part in reads.parts(vertices):
        for row in g.V(*part).project("item", "has").by(__.element_map("title", "text")).by(edges).to_list():
            item, said = row["item"], [(each["there"], each.get("edge", "")) for each in row["has"]]
            values = [(there["name"], there["value"], display) for there, display in said]
            yield Row(item[T.id], item.get("title", ""), item.get("text", ""), values)


class _Conditions:
    """Finds the items that meet a query, with or without its conditions on one property."""

    def __init__(self, g: GraphTraversalSource, query: Query, ranked: Mapping[str, Ranked]) -> None:
        self._g = g
        self._query = query
        self._ranked = ranked
        asked = dict.fromkeys((*query.filters, *query.limits, *query.view))
        ends = reads.neighbours(g, list(dict.fromkeys(_equal(each) for each in asked if each.bounds is None)), HAS)
        self._having = {each: self._holding(each, ends) for each in asked}

    def items(self, without: str | None = None) -> Ids:
        """Returns the vertices of the items that meet the query."""
        query = self._query
        filters = [each for each in query.filters if each.name != without]
        wanted = [self._having[each] for each in query.limits if each.name != without]
        wanted += [self._having[each] for each in query.view if not each.exclude]
        names = {each.name for each in filters if not each.exclude}
        for name in sorted(names):
            same = [self._having[each] for each in filters if each.name == name and not each.exclude]
            wanted.append(frozenset().union(*same))
        excluded = [self._having[each] for each in (*filters, *query.view) if each.exclude]
        return frozenset(self._ranked).intersection(*wanted).difference(*excluded)

    def counted(self, plan: Plan, without: str) -> Ids:
        """Returns the vertices of the items that a facet counts."""
        return frozenset(each for each in self.items(without) if self._ranked[each].tier <= plan.counted)

    def within(self, name: str, bounds: Bounds) -> Ids:
        """Returns the vertices of the items with a number of the property within bounds."""
        return self._holding(Filter(name, bounds=bounds), {})

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


def _equal(condition: Filter) -> str:
    return elements.property_id(condition.name, condition.value or "")


def _places(hits: HitValues, sort: Sort, ranked: Mapping[str, Ranked]) -> list[tuple[SortValue, str]]:
    """Returns the sort key of every hit with the item's own id."""
    owned = {vertex: elements.own_id(vertex) for vertex in ranked}
    if sort.key == "relevance":
        return [(each.place, owned[vertex]) for vertex, each in ranked.items()]
    if sort.key == "id":
        return [(own, own) for own in owned.values()]
    if sort.key in ("title", "updated_at"):
        texts = hits.texts(sort.key, ranked)
        return [(texts.get(vertex), own) for vertex, own in owned.items()]
    choose = max if sort.descending else min
    best = {vertex: choose(values, key=_rank) for vertex, values in hits.numbers(sort.key, ranked).items()}
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


def _facet(hits: HitValues, asked: FacetQuery, items: Ids, within: Callable[[Bounds], Ids]) -> Facet:
    """Counts the values over all matches. The facet's own filters do not narrow it."""
    counts = hits.counts(asked.name, items)
    found = [
        Counted(row["value"], row["display"], counts[row[T.id]], row.get("number"), row.get("unit"))
        for row in (hits.values(list(counts)) if counts else ())
    ]
    return facet(asked, found, lambda bounds: len(items & within(bounds)))
