"""`GET /corrections/labels`: corrected items as labelled texts, from which a model learns."""

from functools import partial
from threading import Event
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from app.api.corrections import OfItemOut, of_item_out
from app.api.cursors import ITEM_PLACE
from app.api.dependencies import Service, ServiceDep, check_parameters
from app.api.errors import responses
from app.api.examples import example
from app.api.labels import LabelledOut, labelled_out
from app.api.long_answers import JsonAnswer, write_json
from app.api.requests import CursorText
from app.catalog.corrected import Corrected, find_corrected
from app.catalog.leaving import until_gone
from app.domain.corrections.labels import labels_of
from app.domain.standard import standardize_name

router = APIRouter(tags=["corrections"], dependencies=[Depends(check_parameters)])

# Characters of the texts of a page.
_MOST_TEXT = 50_000


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
    request: Request,
    service: ServiceDep,
    limit: Annotated[int, Query(ge=1, le=100, description="items with corrections on a page, or fewer")] = 20,
    cursor: CursorText | None = None,
) -> Any:
    """Turns corrected items into labelled texts: with what people state, and what the model read of everything else."""
    after = service.cursors.decode(cursor, ITEM_PLACE, of="corrections") if cursor else None
    find = partial(find_corrected, service.store, limit, after, _MOST_TEXT)
    found = await service.short_calls.run_for(request, find)
    characters = sum(len(item.title) + len(item.text) for item in found.items)
    return JsonAnswer(await service.long_calls.run_for(request, partial(_answer, service, found), characters))


def _answer(service: Service, page: Corrected, gone: Event) -> bytes:
    standardizer = service.vocabulary.standardizer
    labels = {standardize_name(label): label for label in service.extractor.bundle.manifest.labels}
    found = {item.id: labels_of(item, labels, standardizer) for item in until_gone(page.items, gone)}
    answer = {
        "texts": (labelled_out(text) for each in found.values() for text in each.texts),
        "missed": [of_item_out(own, said) for own, each in found.items() for said in each.missed],
        "disputed": [of_item_out(own, said) for own, each in found.items() for said in each.disputed],
        "next": service.cursors.encode(page.next, of="corrections") if page.next else None,
    }
    return write_json(LabelsOut, answer, "texts")
