"""The JSON that callers send. Field names are the contract."""

import math
import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictFloat,
    StrictStr,
    WithJsonSchema,
    model_validator,
)

from app.api import examples
from app.api.bodies.lists import at_most, one_by_one
from app.api.examples import example
from app.domain.items import LONGEST_NAME, Draft
from app.domain.standard import find_words, standardize_name
from app.settings import MOST

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# Addresses of what belongs to an item.
_ADDRESSES = ("/similar", "/suggestions")
_LONGEST_VALUE = 256
_MOST_VALUES = 1000
_MOST_LABELS = 1000
# More fields than any model here has. Each unknown one would be a fault of its own.
_MOST_FIELDS = 50
_SINGLE_SCHEMA = {"anyOf": [{"type": "string", "maxLength": _LONGEST_VALUE}, {"type": "number"}, {"type": "boolean"}]}
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
    if isinstance(value, str) and (len(value) > _LONGEST_VALUE or not find_words(value)):
        raise ValueError(f"expected text of 1 to {_LONGEST_VALUE} characters with a letter or a digit")
    if isinstance(value, int) and len(repr(value)) > _LONGEST_VALUE:
        raise ValueError(f"expected a number of at most {_LONGEST_VALUE} digits")
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


Label = Annotated[StrictStr, Field(max_length=256)]


class DocumentIn(RequestModel):
    """A text to read."""

    id: StrictStr | None = Field(
        None, max_length=256, description="returned as sent; default: the position in the list"
    )
    text: Text = Field(description="plain text, up to the limit of characters")


class ExtractIn(RequestModel):
    """Texts to read."""

    model_config = example(examples.EXTRACT_IN)

    documents: Annotated[list[DocumentIn], one_by_one, at_most(MOST)] = Field(min_length=1, max_length=MOST)
    labels: Annotated[list[Label] | None, at_most(_MOST_LABELS)] = Field(
        None, min_length=1, max_length=_MOST_LABELS, description="only these labels; default: all"
    )
    min_score: StrictFloat | None = Field(
        None,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="leave out spans with a lower score; default: MIN_SCORE, or the model's thresholds",
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

    def to_draft(self, item_id: str) -> Draft:
        lists = {
            name: values if isinstance(values, list) else [values] for name, values in sorted(self.properties.items())
        }
        pairs = tuple((name, _to_text(value)) for name, values in lists.items() for value in values)
        return Draft(item_id, self.title, self.text, pairs, self.url, self.image)


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
