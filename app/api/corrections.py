"""Corrections as answers show them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from app.api import examples
from app.api.examples import example
from app.domain.corrections.disagreements import Disagreement
from app.domain.items import Action, Correction, Stretch


class SpanPartOut(BaseModel):
    """A part of a text, in code points; `end` is exclusive."""

    field: Literal["title", "text"]
    start: int
    end: int
    text: str


class CorrectionOut(BaseModel):
    """What a person said of a value of an item."""

    model_config = example(examples.CORRECTION)

    id: str
    action: Action
    property: str
    value: str
    new_value: str | None
    span: SpanPartOut | None
    at: datetime
    by: str | None
    key: str | None = Field(description="the id of the key with which it was sent")
    note: str | None


class OfItemOut(CorrectionOut):
    """A correction, and the id of its item."""

    item: str


class DisagreementOut(BaseModel):
    """Two corrections by different people that cannot both be right. The later one counts."""

    item: str
    property: str
    corrections: list[str] = Field(description="the ids of both, the earlier one first")


def correction_out(said: Correction) -> dict[str, Any]:
    span = said.span
    return {
        "id": said.id,
        "action": said.action,
        "property": said.name,
        "value": said.value,
        "new_value": said.new_value,
        "span": span and {"field": span.field, "start": span.start, "end": span.end, "text": span.text},
        "at": said.at,
        "by": said.by,
        "key": said.key,
        "note": said.note,
    }


def of_item_out(item_id: str, said: Correction) -> dict[str, Any]:
    return {"item": item_id, **correction_out(said)}


def to_correction(found: CorrectionOut) -> Correction:
    """Converts an answer of the API to the correction."""
    values = found.model_dump(exclude={"property", "span"})
    return Correction(name=found.property, span=Stretch(**found.span.model_dump()) if found.span else None, **values)


def disagreement_out(item_id: str, found: Disagreement) -> dict[str, Any]:
    return {"item": item_id, "property": found.name, "corrections": [found.first.id, found.second.id]}
