"""`GET /graph/coverage`: how completely the items are described."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from app.api.dependencies import ServiceDep, check_parameters
from app.api.errors import responses
from app.api.examples import example
from app.api.requests import PropertyName
from app.domain.coverage import LOW_SCORE, Coverage, Covered

router = APIRouter(prefix="/graph", tags=["graph"], dependencies=[Depends(check_parameters)])


class CoveredOut(BaseModel):
    """A property, counted over the items of a group."""

    name: str
    items: int = Field(description="how many items have it")
    share: float = Field(description="the share of items that have it")
    given: int = Field(description="how many of them have it from their owner")
    corrected: int = Field(description="how many have it by a person's correction, and not from their owner")
    extracted: int = Field(description="how many have it from their texts alone")
    values: int = Field(description="how many distinct values")
    once: int = Field(description="how many values only one item has: often a misspelling")
    low: int = Field(description=f"how many values of items have a score below {LOW_SCORE}")
    conflicts: int = Field(description="how many items have texts that contradict the owner")


class GroupOut(BaseModel):
    """Items, and the properties that they have, the commonest first."""

    value: str | None = Field(description="the value that the items share; null for all items")
    items: int
    properties: list[CoveredOut]


class CoverageOut(BaseModel):
    """The groups of items, the largest first."""

    model_config = example(
        {
            "groups": [
                {
                    "value": None,
                    "items": 300,
                    "properties": [
                        {
                            "name": "color",
                            "items": 187,
                            "share": 0.6233,
                            "given": 140,
                            "corrected": 2,
                            "extracted": 45,
                            "values": 73,
                            "once": 30,
                            "low": 12,
                            "conflicts": 3,
                        }
                    ],
                }
            ]
        }
    )

    groups: list[GroupOut]


@router.get("/coverage", operation_id="coverage", response_model=CoverageOut, responses=responses(422, 429, 503))
async def graph_coverage(
    request: Request,
    service: ServiceDep,
    by: Annotated[
        PropertyName | None,
        Query(min_length=1, description="a property: one group for each value, as `category`"),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="the largest number of groups")] = 20,
) -> Any:
    """Counts for each property the items that have it, from whom, and how surely. It looks at every item."""
    name = None if by is None else service.vocabulary.standardizer.name(by)
    found = await service.long_calls.run_for(request, lambda _: service.store.coverage(name))
    return {"groups": [_group_out(each) for each in found[:limit]]}


def _group_out(group: Coverage) -> dict[str, Any]:
    return {
        "value": group.group,
        "items": group.items,
        "properties": [_covered_out(each, group.items) for each in group.properties],
    }


def _covered_out(covered: Covered, items: int) -> dict[str, Any]:
    return {
        "name": covered.name,
        "items": covered.items,
        "share": round(covered.items / items, 4),
        "given": covered.given,
        "corrected": covered.corrected,
        "extracted": covered.extracted,
        "values": covered.values,
        "once": covered.once,
        "low": covered.low,
        "conflicts": covered.conflicts,
    }
