"""`GET /corrections/labels`: corrected items as labelled texts, from which a model learns."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from app.api.corrections import OfItemOut, of_item_out
from app.api.cursors import ITEM_PLACE
from app.api.dependencies import Service, ServiceDep, check_parameters
from app.api.errors import responses
from app.api.examples import example
from app.api.labels import LabelledOut, labelled_out
from app.api.requests import CursorText
from app.domain.corrections.labels import labels_of
from app.domain.standard import standardize_name

router = APIRouter(tags=["corrections"], dependencies=[Depends(check_parameters)])


class LabelsOut(BaseModel):
    """A page of labelled texts, and the corrections that became no label."""

    model_config = example(
        {
            "texts": [
                {
                    "id": "sku-1#text",
                    "text": "Red t-shirt",
                    "spans": [{"start": 0, "end": 3, "label": "COLOR", "text": "Red"}],
                    "unsure": [],
                }
            ],
            "missed": [],
            "disputed": [],
            "next": None,
        }
    )

    texts: list[LabelledOut]
    missed: list[OfItemOut] = Field(description="they state a value that the item's texts do not say")
    disputed: list[OfItemOut] = Field(description="two people disagree on them")
    next: str | None = Field(description="the `cursor` of the next page; null on the last page")


@router.get(
    "/corrections/labels",
    operation_id="correctionLabels",
    response_model=LabelsOut,
    responses=responses(422, 429, 503),
)
async def correction_labels(
    service: ServiceDep,
    limit: Annotated[int, Query(ge=1, le=100, description="items with corrections on a page")] = 20,
    cursor: CursorText | None = None,
) -> Any:
    """Turns corrected items into labelled texts: with what people state, and what the model read of everything else."""
    after = service.cursors.decode(cursor, ITEM_PLACE, of="corrections") if cursor else None
    return await service.long_calls.run(_page, service, limit, after)


def _page(service: Service, limit: int, after: str | None) -> dict[str, Any]:
    items = service.store.corrected(limit + 1, after)
    standardizer = service.vocabulary.standardizer
    labels = {standardize_name(label): label for label in service.extractor.bundle.manifest.labels}
    found = {item.id: labels_of(item, labels, standardizer) for item in items[:limit]}
    more = service.cursors.encode(items[limit - 1].id, of="corrections") if len(items) > limit else None
    return {
        "texts": [labelled_out(text) for each in found.values() for text in each.texts],
        "missed": [of_item_out(own, said) for own, each in found.items() for said in each.missed],
        "disputed": [of_item_out(own, said) for own, each in found.items() for said in each.disputed],
        "next": more,
    }
