"""`GET /graph/search`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi import Query as Parameter
from pydantic import BaseModel, Field

from app.api import examples
from app.api.answers import PropertyOut, property_out
from app.api.cursors import SEARCH_PLACE, decode_cursor, encode_cursor
from app.api.dependencies import Service, ServiceDep, refuse_unknown_parameters
from app.api.errors import responses
from app.api.examples import example
from app.catalog.query_reader import UnderstoodQuery
from app.catalog.team_vocabulary import TeamVocabulary
from app.domain.filters import Filter, format_filter, parse_filter
from app.domain.queries import FacetValue, Query, Results, Sort
from app.domain.standard import standardize_name
from app.errors import Fault, InvalidInput

router = APIRouter(prefix="/graph", tags=["graph"], dependencies=[Depends(refuse_unknown_parameters)])


class UnderstoodOut(BaseModel):
    """A stretch of the query that was recognised: a value, or a numeric limit."""

    name: str
    value: str | None = None
    display: str | None = None
    min: float | None = None
    max: float | None = None
    unit: str | None = None
    start: int
    end: int
    text: str
    score: float | None = Field(None, description="of the model; left out where the vocabulary recognised it")


class QueryOut(BaseModel):
    """The query as understood. `unmatched` words are matched against titles as plain text."""

    text: str
    understood: list[UnderstoodOut]
    unmatched: list[str]
    filters: list[str]


class MatchedOut(BaseModel):
    """Why an item is a hit; `title` for words found there."""

    name: str
    value: str


class HitOut(BaseModel):
    """An item that was found."""

    id: str
    title: str
    score: float
    matched: list[MatchedOut]
    properties: list[PropertyOut]


class FacetValueOut(BaseModel):
    """A value, and how many of all matches have it."""

    value: str
    display: str
    count: int


class FacetOut(BaseModel):
    """The commonest values of a property over all matches."""

    name: str
    values: list[FacetValueOut]


class SearchOut(BaseModel):
    """Hits, best first, with the query as understood and the facets asked for."""

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
        Parameter(max_length=50, description="`name:value`, `-name:value`, `name:10..50`, `name:>=2 kg`; repeats"),
    ] = None,
    facet: Annotated[list[str] | None, Parameter(max_length=20, description="property names; repeats")] = None,
    limit: Annotated[int, Parameter(ge=0, le=100)] = 20,
    cursor: str | None = None,
    sort: Annotated[
        str, Parameter(description="`relevance`, `id`, `title`, `updated_at` or a property; `-` descends")
    ] = "relevance",
) -> Any:
    """Finds items by what the query says, under exact filters, with facet counts over all matches."""
    facets = list(dict.fromkeys(standardize_name(name) for name in facet or []))
    asked = [q, filter, sort]
    query = Query((), (), tuple(facets), _parse_sort(sort), limit)
    if cursor:
        place, item_id, weights = decode_cursor(cursor, SEARCH_PLACE, of=asked)
        query = replace(query, after=(place, item_id), weights=weights)
    return await service.short_calls.run(_search, service, q, filter or [], query, asked)


def _search(service: Service, q: str, filters: Sequence[str], query: Query, asked: Any) -> dict[str, Any]:
    standardizer = service.vocabulary.standardizer
    read = [parse_filter(text, f"/filter/{n}", standardizer) for n, text in enumerate(filters)]
    reading = service.reader.read(q)
    results = service.store.search(replace(query, filters=tuple(read), terms=reading.terms, limits=reading.conditions))
    return _search_out(reading, read, results, asked, service.vocabulary)


def _parse_sort(text: str) -> Sort:
    descending, key = text.startswith("-"), standardize_name(text.removeprefix("-"))
    if not key or (descending and key == "relevance"):
        raise InvalidInput(
            [Fault("/sort", f"{text!r}: expected relevance, id, title, updated_at or a property's name")]
        )
    return Sort(key, descending)


def _search_out(
    reading: UnderstoodQuery, filters: Sequence[Filter], results: Results, asked: Any, vocabulary: TeamVocabulary
) -> dict[str, Any]:
    return {
        "query": {
            "text": reading.text,
            "understood": _understood_out(reading),
            "unmatched": [term.text for term in reading.terms if not term.targets],
            "filters": [format_filter(each) for each in filters],
        },
        "total": results.total,
        "hits": [
            {
                "id": hit.item.id,
                "title": hit.item.title,
                "score": hit.score,
                "matched": [{"name": name, "value": value} for name, value in hit.matched],
                "properties": [property_out(prop) for prop in hit.item.properties],
            }
            for hit in results.hits
        ],
        "facets": [
            {"name": name, "values": [_facet_value_out(name, each, vocabulary) for each in values]}
            for name, values in results.facets.items()
        ],
        "next": encode_cursor([*results.next, results.weights], of=asked) if results.next else None,
    }


def _facet_value_out(name: str, found: FacetValue, vocabulary: TeamVocabulary) -> dict[str, Any]:
    display = vocabulary.display(name, found.value, found.display)
    return {"value": found.value, "display": display, "count": found.count}


def _understood_out(reading: UnderstoodQuery) -> list[dict[str, Any]]:
    """The best target of each term, and the limits, in the order of the text."""
    found: list[dict[str, Any]] = []
    for term in reading.terms:
        for target in term.targets[:1]:
            score = {} if term.score is None else {"score": term.score}
            place = {"start": term.start, "end": term.end, "text": term.text}
            found.append({"name": target.name, "value": target.value, "display": target.display, **place, **score})
    for limit in reading.limits:
        bounds = limit.condition.bounds
        place = {"start": limit.start, "end": limit.end, "text": reading.text[limit.start : limit.end]}
        ends = {} if bounds is None else _bounds_out(bounds.low, bounds.high, bounds.unit)
        found.append({"name": limit.condition.name, **ends, **place})
    return sorted(found, key=lambda each: each["start"])


def _bounds_out(low: float, high: float, unit: str | None) -> dict[str, Any]:
    ends: dict[str, Any] = {key: end for key, end in (("min", low), ("max", high)) if abs(end) != float("inf")}
    return {**ends, "unit": unit} if unit else ends
