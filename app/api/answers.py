"""The JSON that callers receive. Field names are the contract."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.api import examples
from app.api.corrections import CorrectionOut, correction_out
from app.api.examples import example
from app.domain.items import Correction, Item, Property, Source

Finder = Annotated[
    Literal["model", "list", "pattern"], Field(description="what found it: the model, a list of values, or a pattern")
]


class SpanOut(BaseModel):
    """A stretch of the text as sent: `text[start:end]`, in Unicode code points."""

    start: int
    end: int
    label: str
    text: str
    score: float
    finder: Finder


class PropertyRead(BaseModel):
    """A standard property that a text says."""

    name: str
    value: str = Field(description="the standard value; equality and facets use it")
    display: str = Field(description="what to show a person")
    score: float
    number: float | None = Field(None, description="set if the value is a quantity in `unit`")
    high: float | None = Field(None, description="set when the value is a range, which begins at `number`")
    unit: str | None = None
    qualifier: str | None = Field(None, description='words that qualify the value ("100% organic")')
    narrower: str | None = Field(None, description="the value of this text that implies this one")
    mentions: list[tuple[int, int]]


class DocumentOut(BaseModel):
    """The result for a text. The model read all of it, in `windows` overlapping parts."""

    id: str
    characters: int
    windows: int
    spans: list[SpanOut]
    properties: list[PropertyRead]


class ModelOut(BaseModel):
    """The model that read the texts."""

    name: str
    version: str
    labels: list[str]


class ExtractOut(BaseModel):
    """The results for the texts, in the order sent."""

    model_config = example(examples.EXTRACT)

    model: ModelOut
    documents: list[DocumentOut]


class EvidenceOut(BaseModel):
    """A place where a property was read."""

    field: Literal["title", "text"]
    start: int
    end: int
    text: str
    score: float
    finder: Finder | Literal["person"] = Field(description="`person`: somebody marked the words")


class PropertyOut(BaseModel):
    """A property of an item, and why the item has it."""

    name: str
    value: str
    display: str
    score: float
    number: float | None = None
    high: float | None = Field(None, description="set if the value is a range, which begins at `number`")
    unit: str | None = None
    qualifier: str | None = Field(None, description='words that qualify the value ("100% organic")')
    narrower: str | None = Field(None, description="the value of this item that implies this one")
    conflict: bool = Field(
        False, description="the text says it, but the owner gave something else: it is shown, but not searched"
    )
    source: Source
    evidence: list[EvidenceOut]
    model: str | None
    extracted_at: datetime


class ItemOut(BaseModel):
    """An item as stored."""

    model_config = example(examples.ITEM)

    id: str
    title: str
    text: str
    url: str | None
    image: str | None
    updated_at: datetime
    properties: list[PropertyOut]


class ExportedOut(ItemOut):
    """An item as stored, what its owner gave, as sent, and what people corrected. With them it can be loaded again."""

    given: list[tuple[str, str]]
    corrections: list[CorrectionOut] = Field([], description="if there are any")


class WrittenOut(ItemOut):
    """An item as stored, and what the call did to it."""

    model_config = example(examples.WRITTEN)

    status: Literal["created", "updated", "unchanged"]
    dropped_corrections: list[CorrectionOut] = Field(
        [], description="corrections whose words the new texts no longer say, if there are any"
    )


class ItemsOut(BaseModel):
    """A page of items in order of id."""

    model_config = example(examples.ITEMS)

    items: list[ItemOut]
    next: str | None = Field(description="the `cursor` of the next page; null on the last page")


class ItemsWrittenOut(BaseModel):
    """The items in the order sent."""

    model_config = example(examples.ITEMS_WRITTEN)

    items: list[WrittenOut]


class SharedOut(BaseModel):
    """A property that both items have. Rarer ones weigh more."""

    name: str
    value: str
    display: str
    weight: float


class SimilarHitOut(BaseModel):
    """A similar item. Its shared properties start with the heaviest."""

    id: str
    title: str
    score: float
    shared: list[SharedOut]


class SimilarOut(BaseModel):
    """The items that share most with an item."""

    model_config = example(examples.SIMILAR)

    item: str
    hits: list[SimilarHitOut]


def property_out(prop: Property) -> dict[str, Any]:
    evidence = [
        {"field": e.field, "start": e.start, "end": e.end, "text": e.text, "score": e.score, "finder": e.finder}
        for e in prop.evidence
    ]
    return {
        "name": prop.name,
        "value": prop.value,
        "display": prop.display,
        "score": prop.score,
        **standard_out(prop),
        **({"conflict": True} if prop.conflict else {}),
        "source": prop.source,
        "evidence": evidence,
        "model": prop.model,
        "extracted_at": prop.extracted_at,
    }


def standard_out(prop: Property) -> dict[str, Any]:
    """Returns the standard form's further fields: quantity, qualifier and the value that implies this one."""
    said = _present({"qualifier": prop.qualifier, "narrower": prop.narrower})
    return {**number_out(prop.number, prop.unit, prop.high), **said}


def number_out(number: float | None, unit: str | None, high: float | None = None) -> dict[str, Any]:
    """Returns `number` and `unit` only for quantities, and `high` only for ranges."""
    return _present({"number": number, "high": high, "unit": unit})


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def item_out(item: Item) -> dict[str, Any]:
    """Returns an item with its conflicts among the properties, in order of name and value."""
    properties = sorted((*item.properties, *item.conflicts), key=lambda prop: (prop.name, prop.value))
    return {
        "id": item.id,
        "title": item.title,
        "text": item.text,
        "url": item.url,
        "image": item.image,
        "updated_at": item.updated_at,
        "properties": [property_out(prop) for prop in properties],
    }


def exported_out(item: Item) -> dict[str, Any]:
    """Returns an item with what its owner gave and people corrected, so that it can be loaded again."""
    return {**item_out(item), "given": item.given, **corrections_out("corrections", item.corrections)}


def corrections_out(name: str, corrections: Sequence[Correction]) -> dict[str, Any]:
    """Returns the corrections under this name, if there are any."""
    return {name: [correction_out(each) for each in corrections]} if corrections else {}
