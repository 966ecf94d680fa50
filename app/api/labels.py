"""Labelled texts as answers show them."""

from typing import Any

from pydantic import BaseModel, Field

from app.domain.labelled import Labelled


class LabelOut(BaseModel):
    """A labelled part of a text: `text[start:end]`, in code points."""

    start: int
    end: int
    label: str
    text: str


class LabelledOut(BaseModel):
    """The title or the text of an item, with its labels."""

    id: str = Field(description="the item's id, `#`, and the field")
    text: str
    spans: list[LabelOut]
    unsure: list[tuple[int, int]] = Field(description="parts that may have any label, or none")


def labelled_out(text: Labelled) -> dict[str, Any]:
    spans = [{"start": e.start, "end": e.end, "label": e.label, "text": e.text} for e in text.spans]
    return {"id": text.id, "text": text.text, "spans": spans, "unsure": text.unsure}
