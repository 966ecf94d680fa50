"""JSON as callers send and get it. Field names are the contract."""

import math
import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictStr, WithJsonSchema

from app.api import examples
from app.domain.items import Draft, Item, Property
from app.domain.standardize import standardize_name, words

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST_VALUE = 256
_SINGLE_SCHEMA = {"anyOf": [{"type": "string", "maxLength": _LONGEST_VALUE}, {"type": "number"}, {"type": "boolean"}]}
_VALUE_SCHEMA = {"anyOf": [*_SINGLE_SCHEMA["anyOf"], {"type": "array", "items": _SINGLE_SCHEMA}]}


def _check_id(value: str) -> str:
    if not value.strip() or _CONTROL.search(value):
        raise ValueError("expected an id that is not blank and has no control characters")
    if value.endswith("/similar"):
        raise ValueError("expected an id that does not end in /similar, which is the address of the similar items")
    return value


def _check_text(value: str) -> str:
    half = _SURROGATE.search(value)
    if half:
        raise ValueError(f"expected Unicode text, found half of a surrogate pair at character {half.start()}")
    return value


def _check_name(value: str) -> str:
    name = standardize_name(value)
    if not name or ":" in name or name.startswith("-"):
        raise ValueError(f"property name {value!r}: expected a name without ':' that does not start with '-'")
    return value


def _check_value(value: Any) -> Any:
    """One message for all that can be wrong, where a union of types would give one for each of them."""
    if isinstance(value, list):
        return [_check_single(each) for each in value]
    return _check_single(value)


def _check_single(value: Any) -> Any:
    if not isinstance(value, str | bool | int | float) or value in (math.inf, -math.inf) or value != value:
        raise ValueError(f"expected text, a number, true or false, or a list of these, found {_kind(value)}")
    if isinstance(value, str) and (len(value) > _LONGEST_VALUE or not words(value)):
        raise ValueError(f"expected text of 1 to {_LONGEST_VALUE} characters with a letter or a digit")
    if isinstance(value, int) and len(repr(value)) > _LONGEST_VALUE:
        raise ValueError(f"expected a number of at most {_LONGEST_VALUE} digits")
    return _check_text(value) if isinstance(value, str) else value


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list in a list", type(None): "null"}
    return kinds.get(type(value), repr(value))


ItemId = Annotated[StrictStr, Field(min_length=1, max_length=256), AfterValidator(_check_id)]
Text = Annotated[StrictStr, AfterValidator(_check_text)]
Name = Annotated[StrictStr, Field(min_length=1, max_length=64), AfterValidator(_check_name)]
Value = Annotated[Any, AfterValidator(_check_value), WithJsonSchema(_VALUE_SCHEMA)]


def example(shown: Any) -> ConfigDict:
    """The example that the API's page shows of a model."""
    return ConfigDict(json_schema_extra={"examples": [shown]})


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DocumentIn(_In):
    """A text to read."""

    id: StrictStr | None = Field(None, max_length=256, description="returned as sent; the position if left out")
    text: Text = Field(description="plain text of any length up to the limit")


class ExtractIn(_In):
    """Texts to read."""

    model_config = example(examples.EXTRACT_IN)

    documents: list[DocumentIn] = Field(min_length=1)
    labels: list[StrictStr] | None = Field(None, min_length=1, description="only these labels; all if left out")
    min_score: float | None = Field(
        None, ge=0, le=1, description="leave out spans with a lower score; the service's MIN_SCORE if left out"
    )


class SpanOut(BaseModel):
    """`text[start:end]`, in Unicode code points of the text as sent."""

    start: int
    end: int
    label: str
    text: str
    score: float


class PropertyRead(BaseModel):
    """A standardised property read from a text."""

    name: str
    value: str = Field(description="the standard value; equality and facets use it")
    display: str = Field(description="what to show a person")
    score: float
    number: float | None = Field(None, description="set when the value is a quantity, in `unit`")
    unit: str | None = None
    mentions: list[tuple[int, int]]


class DocumentOut(BaseModel):
    """A text as read: to its end, in `windows` overlapping parts."""

    id: str
    characters: int
    windows: int
    spans: list[SpanOut]
    properties: list[PropertyRead]


class ModelOut(BaseModel):
    """The model that read."""

    name: str
    version: str
    labels: list[str]


class ExtractOut(BaseModel):
    """What was read, in the order sent."""

    model_config = example(examples.EXTRACT)

    model: ModelOut
    documents: list[DocumentOut]


class ItemBody(_In):
    """An item without its id."""

    model_config = example(examples.ITEM_IN)

    title: Text = Field("", description="read by the model, and searched as plain text")
    text: Text = Field("", description="read by the model")
    properties: dict[Name, Value] = Field(
        default_factory=dict, description="what is known already: a value or a list of values for each name"
    )
    url: StrictStr | None = Field(None, max_length=2048)
    image: StrictStr | None = Field(None, max_length=2048)

    def to_draft(self, item_id: str) -> Draft:
        lists = {
            name: values if isinstance(values, list) else [values] for name, values in sorted(self.properties.items())
        }
        pairs = tuple((name, _to_text(value)) for name, values in lists.items() for value in values)
        return Draft(item_id, self.title, self.text, pairs, self.url, self.image)


class ItemIn(ItemBody):
    """An item."""

    id: ItemId


class ItemsIn(_In):
    """Items to create or replace, all or none."""

    model_config = example(examples.ITEMS_IN)

    items: list[ItemIn] = Field(min_length=1)


class EvidenceOut(BaseModel):
    """Where a property was read."""

    field: Literal["title", "text"]
    start: int
    end: int
    text: str
    score: float


class PropertyOut(BaseModel):
    """A property of an item, and why it has it."""

    name: str
    value: str
    display: str
    score: float
    number: float | None = None
    unit: str | None = None
    source: Literal["given", "extracted"]
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


class WrittenOut(ItemOut):
    """An item as stored, and what the call did to it."""

    model_config = example(examples.WRITTEN)

    status: Literal["created", "updated", "unchanged"]


class ItemsOut(BaseModel):
    """A page of items in order of id."""

    model_config = example(examples.ITEMS)

    items: list[ItemOut]
    next: str | None = Field(description="pass it as `cursor` for the next page; null on the last")


class ItemsWrittenOut(BaseModel):
    """Items in the order sent."""

    model_config = example(examples.ITEMS_WRITTEN)

    items: list[WrittenOut]


class SharedOut(BaseModel):
    """A shared property; rarer ones weigh more."""

    name: str
    value: str
    display: str
    weight: float


class SimilarHitOut(BaseModel):
    """An item that shares properties, heaviest first."""

    id: str
    title: str
    score: float
    shared: list[SharedOut]


class SimilarOut(BaseModel):
    """The items that share most."""

    model_config = example(examples.SIMILAR)

    item: str
    hits: list[SimilarHitOut]


def property_out(prop: Property) -> dict[str, Any]:
    evidence = [
        {"field": e.field, "start": e.start, "end": e.end, "text": e.text, "score": e.score} for e in prop.evidence
    ]
    return {
        "name": prop.name,
        "value": prop.value,
        "display": prop.display,
        "score": prop.score,
        **number_out(prop.number, prop.unit),
        "source": prop.source,
        "evidence": evidence,
        "model": prop.model,
        "extracted_at": prop.extracted_at,
    }


def number_out(number: float | None, unit: str | None) -> dict[str, Any]:
    """`number` and `unit` for quantities alone."""
    return {key: value for key, value in (("number", number), ("unit", unit)) if value is not None}


def item_out(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "text": item.text,
        "url": item.url,
        "image": item.image,
        "updated_at": item.updated_at,
        "properties": [property_out(prop) for prop in item.properties],
    }


def _to_text(value: str | bool | int | float) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else repr(value)
