"""Items that share the most."""

from collections.abc import Mapping, Set

from app.domain.queries import Key, Shared, Similar
from app.domain.relevance.formula import MICRO, weigh
from app.domain.relevance.similarity import heaviest
from app.index.opensearch.asking import scripts
from app.index.opensearch.asking.conditions import all_of
from app.index.opensearch.asking.values import Values
from app.index.opensearch.client import Client
from app.index.opensearch.coding import read_token, value_number, value_token
from app.index.opensearch.mapping import Pair


def similar(
    client: Client, names: Pair, values: Values, wanted: Mapping[Key, int], limit: int, without: Set[str]
) -> list[Similar]:
    """Returns the items with the heaviest wanted values (app.domain.relevance)."""
    times = {value_token(*key): count for key, count in wanted.items()}
    counts = values.counts(times)
    if not counts or limit < 1:
        return []
    every = {"size": 0, "track_total_hits": True, "query": {"match_all": {}}}
    items = client.search(names.items, every)["hits"]["total"]["value"]
    weights = {token: times[token] * weigh(items, count) for token, count in counts.items()}
    facts = values.facts(weights)
    body = {
        "size": limit,
        "query": all_of([{"terms": {"has": sorted(weights)}}], [{"terms": {"id": sorted(without)}}] if without else ()),
        "sort": [scripts.by_shared(_parameters(weights)), {"id": "asc"}],
        "_source": ["id", "title", "has"],
        "track_total_hits": False,
    }
    found = []
    for hit in client.search(names.items, body)["hits"]["hits"]:
        source = hit["_source"]
        shared = [
            Shared(*read_token(token), facts[token]["display"], weights[token] / MICRO)
            for token in source["has"]
            if token in weights and token in facts
        ]
        found.append(Similar(source["id"], source["title"], int(hit["sort"][0]) / MICRO, heaviest(shared)))
    return found


def _parameters(weights: Mapping[str, int]) -> dict[str, list[int]]:
    by_number = {value_number(*read_token(token)): weight for token, weight in weights.items()}
    return {"values": sorted(by_number), "weights": [by_number[number] for number in sorted(by_number)]}
