"""Counts the values of the matches."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from app.domain.facets import Counted, facet
from app.domain.filters import Bounds
from app.domain.queries import Facet, FacetQuery
from app.index.opensearch.asking.conditions import Clause, all_of, within
from app.index.opensearch.asking.values import MOST_BUCKETS, Facts, Values, aggregated, counted
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

    def count(self, asked: Mapping[FacetQuery, Clause]) -> dict[str, Facet]:
        """Returns each facet of the items that meet its condition, by name. All values that these have are fetched."""
        answers = self._client.search_all(self._names.items, [self._grouped(*each) for each in asked.items()])
        counts = [self._whole(*each) for each in zip(asked, asked.values(), answers, strict=True)]
        facts = self._values.facts({token for pair in zip(asked, counts, strict=True) for token in _shown(*pair)})
        return {
            each.name: facet(each, list(_counted(own, facts)), partial(self._within, each.name, asked[each]))
            for each, own in zip(asked, counts, strict=True)
        }

    def _within(self, name: str, matches: Clause, bounds: Bounds) -> int:
        body = {"size": 0, "track_total_hits": True, "query": all_of([matches, within(name, bounds)])}
        return int(self._client.search(self._names.items, body)["hits"]["total"]["value"])

    def _grouped(self, asked: FacetQuery, matches: Clause) -> Clause:
        include = beginning(f"{asked.name}{BETWEEN}")
        grouped = {"terms": {"field": "has", "include": include, "size": self._most_buckets}}
        return aggregated(_having(asked, matches), grouped)

    def _whole(self, asked: FacetQuery, matches: Clause, answer: Mapping[str, Any]) -> dict[str, int]:
        """Returns how many matches have each value, by token, also if the answer does not have all of them."""
        if not answer["aggregations"]["found"]["sum_other_doc_count"]:
            return counted(answer)
        having = _having(asked, matches)
        return self._walk(f"{asked.name}{BETWEEN}", lambda after: aggregated(having, self._composite(after)))

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


def _having(asked: FacetQuery, matches: Clause) -> Clause:
    return all_of([matches, {"term": {"names": asked.name}}])


def _shown(asked: FacetQuery, counts: Mapping[str, int]) -> list[str]:
    """Returns the values whose displays and numbers are needed: those that are shown, or all if these decide."""
    most = None if asked.text or asked.ranges else asked.limit
    return sorted(counts, key=lambda token: (-counts[token], token))[:most]


def _counted(counts: Mapping[str, int], facts: Mapping[str, Facts]) -> Iterator[Counted]:
    for token, count in counts.items():
        value = facts.get(token) or {"value": read_token(token)[1], "display": ""}
        yield Counted(value["value"], value["display"], count, value.get("number"), value.get("unit") or None)
