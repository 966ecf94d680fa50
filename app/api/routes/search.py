"""`GET /graph/search`."""

import time
from collections.abc import Collection
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi import Query as Parameter
from pydantic import BaseModel, Field

from app.api import examples
from app.api.dependencies import ServiceDep, ViewDep, check_parameters
from app.api.errors import responses
from app.api.examples import example
from app.api.long_answers import JsonAnswer, write_json
from app.api.queries import QueryOut, query_out
from app.api.requests import CursorText, FieldNames, FilterText, PartNumber, PropertyName, SortKey
from app.api.results import FIELDS, FacetOut, HitOut, facet_out, hit_out, read_fields
from app.catalog.searching import Found, Search
from app.domain.queries import FacetQuery, MatchMode

router = APIRouter(prefix="/graph", tags=["graph"], dependencies=[Depends(check_parameters)])


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
        SortKey,
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
    facet_limit: Annotated[int, Parameter(ge=1, le=1000, description="the most values of a facet")] = 100,
    facet_query: Annotated[
        str, Parameter(max_length=256, description="only values with words that begin so: search inside the facets")
    ] = "",
    facet_ranges: Annotated[
        int, Parameter(ge=0, le=50, description="the most ranges into which the numbers of a facet are put")
    ] = 5,
    distinct: Annotated[
        PropertyName,
        Parameter(
            description="`variant`: one hit of items that differ in color and size alone; a property: one hit of items "
            "with the same values of it; `total` and facets count all items",
        ),
    ] = "",
    highlight: Annotated[bool, Parameter(description="show where title and text say what the query means")] = False,
    fields: Annotated[
        list[FieldNames] | None,
        Parameter(max_length=20, description=f"fields of the hits, of {', '.join(FIELDS)}; repeat it or use commas"),
    ] = None,
) -> Any:
    """Finds items by the words of a query, under exact filters. Facet counts cover all matches."""
    start = time.perf_counter()
    of = [q, filter, sort, match, drop, distinct]
    after, plan = service.cursors.decode_search(cursor, of=of) if cursor else (None, None)
    shown = read_fields(fields)
    facets = tuple(FacetQuery(name, facet_limit, facet_query, facet_ranges) for name in facet or ())
    asked = Search(
        q, tuple(filter or ()), facets, sort, limit, after, plan, match, view, tuple(drop or ()), highlight, distinct
    )
    found = await service.short_calls.run(service.searcher.search, asked)
    results = found.results
    more = service.cursors.encode_search(results.next, results.plan, of=of) if results.next else None
    took = round((time.perf_counter() - start) * 1000, 1)
    answer = {**_search_out(found, shown), "next": more, "took_ms": took}
    return JsonAnswer(await service.short_calls.run(write_json, SearchOut, answer, "hits"))


def _search_out(found: Found, fields: Collection[str]) -> dict[str, Any]:
    results = found.results
    marks = found.highlights or [None] * len(results.hits)
    return {
        "query": query_out(found),
        "total": results.total,
        "relaxed": results.plan.relaxed,
        "hits": (hit_out(hit, found.query, fields, mark) for hit, mark in zip(results.hits, marks, strict=True)),
        "facets": [facet_out(name, facet) for name, facet in results.facets.items()],
    }
