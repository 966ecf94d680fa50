"""`GET /graph/search`."""

import time
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi import Query as Parameter
from pydantic import BaseModel, Field

from app.api import examples
from app.api.answers import PropertyOut, property_out
from app.api.cursors import decode_search_place, encode_search_place
from app.api.dependencies import ServiceDep, ViewDep, refuse_unknown_parameters
from app.api.errors import responses
from app.api.examples import example
from app.api.queries import QueryOut, query_out
from app.api.requests import CursorText, FilterText, PartNumber, PropertyName
from app.catalog.queries.understood import UnderstoodQuery
from app.catalog.searching import Found, Search
from app.domain.queries import Facet, Hit, MatchMode

router = APIRouter(prefix="/graph", tags=["graph"], dependencies=[Depends(refuse_unknown_parameters)])


class MatchedOut(BaseModel):
    """A reason why an item is a hit. `title` stands for words in its title, `text` for words in its values or text."""

    name: str
    value: str


class HitOut(BaseModel):
    """An item in the results."""

    id: str
    title: str
    score: float
    matched: list[MatchedOut]
    missing: list[str] = Field(description="the required parts of the query that the item lacks")
    properties: list[PropertyOut]


class FacetValueOut(BaseModel):
    """A value, and the number of matching items that have it."""

    value: str
    display: str
    count: int


class FacetOut(BaseModel):
    """The commonest values of a property over all matches."""

    name: str
    distinct: int = Field(description="how many values there are")
    values: list[FacetValueOut]


class SearchOut(BaseModel):
    """The hits, best first, with the query as understood and the facets asked for."""

    model_config = example(examples.SEARCH)

    query: QueryOut
    total: int = Field(description="the full matches; if there are none, the partial ones")
    relaxed: bool = Field(
        description="whether items follow, or are all there is, that lack required parts of the query"
    )
    hits: list[HitOut]
    facets: list[FacetOut]
    next: str | None
    took_ms: float


@router.get(
    "/search",
    operation_id="search",
    response_model=SearchOut,
    response_model_exclude_unset=True,
    responses=responses(422, 429, 503),
)
async def search(
    service: ServiceDep,
    view: ViewDep,
    q: Annotated[str, Parameter(max_length=1000, examples=["red nike shoes under 50 eur"])] = "",
    filter: Annotated[  # noqa: A002 (the contract's name)
        list[FilterText] | None,
        Parameter(
            max_length=50,
            description="`name:value`, `-name:value`, `name:10..50`, `name:>=2 kg`, or `name:=value` for a value that "
            "looks like a range; repeat the parameter",
        ),
    ] = None,
    facet: Annotated[
        list[PropertyName] | None, Parameter(max_length=20, description="property names; repeat the parameter")
    ] = None,
    limit: Annotated[int, Parameter(ge=0, le=100)] = 20,
    cursor: CursorText | None = None,
    sort: Annotated[
        PropertyName,
        Parameter(
            description="`relevance`, `id`, `title`, `updated_at` or a property; a leading `-` reverses the order"
        ),
    ] = "relevance",
    match: Annotated[
        MatchMode,
        Parameter(
            description="`best`: full matches first, then partial ones if those are few; `all`: full matches alone; "
            "`any`: what meets any part, by score alone"
        ),
    ] = "best",
    drop: Annotated[
        list[PartNumber] | None,
        Parameter(max_length=20, description="the number of a part of `query.understood` to leave out; repeat it"),
    ] = None,
) -> Any:
    """Finds items by the words of a query, under exact filters. Facet counts cover all matches."""
    start = time.perf_counter()
    of = [q, filter, sort, match, drop]
    after, plan = decode_search_place(cursor, of=of) if cursor else (None, None)
    asked = Search(q, tuple(filter or ()), tuple(facet or ()), sort, limit, after, plan, match, view, tuple(drop or ()))
    found = await service.short_calls.run(service.searcher.search, asked)
    results = found.results
    more = encode_search_place(results.next, results.plan, of=of) if results.next else None
    took = round((time.perf_counter() - start) * 1000, 1)
    return {**_search_out(found), "next": more, "took_ms": took}


def _search_out(found: Found) -> dict[str, Any]:
    results = found.results
    return {
        "query": query_out(found),
        "total": results.total,
        "relaxed": results.plan.relaxed,
        "hits": [_hit_out(hit, found.query) for hit in results.hits],
        "facets": [_facet_out(name, facet) for name, facet in results.facets.items()],
    }


def _hit_out(hit: Hit, query: UnderstoodQuery) -> dict[str, Any]:
    return {
        "id": hit.item.id,
        "title": hit.item.title,
        "score": hit.score,
        "matched": [{"name": name, "value": value} for name, value in hit.matched],
        "missing": [query.terms[n].text for n in hit.missing],
        "properties": [property_out(prop) for prop in hit.item.properties],
    }


def _facet_out(name: str, facet: Facet) -> dict[str, Any]:
    shown = [{"value": each.value, "display": each.display, "count": each.count} for each in facet.values]
    return {"name": name, "distinct": facet.distinct, "values": shown}
