"""`GET /graph/search`."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi import Query as Parameter
from pydantic import BaseModel, Field

from app.api import examples
from app.api.answers import PropertyOut, property_out
from app.api.cursors import SEARCH_PLACE, decode_cursor, encode_cursor
from app.api.dependencies import ServiceDep, refuse_unknown_parameters
from app.api.errors import responses
from app.api.examples import example
from app.catalog.query_reader import UnderstoodQuery
from app.catalog.searching import Found, Search
from app.domain.filters import format_filter
from app.domain.queries import FacetValue, Hit

router = APIRouter(prefix="/graph", tags=["graph"], dependencies=[Depends(refuse_unknown_parameters)])


class UnderstoodOut(BaseModel):
    """A stretch of the query that was recognised as a value or a numeric limit."""

    name: str
    value: str | None = None
    display: str | None = None
    min: float | None = None
    max: float | None = None
    unit: str | None = None
    start: int
    end: int
    text: str
    score: float | None = Field(None, description="the model's score; absent if the graph's own words recognised it")


class QueryOut(BaseModel):
    """The query as understood. `unmatched` words are searched in titles as plain text."""

    text: str
    understood: list[UnderstoodOut]
    unmatched: list[str]
    filters: list[str]


class MatchedOut(BaseModel):
    """A reason why an item is a hit. `title` stands for words in its title."""

    name: str
    value: str


class HitOut(BaseModel):
    """An item in the results."""

    id: str
    title: str
    score: float
    matched: list[MatchedOut]
    properties: list[PropertyOut]


class FacetValueOut(BaseModel):
    """A value, and the number of matching items that have it."""

    value: str
    display: str
    count: int


class FacetOut(BaseModel):
    """The commonest values of a property over all matches."""

    name: str
    values: list[FacetValueOut]


class SearchOut(BaseModel):
    """The hits, best first, with the query as understood and the facets asked for."""

    model_config = example(examples.SEARCH)

    query: QueryOut
    total: int
    hits: list[HitOut]
    facets: list[FacetOut]
    next: str | None


@router.get(
    "/search",
    operation_id="search",
    response_model=SearchOut,
    response_model_exclude_unset=True,
    responses=responses(422, 429, 503),
)
async def search(
    service: ServiceDep,
    q: Annotated[str, Parameter(max_length=1000, examples=["red nike shoes under 50 eur"])] = "",
    filter: Annotated[  # noqa: A002 (the contract's name)
        list[str] | None,
        Parameter(
            max_length=50,
            description="`name:value`, `-name:value`, `name:10..50`, `name:>=2 kg`, or `name:=value` for a value that "
            "looks like a range; repeat the parameter",
        ),
    ] = None,
    facet: Annotated[
        list[str] | None, Parameter(max_length=20, description="property names; repeat the parameter")
    ] = None,
    limit: Annotated[int, Parameter(ge=0, le=100)] = 20,
    cursor: str | None = None,
    sort: Annotated[
        str,
        Parameter(
            description="`relevance`, `id`, `title`, `updated_at` or a property; a leading `-` reverses the order"
        ),
    ] = "relevance",
) -> Any:
    """Finds items by the words of a query, under exact filters. Facet counts cover all matches."""
    of = [q, filter, sort]
    place, item_id, weights = decode_cursor(cursor, SEARCH_PLACE, of=of) if cursor else (None, None, None)
    after = None if item_id is None else (place, item_id)
    asked = Search(q, tuple(filter or ()), tuple(facet or ()), sort, limit, after, weights)
    found = await service.short_calls.run(service.searcher.search, asked)
    results = found.results
    more = encode_cursor([*results.next, results.weights], of=of) if results.next else None
    return {**_search_out(found), "next": more}


def _search_out(found: Found) -> dict[str, Any]:
    results = found.results
    return {
        "query": {
            "text": found.query.text,
            "understood": _understood_out(found.query),
            "unmatched": list(found.query.unmatched),
            "filters": [format_filter(each) for each in found.filters],
        },
        "total": results.total,
        "hits": [_hit_out(hit) for hit in results.hits],
        "facets": [_facet_out(name, values) for name, values in results.facets.items()],
    }


def _hit_out(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.item.id,
        "title": hit.item.title,
        "score": hit.score,
        "matched": [{"name": name, "value": value} for name, value in hit.matched],
        "properties": [property_out(prop) for prop in hit.item.properties],
    }


def _facet_out(name: str, values: Sequence[FacetValue]) -> dict[str, Any]:
    shown = [{"value": each.value, "display": each.display, "count": each.count} for each in values]
    return {"name": name, "values": shown}


def _understood_out(query: UnderstoodQuery) -> list[dict[str, Any]]:
    """Returns the best target of every term, and the limits, in the order of the text."""
    found: list[dict[str, Any]] = []
    for term in query.terms:
        for target in term.targets[:1]:
            score = {} if term.score is None else {"score": term.score}
            place = {"start": term.start, "end": term.end, "text": term.text}
            found.append({"name": target.name, "value": target.value, "display": target.display, **place, **score})
    for limit in query.limits:
        bounds = limit.condition.bounds
        place = {"start": limit.start, "end": limit.end, "text": query.text[limit.start : limit.end]}
        ends = {} if bounds is None else _bounds_out(bounds.low, bounds.high, bounds.unit)
        found.append({"name": limit.condition.name, **ends, **place})
    return sorted(found, key=lambda each: each["start"])


def _bounds_out(low: float, high: float, unit: str | None) -> dict[str, Any]:
    ends: dict[str, Any] = {key: end for key, end in (("min", low), ("max", high)) if abs(end) != float("inf")}
    return {**ends, "unit": unit} if unit else ends
