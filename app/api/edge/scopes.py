"""The scope that each operation needs, as enforced and as the OpenAPI document states it."""

from collections.abc import Callable
from typing import Any

from fastapi.routing import APIRoute

from app.access.keys import Scope
from app.api.dependencies import view_of
from app.api.errors import MEDIA_TYPE

# The methods that change nothing need `read`, all others `write`. These operations differ. None: without a key.
_SCOPES: dict[str, Scope | None] = {
    "extract": Scope.READ,
    "invocations": Scope.READ,
    "reloadModel": Scope.ADMIN,
    "health": None,
    "ready": None,
    "ping": None,
    "executionParameters": None,
}
# They show nothing of any item, so a key with a filter may call them.
_WITHOUT_ITEMS = {"extract", "getModel", "invocations"}
_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "`Authorization: Bearer KEY`"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}
_REFUSALS = {
    "401": "Unauthorized",
    "403": "Forbidden",
    "421": "Misdirected Request",
    "429": "Too Many Requests",
}

Need = Callable[[APIRoute], Scope | None]


def need_of(metrics: Scope | None) -> Need:
    """Returns the function that gives the scope which a route needs. `metrics`: the scope of `/metrics`."""
    scopes = {**_SCOPES, "metrics": metrics}

    def need(route: APIRoute) -> Scope | None:
        if not route.include_in_schema:  # A page, not an operation.
            return None
        by_method = Scope.READ if "GET" in methods_of(route) else Scope.WRITE
        return scopes.get(route.operation_id or "", by_method)

    return need


def methods_of(route: APIRoute) -> set[str]:
    return route.methods or set()


def keeps_to_filters(route: APIRoute) -> bool:
    """Whether the operation shows only the items that meet the filters of the caller's key, or no items at all."""
    return route.operation_id in _WITHOUT_ITEMS or any(each.call is view_of for each in route.dependant.dependencies)


def describe_scopes(document: dict[str, Any], routes: list[APIRoute], need: Need) -> dict[str, Any]:
    """Adds to the OpenAPI document how to send a key, the scope that each operation needs, and how it refuses.

    The list of a scheme names the scopes, as OpenAPI 3.1 allows for every scheme.
    """
    document["components"]["securitySchemes"] = _SCHEMES
    for route in routes:
        scope = need(route)
        if not route.include_in_schema:
            continue
        for method in methods_of(route):
            operation = document["paths"][route.path_format][method.lower()]
            operation["security"] = [{name: [scope]} for name in _SCHEMES] if scope else []
            for status, phrase in _REFUSALS.items() if scope else ():
                operation["responses"].setdefault(status, _problem(phrase))
    return document


def _problem(phrase: str) -> dict[str, Any]:
    return {"description": phrase, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
