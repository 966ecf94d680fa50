"""The JSON of a query as understood."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field

from app.catalog.queries.understood import Part, UnderstoodQuery
from app.catalog.searching import Found
from app.domain.filters import Bounds, format_filter

# The most alternatives that an answer shows of one part.
_MOST_ALTERNATIVES = 5


class AlternativeOut(BaseModel):
    """Something else that a part may mean: an item that has it meets the part, too."""

    name: str
    value: str | None = None
    display: str | None = None


class UnderstoodOut(BaseModel):
    """A stretch of the query, what it means and what it does. Its place in the list is its number for `drop`."""

    kind: Literal["property", "limit", "exclusion", "sort", "word", "phrase"]
    use: Literal["required", "preferred", "dropped"] = Field(
        description="`required`: full matches meet it; `preferred`: it only raises the rank; `dropped`: by `drop`"
    )
    start: int
    end: int
    text: str
    name: str | None = None
    value: str | None = None
    display: str | None = None
    min: float | None = None
    max: float | None = None
    unit: str | None = None
    score: float | None = Field(None, description="the model's score; absent if the graph's own words recognised it")
    lead: bool | None = Field(None, description="true for the part that says what kind of thing is wanted")
    alternatives: list[AlternativeOut] | None = None
    variants: list[str] | None = Field(None, description="other words that say the same, for a little less")
    near: list[str] | None = Field(None, description="words that only raise the rank of items that say them")
    corrected: str | None = Field(None, description="what a misspelt part is read as")


class QueryOut(BaseModel):
    """The query as understood. `unmatched` parts are in no item."""

    text: str
    understood: list[UnderstoodOut]
    unmatched: list[str]
    filters: list[str]


def query_out(found: Found) -> dict[str, Any]:
    """Returns the query with all its parts, in the order of the text."""
    query = found.query
    weights = found.results.plan.weights
    return {
        "text": query.text,
        "understood": [_part_out(part, query) for part in query.parts],
        "unmatched": [term.text for term, weight in zip(query.terms, weights, strict=False) if not weight],
        "filters": [format_filter(each) for each in found.filters],
    }


def _part_out(part: Part, query: UnderstoodQuery) -> dict[str, Any]:
    place = {"start": part.start, "end": part.end, "text": part.text}
    said = {"kind": part.kind, "use": part.use, **place, **_meaning(part), **_others(part)}
    said |= {"corrected": part.corrected} if part.corrected else {}
    return {**said, "lead": True} if part is query.lead else said


def _meaning(part: Part) -> dict[str, Any]:
    if part.sort:
        return {"name": part.sort.key, "value": "descending" if part.sort.descending else "ascending"}
    if part.limit:
        return {"name": part.limit.name, **_bounds_out(part.limit.bounds)}
    if part.excluded:
        return {"name": part.excluded[0].name, "value": part.excluded[0].value}
    if part.without:
        return {"value": " ".join(part.without)}
    score = {} if part.term is None or part.term.score is None else {"score": part.term.score}
    for target in part.term.targets[:1] if part.term else ():
        return {"name": target.name, "value": target.value, "display": target.display, **score}
    return score


def _others(part: Part) -> dict[str, Any]:
    values = [{"name": each.name, "value": each.value, "display": each.display} for each in part.alternatives]
    limits: list[dict[str, Any]] = [{"name": each.name} for each in part.others]
    excluded = [{"name": each.name, "value": each.value} for each in part.excluded[1:]]
    found: Mapping[str, list[Any]] = {
        "alternatives": [*values, *limits, *excluded][:_MOST_ALTERNATIVES],
        "variants": list(part.term.variants) if part.term else [],
        "near": [word for term in part.supports for word in (*term.words, *term.variants)],
    }
    return {key: listed for key, listed in found.items() if listed}


def _bounds_out(bounds: Bounds | None) -> dict[str, Any]:
    if bounds is None:
        return {}
    ends = {key: end for key, end in (("min", bounds.low), ("max", bounds.high)) if abs(end) != float("inf")}
    return {**ends, "unit": bounds.unit} if bounds.unit else ends
