"""Queries to the graph, and their results."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.domain.filters import Bounds, Filter, View
from app.domain.items import LONGEST_NAME, Item
from app.domain.standard import standardize_name
from app.errors import Fault, InvalidInput

# The name and value of a property.
Key = tuple[str, str]
# The end of a page: the sort key and the id of its last item.
Place = tuple[float | str | None, str]

# The names under which a match in words is reported: all of them are in the title, or some only in values or the text.
TITLE, TEXT = "title", "text"

# `best`: full matches first, then partial ones. `all`: full matches alone. `any`: all that meet a term, by score alone.
MatchMode = Literal["best", "all", "any"]


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

    An item meets it if it has one of the `targets`, or all `words` in title, values and text, or one of the `variants`:
    other words for the same, which count less. `text_factor` (at most 1) is what words count beside properties.
    A term that is not `required` only adds to the score. `score` is the model's; None if the model did not recognise
    the term. `heads` has the last words of the names of what is wanted: an item whose title says that it is something
    else counts half.
    """

    start: int
    end: int
    text: str
    words: tuple[str, ...]
    targets: tuple[Target, ...] = ()
    score: float | None = None
    variants: tuple[str, ...] = ()
    text_factor: float = 1.0
    required: bool = True
    heads: tuple[str, ...] = ()


RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class Sort:
    """An order: by `relevance`, `id`, `title`, `updated_at` or a property. Items without the property come last."""

    key: str = RELEVANCE
    descending: bool = False


def parse_sort(text: str) -> Sort:
    """Reads `key`, or `-key` for descending order. Raises InvalidInput at `/sort`."""
    descending, named = text.startswith("-"), text.removeprefix("-")
    key = standardize_name(named)
    if len(named) > LONGEST_NAME:
        raise InvalidInput([Fault("/sort", f"{len(named)} characters; expected a name of at most {LONGEST_NAME}")])
    if not key or named.lstrip().startswith("-") or (descending and key == RELEVANCE):
        detail = f"{text!r}: expected relevance, id, title, updated_at or a property's name"
        raise InvalidInput([Fault("/sort", detail)])
    return Sort(key, descending)


@dataclass(frozen=True, slots=True)
class FacetQuery:
    """Asks for the commonest values of a property. `text`: only values that say words which begin like its words.

    `ranges`: into how many ranges its numbers are put at most; 0: into none.
    """

    name: str
    limit: int = 100
    text: str = ""
    ranges: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What the first page of a search decides, so that the others go on whatever is written meanwhile.

    `weights` has the weight of every term in millionths. The total and the facets cover the matches up to tier
    `counted`, the pages those up to tier `shown` (app.domain.relevance.tiers).
    """

    weights: tuple[int, ...] = ()
    counted: int = 0
    shown: int = 0

    @property
    def relaxed(self) -> bool:
        """Whether the pages have items that miss a required term."""
        return self.shown > 0


@dataclass(frozen=True, slots=True)
class Query:
    """A search: the items that meet all filters and limits, ranked by the terms that they meet.

    All `limits` must hold, even several of one name. So must the whole `view`, which narrows the counts of all facets:
    items outside it do not exist for the caller. `lead` is the number of the term that says what kind of thing is
    wanted. An item that says a word of `without`, in any form of the word, is left out, unless
    it only denies it. `plan` continues an earlier
    search; it is ignored if it has another number of terms. If it `ranks_only`, the terms decide the order alone. Every
    hit says all `phrases`, each of folded words side by side in its title, its text, or a value or display.
    """

    terms: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()
    facets: tuple[FacetQuery, ...] = ()
    sort: Sort = Sort()
    limit: int = 20
    after: Place | None = None
    limits: tuple[Filter, ...] = ()
    match: MatchMode = "best"
    lead: int | None = None
    without: tuple[str, ...] = ()
    plan: Plan | None = None
    view: View = ()
    ranks_only: bool = False
    phrases: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that matches.

    `matched`: the properties and words that match, in the order of the query's terms. `missing`: the numbers of the
    required terms that the item does not meet.
    """

    item: Item
    score: float
    matched: tuple[tuple[str, str], ...]
    missing: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """`count`: how many matching items have the value."""

    value: str
    display: str
    count: int


@dataclass(frozen=True, slots=True)
class FacetRange:
    """`count`: how many matching items a filter with these bounds keeps."""

    bounds: Bounds
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """The commonest values of a property over all matches. `distinct`: how many values there are."""

    values: tuple[FacetValue, ...] = ()
    distinct: int = 0
    ranges: tuple[FacetRange, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """`total` and `facets` cover all matches up to the tier that the plan counts.

    `next`: the place after the last hit; None on the last page.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Facet] = field(default_factory=dict)
    next: Place | None = None
    plan: Plan = Plan()


@dataclass(frozen=True, slots=True)
class KnownValue:
    """A property value that the graph has, and how many items have it."""

    name: str
    value: str
    display: str
    count: int


@dataclass(frozen=True, slots=True)
class KnownName:
    """A property that the graph has: how many items have it, how many values it has, and the units of its numbers.

    The unit None stands for numbers without one. If no value is a number, there are no units.
    """

    name: str
    items: int
    values: int
    units: frozenset[str | None] = frozenset()


@dataclass(frozen=True, slots=True)
class Shared:
    """A property that two items share. Rarer ones weigh more (app.domain.relevance)."""

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
