"""`GET /learning/queue`: the items whose labels would teach the model most."""

from functools import partial
from threading import Event
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from app.api.dependencies import Service, ServiceDep, check_parameters
from app.api.errors import responses
from app.api.examples import example
from app.api.labels import LabelledOut, labelled_out
from app.catalog.queueing import ToLabel, queue_labels

router = APIRouter(tags=["corrections"], dependencies=[Depends(check_parameters)])


class ReasonOut(BaseModel):
    """Why an item is in the queue."""

    kind: Literal["uncertain", "rare", "missed", "contradicted"]
    text: str = Field(description="words of the item, or a value")
    label: str = Field(description="the label or the property that they may have")
    gain: float


class ToLabelOut(BaseModel):
    """An item to label, and its texts with the spans that the model proposes."""

    id: str
    gain: float = Field(description="what its labels may add to those before it; comparable within one answer")
    reasons: list[ReasonOut]
    texts: list[LabelledOut]


class LabelQueueOut(BaseModel):
    """The items to label next, the best first."""

    model_config = example(
        {
            "items": [
                {
                    "id": "sku-1",
                    "gain": 0.4211,
                    "reasons": [{"kind": "uncertain", "text": "Crimson", "label": "COLOR", "gain": 0.8422}],
                    "texts": [
                        {
                            "id": "sku-1#title",
                            "text": "Crimson t-shirt",
                            "spans": [{"start": 8, "end": 15, "label": "CATEGORY", "text": "t-shirt"}],
                            "unsure": [],
                        }
                    ],
                }
            ],
            "read": 200,
        }
    )

    items: list[ToLabelOut]
    read: int = Field(description="items that were read, of which these are the best")


@router.get(
    "/learning/queue",
    operation_id="labelQueue",
    response_model=LabelQueueOut,
    responses=responses(422, 429, 503),
)
async def label_queue(
    request: Request,
    service: ServiceDep,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    sample: Annotated[int, Query(ge=1, le=1000, description="items to read, of which the best are chosen")] = 200,
    draw: Annotated[int, Query(ge=0, le=1_000_000, description="another number draws other items")] = 0,
) -> Any:
    """Ranks items by what a person's labels would teach the model. The drawn items are read again: that takes seconds.

    Items that somebody has corrected are left out.
    """
    return await service.long_calls.run_for(request, partial(_queue, service, limit, sample, draw))


def _queue(service: Service, limit: int, sample: int, draw: int, gone: Event) -> dict[str, Any]:
    rules = service.vocabulary.standardizer
    found = queue_labels(service.store, service.extractor, rules, limit, sample, draw, gone)
    return {"items": [_item_out(each) for each in found.items], "read": found.read}


def _item_out(found: ToLabel) -> dict[str, Any]:
    return {
        "id": found.item.id,
        "gain": round(found.queued.gain, 4),
        "reasons": [
            {"kind": each.kind, "text": each.said, "label": each.label, "gain": round(each.gain, 4)}
            for each in found.queued.reasons
        ],
        "texts": [labelled_out(each) for each in found.texts],
    }
