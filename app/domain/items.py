"""Items and their properties."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Source = Literal["given", "extracted"]
Field = Literal["title", "text"]
Status = Literal["created", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a property was read: offsets in code points of the item's `field`."""

    field: Field
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Property:
    """A standardised name and value of an item, and why it has it.

    `value` is what equality and facets use, `display` what to show a person; `number` and `unit` are set when the
    value is a quantity, `high` besides when it is a range that begins at `number`. `qualifier` is what was said beside
    the value ("100% organic"). `narrower`: the value that implies this one ("navy" implies "blue"); None where it was
    said or given itself. `conflict`: the text says it, but what was given says otherwise. `model` (`name@version`) is
    None for given properties.
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
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A property as a vertex of the graph, whatever item has it. `display` is how the first item said it."""

    name: str
    value: str
    display: str
    number: float | None = None
    unit: str | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An item as its owner sends it. `given`: names and raw values, in the order sent."""

    id: str
    title: str = ""
    text: str = ""
    given: tuple[tuple[str, str], ...] = ()
    url: str | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An item as it is stored. `fingerprint` identifies the draft, and the model and rules that read it.

    `properties` are what searches, facets and comparisons know. `conflicts` are what the text says and the owner
    denies: they are kept and shown with the item, and found by nobody. Both are in order of name and value. `given`:
    what the draft gave, as sent. `model`: what read the texts (`name@version`).
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
