"""A line in the log for each request, and the id that joins all lines of a request."""

import logging
import re
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.edge.rates import address_of, key_of
from app.telemetry.logs import about, log_fields

log = logging.getLogger("access")

HEADER = "X-Request-Id"
# Others are not taken over: an id must not break a line of a log or be a text of its own.
_ID = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")


class RequestLog:
    """Logs operation, status, seconds, key, address and sizes when a request ends.

    The answer has the id of the request in `X-Request-Id`: the one that came with it, or a new one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex
        began, status, received, sent = time.perf_counter(), 499, 0, 0

        async def counted_receive() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            return message

        async def counted_send(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            sent += len(message.get("body", b""))
            await send(message)

        with about(request_id=request_id):
            try:
                await self._app(scope, counted_receive, counted_send)
            finally:
                log_fields(
                    log,
                    f"{scope['method']} {scope['path']}",
                    operation=getattr(scope.get("route"), "operation_id", None),
                    status=status,
                    seconds=round(time.perf_counter() - began, 4),
                    key=key_of(scope),
                    address=address_of(scope),
                    received=received,
                    sent=sent,
                )
