"""Compressed answers."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

# Clients wait while an answer is compressed, so this is not zlib's best level (9).
_LEVEL = 5
_TAGGED = "/items/"


class Compression:
    """Compresses answers from `smallest` bytes on for clients who accept gzip; 0: none.

    An answer about a single item stays as it is: its ETag stands for exactly these bytes. A stream is flushed after
    each part.
    """

    def __init__(self, app: ASGIApp, smallest: int) -> None:
        self._app = app
        self._gzip = GZipMiddleware(app, smallest, _LEVEL) if smallest else app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(scope.get("root_path", "")) if scope["type"] == "http" else ""
        plain = path.startswith(_TAGGED) and scope["method"] in ("GET", "HEAD", "PUT")
        await (self._app if plain else self._gzip)(scope, receive, send)
