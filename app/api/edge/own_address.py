"""Keeps an open service to its own machine."""

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.errors import to_problem


class OwnAddress:
    """Answers 421 to requests that name another host than the address on which they came, or localhost.

    Only an open service needs it. A page in a browser could otherwise reach it under a name of its own (DNS rebinding),
    and a proxy on this machine would open it to everyone.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope.get("needs"):
            return await self._app(scope, receive, send)
        asked = host_of(Headers(scope=scope).get("host", ""))
        if asked in ("", "localhost", (scope.get("server") or ("", 0))[0]):
            return await self._app(scope, receive, send)
        detail = (
            f"this service has no keys, so only this machine may call it, but the request names the host {asked!r}; "
            "expected localhost, or a service with API_KEYS or ALLOW_ANONYMOUS=true"
        )
        await to_problem(Request(scope), 421, detail)(scope, receive, send)


def host_of(header: str) -> str:
    """Returns the host that a `Host` header names, without its port and brackets, in lower case."""
    host = header[1:].partition("]")[0] if header.startswith("[") else header.partition(":")[0]
    return host.lower()
