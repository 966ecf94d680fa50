"""Finds the operation of a request, and the scope that it needs, before a body is read."""

from collections.abc import Iterable

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from app.access import keys
from app.api.edge.scopes import Need

_PAGES = ("/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json")


class Operations:
    """The operations of some routers, in the order in which the application tries them."""

    def __init__(self, routers: Iterable[APIRouter]) -> None:
        self.routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]

    def find(self, scope: Scope) -> APIRoute | None:
        """Returns the route that will answer; None for what no operation answers. HEAD is GET without a body."""
        asked = {**scope, "method": "GET" if scope["method"] == "HEAD" else scope["method"]}
        return next((route for route in self.routes if route.matches(asked)[0] is Match.FULL), None)

    def methods(self, scope: Scope) -> set[str]:
        """Returns the methods that the path of a request has."""
        found = (route for route in self.routes if route.matches(scope)[0] is not Match.NONE)
        return {method for route in found for method in route.methods or ()}


class FindOperation:
    """Puts into the scope of a request its `route`, if it has one, and what it `needs`: a scope of keys, or None.

    `pages`: what the pages of the API need.
    """

    def __init__(self, app: ASGIApp, operations: Operations, need: Need, pages: keys.Scope | None) -> None:
        self._app = app
        self._operations = operations
        self._need = need
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if route := self._operations.find(scope):
                scope["route"], scope["needs"] = route, self._need(route)
            else:
                page = scope["path"].removeprefix(scope.get("root_path", "")) in _PAGES
                scope["needs"] = self._pages if page else None
        await self._app(scope, receive, send)
