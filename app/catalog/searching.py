"""Search: the caller's words → the query as understood → results, displayed as the team decided."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.catalog.collapsing import search_distinct
from app.catalog.queries.reader import QueryReader
from app.catalog.queries.understood import UnderstoodQuery
from app.catalog.queries.viewing import within
from app.catalog.team_vocabulary import TeamVocabulary
from app.domain.filters import Filter, View, parse_filter
from app.domain.queries import RELEVANCE, Facet, FacetQuery, MatchMode, Place, Plan, Query, Results, parse_sort
from app.domain.relevance.highlighting import Highlight, highlight
from app.domain.relevance.words import Analyzer
from app.domain.variants import same_as
from app.errors import Fault, InvalidInput
from app.index.index import Index
from app.telemetry.traces import span


@dataclass(frozen=True, slots=True)
class Search:
    """The search of a caller. `after` and `plan` continue an earlier search (Query).

    `dropped` has the numbers of parts of the text to leave out. The text's own order counts if the caller names none.
    `distinct` is "variant", or a property: of items that are the same but for color and size, or that have the same
    values of the property, only the first is a hit.
    """

    text: str = ""
    filters: tuple[str, ...] = ()
    facets: tuple[FacetQuery, ...] = ()
    sort: str = "relevance"
    limit: int = 20
    after: Place | None = None
    plan: Plan | None = None
    match: MatchMode = "best"
    view: View = ()
    dropped: tuple[int, ...] = ()
    highlight: bool = False
    distinct: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The results of a search, and how its text and its filters were understood.

    `highlights` has one for each hit, if the caller asked for them.
    """

    query: UnderstoodQuery
    filters: tuple[Filter, ...]
    results: Results
    highlights: tuple[Highlight, ...] = ()


# The most meanings of the limits of one query that are tried.
_MOST_LIMITS = 6


class Searcher:
    """Answers searches. Calls block, and any thread may make them."""

    def __init__(self, reader: QueryReader, vocabulary: TeamVocabulary, index: Index, analyzer: Analyzer) -> None:
        self._reader = reader
        self._analyzer = analyzer
        self._vocabulary = vocabulary
        self._index = index

    def search(self, asked: Search) -> Found:
        """Returns the items that meet the filters, ranked by what the text says.

        Raises InvalidInput for a filter or a sort that cannot be read, and for a part to leave out that is none.
        """
        standardizer = self._vocabulary.standardizer
        sort = parse_sort(asked.sort)
        filters = tuple(parse_filter(text, f"/filter/{n}", standardizer) for n, text in enumerate(asked.filters))
        understood = within(self._reader.read(asked.text, asked.dropped), self._index, asked.view)
        _check_dropped(asked, len(understood.parts))
        understood = self._with_limits_met(understood, filters, asked.view)
        named = ((standardizer.name(each.name), each) for each in asked.facets)
        supports = understood.supports if asked.match != "any" else ()
        query = Query(
            (*understood.terms, *supports),
            (*filters, *understood.exclusions),
            tuple({name: replace(each, name=name) for name, each in named}.values()),
            understood.sort or sort if sort.key == RELEVANCE else sort,
            asked.limit,
            asked.after,
            understood.limits,
            asked.match,
            understood.leading_term,
            understood.without,
            phrases=understood.phrases,
            plan=asked.plan,
            view=asked.view,
            ranks_only=understood.ranks_only,
        )
        with span("index"):
            results = self._answer(query, standardizer.name(asked.distinct))
        marks = (highlight(hit, query.terms, self._analyzer) for hit in results.hits if asked.highlight)
        return Found(understood, filters, replace(results, facets=self._displayed(results.facets)), tuple(marks))

    def _with_limits_met(self, understood: UnderstoodQuery, filters: tuple[Filter, ...], view: View) -> UnderstoodQuery:
        """Returns the query with limits on what they may mean instead, if nothing meets them as they are."""
        if not any(part.others for part in understood.kept if part.limit):
            return understood
        options = (understood, *understood.with_other_limits())[:_MOST_LIMITS]
        return next((each for each in options if self._has_full_matches(each, filters, view)), understood)

    def _has_full_matches(self, understood: UnderstoodQuery, filters: tuple[Filter, ...], view: View) -> bool:
        query = Query(
            understood.terms,
            (*filters, *understood.exclusions),
            limit=0,
            limits=understood.limits,
            match="all",
            lead=understood.leading_term,
            without=understood.without,
            phrases=understood.phrases,
            view=view,
            ranks_only=understood.ranks_only,
        )
        return self._index.search(query).total > 0

    def _answer(self, query: Query, distinct: str) -> Results:
        return search_distinct(self._index, query, same_as(distinct)) if distinct else self._index.search(query)

    def _displayed(self, facets: Mapping[str, Facet]) -> dict[str, Facet]:
        display = self._vocabulary.display
        return {
            name: replace(
                facet,
                values=tuple(replace(each, display=display(name, each.value, each.display)) for each in facet.values),
            )
            for name, facet in facets.items()
        }


def _check_dropped(asked: Search, parts: int) -> None:
    """Raises InvalidInput for numbers that no part has. A later page goes on, although the graph may read otherwise."""
    if asked.plan is None:
        expected = f"expected a number from 0 to {parts - 1}" if parts else "expected none"
        detail = f"the query has {parts} part(s); {expected}"
        faults = [
            Fault(f"/drop/{n}", f"{number}: {detail}") for n, number in enumerate(asked.dropped) if number >= parts
        ]
        if faults:
            raise InvalidInput(faults)
