"""Corrections of an item and of all items, and the history of an item."""

from datetime import datetime
from functools import partial
from threading import Event
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from pydantic import BaseModel, Field

from app.api import examples
from app.api.answers import ItemOut, item_out
from app.api.bodies.routes import TAKES_BODY, BodyRoute
from app.api.corrections import CorrectionOut, DisagreementOut, OfItemOut, correction_out, disagreement_out, of_item_out
from app.api.cursors import ITEM_PLACE
from app.api.dependencies import Service, ServiceDep, ViewDep, check_parameters
from app.api.errors import responses
from app.api.etags import Condition, etag_of, item_as_json
from app.api.examples import example
from app.api.long_answers import JsonAnswer, write_json
from app.api.requests import CorrectionIn, CursorText, LookedUpId
from app.catalog.checking import Said
from app.catalog.corrected import find_corrected
from app.catalog.finding import find_items
from app.catalog.leaving import until_gone
from app.domain.corrections.disagreements import disagreements
from app.domain.filters import View
from app.domain.history import MOST_MOMENTS
from app.domain.items import Correction, Item, Moment, MomentKind

router = APIRouter(tags=["corrections"], dependencies=[Depends(check_parameters)], route_class=BodyRoute)

IdPath = Annotated[LookedUpId, Path(description="the item's id")]
IfMatch = Annotated[str | None, Header(description="ETags: write only if the item has one of these; `*`: any")]
_ETAG: dict[str, Any] = {"headers": {"ETag": {"schema": {"type": "string"}, "description": "of the item as it now is"}}}


class CorrectedOut(BaseModel):
    """A correction that was made or undone, and the item as it is now."""

    model_config = example({"correction": examples.CORRECTION, "item": examples.ITEM})

    correction: CorrectionOut
    item: ItemOut


class ItemCorrectionsOut(BaseModel):
    """The corrections of an item, the earliest first."""

    model_config = example({"item": "sku-1", "corrections": [examples.CORRECTION], "conflicts": []})

    item: str
    corrections: list[CorrectionOut]
    conflicts: list[DisagreementOut]


class CorrectionsOut(BaseModel):
    """A page of the corrections of all items, in order of the items' ids."""

    model_config = example(
        {"corrections": [{"item": "sku-1", **examples.CORRECTION}], "conflicts": [], "next": "WyI1ZDJm"}
    )

    corrections: list[OfItemOut]
    conflicts: list[DisagreementOut]
    next: str | None = Field(description="the `cursor` of the next page; null on the last page")


class PairOut(BaseModel):
    """A property by its standard value."""

    name: str
    value: str


class MomentOut(BaseModel):
    """A write of an item, and the properties that it gained and lost."""

    at: datetime
    kind: MomentKind
    key: str | None = Field(description="the id of the key that wrote")
    correction: str | None = Field(description="the id of the correction that was made or undone")
    added: list[PairOut] = Field(description="empty for `created`: all that it has is new then")
    removed: list[PairOut]


class HistoryOut(BaseModel):
    """The last writes of an item, the newest first."""

    model_config = example({"item": "sku-1", "kept": MOST_MOMENTS, "history": [examples.MOMENT]})

    item: str
    kept: int = Field(description="how many writes are kept; earlier ones are forgotten")
    history: list[MomentOut]


@router.post(
    "/items/{id:path}/corrections",
    operation_id="correctItem",
    status_code=201,
    response_model=CorrectedOut,
    response_model_exclude_unset=True,
    responses={201: _ETAG, **responses(*TAKES_BODY, 404, 409, 412, 503)},
)
async def correct_item(
    id: IdPath,  # noqa: A002 (the contract's name)
    body: CorrectionIn,
    request: Request,
    service: ServiceDep,
    if_match: IfMatch = None,
) -> Any:
    """Says that a value of an item is right, wrong or missing. It wins over what the model reads, now and later."""
    make = partial(_correct, service, id, body.to_said(), request.scope["caller"].id, Condition(if_match, None))
    return _answer(*await service.long_calls.run_for(request, make), 201)


@router.delete(
    "/items/{id:path}/corrections/{correction}",
    operation_id="undoCorrection",
    response_model=CorrectedOut,
    response_model_exclude_unset=True,
    responses={200: _ETAG, **responses(404, 409, 412, 422, 429, 503)},
)
async def undo_correction(
    id: IdPath,  # noqa: A002 (the contract's name)
    correction: Annotated[str, Path(max_length=64, description="the correction's id")],
    request: Request,
    service: ServiceDep,
    if_match: IfMatch = None,
) -> Any:
    """Undoes a correction: the item has what its texts, its owner and its other corrections say."""
    undo = partial(_undo, service, id, correction, request.scope["caller"].id, Condition(if_match, None))
    return _answer(*await service.long_calls.run_for(request, undo), 200)


@router.get(
    "/items/{id:path}/corrections",
    operation_id="listItemCorrections",
    response_model=ItemCorrectionsOut,
    responses=responses(404, 422, 429, 503),
)
async def list_item_corrections(
    id: IdPath,  # noqa: A002 (the contract's name)
    service: ServiceDep,
    view: ViewDep,
) -> Any:
    """Lists the corrections of an item, and where two people disagree."""
    return JsonAnswer(await service.short_calls.run(_corrections_of, service, id, view))


@router.get(
    "/items/{id:path}/history",
    operation_id="itemHistory",
    response_model=HistoryOut,
    responses=responses(404, 422, 429, 503),
)
async def item_history(
    id: IdPath,  # noqa: A002 (the contract's name)
    service: ServiceDep,
    view: ViewDep,
    limit: Annotated[int, Query(ge=1, le=MOST_MOMENTS)] = 20,
) -> Any:
    """Lists the last writes of an item, with the properties that it gained and lost."""
    (item,) = await service.short_calls.run(find_items, service.store, [id], view)
    newest = item.history[: -limit - 1 : -1]
    return {"item": id, "kept": MOST_MOMENTS, "history": [_moment_out(each) for each in newest]}


@router.get(
    "/corrections",
    operation_id="listCorrections",
    response_model=CorrectionsOut,
    responses=responses(422, 429, 503),
)
async def list_corrections(
    request: Request,
    service: ServiceDep,
    limit: Annotated[int, Query(ge=1, le=1000, description="items with corrections on a page, or fewer")] = 100,
    cursor: CursorText | None = None,
    conflicts: Annotated[bool, Query(description="only corrections on which two people disagree")] = False,
) -> Any:
    """Lists the corrections of all items, one page at a time, and where two people disagree."""
    after = service.cursors.decode(cursor, ITEM_PLACE, of="corrections") if cursor else None
    page = partial(_page, service, limit, after, conflicts)
    return JsonAnswer(await service.short_calls.run_for(request, page))


def _correct(
    service: Service, item_id: str, said: Said, key: str | None, condition: Condition, gone: Event
) -> tuple[Correction, Item]:
    return service.corrector.add(item_id, said, key, condition.holds_for, gone)


def _undo(
    service: Service, item_id: str, correction_id: str, key: str | None, condition: Condition, gone: Event
) -> tuple[Correction, Item]:
    return service.corrector.undo(item_id, correction_id, key, condition.holds_for, gone)


def _answer(said: Correction, item: Item, status: int) -> Response:
    made = CorrectedOut.model_validate({"correction": correction_out(said), "item": item_out(item)})
    body = made.model_dump_json(exclude_unset=True)
    return Response(body, status, {"ETag": etag_of(item_as_json(item))}, "application/json")


def _corrections_of(service: Service, item_id: str, view: View) -> bytes:
    (item,) = find_items(service.store, [item_id], view)
    found = disagreements(item.corrections, service.vocabulary.standardizer)
    answer = {
        "item": item_id,
        "corrections": map(correction_out, item.corrections),
        "conflicts": [disagreement_out(item_id, each) for each in found],
    }
    return write_json(ItemCorrectionsOut, answer, "corrections")


def _page(service: Service, limit: int, after: str | None, conflicts: bool, gone: Event) -> bytes:
    page = find_corrected(service.store, limit, after, gone=gone)
    standardizer = service.vocabulary.standardizer
    corrections: list[dict[str, Any]] = []
    disputed: list[dict[str, Any]] = []
    for item in until_gone(page.items, gone):
        found = disagreements(item.corrections, standardizer)
        disputed += [disagreement_out(item.id, each) for each in found]
        of_both = {said.id for each in found for said in (each.first, each.second)}
        shown = [each for each in item.corrections if each.id in of_both or not conflicts]
        corrections += [of_item_out(item.id, each) for each in shown]
    more = service.cursors.encode(page.next, of="corrections") if page.next else None
    return write_json(CorrectionsOut, {"corrections": corrections, "conflicts": disputed, "next": more}, "corrections")


def _moment_out(moment: Moment) -> dict[str, Any]:
    added, removed = ([{"name": n, "value": v} for n, v in keys] for keys in (moment.added, moment.removed))
    return {
        "at": moment.at,
        "kind": moment.kind,
        "key": moment.key,
        "correction": moment.correction,
        "added": added,
        "removed": removed,
    }
