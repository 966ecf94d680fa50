"""Upserts and deletes as traversals: merges of all that items have, then what they have no longer."""

from collections.abc import Sequence
from typing import Any

from gremlin_python.process.graph_traversal import GraphTraversal, GraphTraversalSource, __
from gremlin_python.process.traversal import CardinalityValue, Direction, Merge, P, T

from app.domain.items import Item
from app.domain.standardize import word_set
from app.graph.gremlin import schema
from app.graph.gremlin.schema import HAS, ITEM, PROPERTY, SAYS, TITLED, WORD


def merge(g: GraphTraversalSource, items: Sequence[Item]) -> GraphTraversal:
    """Creates or replaces items with all that they have; what they had before stays for `clean`."""
    found: Any = g
    known: set[str] = set()

    def once(vertex: str, label: str, values: dict[str, Any]) -> bool:
        """Makes a vertex that several items share; whether this is the first of them here."""
        nonlocal found
        if vertex in known:
            return False
        known.add(vertex)
        found = _merge_vertex(found, vertex, label, values, keep=True)
        return True

    for item in items:
        own = schema.item_id(item.id)
        found = _merge_vertex(found, own, ITEM, schema.item_values(item))
        if absent := [key for key in schema.OPTIONAL if getattr(item, key) is None]:
            found = found.side_effect(__.properties(*absent).drop())
        for prop in item.properties:
            there = schema.property_id(prop.name, prop.value)
            if once(there, PROPERTY, schema.property_values(prop)):
                for word in sorted(word_set(prop.value)):
                    once(schema.word_id(word), WORD, schema.word_values(word))
                    found = _merge_edge(found, SAYS, there, schema.word_id(word), {})
            found = _merge_edge(found, HAS, own, there, schema.has_values(prop))
        for word in sorted(word_set(item.title)):
            once(schema.word_id(word), WORD, schema.word_values(word))
            found = _merge_edge(found, TITLED, own, schema.word_id(word), {})
    return found


def clean(vertices: Sequence[str], edges: Sequence[str]) -> GraphTraversal:
    """Drops the other edges of these items, and the properties that no item has any more.

    It comes after all merges: what one item loses and another gains was never away.
    """
    stale = __.V(*vertices).out_e(HAS, TITLED)
    if edges:
        stale = stale.has_id(P.without(list(edges)))
    return (
        stale.as_("edge")
        .in_v()
        .side_effect(__.select("edge").drop())
        .barrier()
        .has_label(PROPERTY)
        .not_(__.in_e(HAS))
        .drop()
    )


def edges_of(items: Sequence[Item]) -> list[str]:
    """The edges that items are to have."""
    found = []
    for item in items:
        own = schema.item_id(item.id)
        found += [schema.edge_id(own, schema.property_id(each.name, each.value)) for each in item.properties]
        found += [schema.edge_id(own, schema.word_id(word)) for word in sorted(word_set(item.title))]
    return found


def delete(g: GraphTraversalSource, item_id: str) -> GraphTraversal:
    """Removes an item, its edges, and the properties that only it had."""
    own = schema.item_id(item_id)
    return g.V(own).side_effect(clean([own], [])).side_effect(__.drop())


def _merge_vertex(found: Any, own: str, label: str, values: dict[str, Any], keep: bool = False) -> GraphTraversal:
    """`keep` leaves a vertex that is there as it is."""
    single = {key: CardinalityValue.single(value) for key, value in values.items()}
    created = {T.id: own, T.label: label, **single}
    found = found.merge_v({T.id: own}).option(Merge.on_create, created)
    return found if keep else found.option(Merge.on_match, single)


def _merge_edge(found: Any, label: str, start: str, end: str, values: dict[str, Any]) -> GraphTraversal:
    own = schema.edge_id(start, end)
    created = {T.id: own, T.label: label, Direction.OUT: start, Direction.IN: end, **values}
    found = found.merge_e({T.id: own}).option(Merge.on_create, created)
    return found.option(Merge.on_match, values) if values else found
