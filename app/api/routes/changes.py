"""`GET /graph/changes`: the items that changed, so that copies elsewhere can follow."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from app.api import examples
from app.api.dependencies import ServiceDep, check_parameters
from app.api.errors import responses
from app.api.examples import example
from app.api.requests import CursorText

router = APIRouter(prefix="/graph", tags=["graph"], dependencies=[Depends(check_parameters)])


class ChangeOut(BaseModel):
    """The last change of an item."""

    id: str
    change: Literal["written", "deleted"]
    at: datetime


class ChangesOut(BaseModel):
    """The last change of every item, the oldest first."""

    model_config = example(examples.CHANGES)

    changes: list[ChangeOut]
    next: str | None = Field(description="the `cursor` to continue with, now or later; null before any change")


@router.get("/changes", operation_id="listChanges", response_model=ChangesOut, responses=responses(422, 429, 501, 503))
async def list_changes(
    service: ServiceDep,
    cursor: Annotated[
        CursorText | None, Query(description="`next` of an earlier answer; default: from the beginning")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """Lists the items that were created, replaced or deleted. On Neptune they come from its stream, as long as it keeps
    them.
    """
    found = await service.short_calls.run(service.store.changes, limit, cursor or None)
    changes = [{"id": each.item_id, "change": each.kind, "at": each.at} for each in found.changes]
    return {"changes": changes, "next": found.next}
