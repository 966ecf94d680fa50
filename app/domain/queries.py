"""What is asked of the graph, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.filters import Filter
from app.domain.items import Item
from app.domain.standard import standardize_name
from app.errors import Fault, InvalidInput

# Where a page ends: what its last item is sorted by, and that item's id.
Place = tuple[float | str | None, str]

# The name under which a match in a title is reported.
TITLE = "title"


@dataclass(frozen=True, slots=True)
class Target:
    """A property that a term may mean, and how well it says it: 1 for equal, less for a value with more words."""

    name: str
    value: str
    factor: float
    display: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of the query's text, as understood.

    An item that has one of the `targets`, or all `words` in its title, matches. A title counts `title_factor` as
    much as the property itself would. `score` is the model's; None where the vocabulary or nothing recognised it.
    """

    start: int
    end: int
    text: str
    words: tuple[str, ...]
    targets: tuple[Target, ...] = ()
    title_factor: float = 1.0
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Sort:
    """By `relevance`, `id`, `title`, `updated_at`, or the name of a property; items without it come last."""

    key: str = "relevance"
    descending: bool = False


def parse_sort(text: str) -> Sort:
    """Reads `key` or `-key`, which sorts downwards. Raises InvalidInput at `/sort`."""
    descending, key = text.startswith("-"), standardize_name(text.removeprefix("-"))
    if not key or (descending and key == "relevance"):
        detail = f"{text!r}: expected relevance, id, title, updated_at or a property's name"
        raise InvalidInput([Fault("/sort", detail)])
    return Sort(key, descending)


@dataclass(frozen=True, slots=True)
class Query:
    """Terms rank (an item matches when any of them does), filters and limits decide. No terms: every item matches.

    Every one of `limits` must hold, also of one name. `weights`, one for each term, are those of the first page: with
    them the order of the items stays, whatever is written between pages. Without, or with another number of them, the
    graph as it is gives the weights.
    """

    terms: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()
    facets: tuple[str, ...] = ()
    sort: Sort = Sort()
    limit: int = 20
    after: Place | None = None
    limits: tuple[Filter, ...] = ()
    weights: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """`matched`: the properties (or `title` words) by which it was found, in the order of the query's terms."""

    item: Item
    score: float
    matched: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """`count`: matching items that have the value."""

    value: str
    display: str
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """`total` and `facets` are over all matches. `next`: the place after the last hit, None on the last page.

    `weights`: that of each term, 0 for one that nothing matches.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    next: Place | None = None
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownValue:
    """A property value that the graph has, with the number of items that have it."""

    name: str
    value: str
    display: str
    count: int


@dataclass(frozen=True, slots=True)
class Shared:
    """A property that two items share; rarer ones weigh more: ln(1 + items / items that have it)."""

    name: str
    value: str
    display: str
    weight: float


@dataclass(frozen=True, slots=True)
class Similar:
    """`score` is the sum of the shared weights; `shared` is the reason, heaviest first."""

    id: str
    title: str
    score: float
    shared: tuple[Shared, ...]
