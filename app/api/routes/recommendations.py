"""`GET /graph/similar`: items like several others, like a text, or with certain properties."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from app.api.answers import SimilarHitOut
from app.api.dependencies import ServiceDep, ViewDep, check_parameters
from app.api.errors import responses
from app.api.examples import example
from app.api.requests import FilterText, LookedUpId
from app.catalog.recommending import Wish, recommend

router = APIRouter(prefix="/graph", tags=["graph"], dependencies=[Depends(check_parameters)])


class WantedOut(BaseModel):
    """A property that the items, the properties and the text of the call have, and how many of them do."""

    name: str
    value: str
    times: int


class RecommendedOut(BaseModel):
    """The items that share most of what is wanted. `shared` is the reason, the heaviest first."""

    model_config = example(
        {
            "wanted": [{"name": "color", "value": "red", "times": 2}, {"name": "brand", "value": "nike", "times": 1}],
            "hits": [
                {
                    "id": "sku-3",
                    "title": "Red shirt",
                    "score": 2.2,
                    "shared": [{"name": "color", "value": "red", "display": "red", "weight": 2.2}],
                }
            ],
        }
    )

    wanted: list[WantedOut]
    hits: list[SimilarHitOut] = Field(description="without the items of the call")


@router.get(
    "/similar", operation_id="recommendItems", response_model=RecommendedOut, responses=responses(404, 422, 429, 503)
)
async def recommend_items(
    request: Request,
    service: ServiceDep,
    view: ViewDep,
    item: Annotated[
        list[LookedUpId] | None, Query(max_length=50, description="ids of items: a basket; repeat it")
    ] = None,
    property: Annotated[  # noqa: A002 (the field's word)
        list[FilterText] | None, Query(max_length=50, description="`name:value`; repeat it")
    ] = None,
    text: Annotated[str, Query(max_length=5000, description="read by the model, as the texts of items are")] = "",
    filter: Annotated[  # noqa: A002 (the contract's name)
        list[FilterText] | None, Query(max_length=50, description="conditions on the hits, as in a search")
    ] = None,
    without: Annotated[list[LookedUpId] | None, Query(max_length=50, description="ids of items to leave out")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> Any:
    """Recommends items that share what several items have in common, or what a text or properties say."""
    wish = Wish(tuple(item or ()), tuple(property or ()), text, tuple(filter or ()), tuple(without or ()))
    of = service.store, service.index, service.vocabulary, service.text_reader
    found = await service.long_calls.run_for(request, lambda _: recommend(*of, wish, limit, view), len(text))
    wanted = [{"name": name, "value": value, "times": times} for (name, value), times in found.wanted]
    return {"wanted": wanted, "hits": found.hits}
