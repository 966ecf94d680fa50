"""Answers a search in two steps: first the numbers that decide its plan, then the page and the facets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.items import Item
from app.domain.queries import Facet, Hit, Place, Plan, Query, Results
from app.domain.relevance import formula, tiers
from app.domain.relevance.matching import Matcher, levels, to_hit
from app.domain.relevance.words import Analyzer
from app.graph.store import GraphStore
from app.index.opensearch.asking.conditions import Clause, all_of, conditions
from app.index.opensearch.asking.facets import Facets
from app.index.opensearch.asking.orders import after, place_of, sorts
from app.index.opensearch.asking.terms import Tiers, Wanted, presences, wanted_terms
from app.index.opensearch.asking.terms import tiers as tier_clauses
from app.index.opensearch.client import Client
from app.index.opensearch.mapping import Pair


@dataclass(frozen=True, slots=True)
class Search:
    """A query, as OpenSearch is asked."""

    client: Client
    names: Pair
    analyzer: Analyzer
    query: Query

    def answer(self, store: GraphStore, facets: Facets) -> tuple[Results, int]:
        """Returns the results, and how many hits of the page the record does not have any more."""
        wanted = wanted_terms(self.query, self.analyzer)
        by_tier = tier_clauses(self.query, wanted)
        counts, plan = self._plan(wanted, by_tier)
        shown = all_of([by_tier.up_to(plan.shown), conditions(self.query, self.analyzer)])
        ids, end = self._page(shown, wanted, plan)
        items = store.get(ids)
        hits = tuple(self._hit(items[each], plan) for each in ids if each in items)
        found = self._facets(facets, by_tier, plan)
        return Results(sum(counts[: plan.counted + 1]), hits, found, end, plan), len(ids) - len(hits)

    def _plan(self, wanted: Sequence[Wanted], by_tier: Tiers) -> tuple[list[int], Plan]:
        """Returns how many items each tier has, and the plan."""
        goes_on = self.query.plan if tiers.continues(self.query) else None
        own = conditions(self.query, self.analyzer)
        asked = [None if each is None else all_of([each, own]) for each in by_tier.clauses]
        weighed = [] if goes_on else [all_of([]), *presences(wanted)]
        clauses = [*weighed, *(each for each in asked if each is not None)]
        answers = self.client.search_all(self.names.items, [_count(each) for each in clauses])
        totals = iter([each["hits"]["total"]["value"] for each in answers])
        if not goes_on:
            items = next(totals)
            weights = tuple(formula.weigh(items, next(totals)) for _ in wanted)
        counts = [0 if each is None else next(totals) for each in asked]
        return counts, goes_on or tiers.plan(self.query, weights, counts)

    def _page(self, shown: Clause, wanted: Sequence[Wanted], plan: Plan) -> tuple[list[str], Place | None]:
        """Returns the ids of the page, and the place of the last one if others follow."""
        query = self.query
        if not query.limit:
            return [], None
        body: dict[str, Any] = {
            "size": query.limit + 1,
            "query": shown,
            "sort": sorts(query, wanted, plan.weights),
            "_source": False,
            "track_total_hits": False,
        }
        if (place := after(query)) is not None:
            body["search_after"] = place
        found = [each["sort"] for each in self.client.search(self.names.items, body)["hits"]["hits"]]
        page = found[: query.limit]
        end = place_of(query, page[-1]) if len(found) > query.limit else None
        return [str(each[-1]) for each in page], end

    def _hit(self, item: Item, plan: Plan) -> Hit:
        matches = Matcher(self.query, self.analyzer).matches(item)
        score = formula.score(zip(levels(matches), plan.weights, strict=True))
        return to_hit(self.query, item, score, matches)

    def _facets(self, facets: Facets, by_tier: Tiers, plan: Plan) -> Mapping[str, Facet]:
        found, query = by_tier.up_to(plan.counted), self.query
        return facets.count(
            {each: all_of([found, conditions(query, self.analyzer, each.name)]) for each in query.facets}
        )


def _count(clause: Clause) -> Clause:
    return {"size": 0, "track_total_hits": True, "query": clause}
