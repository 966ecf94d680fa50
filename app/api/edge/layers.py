"""The layers around the operations, the outermost last."""

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from app.access import keys
from app.access.keyring import Keyring
from app.access.rates import Rate
from app.api.edge.access import Access
from app.api.edge.compression import Compression
from app.api.edge.operations import FindOperation, Operations
from app.api.edge.own_address import OwnAddress
from app.api.edge.prefix import Prefix
from app.api.edge.rates import Fair, address_of, key_of
from app.api.edge.request_log import HEADER, RequestLog
from app.api.edge.scopes import describe_scopes, need_of
from app.api.middleware import CheckAddress, Head, LocalPages, Timing
from app.settings import Settings
from app.telemetry import Metrics

# What scripts of another origin may send, and what they may read, beyond the headers that browsers always allow.
_SENT = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "X-API-Key",
    HEADER,
)
_READ = ("ETag", "Retry-After", HEADER)


def add_layers(app: FastAPI, operations: Operations, settings: Settings, keyring: Keyring, metrics: Metrics) -> None:
    """Lets nobody call an operation without its scope, or more than a fair share; the document says so too."""
    need, pages = need_of(_scope(settings.metrics_scope)), _scope(settings.docs_scope)
    app.add_middleware(Fair, rate=Rate(settings.rate_per_key), who=key_of, name="key", metrics=metrics)
    app.add_middleware(Access, keyring=keyring)
    app.add_middleware(Fair, rate=Rate(settings.rate_per_address), who=address_of, name="address", metrics=metrics)
    if not keyring.closed and not settings.allow_anonymous:
        app.add_middleware(OwnAddress)
    app.add_middleware(FindOperation, operations=operations, need=need, pages=pages)
    app.add_middleware(CheckAddress)
    app.add_middleware(LocalPages)
    app.add_middleware(Compression, smallest=settings.compress_bytes)
    if origins := settings.origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=origins, allow_methods=("*",), allow_headers=_SENT, expose_headers=_READ
        )
    app.add_middleware(Timing, metrics=metrics)
    app.add_middleware(RequestLog)
    app.add_middleware(Head)
    app.add_middleware(Prefix, root_path=settings.root_path)
    describe = app.openapi
    app.openapi = lambda: describe_scopes(describe(), operations.routes, need)  # type: ignore[method-assign]


def _scope(setting: str) -> keys.Scope | None:
    return None if setting == "none" else keys.Scope(setting)
