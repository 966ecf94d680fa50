"""Finds out who calls, and refuses what the caller's key does not allow, before a body is read."""

from dataclasses import dataclass

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.access import keys
from app.access.caller import Caller
from app.access.keyring import Keyring
from app.api.edge.scopes import keeps_to_filters
from app.api.errors import to_problem
from app.telemetry.logs import about

_HOW = "send Authorization: Bearer KEY, or X-API-Key: KEY"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a call is refused. `challenge` is the WWW-Authenticate header of a 401."""

    status: int
    detail: str
    challenge: str | None = None


class Access:
    """Answers 401 without a valid key, and 403 where the key lacks the scope.

    It puts the `caller` into the scope of the request, without which no operation gets the service
    (`app.api.dependencies`). What the operation needs is there already (`app.api.edge.operations`).
    """

    def __init__(self, app: ASGIApp, keyring: Keyring) -> None:
        self._app = app
        self._keyring = keyring

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        secret = secret_of(Headers(scope=scope))
        scope["caller"] = caller = self._keyring.find(secret)
        refusal = self._refusal(caller, scope["needs"], scope.get("route"), secret is not None)
        if refusal is None:
            with about(key=caller.id if caller else None):
                return await self._app(scope, receive, send)
        headers = {"WWW-Authenticate": refusal.challenge} if refusal.challenge else None
        await to_problem(Request(scope), refusal.status, refusal.detail, headers=headers)(scope, receive, send)

    def _refusal(
        self, caller: Caller | None, needed: keys.Scope | None, route: APIRoute | None, sent: bool
    ) -> Refusal | None:
        if needed is None:
            return None
        if caller is None and sent:
            return Refusal(401, "the key is unknown, expired or revoked", 'Bearer error="invalid_token"')
        if caller is None:
            return Refusal(401, f"this call needs a key: {_HOW}", "Bearer")
        if needed not in caller.scopes and not self._keyring.closed:
            return Refusal(403, f"this call needs a key with the scope {needed}, and none is configured; set API_KEYS")
        if needed not in caller.scopes:
            return Refusal(403, f"this call needs the scope {needed}; the key has {', '.join(sorted(caller.scopes))}")
        if caller.filters and route and not keeps_to_filters(route):
            return Refusal(
                403, f"the key sees only {', '.join(caller.filters)}, and this call cannot be limited to that"
            )
        return None


def secret_of(headers: Headers) -> str | None:
    """Returns the key that a request carries, in `Authorization: Bearer` or `X-API-Key`; None if it has none."""
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    return headers.get("x-api-key")
