"""`POST /admin/reload`: loads another model while requests run."""

import asyncio
from secrets import compare_digest
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from app.api import examples
from app.api.dependencies import ServiceDep
from app.api.errors import responses
from app.api.examples import example
from app.api.running import Running

router = APIRouter(tags=["operate"])
_bearer = HTTPBearer(auto_error=False, description="the setting ADMIN_TOKEN")


def _admin(service: ServiceDep, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> None:
    token = service.settings.admin_token
    if token is None:
        raise HTTPException(403, "ADMIN_TOKEN is not set, so this call is refused; set it and restart the service")
    given = credentials.credentials if credentials else ""
    if not compare_digest(given.encode(), token.get_secret_value().encode()):
        raise HTTPException(401, "expected Authorization: Bearer ADMIN_TOKEN", {"WWW-Authenticate": "Bearer"})


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
    responses=responses(401, 403, 409, 503),
    dependencies=[Depends(_admin)],
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
