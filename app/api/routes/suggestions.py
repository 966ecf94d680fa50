"""`GET /items/{id}/suggestions`: properties that an item lacks."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from app.api.dependencies import ServiceDep, ViewDep, check_parameters
from app.api.errors import responses
from app.api.examples import example
from app.catalog.filling import suggest_properties
from app.domain.gaps import Gap

router = APIRouter(tags=["items"], dependencies=[Depends(check_parameters)])


class SuggestedValueOut(BaseModel):
    """A value that neighbours of the item have."""

    value: str
    display: str
    support: int = Field(description="how many neighbours have it")
    confidence: float = Field(description="their share of the votes; the most similar neighbours have most votes")
    evidence: list[str] = Field(description="ids of the most similar of them")


class SuggestedRangeOut(BaseModel):
    """The middle eight tenths of the neighbours' numbers."""

    min: float
    max: float
    unit: str | None
    support: int
    evidence: list[str]


class GapOut(BaseModel):
    """A property that the item lacks. The likeliest value is first; many different numbers also make a range."""

    name: str
    having: int = Field(description="how many neighbours have the property")
    values: list[SuggestedValueOut]
    range: SuggestedRangeOut | None = None


class SuggestionsOut(BaseModel):
    """What an item lacks, the surest first."""

    model_config = example(
        {
            "item": "sku-1",
            "suggestions": [
                {
                    "name": "material",
                    "having": 11,
                    "values": [
                        {
                            "value": "cotton",
                            "display": "cotton",
                            "support": 9,
                            "confidence": 0.7213,
                            "evidence": ["sku-4", "sku-9"],
                        }
                    ],
                }
            ],
        }
    )

    item: str
    suggestions: list[GapOut]


@router.get(
    "/items/{id:path}/suggestions",
    operation_id="suggestProperties",
    response_model=SuggestionsOut,
    response_model_exclude_unset=True,
    responses=responses(404, 422, 429, 503),
)
async def suggest(
    id: Annotated[str, Path(description="the item's id")],  # noqa: A002 (the contract's name)
    service: ServiceDep,
    view: ViewDep,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> Any:
    """Suggests properties that the item lacks and the most similar items have. Nothing is written."""
    found = await service.short_calls.run(
        suggest_properties, service.store, service.index, service.vocabulary, id, limit, view
    )
    return {"item": id, "suggestions": [_gap_out(each) for each in found]}


def _gap_out(gap: Gap) -> dict[str, Any]:
    values = [
        {
            "value": each.value,
            "display": each.display,
            "support": each.support,
            "confidence": each.confidence,
            "evidence": each.evidence,
        }
        for each in gap.values
    ]
    found: dict[str, Any] = {"name": gap.name, "having": gap.having, "values": values}
    if gap.range:
        ends = {"min": gap.range.low, "max": gap.range.high, "unit": gap.range.unit}
        found["range"] = {**ends, "support": gap.range.support, "evidence": gap.range.evidence}
    return found
