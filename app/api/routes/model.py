"""`GET /model`: the model that reads the texts, with its figures as measured."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api import examples
from app.api.dependencies import ServiceDep
from app.api.errors import responses
from app.api.examples import example
from app.domain.standard import standardize_name

router = APIRouter(tags=["operate"])


class LabelOut(BaseModel):
    """A label, and the lowest score of a span that is kept."""

    label: str
    property: str = Field(description="the name of the property that it becomes")
    threshold: float


class ModelCardOut(BaseModel):
    """The bundle that is loaded. `digest` is the SHA-256 of its manifest, and identifies it."""

    model_config = example(examples.MODEL_CARD)

    name: str
    version: str
    digest: str
    labels: list[LabelOut]
    temperature: float = Field(description="calibration: the network's scores are divided by it before they count")
    training: dict[str, Any] = Field(description="data, recipe and figures, as the bundle states them")
    quantization: dict[str, Any] | None = Field(description="how far the fast form agrees with the reference")


@router.get("/model", operation_id="getModel", response_model=ModelCardOut, responses=responses(429, 503))
async def model_card(service: ServiceDep) -> dict[str, Any]:
    """Returns what is known of the model that is loaded: labels, thresholds, calibration and figures."""
    bundle = service.extractor.bundle
    manifest = bundle.manifest
    quantization = manifest.quantization
    return {
        "name": manifest.name,
        "version": manifest.version,
        "digest": bundle.digest,
        "labels": [
            {"label": each, "property": standardize_name(each), "threshold": service.extractor.threshold(each)}
            for each in manifest.labels
        ],
        "temperature": manifest.temperature,
        "training": manifest.training,
        "quantization": quantization.model_dump() if quantization else None,
    }
