"""Compares the index with the record, and names what differs."""

from collections.abc import Callable, Iterator

from app.index.opensearch.asking.values import MOST_DOCUMENTS, parts
from app.index.opensearch.client import Client
from app.index.opensearch.coding import read_token, value_token
from app.index.opensearch.documents import item_document, keys_of, value_document
from app.index.opensearch.upkeep.following import Follower

# Items that are compared at a time.
_PART = 500


def differences(index: Follower, progress: Callable[[int], None] = lambda _: None) -> Iterator[str]:
    """Yields a sentence for each item, and for each value, that is not as the record has it."""
    index.poll()
    checksums = _all(index.client, index.aliases.items, "id", "checksum")
    tokens = _all(index.client, index.aliases.values, "token", "display")
    with index.store.snapshot() as graph:
        for part in parts(graph.contents(), _PART):
            progress(len(part))
            values = {(each.name, each.value): each for each in index.store.values(keys_of(part))}
            for content in part:
                wanted = item_document(content, values, index.analyzer)["checksum"]
                found = checksums.pop(content.id, None)
                if found is None:
                    yield f"item {content.id!r} is missing"
                elif found != wanted:
                    yield f"item {content.id!r} has other words, values or times"
        yield from (f"item {item_id!r} is not in the graph" for item_id in sorted(checksums))
        for value in graph.values():
            display = tokens.pop(value_token(value.name, value.value), None)
            if display is None:
                yield f"value {value.name + ':' + value.value!r} is missing"
            elif display != value_document(value)["display"]:
                yield f"value {value.name + ':' + value.value!r} is shown as {display!r}; expected {value.display!r}"
    yield from (f"value {':'.join(read_token(each))!r} is there, but no item has it" for each in sorted(tokens))


def _all(client: Client, index: str, key: str, field: str) -> dict[str, object]:
    """Returns a field of all documents, by a key that sorts them."""
    found: dict[str, object] = {}
    exists = {"exists": {"field": key}}
    body = {"size": MOST_DOCUMENTS, "query": exists, "sort": [{key: "asc"}], "_source": [key, field]}
    while hits := client.search(index, body)["hits"]["hits"]:
        found |= {each["_source"][key]: each["_source"][field] for each in hits}
        body = {**body, "search_after": hits[-1]["sort"]}
    return found
