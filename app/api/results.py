"""The JSON of hits and facets."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from app.api.answers import PropertyOut, property_out
from app.catalog.queries.understood import UnderstoodQuery
from app.domain.filters import Bounds, Filter, format_filter
from app.domain.queries import Facet, Hit
from app.domain.relevance.highlighting import Highlight
from app.errors import Fault, InvalidInput


class MatchedOut(BaseModel):
    """A reason why an item is a hit. `title` stands for words in its title, `text` for words in its values or text."""

    name: str
    value: str


class HighlightOut(BaseModel):
    """Places `[start, end]` in code points of the title and of the text as sent."""

    title: list[tuple[int, int]]
    text: list[tuple[int, int]]


class HitOut(BaseModel):
    """An item in the results, with the fields asked for."""

    id: str
    title: str | None = None
    text: str | None = None
    url: str | None = None
    image: str | None = None
    updated_at: datetime | None = None
    score: float | None = None
    matched: list[MatchedOut] | None = None
    missing: list[str] | None = Field(None, description="the required parts of the query that the item lacks")
    properties: list[PropertyOut] | None = None
    highlight: HighlightOut | None = Field(None, description="what the query means in title and text: `highlight=true`")


class FacetValueOut(BaseModel):
    """A value, and the number of matching items that have it."""

    value: str
    display: str
    count: int


class FacetRangeOut(BaseModel):
    """Numbers of about as many items as the other ranges have. `filter` finds the `count` items."""

    min: float
    max: float
    unit: str | None
    count: int
    filter: str


class FacetOut(BaseModel):
    """The commonest values of a property over all matches."""

    name: str
    distinct: int = Field(description="how many values there are")
    values: list[FacetValueOut]
    ranges: list[FacetRangeOut] = Field(description="the numbers, if there are many, in ranges")


FIELDS = tuple(name for name in HitOut.model_fields if name != "highlight")
DEFAULT_FIELDS = ("id", "title", "score", "matched", "missing", "properties")


def read_fields(asked: Iterable[str] | None) -> Collection[str]:
    """Reads names of fields, also several in one text. Raises InvalidInput at `/fields` for an unknown one."""
    names = [name.strip() for text in asked or () for name in text.split(",")]
    if unknown := [name for name in names if name not in FIELDS]:
        raise InvalidInput([Fault("/fields", f"no field {unknown[0]!r}; expected {', '.join(FIELDS)}")])
    return frozenset(names) or DEFAULT_FIELDS


def hit_out(hit: Hit, query: UnderstoodQuery, fields: Collection[str], highlight: Highlight | None) -> dict[str, Any]:
    """Returns a hit with these fields and its id."""
    item = hit.item
    every: dict[str, Callable[[], Any]] = {
        "title": lambda: item.title,
        "text": lambda: item.text,
        "url": lambda: item.url,
        "image": lambda: item.image,
        "updated_at": lambda: item.updated_at,
        "score": lambda: hit.score,
        "matched": lambda: [{"name": name, "value": value} for name, value in hit.matched],
        "missing": lambda: [query.terms[n].text for n in hit.missing],
        "properties": lambda: [property_out(prop) for prop in item.properties],
    }
    found = {"id": item.id, **{name: read() for name, read in every.items() if name in fields}}
    return found if highlight is None else {**found, "highlight": {"title": highlight.title, "text": highlight.text}}


def facet_out(name: str, facet: Facet) -> dict[str, Any]:
    return {
        "name": name,
        "distinct": facet.distinct,
        "values": [{"value": each.value, "display": each.display, "count": each.count} for each in facet.values],
        "ranges": [{**_range_out(name, each.bounds), "count": each.count} for each in facet.ranges],
    }


def _range_out(name: str, bounds: Bounds) -> dict[str, Any]:
    found = format_filter(Filter(name, bounds=bounds))
    return {"min": bounds.low, "max": bounds.high, "unit": bounds.unit, "filter": found}
