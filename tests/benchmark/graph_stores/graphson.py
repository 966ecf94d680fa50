"""Writes a graph as GraphSON 3, which TinkerPop's server reads when it starts.

Its in-memory graph copies a vertex with all its edges for every edge that is added, so that writing 100,000 items of
which half have one value takes hours.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from app.domain.standard import word_set
from app.graph import elements
from app.graph.gremlin import schema
from app.index.index import AnsweringStore

Vertex = dict[str, Any]


def write_graphson(store: AnsweringStore, path: Path) -> None:
    """All vertices and edges that the Gremlin store would have written, in memory at once."""
    numbers = count()
    vertices: dict[str, Vertex] = {}
    edges: dict[str, dict[str, dict[str, list[Any]]]] = defaultdict(lambda: {"outE": {}, "inE": {}})
    for own, label, values in _vertices(store):
        properties = {key: [{"id": _typed(next(numbers)), "value": _typed(value)}] for key, value in values.items()}
        vertices[own] = {"id": own, "label": label, "properties": properties}
    for label, start, end, values in _edges(store):
        edge: dict[str, Any] = {"id": elements.edge_id(start, end)}
        if values:
            edge["properties"] = {key: _typed(value) for key, value in values.items()}
        edges[start]["outE"].setdefault(label, []).append({**edge, "inV": end})
        edges[end]["inE"].setdefault(label, []).append({**edge, "outV": start})
    with path.open("w", encoding="utf-8") as file:
        for own, vertex in vertices.items():
            file.write(json.dumps({**vertex, **edges[own]}) + "\n")


def _vertices(store: AnsweringStore) -> Iterator[tuple[str, str, dict[str, Any]]]:
    words: set[str] = set()
    with store.snapshot() as graph:
        for value in graph.values():
            words |= word_set(value.value)
            yield elements.property_id(value.name, value.value), schema.PROPERTY, schema.property_values(value)
        for item in graph.items():
            yield elements.item_id(item.id), schema.ITEM, schema.item_values(item)
    for word in sorted(words):
        yield elements.word_id(word), schema.WORD, schema.word_values(word)


def _edges(store: AnsweringStore) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    with store.snapshot() as graph:
        for value in graph.values():
            own = elements.property_id(value.name, value.value)
            yield from ((schema.SAYS, own, elements.word_id(word), {}) for word in word_set(value.value))
        for item in graph.items():
            own = elements.item_id(item.id)
            for prop in item.properties:
                yield schema.HAS, own, elements.property_id(prop.name, prop.value), schema.has_values(prop)


def _typed(value: Any) -> Any:
    """Texts as they are, numbers with the type of the JVM that gremlinpython sends them as."""
    if isinstance(value, str):
        return value
    return {"@type": "g:Double" if isinstance(value, float) else "g:Int32", "@value": value}
