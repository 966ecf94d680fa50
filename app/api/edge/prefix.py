"""The path below which a proxy shows the service."""

from starlette.types import ASGIApp, Receive, Scope, Send

# A slash at its end would make this path that of an item without an id. PUT and DELETE of such an item say so.
_ITEMS = "/items/"
_METHODS_OF_ITEMS = ("GET", "HEAD", "POST")


class Prefix:
    """Makes paths, links and the OpenAPI document those below `root_path`, whether the proxy strips it or not.

    `/items/` is `/items`, as many clients write the path of a collection.
    """

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self._app = app
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if path.removeprefix(self._root_path) == _ITEMS and scope.get("method") in _METHODS_OF_ITEMS:
            scope = {**scope, "path": path.removesuffix("/")}
        if self._root_path and scope["type"] == "http":
            path = scope["path"]
            if path != self._root_path and not path.startswith(f"{self._root_path}/"):
                path = self._root_path + path
            scope = {**scope, "root_path": self._root_path, "path": path}
        await self._app(scope, receive, send)
