"""Answers a search from the views of one moment."""

from collections.abc import Callable, Sequence

import numpy as np

from app.domain.queries import Facet, FacetQuery, Plan
from app.domain.relevance import tiers
from app.domain.relevance.formula import weigh
from app.index.embedded.asking.facets import facet
from app.index.embedded.asking.matching import Matched, all_matches, count, full_matches
from app.index.embedded.asking.wanted import Asked
from app.index.embedded.storage.segments import View
from app.index.embedded.storage.vocabulary import Vocabulary

Match = Callable[[View, Asked, str | None], Matched]


class Search:
    """The matches of a query. `plan` says which of them the answer shows and counts."""

    def __init__(self, vocabulary: Vocabulary, views: Sequence[View], asked: Asked) -> None:
        self._vocabulary, self._views, self._asked = vocabulary, views, asked
        self._match: Match = all_matches if asked.query.match == "any" else full_matches
        self._found = self._all(None)
        self.plan = self._planned()

    def _planned(self) -> Plan:
        query = self._asked.query
        if tiers.continues(query) and query.plan is not None:
            if query.plan.shown and self._match is full_matches:
                self._widen()
            return query.plan
        weights = self._weights()
        full = sum(len(matched.scope) for matched in self._found)
        enough = full >= tiers.RELAX_BELOW or (full and query.sort.key != "relevance")
        if self._match is full_matches and query.match == "best" and query.terms and not enough:
            self._widen()
        none = np.zeros(len(tiers.TIERS), int)
        counts = sum((np.bincount(matched.tiers, minlength=len(none)) for matched in self._found), none)
        return tiers.plan(query, weights, counts.tolist())

    def _widen(self) -> None:
        self._match = all_matches
        self._found = self._all(None)

    def _all(self, without: str | None) -> list[Matched]:
        return [self._match(view, self._asked, without) for view in self._views]

    def _weights(self) -> tuple[int, ...]:
        items = sum(view.living for view in self._views)
        return tuple(
            weigh(items, sum(count(view, self._asked, number) for view in self._views))
            for number in range(len(self._asked.terms))
        )

    @property
    def total(self) -> int:
        return sum(matched.count(self.plan.counted) for matched in self._found)

    def shown(self) -> list[Matched]:
        """Returns the matches that the pages have."""
        return [matched.up_to(self.plan.shown) for matched in self._found]

    def facet(self, asked: FacetQuery) -> Facet:
        """Returns the commonest values of a name. Conditions on the name itself do not narrow them."""
        name = self._vocabulary.names.get(asked.name)
        if name is None:
            return Facet((), 0)
        narrowed = any(condition.about == asked.name for condition in self._asked.conditions)
        found = self._all(asked.name) if narrowed else self._found
        return facet(asked, self._vocabulary, name, [matched.up_to(self.plan.counted) for matched in found])
