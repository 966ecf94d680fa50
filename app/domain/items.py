"""Items, their properties, and what people said of them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from model.spans import Finder

# `corrected`: a person confirmed or stated it.
Source = Literal["given", "corrected", "extracted"]
Field = Literal["title", "text"]
Status = Literal["created", "updated", "unchanged"]
Action = Literal["accept", "reject", "change", "mark", "missing"]
MomentKind = Literal["created", "updated", "reread", "merged", "corrected", "undone"]
Key = tuple[str, str]

# Characters of the name of a property, and of a value, that a caller sends.
LONGEST_NAME, LONGEST_VALUE = 64, 256


@dataclass(frozen=True, slots=True)
class Evidence:
    """The place where a property was read, and what read it. Offsets are code points of the item's `field`.

    The finder `person` marks the place of a correction.
    """

    field: Field
    start: int
    end: int
    text: str
    score: float
    finder: Finder | Literal["person"] = "model"


@dataclass(frozen=True, slots=True)
class Property:
    """A standard name and value of an item, and why the item has it.

    Equality and facets use `value`; people see `display`. `number` and `unit` are set if the value is a quantity, and
    `high` if it is a range, which begins at `number`. `qualifier` has the words that qualify the value ("100%
    organic"). `narrower` is the value that implies this one ("navy" implies "blue"); None if a text or the owner says
    it directly. `conflict`: the text says it, but the owner gave something else. `model` (`name@version`) is None for
    given and for corrected properties.
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
class Stretch:
    """A part of an item's title or text. Offsets are code points, `end` is exclusive."""

    field: Field
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said about a value of property `name`.

    `accept`: the value is right. `reject`: it is wrong. `change`: it is wrong, and `new_value` is right. `mark`: the
    words at `span` say the value. `missing`: the item has the value, wherever it is said. `by` names the person as the
    caller did; `key` is the id of the caller's key.
    """

    id: str
    action: Action
    name: str
    value: str
    at: datetime
    new_value: str | None = None
    span: Stretch | None = None
    by: str | None = None
    key: str | None = None
    note: str | None = None

    @property
    def states(self) -> str | None:
        """The value that the item has by this correction; None if it only rejects one."""
        return None if self.action == "reject" else self.new_value or self.value

    @property
    def rejects(self) -> str | None:
        """The value that the item does not have by this correction, if any."""
        return self.value if self.action in ("reject", "change") else None


@dataclass(frozen=True, slots=True)
class Moment:
    """A write of an item: when, by which key, and the properties that it gained and lost.

    `correction` is the id of the correction that was made or undone. A created item does not list what it gained.
    """

    at: datetime
    kind: MomentKind
    key: str | None = None
    added: tuple[Key, ...] = ()
    removed: tuple[Key, ...] = ()
    correction: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An item as its owner sends it. `given` holds names and raw values in the order sent.

    `corrections` replace those of the stored item; None keeps them.
    """

    id: str
    title: str = ""
    text: str = ""
    given: tuple[tuple[str, str], ...] = ()
    url: str | None = None
    image: str | None = None
    corrections: tuple[Correction, ...] | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A stored item.

    `fingerprint` identifies the draft together with the model and the rules that read it, and its corrections.
    Searches, facets and comparisons use `properties`. `conflicts` are properties that contradict the owner's data: they
    are stored and shown, but not searched. Both are in order of name and value. `given` has the draft's properties.
    `model` (`name@version`) is the model that read the texts. `corrections` and `history` are in the order of time.
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
    corrections: tuple[Correction, ...] = ()
    history: tuple[Moment, ...] = ()


def content_of(item: Item) -> Content:
    said = tuple((prop.name, prop.value, prop.display) for prop in item.properties)
    return Content(item.id, item.title, item.text, item.updated_at, said)
