"""The operations that SageMaker calls: `/ping`, `/invocations` and `/execution-parameters`. They store nothing."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from threading import Event
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, TypeAdapter

from app.api import examples
from app.api.bodies.parsing import MOST_VALUES, read_json, validate
from app.api.bodies.routes import JSON_LINES, TAKES_BODY, BodyRoute
from app.api.dependencies import Service, ServiceDep
from app.api.errors import responses
from app.api.examples import example
from app.api.predictions import LINES_OF_A_CALL, SentenceIn, answer_lines, predict_sentences, read_sentences
from app.api.routes.extract import ExtractIn, answer_documents, check_documents
from app.errors import Fault, InvalidInput
from model.tf_serving import to_answer, to_windows

router = APIRouter(tags=["hosting"], route_class=BodyRoute)

# The most that SageMaker sends in one call. It cuts the files of a batch transform at line ends into such pieces.
_PAYLOAD_MB = 6

_EXTRACT = TypeAdapter(ExtractIn)
_FORMS = (
    'expected {"documents": …} as /extract takes, a list of {"id", "sentence"}, or {"inputs": {"ids", "mask"}} as '
    "TensorFlow Serving takes"
)
_LINES = {
    "schema": {"type": "string", "description": 'an item (as in POST /items) or {"id", "sentence"} a line'},
    "example": '{"id": "sku-1", "title": "Nike Air"}\n{"id": 2, "sentence": "blue jeans"}\n',
}
_BODY = {
    "content": {
        "application/json": {"schema": {"description": _FORMS}, "examples": examples.INVOCATIONS},
        **dict.fromkeys(JSON_LINES, _LINES),
    },
    "required": True,
}
_ANSWER: dict[str, Any] = {
    "description": "in the form of the request; for JSON Lines, one line for each line sent, in order",
    "content": {
        "application/json": {"example": examples.PREDICTIONS},
        "application/jsonlines": {"example": '{"id": "sku-1", "properties": […], …}\n{"id": 2, "error": "…"}\n'},
    },
}


class ParametersOut(BaseModel):
    """The defaults of a batch transform whose job does not set them."""

    model_config = example({"MaxConcurrentTransforms": 2, "BatchStrategy": "MULTI_RECORD", "MaxPayloadInMB": 6})

    MaxConcurrentTransforms: int
    BatchStrategy: str
    MaxPayloadInMB: int


@router.get(
    "/ping",
    operation_id="ping",
    response_class=Response,
    responses={200: {"content": {"application/json": {"schema": {"type": "object"}, "example": {}}}}},
)
async def ping() -> Response:
    """Answers that the container accepts invocations. The model is loaded before the first request."""
    return Response(b"{}", media_type="application/json")


@router.get("/execution-parameters", operation_id="executionParameters", response_model=ParametersOut)
async def execution_parameters(service: ServiceDep) -> Any:
    """Returns how many calls a batch transform may make at once."""
    return {
        "MaxConcurrentTransforms": service.extractor.batcher.threads,
        "BatchStrategy": "MULTI_RECORD",
        "MaxPayloadInMB": _PAYLOAD_MB,
    }


@router.post(
    "/invocations",
    operation_id="invocations",
    response_class=Response,
    responses={200: _ANSWER, **responses(*TAKES_BODY, 503)},
    openapi_extra={"requestBody": _BODY},
)
async def invocations(request: Request, service: ServiceDep) -> Response:
    """Reads texts, and answers in the form of the request."""
    raw = await request.body()
    if request.headers["content-type"].partition(";")[0].strip().lower() in JSON_LINES:
        lines = [part async for part in _answer_lines(raw, service)]
        return Response(b"".join(lines), media_type="application/jsonlines")
    answer = await service.bodies.work(len(raw), _read, raw, service)
    return Response(await service.long_calls.run_for(request, answer, len(raw)), media_type="application/json")


def _read(raw: bytes, service: Service) -> Callable[[Event], bytes]:
    """Returns the call that answers a request in JSON."""
    body = read_json(raw)
    if isinstance(body, list):
        return partial(_sentences, read_sentences(body, service), service)
    if isinstance(body, dict) and "inputs" in body:
        return partial(_predict, body, service)
    if isinstance(body, dict) and "documents" in body:
        asked = validate(body, _EXTRACT)
        check_documents(asked, service)
        return partial(answer_documents, asked, service)
    raise InvalidInput([Fault("", _FORMS)])


def _sentences(sentences: Sequence[SentenceIn], service: Service, gone: Event) -> bytes:
    return json.dumps(predict_sentences(sentences, service, gone), ensure_ascii=False).encode()


def _predict(body: Any, service: Service, gone: Event) -> bytes:
    try:
        windows = to_windows(body, service.extractor.vocabulary_size, service.extractor.bundle.manifest.window)
    except ValueError as error:
        pointer, _, detail = str(error).partition(": ")
        raise InvalidInput([Fault(pointer, detail)]) from error
    return to_answer(body, service.extractor.batcher.submit(windows, gone).result())


async def _answer_lines(raw: bytes, service: Service) -> AsyncIterator[bytes]:
    """Yields the answers. A batch transform does not send lines again, so they wait until the service is free."""
    ends = raw.split(b"\n", MOST_VALUES)
    if len(ends) > MOST_VALUES:
        raise InvalidInput([Fault("", f"expected at most {MOST_VALUES} lines in one call")])
    lines = ends if ends[-1] else ends[:-1]
    for begin in range(0, len(lines), LINES_OF_A_CALL):
        part = lines[begin : begin + LINES_OF_A_CALL]
        call = partial(answer_lines, begin + 1, part, service)
        yield await service.long_calls.run_when_free(call, sum(map(len, part)))
