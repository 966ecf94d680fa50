"""Health and metrics."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from app.api import examples
from app.api.dependencies import ServiceDep
from app.api.errors import responses
from app.api.examples import example
from app.index.keeping import Keeper

router = APIRouter(tags=["operate"])


class HealthOut(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class IndexOut(BaseModel):
    """What answers searches.

    `building`: the index is being built from the whole graph, and `read` of its items are read. Until the first build
    has ended, searches of a graph of more than 5,000 items are answered 503. So they are while it is `full`: it would
    take more than `INDEX_MEMORY`. `place`: the change up to which it has read, as `next` of
    `/graph/changes`; null if the graph's server keeps no log, or nothing has changed.
    """

    kind: Literal["embedded", "opensearch", "none"]
    state: Literal["ready", "building", "full"]
    read: int
    place: str | None = None


class WatchOut(BaseModel):
    """The last look whether S3 has another model.

    `failed`: S3 could not be asked, or its model cannot be loaded. The present model stays, the log says why, and later
    looks try again. `failures` counts them since the last success.
    """

    state: Literal["current", "loading", "failed"]
    looked: datetime
    failures: int


class ReadyOut(BaseModel):
    """The model answers, and the graph can be read and written. It is the state of the process that answers.

    `digest` identifies the model, which has been in use `since` then. `watch` is null unless `MODEL` is in S3.
    `vocabulary` is the version of the team's aliases that reads use; writes always use the graph's own.
    """

    model_config = example(examples.READY)

    status: str
    model: str
    digest: str
    since: datetime
    watch: WatchOut | None
    vocabulary: str | None
    items: int
    index: IndexOut


@router.get("/healthz", operation_id="health", response_model=HealthOut)
async def health() -> Any:
    """Answers that the process runs."""
    return {"status": "ok"}


@router.get("/readyz", operation_id="ready", response_model=ReadyOut, responses=responses(503))
async def ready(service: ServiceDep) -> Any:
    """Answers whether the service can work: 503 with the reason if graph, index or model cannot be used."""
    items = await service.readiness.count_items(service.store, service.extractor, service.vocabulary, service.keeper)
    bundle, watch = service.extractor.bundle, service.watch
    return {
        "status": "ready",
        "model": bundle.model,
        "digest": bundle.digest,
        "since": service.extractor.since,
        "watch": asdict(watch.watched) if watch else None,
        "vocabulary": service.vocabulary.version,
        "items": items,
        "index": _index(service.keeper),
    }


def _index(keeper: Keeper | None) -> IndexOut:
    if keeper is None:
        return IndexOut(kind="none", state="ready", read=0)
    state = keeper.state()
    shown = "full" if state.full else "ready" if state.ready and not state.building else "building"
    return IndexOut(kind=keeper.kind, state=shown, read=state.read, place=state.place)


@router.get(
    "/metrics",
    operation_id="metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}, "example": examples.METRICS}}}},
)
async def metrics(service: ServiceDep) -> Response:
    """Returns the metrics in the format of Prometheus."""
    return Response(service.metrics.render(), media_type=CONTENT_TYPE_LATEST)
