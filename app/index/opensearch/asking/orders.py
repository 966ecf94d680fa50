"""The orders of hits: what sorts them, and how the end of a page is written."""

from collections.abc import Sequence
from typing import Any

from app.domain.queries import RELEVANCE, Place, Query
from app.domain.relevance.formula import MICRO
from app.domain.relevance.tiers import least_level
from app.graph.times import from_micros, parse_time, to_micros
from app.index.opensearch.asking import scripts
from app.index.opensearch.asking.terms import OTHER, STEM, VARIANT, Wanted
from app.index.opensearch.coding import AFTER_ALL, BETWEEN, cut, read_place, write_place

_FIELDS = {"title": "title_order", "updated_at": "updated"}


def sorts(query: Query, wanted: Sequence[Wanted], weights: Sequence[int]) -> list[Any]:
    """Returns what sorts the hits: the query's order, then the id."""
    order = "desc" if query.sort.descending else "asc"
    match query.sort.key:
        case "relevance":
            return [*_by_relevance(query, wanted, weights), {"id": "asc"}]
        case "id":
            return [{"id": order}]
        case "title" | "updated_at":
            return [{_FIELDS[query.sort.key]: order}, {"id": "asc"}]
    start = f"{query.sort.key}{BETWEEN}"
    parameters = {"start": start, "last": query.sort.descending, "missing": _missing(query)}
    return [scripts.by_property(parameters, order), {"id": "asc"}]


def _by_relevance(query: Query, wanted: Sequence[Wanted], weights: Sequence[int]) -> list[Any]:
    if not wanted:
        return []
    terms = [
        each.parameters(weight, least_level(query, n))
        for n, (each, weight) in enumerate(zip(wanted, weights, strict=True))
    ]
    parameters = {
        "terms": terms,
        "lead": -1 if query.lead is None else query.lead,
        "whole": query.ranks_only or query.match == "any",
        "tables": {"stem": STEM, "variant": VARIANT, "other": OTHER},
    }
    return [scripts.by_relevance(parameters)]


def _missing(query: Query) -> str:
    """Returns what sorts items without the property: they come last in either order."""
    return "" if query.sort.descending else AFTER_ALL


def after(query: Query) -> list[Any] | None:
    """Returns the sort values of the end of the page before."""
    if query.after is None:
        return None
    place, item_id = query.after
    match query.sort.key:
        case "relevance":
            return [round(float(place or 0) * MICRO), item_id] if query.terms else [item_id]
        case "id":
            return [item_id]
        case "title":
            return [cut(str(place)), item_id]
        case "updated_at":
            return [to_micros(parse_time(str(place))), item_id]
    return [_missing(query) if place is None else write_place(place), item_id]


def place_of(query: Query, values: Sequence[Any]) -> Place:
    """Returns the place of a hit from its sort values."""
    first, item_id = values[0], str(values[-1])
    match query.sort.key:
        case key if key == RELEVANCE:
            return (float(first) / MICRO if query.terms else 0.0), item_id
        case "id" | "title":
            return str(first), item_id
        case "updated_at":
            return from_micros(int(first)), item_id
    return (None if first == _missing(query) else read_place(str(first))), item_id
