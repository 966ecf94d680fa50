"""Finds the operation of a request before its body is read."""

from collections.abc import Iterable

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope


class Operations:
    """The operations of some routers, in the order in which the application tries them."""

    def __init__(self, routers: Iterable[APIRouter]) -> None:
        self.routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]

    def find(self, scope: Scope) -> APIRoute | None:
        """Returns the route that will answer; None for what no operation answers. HEAD is GET without a body."""
        if scope["type"] != "http":
            return None
        asked = {**scope, "method": "GET" if scope["method"] == "HEAD" else scope["method"]}
        return next((route for route in self.routes if route.matches(asked)[0] is Match.FULL), None)
