"""Errors as problem details (RFC 9457): one table from classes to statuses."""

import json
import logging
from collections.abc import Callable, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.exceptions import HTTPException
from starlette.types import Scope

from app.api import examples
from app.errors import (
    BundleError,
    Cancelled,
    Conflict,
    Fault,
    InvalidInput,
    ItemgraphError,
    NotFound,
    NotIndexed,
    NotSupported,
    Overloaded,
    PreconditionFailed,
    Stopping,
    StoreError,
    TaggerError,
    TooLarge,
    TooSlow,
)
from model.faults import fault_to_text

log = logging.getLogger(__name__)

STATUSES: list[tuple[type[ItemgraphError], int]] = [
    (TooLarge, 413),
    (InvalidInput, 422),
    (NotFound, 404),
    (Conflict, 409),
    (PreconditionFailed, 412),
    (TooSlow, 408),
    (Stopping, 503),
    (Overloaded, 429),
    (NotIndexed, 503),
    (NotSupported, 501),
    (StoreError, 503),
    (BundleError, 503),
    (TaggerError, 503),
    (ItemgraphError, 500),
]

# An answer names the first faults, up to these many, and these many bytes of them.
MOST_FAULTS = 100
_MOST_BYTES = 40_000
# Characters of a pointer or of a sentence. Both may quote what the caller sent.
_MOST_CHARACTERS = 500
# Seconds to wait before another try while the graph or the model is away.
_RETRY_AFTER = 5
# The status that nginx logs when the client has gone. Only metrics and logs see it.
_CLIENT_CLOSED_REQUEST = 499

MEDIA_TYPE = "application/problem+json"


class FaultOut(BaseModel):
    """A fault at one place of the request."""

    pointer: str
    detail: str


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.PROBLEM]})

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FaultOut] | None = None


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Returns the OpenAPI entries of the error statuses that an operation may answer."""
    return {status: {"model": Problem, "description": HTTPStatus(status).phrase} for status in statuses}


def to_problem(
    request: Request, status: int, detail: str, faults: Sequence[Fault] = (), headers: dict[str, str] | None = None
) -> JSONResponse:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": _shortened(detail),
        "instance": quote(request.scope["path"]),
    }
    if faults:
        body["errors"] = _first(faults)
    return JSONResponse(body, status, headers, MEDIA_TYPE)


def _first(faults: Sequence[Fault]) -> list[dict[str, str]]:
    """Returns the faults that an answer has room for: always the first one."""
    shown: list[dict[str, str]] = []
    room = _MOST_BYTES
    for fault in faults[:MOST_FAULTS]:
        entry = {"pointer": _shortened(fault.pointer), "detail": _shortened(fault.detail)}
        room -= len(json.dumps(entry))
        if shown and room < 0:
            break
        shown.append(entry)
    return shown


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"


def _counted(faults: Sequence[Fault]) -> str:
    if len(faults) > MOST_FAULTS:
        return f"more than {MOST_FAULTS} faults in the request; the first are named"
    return f"{len(faults)} fault(s) in the request"


def install(app: FastAPI, methods: Callable[[Scope], set[str]]) -> None:
    """Makes the application answer every error as a problem. `methods` returns those that a path has."""
    app.add_exception_handler(ItemgraphError, _on_own)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, partial(_on_http, methods))
    app.add_exception_handler(Exception, _on_unexpected)
    describe = app.openapi

    def openapi() -> dict[str, Any]:
        return _with_problems(describe())

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend the document


def _with_problems(document: dict[str, Any]) -> dict[str, Any]:
    """Puts the errors of the OpenAPI document under their media type.

    FastAPI describes every model as `application/json`.
    """
    for path in document["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400 and "application/json" in answer["content"]:
                    answer["content"][MEDIA_TYPE] = answer["content"].pop("application/json")
    return document


def status_of(error: ItemgraphError) -> int:
    return next(status for kind, status in STATUSES if isinstance(error, kind))


def faults_of(errors: Sequence[Any]) -> list[Fault]:
    """Converts Pydantic's errors to faults, one for each JSON pointer, until there are more than `MOST_FAULTS`."""
    faults: dict[str, Fault] = {}
    for error in errors:
        pointer = _pointer(error["loc"])
        faults.setdefault(pointer, Fault(pointer, fault_to_text(error)))
        if len(faults) > MOST_FAULTS:
            break
    return list(faults.values())


def faults_in(error: ValidationError) -> list[Fault]:
    """Returns what Pydantic found wrong."""
    return faults_of(error.errors(include_url=False, include_input=False))


def faults_to_text(faults: Sequence[Fault]) -> str:
    """Returns the first faults in one line."""
    shown = (f"{each['pointer']}: {each['detail']}" if each["pointer"] else each["detail"] for each in _first(faults))
    return "; ".join(shown)


def _pointer(loc: Sequence[str | int]) -> str:
    places = loc[:-1] if loc[-1:] == ("[key]",) else loc  # Pydantic adds "[key]" when the name itself is at fault.
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in places)


async def _on_own(request: Request, error: Exception) -> Response:
    assert isinstance(error, ItemgraphError)
    if isinstance(error, Cancelled):
        return Response(status_code=_CLIENT_CLOSED_REQUEST)
    status = status_of(error)
    faults = error.faults if isinstance(error, InvalidInput) else ()
    detail = _counted(faults) if faults else public_of(error)
    headers = {"Retry-After": str(getattr(error, "retry_after", _RETRY_AFTER))} if status in (429, 503) else None
    if status >= 500:
        log.error("%s %s: %s", request.method, request.url.path, error)
    return to_problem(request, status, detail, faults, headers)


def public_of(error: ItemgraphError) -> str:
    """Returns what a caller may know. The log has the whole, with paths and addresses."""
    if isinstance(error, StoreError):
        return error.public
    if isinstance(error, TaggerError):
        return "the model cannot be reached, or does not answer as it should"
    return str(error)


async def _on_validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = error.errors()
    broken = [e for e in errors if e["type"] == "json_invalid"]
    if broken:
        where = f"not JSON at character {broken[0]['loc'][-1]}: {broken[0]['ctx']['error']}"
        return to_problem(request, 400, where, [Fault("", where)])
    faults = faults_of(
        [{**each, "loc": each["loc"][1:]} for each in errors]
    )  # FastAPI adds "body" or "query" at the start.
    return to_problem(request, 422, _counted(faults), faults)


async def _on_http(methods: Callable[[Scope], set[str]], request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_allowed(methods(request.scope) or {headers.get("Allow", "GET")}))
    details = {
        404: f"no {request.method} {request.url.path} here; see /docs",
        405: f"no {request.method} {request.url.path} here; see /docs",
    }
    detail = details.get(error.status_code, error.detail)
    return to_problem(request, error.status_code, detail, headers=headers)


def _allowed(methods: set[str]) -> list[str]:
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


async def _on_unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("%s %s", request.method, request.url.path, exc_info=error)
    return to_problem(request, 500, "an unexpected error; see the server's log")
