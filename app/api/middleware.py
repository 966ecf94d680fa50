"""Checks and measures every request: address, pages and time."""

import time

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import to_problem
from app.api.requests import CONTROL
from app.errors import Fault
from app.telemetry import Metrics

# An id has up to 256 characters, and each of them up to twelve bytes in an address.
_LONGEST_PATH = 8192


class CheckAddress:
    """Answers 414 for a path that no name is as long as, and 422 for control characters in it.

    The pattern of a route would drop a line feed at the end of an id.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and len(scope["raw_path"]) > _LONGEST_PATH:
            detail = f"the path has {len(scope['raw_path'])} bytes; expected at most {_LONGEST_PATH}"
            return await to_problem(Request({**scope, "path": "/"}), 414, detail)(scope, receive, send)
        if scope["type"] == "http" and CONTROL.search(scope["path"]):
            fault = Fault("/id", "expected an id without control characters")
            return await to_problem(Request(scope), 422, fault.detail, [fault])(scope, receive, send)
        await self._app(scope, receive, send)


class Head:
    """Answers HEAD wherever GET is: as GET, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self._app(scope, receive, send)
        ended = False

        async def without_body(message: Message) -> None:
            nonlocal ended
            if message["type"] == "http.response.body":
                ended, message = True, {} if ended else {"type": "http.response.body", "body": b""}
            if message:
                await send(message)

        await self._app({**scope, "method": "GET"}, receive, without_body)


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
