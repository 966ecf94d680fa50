"""Values of the graph, and how many items have them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from app.domain.queries import KnownValue
from app.index.opensearch.asking.conditions import Clause
from app.index.opensearch.client import Client
from app.index.opensearch.coding import beginning, document_id
from app.index.opensearch.mapping import Pair

# Of an answer: OpenSearch allows 65,535 buckets, and 10,000 documents.
MOST_BUCKETS, MOST_DOCUMENTS = 65_000, 10_000
# The shares of shards are compared for so many values of each; more are asked for until the counts are exact.
_FIRST_SHARE = 1_000

Facts = Mapping[str, Any]
T = TypeVar("T")


def parts(whole: Iterable[T], size: int = MOST_DOCUMENTS) -> Iterator[list[T]]:
    rest = iter(whole)
    while part := list(islice(rest, size)):
        yield part


class Values:
    """Asks for values by their tokens (app.index.opensearch.coding)."""

    def __init__(self, client: Client, names: Pair) -> None:
        self._client = client
        self._names = names

    def facts(self, tokens: Iterable[str]) -> dict[str, Facts]:
        """Returns the documents of values, by token."""
        found: dict[str, Facts] = {}
        for part in parts(tokens):
            for each in self._client.documents(self._names.values, [document_id(token) for token in part]).values():
                found[each["token"]] = each
        return found

    def that(self, condition: Clause) -> dict[str, Facts]:
        """Returns the documents of all values that meet a condition, by token: 10,000 in a request."""
        found: dict[str, Facts] = {}
        body = {"size": MOST_DOCUMENTS, "query": condition, "sort": [{"token": "asc"}], "track_total_hits": False}
        while True:
            hits = self._client.search(self._names.values, body)["hits"]["hits"]
            found |= {each["_source"]["token"]: each["_source"] for each in hits}
            if len(hits) < MOST_DOCUMENTS:
                return found
            body = {**body, "search_after": hits[-1]["sort"]}

    def counts(self, tokens: Iterable[str]) -> dict[str, int]:
        """Returns how many items have each value, without those that no item has."""
        found: dict[str, int] = {}
        for part in parts(sorted(tokens)):
            own = {"terms": {"has": part}}
            grouped = {"terms": {"field": "has", "include": part, "size": len(part), "shard_size": len(part)}}
            found |= counted(self._client.search(self._names.items, aggregated(own, grouped)))
        return found

    def known(self, facts: Mapping[str, Facts]) -> list[KnownValue]:
        """Returns those of the values that items have, in order of name and value."""
        counts = self.counts(facts)
        values = [known_value(facts[token], count) for token, count in counts.items()]
        return sorted(values, key=lambda each: (each.name, each.value))

    def commonest(self, field: str, limit: int, start: str = "", but: str = "") -> dict[str, int]:
        """Returns the tokens of most items in a field, in that order, then in their own; of those that begin so.

        `but`: characters with which they must not begin.
        """
        begins = beginning(start) if start else f"[^{but}].*" if but else None
        share = max(limit, _FIRST_SHARE)
        while True:
            grouped = {"field": field, "size": limit, "shard_size": share} | ({"include": begins} if begins else {})
            answer = self._client.search(self._names.items, aggregated({"match_all": {}}, {"terms": grouped}))
            if not answer["aggregations"]["found"]["doc_count_error_upper_bound"]:
                return counted(answer)
            share *= 16


def aggregated(condition: Clause, grouped: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a search that returns groups alone."""
    return {"size": 0, "track_total_hits": False, "query": condition, "aggs": {"found": dict(grouped)}}


def counted(answer: Mapping[str, Any]) -> dict[str, int]:
    """Returns the keys of the groups with their counts."""
    return {each["key"]: each["doc_count"] for each in answer["aggregations"]["found"]["buckets"]}


def known_value(facts: Facts, count: int) -> KnownValue:
    return KnownValue(facts["name"], facts["value"], facts["display"], count)


def in_order(values: Sequence[KnownValue], limit: int) -> list[KnownValue]:
    """Returns the values of most items, then in order of name and value."""
    return sorted(values, key=lambda each: (-each.count, each.name, each.value))[:limit]
