"""Reads values of many items from the graph: texts and numbers for sorting, and counts for facets."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from gremlin_python.process.graph_traversal import GraphTraversal, GraphTraversalSource, __
from gremlin_python.process.traversal import T

from app.graph.gremlin import reads
from app.graph.gremlin.schema import HAS, ITEM, PROPERTY

Ids = frozenset[str]
SortValue = float | str | None


class HitValues:
    """Values of the items that a query finds.

    Up to `most_named` ids are sent to the server. For more, its answer for all items is fetched.
    """

    def __init__(self, g: GraphTraversalSource, most_named: int) -> None:
        self._g = g
        self._most_named = most_named

    def texts(self, key: str, items: Collection[str]) -> dict[str, str]:
        """Returns a value of each item itself, by vertex."""
        starts = self._starting(items)
        rows = [row for start in starts for row in start.project("id", "value").by(T.id).by(key).to_list()]
        return {row["id"]: row.get("value", "") for row in rows}

    def numbers(self, name: str, items: Collection[str]) -> dict[str, list[SortValue]]:
        """Returns the numbers, or otherwise the values, of a property that each item has, by vertex."""
        found: dict[str, list[SortValue]] = {}
        if len(items) <= self._most_named:
            values = __.out(HAS).has("name", name).element_map("value", "number").fold()
            for start in self._starting(items):
                for row in start.project("id", "values").by(T.id).by(values).to_list():
                    if row["values"]:
                        found[row["id"]] = [each.get("number", each["value"]) for each in row["values"]]
            return found
        there = __.element_map("value", "number")
        for row in named(self._g, name).project("there", "items").by(there).by(_having()).to_list():
            for vertex in row["items"]:
                found.setdefault(vertex, []).append(row["there"].get("number", row["there"]["value"]))
        return found

    def counts(self, name: str, items: Ids) -> Mapping[str, int]:
        """Counts the items of each property value, by vertex: on the server if the items are few, otherwise here."""
        if len(items) <= self._most_named:
            counts: Counter[str] = Counter()
            for start in self._starting(items):
                counts.update(start.out(HAS).has("name", name).group_count().by(T.id).next())
            return counts
        rows = named(self._g, name).project("id", "items").by(T.id).by(_having()).to_list()
        found = {row["id"]: len(items.intersection(row["items"])) for row in rows}
        return {vertex: count for vertex, count in found.items() if count}

    def values(self, properties: Sequence[str]) -> list[dict[Any, Any]]:
        """Returns the values of properties, as they are stored, with the key T.id."""
        keys = ("value", "display", "number", "unit")
        return [row for part in reads.parts(properties) for row in self._g.V(*part).element_map(*keys).to_list()]

    def _starting(self, items: Collection[str]) -> Iterator[GraphTraversal]:
        """Yields traversals that start from these items, or from all items if these are too many to send."""
        if len(items) > self._most_named:
            yield self._g.V().has_label(ITEM)
            return
        for part in reads.parts(list(items)):
            yield self._g.V(*part)


def named(g: GraphTraversalSource, name: str) -> GraphTraversal:
    """Starts from the values of a property."""
    return g.V().has(PROPERTY, "name", name)


def _having() -> GraphTraversal:
    """Traverses to the items of a property."""
    return __.in_(HAS).id_().fold()
