"""The graph as CSV for Neptune's bulk loader: the vertices and edges that the store would have written.

Files of vertices stand in `vertices/`, those of edges in `edges/`, for edges are to be loaded after the vertices that
they join. What is empty is left out, as the loader does. Source: "Gremlin load data format" of the Neptune guide.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from app.domain.items import Item, Value
from app.domain.standardize import word_set
from app.graph.gremlin import schema
from app.graph.gremlin.schema import HAS, ITEM, PROPERTY, SAYS, TITLED, VOCABULARY, WORD
from app.graph.store import Snapshot

# The loader reads files beside one another, and small ones are soon sent again.
PART_BYTES = 16 * 2**20

_SINGLE = "String(single)"
# The columns of every label, with their types. Edges have no cardinality: theirs is always single.
VERTICES: Mapping[str, Mapping[str, str]] = {
    ITEM: dict.fromkeys("title text url image updated_at fingerprint rank model given conflicts".split(), _SINGLE),
    PROPERTY: {
        **dict.fromkeys("name value rank display unit".split(), _SINGLE),
        **dict.fromkeys("number high".split(), "Double(single)"),
    },
    WORD: {"word": _SINGLE, "length": "Int(single)"},
    VOCABULARY: {**dict.fromkeys("name value display aliases".split(), _SINGLE), "pending": "Int(single)"},
}
EDGES: Mapping[str, Mapping[str, str]] = {
    HAS: {
        "display": "String",
        "score": "Double",
        **dict.fromkeys("source evidence model extracted_at qualifier narrower".split(), "String"),
    },
    TITLED: {},
    SAYS: {},
}

Files = Iterator[tuple[str, bytes]]


def write_csv(graph: Snapshot, part_bytes: int = PART_BYTES) -> Files:
    """Names and contents, each of about `part_bytes`.

    Keeps a part of every label and the distinct words in memory.
    """
    words: set[str] = set()
    files = {label: _File(label, part_bytes) for label in (*VERTICES, *EDGES)}
    for value in graph.values():
        yield from _add_value(value, words, files)
    for item in graph.items():
        yield from _add_item(item, words, files)
    for entry in graph.entries():
        own = schema.vocabulary_id(entry.name, entry.value)
        yield from files[VOCABULARY].vertex(own, schema.entry_values(entry))
    for file in files.values():
        yield from file.rest()


def _add_value(value: Value, words: set[str], files: Mapping[str, "_File"]) -> Files:
    own = schema.property_id(value.name, value.value)
    yield from files[PROPERTY].vertex(own, schema.property_values(value))
    yield from _add_words(own, word_set(value.value), SAYS, words, files)


def _add_item(item: Item, words: set[str], files: Mapping[str, "_File"]) -> Files:
    own = schema.item_id(item.id)
    yield from files[ITEM].vertex(own, schema.item_values(item))
    for prop in item.properties:
        there = schema.property_id(prop.name, prop.value)
        yield from files[HAS].edge(own, there, schema.has_values(prop))
    yield from _add_words(own, word_set(item.title), TITLED, words, files)


def _add_words(own: str, said: Iterable[str], label: str, words: set[str], files: Mapping[str, "_File"]) -> Files:
    for word in sorted(said):
        there = schema.word_id(word)
        if word not in words:
            words.add(word)
            yield from files[WORD].vertex(there, schema.word_values(word))
        yield from files[label].edge(own, there, {})


class _File:
    """The file of a label, handed out a part at a time, each with the header."""

    def __init__(self, label: str, part_bytes: int) -> None:
        is_vertex = label in VERTICES
        self._label = label
        self._columns = VERTICES[label] if is_vertex else EDGES[label]
        self._folder = "vertices" if is_vertex else "edges"
        system = ["~id", "~label"] if is_vertex else ["~id", "~from", "~to", "~label"]
        self._header = [*system, *(f"{name}:{kind}" for name, kind in self._columns.items())]
        self._part_bytes = part_bytes
        self._number = 0
        self._text = io.StringIO(newline="")
        self._write: Callable[[list[Any]], int] = csv.writer(self._text).writerow
        self._rows = 0

    def vertex(self, own: str, values: Mapping[str, Any]) -> Files:
        return self._add([own, self._label, *map(values.get, self._columns)])

    def edge(self, start: str, end: str, values: Mapping[str, Any]) -> Files:
        return self._add([schema.edge_id(start, end), start, end, self._label, *map(values.get, self._columns)])

    def _add(self, row: list[Any]) -> Files:
        if not self._rows:
            self._write(self._header)
        self._write(row)
        self._rows += 1
        if self._text.tell() >= self._part_bytes:
            yield from self.rest()

    def rest(self) -> Files:
        """What was added since the last part."""
        if self._rows:
            yield f"{self._folder}/{self._label.lower()}-{self._number:05}.csv", self._text.getvalue().encode()
            self._number += 1
            self._rows = 0
            self._text.seek(0)
            self._text.truncate()
