"""Writes items, and the values that they have, into a pair of indexes.

The version of a document is the time at which the record was read for it, in microseconds. So a writer that read before
another one does not replace what that one wrote, whoever comes last.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from app.domain.items import Content, Value
from app.domain.queries import Key
from app.domain.relevance.words import Analyzer
from app.graph.store import GraphStore
from app.index.opensearch.asking.values import Values
from app.index.opensearch.client import Action, Client
from app.index.opensearch.coding import document_id, value_token
from app.index.opensearch.documents import Document, item_document, keys_of, value_document
from app.index.opensearch.mapping import Pair

_CONFLICT = 409
# Writers that read the same items at the same time; each try takes them in another order.
_TRIES = 5


class Writer:
    """Brings items from the record into the index. One thread at a time may use it."""

    def __init__(self, client: Client, store: GraphStore, analyzer: Analyzer, names: Pair) -> None:
        self._client = client
        self._store = store
        self._analyzer = analyzer
        self._names = names
        self._loaded: set[str] = set()

    def write(self, ids: Sequence[str]) -> None:
        """Replaces these items as the record has them now, or removes them. Searches see it afterwards."""
        least = 0
        for _ in range(_TRIES):
            ids, least = self._write(ids, least)
            if not ids:
                return

    def load(self, contents: Sequence[Content]) -> None:
        """Adds items to indexes that nobody asks yet. Values that were added before are left alone."""
        version = _now()
        values = self._values(contents)
        new = {token: value for token, value in values.items() if token not in self._loaded}
        self._loaded.update(new)
        self._client.write(chain(self._put_values(new.values(), version), self._put(contents, values, version)))

    def _write(self, ids: Sequence[str], least: int) -> tuple[list[str], int]:
        """Returns the items that another writer has written with a later version, and this version."""
        version = max(_now(), least)
        contents = self._store.contents(ids)
        values = self._values(contents)
        before = self._tokens_of(ids)
        after = {content.id: {value_token(name, value) for name, value, _ in content.said} for content in contents}
        new = set().union(*(after[each] - before.get(each, set()) for each in after))
        gone = [each for each in ids if each not in after]
        done = self._client.write(
            chain(
                self._put_values((values[token] for token in new), version),
                self._put(contents, values, version),
                (self._delete(self._names.items, each, version) for each in gone),
            ),
            refresh=True,
        )
        self._forget(set().union(*before.values()) - set().union(*after.values()), version)
        late = {each["_id"] for each in done if each["status"] == _CONFLICT and each["_index"] == self._names.items}
        again = [each for each in ids if document_id(each) in late]
        return again, self._latest(again)

    def _values(self, contents: Sequence[Content]) -> dict[str, Value]:
        """Returns what the record says of the values of items, by token."""
        found: dict[Key, Value] = {(each.name, each.value): each for each in self._store.values(keys_of(contents))}
        said = ((name, value, display) for content in contents for name, value, display in content.said)
        for name, value, display in said:
            found.setdefault((name, value), Value(name, value, display))
        return {value_token(*key): value for key, value in found.items()}

    def _tokens_of(self, ids: Sequence[str]) -> dict[str, set[str]]:
        documents = self._client.documents(self._names.items, [document_id(each) for each in ids], ["id", "has"])
        return {each["id"]: set(each["has"]) for each in documents.values()}

    def _put(self, contents: Iterable[Content], values: dict[str, Value], version: int) -> Iterator[Action]:
        facts = {(each.name, each.value): each for each in values.values()}
        for content in contents:
            yield self._index(self._names.items, content.id, version), item_document(content, facts, self._analyzer)

    def _put_values(self, values: Iterable[Value], version: int) -> Iterator[Action]:
        for value in values:
            document = value_document(value)
            yield self._index(self._names.values, document["token"], version), document

    def _forget(self, tokens: set[str], version: int) -> None:
        """Removes the documents of those values that no item has any more."""
        dead = tokens.difference(Values(self._client, self._names).counts(tokens)) if tokens else set()
        if dead:
            self._client.write((self._delete(self._names.values, each, version) for each in dead), refresh=True)

    def _latest(self, ids: Sequence[str]) -> int:
        if not ids:
            return 0
        asked = {"ids": [document_id(each) for each in ids]}
        found = self._client.call("POST", f"/{self._names.items}/_mget", asked, _source="false")
        return max((int(each.get("_version", 0)) for each in found["docs"]), default=0)

    def _index(self, index: str, key: str, version: int) -> Document:
        return {"index": _target(index, key, version)}

    def _delete(self, index: str, key: str, version: int) -> Action:
        return {"delete": _target(index, key, version)}, None


def _target(index: str, key: str, version: int) -> dict[str, Any]:
    return {"_index": index, "_id": document_id(key), "version": version, "version_type": "external_gte"}


def _now() -> int:
    return time.time_ns() // 1000
