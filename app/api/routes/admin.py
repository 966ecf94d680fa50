"""`POST /admin/reload`: loads another model while requests run."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel

from app.api import examples
from app.api.dependencies import ServiceDep
from app.api.errors import responses
from app.api.examples import example
from app.api.running import Running

router = APIRouter(tags=["operate"])


class ReloadOut(BaseModel):
    """The model before and now. `changed`: whether they differ."""

    model_config = example(examples.RELOAD)

    before: str
    model: str
    digest: str
    changed: bool


@router.post(
    "/admin/reload",
    operation_id="reloadModel",
    response_model=ReloadOut,
    responses=responses(409, 503),
)
async def reload_model(request: Request, service: ServiceDep) -> Any:
    """Loads the model that `MODEL` names now. Running requests end with the model that they began with.

    If the new model cannot work, the answer says why, and the old model stays.
    """
    running: Running = request.app.state.running
    new = await asyncio.to_thread(running.reload)
    before, bundle = service.extractor.bundle, new.extractor.bundle
    return {
        "before": before.model,
        "model": bundle.model,
        "digest": bundle.digest,
        "changed": bundle.digest != before.digest,
    }
