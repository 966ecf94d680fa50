"""Counts the values of the matches."""

from collections.abc import Callable
from functools import partial

from app.domain.facets import Counted, facet
from app.domain.filters import Bounds
from app.domain.queries import Facet, FacetQuery
from app.index.opensearch.asking.conditions import Clause, all_of, within
from app.index.opensearch.asking.values import MOST_BUCKETS, Values, aggregated, counted
from app.index.opensearch.client import Client
from app.index.opensearch.coding import BETWEEN, beginning, read_token
from app.index.opensearch.mapping import Pair


class Facets:
    """Counts exactly, whatever the number of values and of shards."""

    def __init__(self, client: Client, names: Pair, values: Values, most_buckets: int = MOST_BUCKETS) -> None:
        self._most_buckets = most_buckets
        self._client = client
        self._names = names
        self._values = values

    def count(self, asked: FacetQuery, matches: Clause) -> Facet:
        """Returns the facet of the items that meet a condition. All values that these have are fetched."""
        counts = self._counts(asked.name, matches)
        reads_all = bool(asked.text or asked.ranges)
        best = sorted(counts, key=lambda token: (-counts[token], token))[: None if reads_all else asked.limit]
        facts = self._values.facts(best)
        found = []
        for token, count in counts.items():
            value = facts.get(token) or {"value": read_token(token)[1], "display": ""}
            unit = value.get("unit") or None
            found.append(Counted(value["value"], value["display"], count, value.get("number"), unit))
        return facet(asked, found, partial(self._within, asked.name, matches))

    def _within(self, name: str, matches: Clause, bounds: Bounds) -> int:
        body = {"size": 0, "track_total_hits": True, "query": all_of([matches, within(name, bounds)])}
        return int(self._client.search(self._names.items, body)["hits"]["total"]["value"])

    def _counts(self, name: str, matches: Clause) -> dict[str, int]:
        """Returns how many matches have each value, by token."""
        start = f"{name}{BETWEEN}"
        condition = all_of([matches, {"term": {"names": name}}])
        grouped = {"terms": {"field": "has", "include": beginning(start), "size": self._most_buckets}}
        answer = self._client.search(self._names.items, aggregated(condition, grouped))
        if not answer["aggregations"]["found"]["sum_other_doc_count"]:
            return counted(answer)
        return self._walk(start, lambda after: aggregated(condition, self._composite(after)))

    def _walk(self, start: str, body: Callable[[str], Clause]) -> dict[str, int]:
        """Counts more values than fit into an answer: a part at a time, in order."""
        found: dict[str, int] = {}
        after = start
        while after:
            answer = self._client.search(self._names.items, body(after))["aggregations"]["found"]
            own = {each["key"]["token"]: each["doc_count"] for each in answer["buckets"]}
            found |= {token: count for token, count in own.items() if token.startswith(start)}
            last = answer.get("after_key", {}).get("token", "")
            after = last if last.startswith(start) else ""
        return found

    def _composite(self, after: str) -> Clause:
        sources = [{"token": {"terms": {"field": "has"}}}]
        return {"composite": {"size": min(self._most_buckets, 10_000), "sources": sources, "after": {"token": after}}}
