"""The parts of a query that are more than words. `start` and `end` are code points of the query."""

from dataclasses import dataclass

from app.domain.filters import Bounds, Filter
from app.domain.queries import Sort


@dataclass(frozen=True, slots=True)
class Limit:
    """A numeric condition: "under 50 eur". `others` has the same bounds on other properties that it may mean."""

    start: int
    end: int
    condition: Filter
    others: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Words that no hit may say: "without leather". `said` is the text of the words, which are folded.

    Several words are one phrase.
    """

    start: int
    end: int
    said: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """A wish for an order: "cheapest"."""

    start: int
    end: int
    sort: Sort


@dataclass(frozen=True, slots=True)
class Named:
    """A standard value of a property that the words name without doubt: "size 10", "for women"."""

    start: int
    end: int
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity that is no limit: "51 mm". `bounds` is about its number, because people round.

    `name` is its property, if the query says it: "16 gb ram".
    """

    start: int
    end: int
    bounds: Bounds
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A limit of the price, where the graph has no prices."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded words that every hit says side by side: "air max" in quotation marks."""

    start: int
    end: int
    words: tuple[str, ...]


Part = Limit | Exclusion | Order | Named | Amount | Unmeasured | Phrase
