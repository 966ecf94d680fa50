"""Reads items, values and aliases from the graph."""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from gremlin_python.process.graph_traversal import GraphTraversal, GraphTraversalSource, __
from gremlin_python.process.traversal import P, T

from app.domain.aliases.entries import Entry
from app.domain.items import Content, Item, Value, content_of
from app.graph import elements
from app.graph.gremlin import schema
from app.graph.gremlin.connections.pool import Connections
from app.graph.gremlin.schema import HAS, ITEM, PROPERTY, VOCABULARY

_IDS_OF_A_REQUEST = 500


def items(g: GraphTraversalSource, vertices: Sequence[str]) -> dict[str, Item]:
    """Returns the items that exist, by their own ids."""
    found: dict[str, Item] = {}
    for part in parts(vertices):
        found |= {each.id: each for each in _whole(g.V(*part))}
    return found


def page(g: GraphTraversalSource, limit: int, after: str | None, having: str | None = None) -> list[Item]:
    """Returns items in order of id; with `having`, only those that have this key."""
    found = g.V().has_label(ITEM)
    if having is not None:
        found = found.has(having)
    if after is not None:
        found = found.has("rank", P.gt(schema.rank(after)))
    return _whole(found.order().by("rank").limit(limit))


def fingerprints(g: GraphTraversalSource, ids: Iterable[str]) -> dict[str, str]:
    vertices = [elements.item_id(each) for each in dict.fromkeys(ids)]
    found: dict[str, str] = {}
    for part in parts(vertices):
        asked = g.V(*part).project("rank", "fingerprint").by("rank").by("fingerprint")
        found |= {schema.unrank(row["rank"]): row["fingerprint"] for row in asked.to_list()}
    return found


def count(g: GraphTraversalSource) -> int:
    return int(g.V().has_label(ITEM).count().next())


def having(g: GraphTraversalSource, name: str, values: Iterable[str]) -> list[str]:
    """Returns the items with one of these values: by their edges, and by looking at every item with conflicts."""
    wanted = set(values)
    linked = neighbours(g, [elements.property_id(name, value) for value in sorted(wanted)], HAS)
    found = {elements.own_id(vertex) for vertices in linked.values() for vertex in vertices}
    for part in parts(g.V().has_label(ITEM).has("conflicts").id_().to_list() if wanted else []):
        for row in g.V(*part).element_map("rank", "conflicts").to_list():
            conflicts = json.loads(row.get("conflicts", "[]"))
            if any(each["name"] == name and each["value"] in wanted for each in conflicts):
                found.add(schema.unrank(row["rank"]))
    return sorted(found)


def values(g: GraphTraversalSource, vertices: Sequence[str]) -> list[Value]:
    """Returns the properties that exist, in order of name and value in each request."""
    found: list[Value] = []
    for part in parts(vertices):
        read = map(schema.to_value, g.V(*part).element_map().to_list())
        found += sorted(read, key=lambda each: (each.name, each.value))
    return found


def entries(g: GraphTraversalSource) -> list[Entry]:
    """Returns the team's aliases in order of name and value."""
    found = map(schema.to_entry, g.V().has_label(VOCABULARY).element_map().to_list())
    return sorted(found, key=lambda each: (each.name, each.value))


def vocabulary_version(g: GraphTraversalSource) -> str:
    return "".join(g.V(elements.VOCABULARY_STATE).values("version").to_list())


def _whole(vertices: GraphTraversal) -> list[Item]:
    """Returns vertices with their edges and values in one request, so that they are of one state."""
    edges = __.out_e(HAS).project("edge", "there").by(__.element_map()).by(__.in_v().element_map()).fold()
    rows: list[dict[str, Any]] = vertices.project("item", "has").by(__.element_map()).by(edges).to_list()
    return [
        schema.to_item(row["item"], [schema.to_property(each["there"], each["edge"]) for each in row["has"]])
        for row in rows
    ]


def neighbours(g: GraphTraversalSource, vertices: Sequence[str], *labels: str) -> dict[str, frozenset[str]]:
    """Returns, for every vertex that exists, the ids of the vertices with an edge of these labels to it."""
    found: dict[str, frozenset[str]] = {}
    for part in parts(vertices):
        asked = g.V(*part).project("to", "from").by(T.id).by(__.in_(*labels).id_().fold())
        found |= {row["to"]: frozenset(row["from"]) for row in asked.to_list()}
    return found


class GremlinSnapshot:
    """All items and properties.

    Their ids are read first, and kept. The rest is read in parts, each of which can be tried again by itself. What is
    written meanwhile may or may not be included.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def items(self) -> Iterator[Item]:
        ranks = self._connections.run(lambda g: g.V().has_label(ITEM).values("rank").to_list())
        for part in parts(sorted(map(schema.unrank, ranks))):
            vertices = [elements.item_id(each) for each in part]
            found = self._connections.run(partial(items, vertices=vertices))
            yield from (found[each] for each in part if each in found)

    def contents(self) -> Iterator[Content]:
        return map(content_of, self.items())

    def values(self) -> Iterator[Value]:
        ids = self._connections.run(lambda g: g.V().has_label(PROPERTY).id_().to_list())
        for part in parts(sorted(ids, key=lambda each: each.split("/", 2))):
            yield from self._connections.run(partial(values, vertices=part))

    def entries(self) -> Iterator[Entry]:
        return iter(self._connections.run(entries))


def parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Splits ids into as many as one request may ask for."""
    for begin in range(0, len(ids), _IDS_OF_A_REQUEST):
        yield ids[begin : begin + _IDS_OF_A_REQUEST]
