"""Queries to the graph, and their results."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.filters import Filter
from app.domain.items import Item
from app.domain.standard import standardize_name
from app.errors import Fault, InvalidInput

# The end of a page: the sort key and the id of its last item.
Place = tuple[float | str | None, str]

# The name under which a match in a title is reported.
TITLE = "title"


@dataclass(frozen=True, slots=True)
class Target:
    """A property that a term may mean. `factor` is 1 if the term equals the value, less if the value has more words."""

    name: str
    value: str
    factor: float
    display: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of the query's text, as understood.

    An item matches if it has one of the `targets`, or all `words` in its title. A title counts `title_factor` of what
    the property counts. `score` is the model's; None if the model did not recognise the term.
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
    """An order: by `relevance`, `id`, `title`, `updated_at` or a property. Items without the property come last."""

    key: str = "relevance"
    descending: bool = False


def parse_sort(text: str) -> Sort:
    """Reads `key`, or `-key` for descending order. Raises InvalidInput at `/sort`."""
    descending, key = text.startswith("-"), standardize_name(text.removeprefix("-"))
    if not key or (descending and key == "relevance"):
        detail = f"{text!r}: expected relevance, id, title, updated_at or a property's name"
        raise InvalidInput([Fault("/sort", detail)])
    return Sort(key, descending)


@dataclass(frozen=True, slots=True)
class Query:
    """A search. An item matches if it meets any term (or there are none), and all filters and limits. Terms rank items.

    All `limits` must hold, even several of one name. `weights` has the weight of every term on the first page, so that
    the order stays the same whatever is written between pages. If it is None or has another length, the graph gives the
    weights.
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
    """`matched`: the properties (or `title` words) that match, in the order of the query's terms."""

    item: Item
    score: float
    matched: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """`count`: how many matching items have the value."""

    value: str
    display: str
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """`total` and `facets` cover all matches. `next`: the place after the last hit; None on the last page.

    `weights` has the weight of every term, 0 for a term that matches nothing.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    next: Place | None = None
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownValue:
    """A property value that the graph has, and how many items have it."""

    name: str
    value: str
    display: str
    count: int


@dataclass(frozen=True, slots=True)
class Shared:
    """A property that two items share. Rarer ones weigh more (app.domain.ranking)."""

    name: str
    value: str
    display: str
    weight: float


@dataclass(frozen=True, slots=True)
class Similar:
    """An item like another. `score` is the sum of the shared weights; `shared` has the heaviest first."""

    id: str
    title: str
    score: float
    shared: tuple[Shared, ...]
