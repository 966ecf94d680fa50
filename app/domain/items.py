"""Items and their properties."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from model.spans import Finder

Source = Literal["given", "extracted"]
Field = Literal["title", "text"]
Status = Literal["created", "updated", "unchanged"]

# Characters of the name of a property that a caller sends.
LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Evidence:
    """The place where a property was read, and what read it. Offsets are code points of the item's `field`."""

    field: Field
    start: int
    end: int
    text: str
    score: float
    finder: Finder = "model"


@dataclass(frozen=True, slots=True)
class Property:
    """A standard name and value of an item, and why the item has it.

    Equality and facets use `value`; people see `display`. `number` and `unit` are set if the value is a quantity, and
    `high` if it is a range, which begins at `number`. `qualifier` has the words that qualify the value ("100%
    organic"). `narrower` is the value that implies this one ("navy" implies "blue"); None if a text or the owner says
    it directly. `conflict`: the text says it, but the owner gave something else. `model` (`name@version`) is None for
    given properties.
    """

    name: str
    value: str
    display: str
    score: float
    source: Source
    evidence: tuple[Evidence, ...]
    model: str | None
    extracted_at: datetime
    number: float | None = None
    unit: str | None = None
    high: float | None = None
    qualifier: str | None = None
    narrower: str | None = None
    conflict: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Value:
    """A property as a vertex of the graph, independent of its items. `display` is the wording of the first item."""

    name: str
    value: str
    display: str
    number: float | None = None
    unit: str | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What an index reads of an item. `said`: name, value and display of every property."""

    id: str
    title: str
    text: str
    updated_at: datetime
    said: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """An item as its owner sends it. `given` holds names and raw values in the order sent."""

    id: str
    title: str = ""
    text: str = ""
    given: tuple[tuple[str, str], ...] = ()
    url: str | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A stored item.

    `fingerprint` identifies the draft together with the model and the rules that read it. Searches, facets and
    comparisons use `properties`. `conflicts` are properties in the texts that contradict the owner's data: they are
    stored and shown, but not searched. Both are in order of name and value. `given` has the draft's properties as sent.
    `model` (`name@version`) is the model that read the texts.
    """

    id: str
    title: str
    text: str
    url: str | None
    image: str | None
    properties: tuple[Property, ...]
    updated_at: datetime
    fingerprint: str
    given: tuple[tuple[str, str], ...] = ()
    conflicts: tuple[Property, ...] = ()
    model: str | None = None


def content_of(item: Item) -> Content:
    said = tuple((prop.name, prop.value, prop.display) for prop in item.properties)
    return Content(item.id, item.title, item.text, item.updated_at, said)
