"""Answers 429 to callers that ask for more than their share, and slows their streams down."""

import asyncio
import math
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access.rates import UNIT_BYTES, Rate, units_of
from app.api.bodies.routes import StreamRoute
from app.api.errors import to_problem
from app.telemetry import Metrics

Who = Callable[[Scope], str | None]

# The part of an IPv6 address that is one network: its owner has all addresses below it.
_NETWORK = ~((1 << 64) - 1)


class Fair:
    """Takes units of the caller for each request and for its body. `who`: the caller; None for no limit.

    A body of a known length is paid before it is read. A stream is paid as it comes, and waits for units.
    """

    def __init__(self, app: ASGIApp, rate: Rate, who: Who, name: str, metrics: Metrics) -> None:
        self._app = app
        self._rate = rate
        self._who = who
        self._name = name
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller = self._who(scope) if scope["type"] == "http" and scope.get("needs") else None
        if caller is None:
            return await self._app(scope, receive, send)
        length = Headers(scope=scope).get("content-length", "")
        known = 0 if _streams(scope) else int(length) if length.isdigit() else 0
        wait = self._rate.spend(caller, units_of(known))
        if not wait:
            return await self._app(scope, self._paying(receive, caller, known), send)
        self._metrics.limited.labels(self._name).inc()
        detail = f"this {self._name} has asked for more than its share; try again in {math.ceil(wait)} s"
        headers = {"Retry-After": str(math.ceil(wait))}
        await to_problem(Request(scope), 429, detail, headers=headers)(scope, receive, send)

    def _paying(self, receive: Receive, caller: str, paid: int) -> Receive:
        """Returns a `receive` that takes units for what comes beyond the bytes that are paid."""
        came, taken = 0, paid

        async def paying() -> Message:
            nonlocal came, taken
            message = await receive()
            came += len(message.get("body", b""))
            while came - taken >= UNIT_BYTES:
                units = (came - taken) // UNIT_BYTES
                if wait := self._rate.spend(caller, units):
                    await asyncio.sleep(wait)
                else:
                    taken += units * UNIT_BYTES
            return message

        return paying


def key_of(scope: Scope) -> str | None:
    """Returns the id of the key that a request came with."""
    caller = scope.get("caller")
    return caller.id if caller else None


def address_of(scope: Scope) -> str | None:
    """Returns the address that a request came from; of IPv6, its network of 64 bits."""
    if not scope.get("client"):
        return None
    try:
        address = ip_address(scope["client"][0])
    except ValueError:  # A socket of this machine, or a test.
        return str(scope["client"][0])
    return str(IPv6Address(int(address) & _NETWORK) if address.version == 6 else address)


def _streams(scope: Scope) -> bool:
    route: APIRoute | None = scope.get("route")
    return isinstance(route, StreamRoute)
