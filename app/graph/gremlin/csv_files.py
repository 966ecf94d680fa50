"""The graph as CSV for Neptune's bulk loader: the same vertices and edges as the store writes.

Files of vertices are in `vertices/`, files of edges in `edges/`: edges are loaded after the vertices that they join.
Empty values are left out, as the loader does. Source: "Gremlin load data format" of the Neptune guide.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from app.domain.aliases.entries import Entry
from app.domain.items import Item, Value
from app.domain.standard import word_set
from app.graph import elements, records
from app.graph.gremlin import schema
from app.graph.gremlin.schema import HAS, ITEM, PROPERTY, SAYS, VOCABULARY, WORD
from app.graph.records import Field, Kind
from app.graph.store import Snapshot

# The loader reads files in parallel, and a small file is quickly sent again.
PART_BYTES = 16 * 2**20

_TYPES: Mapping[Kind, str] = {"number": "Double", "integer": "Int"}


def _types(fields: Iterable[Field]) -> dict[str, str]:
    return {each.name: _TYPES.get(each.kind, "String") for each in fields}


def _vertex(fields: Iterable[Field], ranked: str | None = None) -> dict[str, str]:
    """Returns the columns of a vertex, numbers last. The rank follows the column `ranked`."""
    columns: dict[str, str] = {}
    for name, kind in _types(sorted(fields, key=lambda each: each.kind == "number")).items():
        columns[name] = f"{kind}(single)"
        if name == ranked:
            columns["rank"] = "String(single)"
    return columns


# The columns of every label, with their types. Edges say no cardinality, because it is always single.
VERTICES: Mapping[str, Mapping[str, str]] = {
    ITEM: _vertex(records.ITEM.fields, ranked="fingerprint"),
    PROPERTY: _vertex(records.VALUE.fields, ranked="value"),
    WORD: _vertex([Field("word"), Field("length", "integer")]),
    VOCABULARY: _vertex(records.ENTRY.fields),
}
EDGES: Mapping[str, Mapping[str, str]] = {HAS: _types(records.HAS.fields), SAYS: {}}

Files = Iterator[tuple[str, bytes]]


def write_csv(graph: Snapshot, part_bytes: int = PART_BYTES) -> Files:
    """Yields names and contents of files of about `part_bytes`.

    Memory holds one part for each label, and the distinct words.
    """
    made = _Rows(part_bytes)
    for value in graph.values():
        made.add_value(value)
        yield from made.full_parts()
    for item in graph.items():
        made.add_item(item)
        yield from made.full_parts()
    for entry in graph.entries():
        made.add_entry(entry)
        yield from made.full_parts()
    yield from made.last_parts()


class _Rows:
    """Rows of values, items and entries, each in the file of its label."""

    def __init__(self, part_bytes: int) -> None:
        self._words: set[str] = set()
        self._full: list[tuple[str, bytes]] = []
        self._files = {label: _LabelFile(label, part_bytes, self._full) for label in (*VERTICES, *EDGES)}

    def add_value(self, value: Value) -> None:
        own = elements.property_id(value.name, value.value)
        self._files[PROPERTY].add_vertex(own, schema.property_values(value))
        self._add_words(own, value.value, SAYS)

    def add_item(self, item: Item) -> None:
        own = elements.item_id(item.id)
        self._files[ITEM].add_vertex(own, schema.item_values(item))
        add_edge = self._files[HAS].add_edge
        for prop in item.properties:
            add_edge(own, elements.property_id(prop.name, prop.value), schema.has_values(prop))

    def add_entry(self, entry: Entry) -> None:
        own = elements.vocabulary_id(entry.name, entry.value)
        self._files[VOCABULARY].add_vertex(own, schema.entry_values(entry))

    def _add_words(self, own: str, text: str, label: str) -> None:
        add_edge = self._files[label].add_edge
        for word in sorted(word_set(text)):
            there = elements.word_id(word)
            if word not in self._words:
                self._words.add(word)
                self._files[WORD].add_vertex(there, schema.word_values(word))
            add_edge(own, there, {})

    def full_parts(self) -> Files:
        yield from self._full
        self._full.clear()

    def last_parts(self) -> Files:
        for file in self._files.values():
            file.end_part()
        yield from self.full_parts()


class _LabelFile:
    """The file of a label, in parts of about `part_bytes`. Every part has the header; full parts go to `full`."""

    def __init__(self, label: str, part_bytes: int, full: list[tuple[str, bytes]]) -> None:
        is_vertex = label in VERTICES
        columns = VERTICES[label] if is_vertex else EDGES[label]
        system = ["~id", "~label"] if is_vertex else ["~id", "~from", "~to", "~label"]
        self._label = label
        self._columns = tuple(columns)
        self._folder = "vertices" if is_vertex else "edges"
        self._header = [*system, *(f"{name}:{kind}" for name, kind in columns.items())]
        self._part_bytes = part_bytes
        self._full = full
        self._number = 0
        self._text = io.StringIO(newline="")
        self._write: Callable[[list[Any]], int] = csv.writer(self._text).writerow

    def add_vertex(self, own: str, values: Mapping[str, Any]) -> None:
        self._add([own, self._label, *map(values.get, self._columns)])

    def add_edge(self, start: str, end: str, values: Mapping[str, Any]) -> None:
        self._add([elements.edge_id(start, end), start, end, self._label, *map(values.get, self._columns)])

    def _add(self, row: list[Any]) -> None:
        size = self._text.tell()
        if not size:
            self._write(self._header)
        elif size >= self._part_bytes:
            self.end_part()
            self._write(self._header)
        self._write(row)

    def end_part(self) -> None:
        """Adds what was written since the last part to `full`."""
        if self._text.tell():
            name = f"{self._folder}/{self._label.lower()}-{self._number:05}.csv"
            self._full.append((name, self._text.getvalue().encode()))
            self._number += 1
            self._text.seek(0)
            self._text.truncate()
