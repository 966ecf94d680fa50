"""What every request passes: media type, size, and timing."""

import time
from collections.abc import Mapping

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import to_problem
from app.errors import Fault, TooLarge
from app.telemetry import Metrics

BULK = "POST /items/bulk"
_MEDIA_TYPES: Mapping[str, tuple[str, ...]] = {
    BULK: ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/jsonlines"),
}


class CheckBody:
    """415 for bodies of another media type, 413 for bodies over the limit (a bulk stream has no limit of its own)."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("POST", "PUT"):
            return await self._app(scope, receive, send)
        request = Request(scope, receive)
        operation = f"{scope['method']} {scope['path']}"
        expected = _MEDIA_TYPES.get(operation, ("application/json",))
        found = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if found not in expected:
            detail = f"Content-Type is {found or 'missing'!r}, expected {' or '.join(expected)}"
            return await to_problem(request, 415, detail)(scope, receive, send)
        if operation == BULK:
            return await self._app(scope, receive, send)
        length = request.headers.get("content-length", "")
        if length.isdigit() and int(length) > self._limit:
            fault = self._fault(int(length))
            return await to_problem(request, 413, fault.detail, [fault])(scope, receive, send)
        await self._app(scope, self._counted(receive), send)

    def _fault(self, size: int) -> Fault:
        return Fault("", f"the body has {size} bytes or more, at most {self._limit} are read")

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


class Timing:
    """Time to answer, by operation (the route's `operationId`) and status."""

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
