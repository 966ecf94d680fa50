"""Health and metrics."""

from typing import Any, Literal

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from app.api import examples
from app.api.dependencies import ServiceDep
from app.api.errors import responses
from app.api.examples import example
from app.index.embedded.upkeep.keeping import Keeper

router = APIRouter(tags=["operate"])


class HealthOut(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class IndexOut(BaseModel):
    """What answers searches.

    `building`: the index is being built from the whole graph, and `read` of its items are read. Until the first build
    has ended, the graph answers by itself, slowly.
    """

    kind: Literal["embedded", "none"]
    state: Literal["ready", "building"]
    read: int


class ReadyOut(BaseModel):
    """The model answers, and the graph can be read and written."""

    model_config = example(examples.READY)

    status: str
    model: str
    items: int
    index: IndexOut


@router.get("/healthz", operation_id="health", response_model=HealthOut)
async def health() -> Any:
    """Answers that the process runs."""
    return {"status": "ok"}


@router.get("/readyz", operation_id="ready", response_model=ReadyOut, responses=responses(503))
async def ready(service: ServiceDep) -> Any:
    """Answers whether the service can work: 503 with the reason if the graph or the model cannot be used."""
    items = await service.readiness.count_items(service.store, service.extractor)
    index = _index(service.keeper)
    return {"status": "ready", "model": service.extractor.bundle.model, "items": items, "index": index}


def _index(keeper: Keeper | None) -> IndexOut:
    if keeper is None:
        return IndexOut(kind="none", state="ready", read=0)
    state = keeper.state()
    whole = state.ready and not state.building
    return IndexOut(kind="embedded", state="ready" if whole else "building", read=state.read)


@router.get(
    "/metrics",
    operation_id="metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}, "example": examples.METRICS}}}},
)
async def metrics(service: ServiceDep) -> Response:
    """Returns the metrics in the format of Prometheus."""
    return Response(service.metrics.render(), media_type=CONTENT_TYPE_LATEST)
