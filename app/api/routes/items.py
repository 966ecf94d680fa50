"""`/items`: create, replace, read, list and delete items, and find similar ones."""

from collections.abc import Sequence
from functools import partial
from threading import Event
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response

from app.api.answers import ItemOut, ItemsOut, ItemsWrittenOut, SimilarOut, WrittenOut, corrections_out, item_out
from app.api.bodies.routes import TAKES_BODY, BodyRoute
from app.api.cursors import ITEM_PLACE
from app.api.dependencies import (
    Service,
    ServiceDep,
    ViewDep,
    check_length,
    check_parameters,
    length_of,
    refuse_too_large,
)
from app.api.errors import responses
from app.api.etags import ANY, Condition, etag_of, is_fresh, item_as_json
from app.api.long_answers import JsonAnswer, write_json
from app.api.requests import CursorText, ItemBody, ItemId, ItemIn, ItemsIn, PutIn
from app.catalog.finding import find_items, find_page, find_similar
from app.catalog.writing import Kept
from app.domain.filters import View
from app.domain.items import Draft
from app.errors import Fault, InvalidInput, NotFound

ETAG: dict[str, Any] = {"headers": {"ETag": {"schema": {"type": "string"}, "description": "of the item as it now is"}}}

router = APIRouter(tags=["items"], dependencies=[Depends(check_parameters)], route_class=BodyRoute)

IdPath = Annotated[ItemId, Path(description="the item's id")]


@router.post(
    "/items",
    operation_id="putItems",
    response_model=ItemsWrittenOut,
    response_model_exclude_unset=True,
    responses=responses(*TAKES_BODY, 409, 503),
)
async def put_items(
    body: ItemsIn,
    request: Request,
    service: ServiceDep,
    key: Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=255)] = None,
) -> Any:
    """Creates or replaces items, all or none. A repeated call with the same `Idempotency-Key` gets the first answer
    again.
    """
    raw = await request.body()
    caller = request.scope["caller"].id
    drafts = await service.bodies.work(len(raw), _drafts, body, service, caller)

    async def answer() -> bytes:
        put = partial(_put_as_json, service, drafts, caller)
        return await service.long_calls.run_for(request, put, length_of(drafts))

    own_key = key and f"{caller}:{key}"  # Another caller may use the same key.
    return JsonAnswer(await service.answers.once(own_key, raw, answer))


@router.put(
    "/items/{id:path}",
    operation_id="putItem",
    response_model=WrittenOut,
    response_model_exclude_unset=True,
    responses={200: ETAG, **responses(*TAKES_BODY, 409, 412, 503)},
)
async def put_item(
    id: IdPath,  # noqa: A002 (the contract's name)
    body: PutIn,
    request: Request,
    service: ServiceDep,
    if_match: Annotated[str | None, Header(description="ETags: write only over one of these; `*`: over any")] = None,
    if_none_match: Annotated[str | None, Header(description="`*`: write only if there is no such item")] = None,
) -> Any:
    """Creates or replaces one item."""
    if body.id not in (None, id):
        raise InvalidInput([Fault("/id", f"{body.id!r}, but the address says {id!r}; expected the same id, or none")])
    refuse_too_large(_too_long(body, "", service))
    caller = request.scope["caller"].id
    draft = body.to_draft(id, caller)
    put = partial(_put_one, service, draft, Condition(if_match, if_none_match), caller)
    written, etag = await service.long_calls.run_for(request, put, length_of([draft]))
    return Response(written, media_type="application/json", headers={"ETag": etag})


@router.get(
    "/items",
    operation_id="listItems",
    response_model=ItemsOut,
    response_model_exclude_unset=True,
    responses=responses(422, 429, 503),
)
async def list_items(
    service: ServiceDep,
    view: ViewDep,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: CursorText | None = None,
) -> Any:
    """Lists the items in order of id, one page at a time."""
    after = service.cursors.decode(cursor, ITEM_PLACE, of="items") if cursor else None
    return JsonAnswer(await service.short_calls.run(_page, service, limit, after, view))


def _page(service: Service, limit: int, after: str | None, view: View) -> bytes:
    found = find_page(service.store, service.index, limit + 1, after, view)
    more = service.cursors.encode(found[limit - 1].id, of="items") if len(found) > limit else None
    return write_json(ItemsOut, {"items": map(item_out, found[:limit]), "next": more}, "items")


@router.get(
    "/items/{id:path}/similar",
    operation_id="similarItems",
    response_model=SimilarOut,
    responses=responses(404, 422, 429, 503),
)
async def similar_items(
    id: IdPath,  # noqa: A002 (the contract's name)
    service: ServiceDep,
    view: ViewDep,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> Any:
    """Finds the items that share most properties with this one. Rarer properties weigh more."""
    hits = await service.short_calls.run(find_similar, service.store, service.index, id, limit, view)
    return {"item": id, "hits": hits}


@router.get(
    "/items/{id:path}",
    operation_id="getItem",
    response_model=ItemOut,
    response_model_exclude_unset=True,
    responses={200: ETAG, 304: {"description": "the item that the caller has"}, **responses(404, 422, 429, 503)},
)
async def get_item(
    id: IdPath,  # noqa: A002 (the contract's name)
    service: ServiceDep,
    view: ViewDep,
    if_none_match: Annotated[str | None, Header(description="ETags of answers that you have")] = None,
) -> Any:
    """Returns one item with its properties and their evidence."""
    answer, etag = await service.short_calls.run(_get_one, service, id, view)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if is_fresh(if_none_match, etag):
        return Response(status_code=304, headers=headers)
    return Response(answer, media_type="application/json", headers=headers)


@router.delete("/items/{id:path}", operation_id="deleteItem", status_code=204, responses=responses(404, 422, 429, 503))
async def delete_item(
    id: IdPath,  # noqa: A002 (the contract's name)
    service: ServiceDep,
    if_match: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """Deletes an item. Properties that no other item has are deleted too."""
    if if_match is not None:
        raise InvalidInput([Fault("/If-Match", "a deletion takes no condition; expected no If-Match")])
    if not await service.long_calls.run(service.catalog.delete, id):
        raise NotFound(f"no item {id!r}")
    return Response(status_code=204)


def _put_as_json(service: Service, drafts: Sequence[Draft], key: str | None, gone: Event) -> bytes:
    written = service.catalog.put_items(drafts, gone, key)
    return write_json(ItemsWrittenOut, {"items": map(_written_out, written)}, "items")


def _put_one(service: Service, draft: Draft, condition: Condition, key: str | None, gone: Event) -> tuple[bytes, str]:
    """Returns the answer and the ETag of the item as it now is."""
    if condition == ANY:
        (written,) = service.catalog.put_items([draft], gone, key)
    else:
        written = service.catalog.put_if(draft, condition.holds_for, gone, key)
    return _written_as_json(written), etag_of(item_as_json(written.item))


def _get_one(service: Service, item_id: str, view: View) -> tuple[bytes, str]:
    answer = item_as_json(find_items(service.store, [item_id], view)[0])
    return answer, etag_of(answer)


def _written_as_json(written: Kept) -> bytes:
    return WrittenOut.model_validate(_written_out(written)).model_dump_json(exclude_unset=True).encode()


def _written_out(written: Kept) -> dict[str, Any]:
    dropped = corrections_out("dropped_corrections", written.dropped)
    return {"status": written.status, **item_out(written.item), **dropped}


def _drafts(body: ItemsIn, service: Service, key: str | None) -> list[Draft]:
    """Returns the items to write. Raises InvalidInput or TooLarge."""
    _check(body, service)
    return [item.to_draft(item.id, key) for item in body.items]


def _check(body: ItemsIn, service: Service) -> None:
    if len(body.items) > service.settings.max_items:
        detail = f"{len(body.items)} items, at most {service.settings.max_items} in one call; see POST /items/bulk"
        raise InvalidInput([Fault("/items", detail)])
    first: dict[str, int] = {}
    twice = [
        Fault(f"/items/{n}/id", f"{item.id!r} is also the id of /items/{first[item.id]}")
        for n, item in enumerate(body.items)
        if first.setdefault(item.id, n) != n
    ]
    if twice:
        raise InvalidInput(twice)
    total = sum(len(item.title) + len(item.text) for item in body.items)
    refuse_too_large(check_length(total, service.settings.max_total_characters, "/items"))
    refuse_too_large([fault for n, item in enumerate(body.items) for fault in _too_long(item, f"/items/{n}", service)])


def _too_long(item: ItemBody | ItemIn, pointer: str, service: Service) -> list[Fault]:
    limit = service.settings.max_characters
    return check_length(len(item.title), limit, f"{pointer}/title") + check_length(
        len(item.text), limit, f"{pointer}/text"
    )
