"""The JSON that callers send. Field names are the contract."""

import math
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    WithJsonSchema,
    model_validator,
)

from app.api import examples
from app.api.bodies.lists import at_most, one_by_one
from app.api.examples import example
from app.catalog.checking import Said, field_faults
from app.domain.corrections.keeping import MOST_CORRECTIONS
from app.domain.items import LONGEST_NAME, LONGEST_VALUE, Action, Correction, Draft, Stretch
from app.domain.standard import find_words, standardize_name
from app.settings import MOST

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_FURTHEST = 1_000_000_000
# Addresses of what belongs to an item.
_ADDRESSES = ("/similar", "/suggestions", "/corrections", "/history")
_MOST_VALUES = 1000
# More fields than any model here has. Each unknown one would be a fault of its own.
_MOST_FIELDS = 50
_SINGLE_SCHEMA = {"anyOf": [{"type": "string", "maxLength": LONGEST_VALUE}, {"type": "number"}, {"type": "boolean"}]}
_VALUE_SCHEMA = {
    "anyOf": [*_SINGLE_SCHEMA["anyOf"], {"type": "array", "items": _SINGLE_SCHEMA}, {"type": "null"}],
}


def _check_id(value: str) -> str:
    if not value.strip() or CONTROL.search(value):
        raise ValueError("expected an id that is not blank and has no control characters")
    if any(part in (".", "..") for part in value.split("/")):
        raise ValueError("expected an id without the parts . and .., which addresses cannot have")
    if value.endswith(_ADDRESSES):
        raise ValueError(f"expected an id that does not end in {' or '.join(_ADDRESSES)}, which address something else")
    if value.split("/")[-2:-1] == ["corrections"]:
        raise ValueError("expected an id whose last part does not follow corrections/, which addresses a correction")
    return value


def _check_text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"expected Unicode text, found half of a surrogate pair at character {error.start}") from error
    return value


def _check_name(value: str) -> str:
    name = standardize_name(value)
    if len(name) > LONGEST_NAME:
        raise ValueError(f"property name {value!r}: {len(name)} characters folded; expected at most {LONGEST_NAME}")
    if not name or ":" in name or name.startswith("-"):
        raise ValueError(f"property name {value!r}: expected a name without ':' that does not start with '-'")
    return value


def _check_value(value: Any) -> Any:
    """Raises one error for a wrong value; a union of types would raise one for each of its types."""
    if isinstance(value, list):
        return [_check_single(each) for each in value]
    return _check_single(value)


def _check_single(value: Any) -> Any:
    if not isinstance(value, str | bool | int | float) or value in (math.inf, -math.inf) or value != value:
        raise ValueError(f"expected text, a number, true or false, or a list of these, found {_kind(value)}")
    if isinstance(value, str) and (len(value) > LONGEST_VALUE or not find_words(value)):
        raise ValueError(f"expected text of 1 to {LONGEST_VALUE} characters with a letter or a digit")
    if isinstance(value, int) and len(repr(value)) > LONGEST_VALUE:
        raise ValueError(f"expected a number of at most {LONGEST_VALUE} digits")
    return _check_text(value) if isinstance(value, str) else value


def _count_and_clear(properties: Any) -> Any:
    """Counts before any value is looked at. Leaves out what is null: the item has no such property."""
    if not isinstance(properties, dict):
        return properties
    count = sum(len(values) if isinstance(values, list) else 1 for values in properties.values())
    if max(count, len(properties)) > _MOST_VALUES:
        raise ValueError(f"{max(count, len(properties))} values, at most {_MOST_VALUES} in one item")
    return {name: value for name, value in properties.items() if value is not None}


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list in a list", type(None): "null"}
    return kinds.get(type(value), repr(value))


ItemId = Annotated[StrictStr, Field(min_length=1, max_length=256), AfterValidator(_check_id)]
Text = Annotated[StrictStr, AfterValidator(_check_text)]
Name = Annotated[StrictStr, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(_check_name)]
Value = Annotated[Any, AfterValidator(_check_value), WithJsonSchema(_VALUE_SCHEMA)]
Words = Annotated[Text, Field(min_length=1, max_length=LONGEST_VALUE)]
Link = Annotated[
    StrictStr, Field(max_length=2048, pattern=r"^[hH][tT][tT][pP][sS]?://[^\s/]"), AfterValidator(_check_text)
]


# Parts of a query string. Values have up to 256 characters; a cursor has the plan of its search.
LookedUpId = Annotated[str, Field(max_length=256)]
FilterText = Annotated[str, Field(max_length=500)]
PropertyName = Annotated[str, Field(max_length=LONGEST_NAME)]
# A name, and a sign before it.
SortKey = Annotated[str, Field(max_length=LONGEST_NAME + 1)]
CursorText = Annotated[str, Field(max_length=16_384)]
FieldNames = Annotated[str, Field(max_length=200)]
PartNumber = Annotated[int, Field(ge=0, le=1000)]


class RequestModel(BaseModel):
    """A part of a request. Unknown fields are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _count_fields(cls, value: Any) -> Any:
        if isinstance(value, dict) and len(value) > _MOST_FIELDS:
            raise ValueError(f"{len(value)} fields; expected some of {', '.join(cls.model_fields)}")
        return value


class SpanIn(RequestModel):
    """A part of a text, in code points; `end` is exclusive."""

    field: Literal["title", "text"]
    start: StrictInt = Field(ge=0, le=_FURTHEST)
    end: StrictInt = Field(ge=1, le=_FURTHEST)
    text: Text | None = Field(None, max_length=LONGEST_VALUE, description="the words there, to be compared")


def _check_person(value: str) -> str:
    if not value.strip():
        raise ValueError("expected who says it, found only white space")
    return value


def _check_time(value: Any) -> Any:
    """Pydantic also reads numbers as times, of seconds or of milliseconds."""
    if not isinstance(value, str | datetime):
        raise ValueError("expected a time as text, as in 2026-12-01T10:00:00Z")
    return value


def _to_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("expected a time of the years 1 to 9999 in UTC") from error


def _check_distinct(corrections: "list[StoredCorrectionIn] | None") -> "list[StoredCorrectionIn] | None":
    ids = [each.id for each in corrections or ()]
    if twice := sorted({each for each in ids if ids.count(each) > 1}):
        raise ValueError(f"expected each correction once, found {twice[0]!r} twice")
    return corrections


class CorrectionIn(RequestModel):
    """What a person says of a value of an item."""

    model_config = example(examples.CORRECTION_IN)

    action: Action = Field(
        description="`accept`, `reject` or `change` a value; `mark` words that say one; say which one is `missing`"
    )
    property: Name
    value: Words | None = Field(
        None, description="the value as the item shows it; for `mark` if the words mean another"
    )
    new_value: Words | None = Field(None, description="for `change`: the value that is right")
    span: SpanIn | None = Field(
        None, description="for `mark`, and if known for `missing`: the words that say the value"
    )
    by: Annotated[Text, Field(min_length=1, max_length=100), AfterValidator(_check_person)] | None = Field(
        None, description="who says it"
    )
    note: Annotated[Text, Field(max_length=1000)] | None = None

    def to_said(self) -> Said:
        span = (self.span.field, self.span.start, self.span.end, self.span.text) if self.span else None
        return Said(self.action, self.property, self.value, self.new_value, span, self.by, self.note)


class StoredCorrectionIn(CorrectionIn):
    """A correction of an earlier export. The key that made it counts as its person, if none is named."""

    id: StrictStr = Field(pattern=r"^[\w-]{1,64}$")
    at: Annotated[AwareDatetime, BeforeValidator(_check_time), AfterValidator(_to_utc)]
    value: Words
    key: StrictStr | None = Field(None, max_length=64)

    @model_validator(mode="after")
    def _check_fields(self) -> Self:
        """What `POST /items/{id}/corrections` refuses, as far as it does not depend on the stored item."""
        faults = [f"{each.pointer[1:]}: {each.detail}" for each in field_faults(self.to_said())]
        if self.span and len(self.span.text or "") != self.span.end - self.span.start:
            faults.append("span: expected the words from start to end as its text")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def to_correction(self, key: str | None) -> Correction:
        there = self.span
        span = Stretch(there.field, there.start, there.end, there.text or "") if there else None
        by = self.by or self.key
        return Correction(
            self.id, self.action, self.property, self.value, self.at, self.new_value, span, by, key, self.note
        )


class ItemBody(RequestModel):
    """An item without its id."""

    model_config = example(examples.ITEM_IN)

    title: Text = Field("", description="read by the model, and searched as plain text")
    text: Text = Field("", description="read by the model")
    properties: Annotated[dict[Name, Value], BeforeValidator(_count_and_clear)] = Field(
        default_factory=dict, description="properties that you know: a value or a list of values for each name"
    )
    url: Link | None = Field(None, description="an address that begins with http:// or https://")
    image: Link | None = Field(None, description="the address of a picture, in the same form")
    corrections: Annotated[
        list[StoredCorrectionIn] | None, at_most(MOST_CORRECTIONS), AfterValidator(_check_distinct)
    ] = Field(None, description="corrections of an earlier export, which replace the stored ones; default: keep those")

    def to_draft(self, item_id: str, key: str | None = None) -> Draft:
        """Returns the draft. `key` is the id of the caller's key."""
        lists = {
            name: values if isinstance(values, list) else [values] for name, values in sorted(self.properties.items())
        }
        pairs = tuple((name, _to_text(value)) for name, values in lists.items() for value in values)
        said = None if self.corrections is None else tuple(each.to_correction(key) for each in self.corrections)
        return Draft(item_id, self.title, self.text, pairs, self.url, self.image, said)


class PutIn(ItemBody):
    """An item. Its id may be repeated from the address."""

    id: ItemId | None = None


class ItemIn(ItemBody):
    """An item."""

    id: ItemId


class ItemsIn(RequestModel):
    """Items to create or replace, all or none."""

    model_config = example(examples.ITEMS_IN)

    items: Annotated[list[ItemIn], one_by_one, at_most(MOST)] = Field(min_length=1, max_length=MOST)


def _to_text(value: str | bool | int | float) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else format(Decimal(repr(value)), "f")
