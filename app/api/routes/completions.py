"""`GET /graph/complete`: what a query that is being typed may become."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from app.api.dependencies import ServiceDep, check_parameters
from app.api.errors import responses
from app.api.examples import example
from app.catalog.completing import Completion, complete
from app.domain.filters import Filter, format_filter

router = APIRouter(prefix="/graph", tags=["graph"], dependencies=[Depends(check_parameters)])


class CompletionOut(BaseModel):
    """A whole query, and what its end means."""

    text: str = Field(description="the query, completed")
    kind: Literal["value", "word", "title"]
    name: str | None = Field(None, description="the property, if the end is a value")
    value: str | None = None
    display: str | None = None
    count: int | None = Field(None, description="how many items have the value")
    filter: str | None = Field(None, description="finds exactly the items that have the value")
    id: str | None = Field(None, description="the item, if the completion is its title")


class CompletionsOut(BaseModel):
    """Completions: values first, then words of the items, then titles."""

    model_config = example(
        {
            "completions": [
                {
                    "text": "red headphones",
                    "kind": "value",
                    "name": "category",
                    "value": "headphone",
                    "display": "headphones",
                    "count": 14,
                    "filter": "category:headphone",
                }
            ]
        }
    )

    completions: list[CompletionOut]


@router.get(
    "/complete",
    operation_id="completeQuery",
    response_model=CompletionsOut,
    response_model_exclude_unset=True,
    responses=responses(422, 429, 503),
)
async def complete_query(
    service: ServiceDep,
    q: Annotated[str, Query(max_length=1000, description="the query as typed so far", examples=["red headph"])],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Any:
    """Completes a query that is being typed, and says what each completion means."""
    found = await service.short_calls.run(complete, service.index, service.vocabulary, q, limit)
    return {"completions": [_completion_out(each) for each in found]}


def _completion_out(each: Completion) -> dict[str, Any]:
    known: dict[str, Any] = {}
    if each.known:
        name, value = each.known.name, each.known.value
        known = {"name": name, "value": value, "display": each.known.display, "count": each.known.count}
        known["filter"] = format_filter(Filter(name, value))
    return {"text": each.text, "kind": each.kind, **known, **({"id": each.item_id} if each.item_id is not None else {})}
