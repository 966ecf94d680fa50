"""`POST /items/bulk`: NDJSON in and NDJSON out, line by line, in flat memory."""

import codecs
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import ValidationError
from pydantic_core import from_json

from app.api.bodies.repeated import repeated_names
from app.api.bodies.routes import JSON_LINES, StreamRoute
from app.api.dependencies import Service, ServiceDep, check_length, length_of
from app.api.errors import faults_in, faults_to_text, public_of, responses
from app.api.requests import ItemIn
from app.api.streams import StreamedAnswer
from app.catalog.writing import Written
from app.domain.items import Draft
from app.errors import ItemgraphError

router = APIRouter(tags=["items"], route_class=StreamRoute)

# A line is an item; the answers of a transaction come together.
LINES_OF_A_TRANSACTION = 256
# Lines with long texts make smaller transactions, so that little is done for a client who has gone.
_BYTES_OF_A_TRANSACTION = 1 << 18

_LINES = {
    "schema": {"type": "string", "description": "one item (as in POST /items) on each line"},
    "example": '{"id": "sku-1", "title": "Nike Air"}\n{"id": "sku-2", "text": "Blue jeans, size M"}\n',
}
_BODY = {"content": dict.fromkeys(JSON_LINES, _LINES), "required": True}
_ANSWER: dict[str, Any] = {
    "description": "one line for each line sent, in order. An item is on disk when its answer arrives.",
    "content": {
        "application/x-ndjson": {
            "schema": {"type": "string"},
            "example": '{"line": 1, "id": "sku-1", "status": "created"}\n{"line": 2, "id": null, "error": "…"}\n',
        }
    },
}


@dataclass(frozen=True, slots=True)
class BulkLine:
    """A line as read: a draft or an error."""

    number: int
    draft: Draft | None = None
    item_id: str | None = None
    error: str | None = None


async def _hold_bytes(service: ServiceDep) -> AsyncIterator[None]:
    """Counts a stream with the bodies under way: it holds a line that comes and the lines that wait."""
    with service.bodies.share() as share:
        share.grow(2 * service.settings.item_bytes)
        yield


@router.post(
    "/items/bulk",
    operation_id="bulkItems",
    response_class=Response,
    responses={200: _ANSWER, **responses(415, 429)},
    openapi_extra={"requestBody": _BODY},
)
async def bulk_items(request: Request, service: ServiceDep, _: Annotated[None, Depends(_hold_bytes)]) -> Response:
    """Creates or replaces any number of items. Every line is answered; a bad or blank line is skipped."""
    key = request.scope["caller"].id
    return StreamedAnswer(lambda chunks: _answer(chunks, service, key), "application/x-ndjson")


async def _answer(chunks: AsyncIterator[bytes], service: Service, key: str | None = None) -> AsyncIterator[bytes]:
    batch: list[BulkLine] = []
    number = size = 0
    async for raw in _lines(chunks, service.settings.item_bytes):
        number += 1
        if number == 1 and raw:
            raw = raw.removeprefix(codecs.BOM_UTF8)
        line = await service.bodies.work(len(raw or b""), _read_line, number, raw, service, key)
        full = len(batch) == LINES_OF_A_TRANSACTION or size > _BYTES_OF_A_TRANSACTION
        if full or any(line.item_id == each.item_id for each in batch if line.draft):
            yield await _write(batch, service, key)
            batch, size = [], 0
        batch.append(line)
        size += len(raw or b"")
    if batch:
        yield await _write(batch, service, key)


async def _lines(chunks: AsyncIterator[bytes], limit: int) -> AsyncIterator[bytes | None]:
    """Yields the lines of a byte stream; None for a line longer than `limit`, which is skipped."""
    rest, skipping = b"", False
    async for chunk in chunks:
        *ends, tail = chunk.split(b"\n")
        for end in ends:
            yield None if skipping or len(rest) + len(end) > limit else rest + end
            rest, skipping = b"", False
        skipping = skipping or len(rest) + len(tail) > limit
        rest = b"" if skipping else rest + tail
    if rest or skipping:
        yield None if skipping else rest


def _read_line(number: int, raw: bytes | None, service: Service, key: str | None) -> BulkLine:
    if raw is None:
        return BulkLine(number, error=f"the line is longer than {service.settings.item_bytes} bytes")
    if not raw.strip():
        return BulkLine(number, error="the line is blank; expected an item")
    try:
        item = ItemIn.model_validate_json(raw)
    except ValidationError as error:
        faults = faults_in(error)
        return BulkLine(number, item_id=_id_of(raw), error=faults_to_text(faults))
    limit = service.settings.max_characters
    faults = check_length(len(item.title), limit, "/title") + check_length(len(item.text), limit, "/text")
    faults = faults or repeated_names(raw, from_json(raw))
    if faults:
        return BulkLine(number, item_id=item.id, error=faults_to_text(faults))
    return BulkLine(number, item.to_draft(item.id, key), item.id)


def _id_of(raw: bytes) -> str | None:
    """Returns the id of a line that is not a valid item, if it can be read."""
    try:
        record = from_json(raw)
    except ValueError:
        return None
    found = record.get("id") if isinstance(record, dict) else None
    return found if isinstance(found, str) else None


async def _write(batch: list[BulkLine], service: Service, key: str | None) -> bytes:
    """Writes the valid lines in one transaction, and returns an answer for every line.

    If the transaction fails, all its lines get that error.
    """
    drafts = [line.draft for line in batch if line.draft]
    written: dict[str, Written] = {}
    failure = None
    try:
        put = partial(service.catalog.put, drafts, key=key)
        written = {each.id: each for each in await service.long_calls.run_when_free(put, length_of(drafts))}
    except ItemgraphError as error:
        failure = public_of(error)
    answers = []
    for line in batch:
        answer: dict[str, Any] = {"line": line.number, "id": line.item_id}
        if line.error or failure:
            answer["error"] = line.error or failure
        else:
            outcome = written[line.item_id or ""]
            answer["status"] = outcome.status
            answer |= {"dropped_corrections": len(outcome.dropped)} if outcome.dropped else {}
        answers.append(json.dumps(answer, ensure_ascii=False) + "\n")
    return "".join(answers).encode()
