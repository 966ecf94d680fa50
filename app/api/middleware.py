"""Checks and measures every request: address, media type, size and time."""

import time

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import to_problem
from app.api.requests import CONTROL
from app.errors import Fault, TooLarge
from app.telemetry import Metrics

JSON_LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/jsonlines")
_JSON = ("application/json",)


def expected_media_types(method: str, path: str) -> tuple[str, ...]:
    """Returns the media types that the operation reads; none if it reads no body."""
    if (method, path) == ("POST", "/items/bulk"):
        return JSON_LINES
    if (method, path) == ("POST", "/invocations"):
        return (*_JSON, *JSON_LINES)
    reads_json = (method == "POST" and path in ("/extract", "/items")) or (
        method == "PUT" and path.startswith("/items/")
    )
    return _JSON if reads_json else ()


class CheckBody:
    """Answers 415 for bodies of another media type, and 413 for bodies over the limit.

    A bulk stream has no limit as a whole.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        expected = expected_media_types(scope["method"], scope["path"]) if scope["type"] == "http" else ()
        if not expected:
            return await self._app(scope, receive, send)
        request = Request(scope, receive)
        found = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if found not in expected:
            detail = f"Content-Type is {found or 'missing'!r}, expected {' or '.join(expected)}"
            return await to_problem(request, 415, detail)(scope, receive, send)
        if expected is JSON_LINES:
            return await self._app(scope, receive, send)
        length = request.headers.get("content-length", "")
        if length.isdigit() and int(length) > self._limit:
            fault = self._fault(int(length))
            return await to_problem(request, 413, fault.detail, [fault])(scope, receive, send)
        await self._app(scope, self._counted(receive), send)

    def _fault(self, size: int) -> Fault:
        return Fault("", f"the body has at least {size} bytes; expected at most {self._limit}")

    def _counted(self, receive: Receive) -> Receive:
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._limit:
                raise TooLarge([self._fault(size)])
            return message

        return counted


class CheckAddress:
    """Answers 422 for control characters in the address.

    The pattern of a route would drop a line feed at the end of an id.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and CONTROL.search(scope["path"]):
            fault = Fault("/id", "expected an id without control characters")
            return await to_problem(Request(scope), 422, fault.detail, [fault])(scope, receive, send)
        await self._app(scope, receive, send)


class LocalPages:
    """Forbids pages to load anything from another host (Content Security Policy). ReDoc would load a logo."""

    _POLICY = (b"content-security-policy", b"default-src 'self' 'unsafe-inline' data: blob:")

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                if any(name == b"content-type" and value.startswith(b"text/html") for name, value in headers):
                    message = {**message, "headers": [*headers, self._POLICY]}
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


class Timing:
    """Measures the time of answers by operation (the route's `operationId`) and status."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        started, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            operation = getattr(scope.get("route"), "operation_id", None) or "other"
            self._metrics.requests.labels(operation, status).observe(time.perf_counter() - started)
