"""`GET /graph/drift`: how far the items have moved since the model learned."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from app.api.dependencies import ServiceDep, check_parameters
from app.api.errors import responses
from app.api.examples import example
from app.catalog.drifting import read_drift
from app.domain.drift import Kind
from app.domain.items import Source
from app.errors import NotFound

router = APIRouter(prefix="/graph", tags=["graph"], dependencies=[Depends(check_parameters)])


class ShiftOut(BaseModel):
    """A difference from the earlier state."""

    kind: Kind
    name: str | None = Field(description="the property; null for words")
    source: Source | None
    before: float = Field(description="a share of items or values, a mean score, or the mean pieces of a word")
    after: float
    index: float = Field(description="population stability index: below 0.1 nothing moved, above 0.25 much did")
    chance: float = Field(description="what the index stays below in 99 of 100 cases if nothing has moved")
    exceeds: bool = Field(description="whether the index exceeds both the bound and chance")


class DriftOut(BaseModel):
    """The last measurement of `itemgraph drift`, the largest index first, and last those that chance explains."""

    model_config = example(
        {
            "at": "2026-11-23T02:20:40.027662Z",
            "since": "2026-10-01T02:20:40.027662Z",
            "items": 300,
            "bound": 0.25,
            "shifts": [
                {
                    "kind": "share",
                    "name": "color",
                    "source": "extracted",
                    "before": 0.62,
                    "after": 0.31,
                    "index": 0.401,
                    "chance": 0.044,
                    "exceeds": True,
                }
            ],
        }
    )

    at: datetime
    since: datetime = Field(description="the time of the earlier state")
    items: int
    bound: float
    shifts: list[ShiftOut]


@router.get("/drift", operation_id="drift", response_model=DriftOut, responses=responses(404, 422, 429, 503))
async def graph_drift(service: ServiceDep) -> Any:
    """Answers what `itemgraph drift` measured last with this DATA_DIR."""
    found = await service.short_calls.run(read_drift, service.settings.data_dir)
    if found is None:
        raise NotFound("drift was not measured yet; run `itemgraph drift` with the DATA_DIR of this service")
    return found
