"""The indexes of a graph: their names, and the fields of their documents.

`items` has a document for every item, `values` one for every value that an item has, with its words and its number. A
pair of them is built together; aliases name the pair that answers.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Increase it with every change of the fields, or of what is in them.
FORMAT = 1
_KEYWORD = {"type": "keyword"}
_KEPT = {"type": "keyword", "index": False, "doc_values": False}
_FOUND = {"type": "keyword", "doc_values": False}
_SORTED = {"type": "keyword", "index": False}

ITEMS = {
    "id": _KEYWORD,
    "title": _KEPT,
    "title_order": _SORTED,
    "updated": {"type": "long"},
    "names": _KEYWORD,
    # Name and value of every property; and the same as numbers.
    "has": _KEYWORD,
    "values": {"type": "long", "index": False},
    # The keys of words; and the same as numbers with impacts.
    "keys": _KEYWORD,
    "words": {"type": "long"},
    # The folded words of title, text, values and displays, in order, for phrases.
    "said": {"type": "text", "analyzer": "folded", "norms": False},
    # What sorts the item by its properties.
    "places": _SORTED,
    "numbers": {
        "type": "nested",
        "properties": {"name": _FOUND, "unit": _FOUND, "low": {"type": "double"}, "high": {"type": "double"}},
    },
    "checksum": {"type": "long", "index": False},
}
VALUES = {
    "token": _KEYWORD,
    "name": _KEYWORD,
    "value": _KEPT,
    "display": _KEPT,
    "words": _FOUND,
    "shown": _FOUND,
    "number": {"type": "double"},
    "high": {"type": "double"},
    "unit": _KEYWORD,
    # Of the one document that says how far the index is.
    "position": {"type": "object", "enabled": False},
}
POSITION = "position"


@dataclass(frozen=True, slots=True)
class Pair:
    """The names of two indexes, or of the aliases of two."""

    items: str
    values: str

    @classmethod
    def aliases(cls, name: str) -> "Pair":
        return cls(f"{name}-items", f"{name}-values")

    @classmethod
    def new(cls, name: str) -> "Pair":
        """Returns names that no pair has had."""
        now = time.time_ns()
        return cls(f"{name}-items-{now}", f"{name}-values-{now}")

    @classmethod
    def with_values(cls, values: str) -> "Pair":
        """Returns the pair of an index of values."""
        name, _, number = values.rpartition("-values-")
        return cls(f"{name}-items-{number}", values)


@dataclass(frozen=True, slots=True)
class Shards:
    """How many parts an index of items has, and how many copies every part has."""

    shards: int = 1
    replicas: int = 0


def definition(fields: Mapping[str, Any], shards: Shards) -> dict[str, Any]:
    """Returns the settings and the mapping of an index that is about to be filled: nothing refreshes it meanwhile."""
    settings = {
        "number_of_shards": shards.shards,
        "number_of_replicas": 0,
        "refresh_interval": "-1",
        # Words are folded before they come here. The longest are hashes (app.index.opensearch.coding).
        "analysis": {
            "analyzer": {"folded": {"type": "custom", "tokenizer": "words"}},
            "tokenizer": {"words": {"type": "whitespace", "max_token_length": 10_000}},
        },
        # A write that was read before a deletion, and comes after it, must not undo it.
        "gc_deletes": "10m",
    }
    return {"settings": {"index": settings}, "mappings": {"dynamic": "strict", "properties": dict(fields)}}


def filled(shards: Shards) -> dict[str, Any]:
    """Returns the settings of an index that answers. Every write refreshes it, so it needs no other refresh."""
    return {"index": {"number_of_replicas": shards.replicas, "refresh_interval": "-1"}}
