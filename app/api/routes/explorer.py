"""`GET /`: the explorer, a page on the public API. Its files are in `app/web`."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles

WEB = Path(__file__).resolve().parents[2] / "web"
# The page runs its own scripts alone, and talks to this service alone. The pictures that it saves are blobs.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

router = APIRouter(include_in_schema=False)


@router.api_route("/", methods=["GET", "HEAD"])
async def explorer() -> FileResponse:
    """Returns the explorer's page. Its addresses are relative, so it works below any path."""
    return FileResponse(WEB / "index.html", media_type="text/html", headers=_HEADERS)


def explorer_files() -> StaticFiles:
    """Returns the application that serves the explorer's scripts and styles."""
    return StaticFiles(directory=WEB / "explorer")
