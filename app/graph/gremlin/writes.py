"""Upserts, rewrites and deletes as traversals: first merge everything that items have, then drop what they lost."""

import secrets
from collections.abc import Sequence
from typing import Any

from gremlin_python.process.graph_traversal import GraphTraversal, GraphTraversalSource, __
from gremlin_python.process.traversal import CardinalityValue, Direction, Merge, P, T

from app.domain.aliases.entries import Entry
from app.domain.items import Item
from app.domain.standard import word_set
from app.graph import elements
from app.graph.gremlin import schema
from app.graph.gremlin.schema import HAS, ITEM, PROPERTY, SAYS, STATE, VOCABULARY, WORD

# More items make a traversal longer than the 1,500 steps that Neptune advises.
_ITEMS_OF_A_TRAVERSAL = 10


def in_chunks(items: Sequence[Item]) -> list[Sequence[Item]]:
    """Splits items into as many as one traversal can take."""
    return [items[begin : begin + _ITEMS_OF_A_TRAVERSAL] for begin in range(0, len(items), _ITEMS_OF_A_TRAVERSAL)]


def replace(g: GraphTraversalSource, chunks: Sequence[Sequence[Item]]) -> None:
    """Writes with several traversals, which a session makes one transaction."""
    for chunk in chunks:
        merge(g, chunk).iterate()
    for chunk in chunks:
        vertices = [elements.item_id(each.id) for each in chunk]
        g.V(vertices[0]).side_effect(clean(vertices, edges_of(chunk))).iterate()


def replace_at_once(g: GraphTraversalSource, items: Sequence[Item]) -> None:
    """Writes with one traversal. The items must be as few as it can take."""
    vertices = [elements.item_id(each.id) for each in items]
    merge(g, items).side_effect(clean(vertices, edges_of(items))).iterate()


def merge(g: GraphTraversalSource, items: Sequence[Item]) -> GraphTraversal:
    """Creates or replaces items with all that they have. What they had before is left to `clean`."""
    found: Any = g
    known: set[str] = set()

    def once(vertex: str, label: str, values: dict[str, Any]) -> bool:
        """Merges a vertex that several items share. Returns whether this is its first use in the traversal."""
        nonlocal found
        if vertex in known:
            return False
        known.add(vertex)
        found = _merge_vertex(found, vertex, label, values, keep=True)
        return True

    for item in items:
        own = elements.item_id(item.id)
        values = schema.item_values(item)
        found = _drop_absent(_merge_vertex(found, own, ITEM, values), schema.OPTIONAL, values)
        # Merging the edges sets these values again.
        found = found.side_effect(__.out_e(HAS).properties(*schema.OPTIONAL_OF_EDGES).drop())
        for prop in item.properties:
            there = elements.property_id(prop.name, prop.value)
            if once(there, PROPERTY, schema.property_values(prop)):
                for word in sorted(word_set(prop.value)):
                    once(elements.word_id(word), WORD, schema.word_values(word))
                    found = _merge_edge(found, SAYS, there, elements.word_id(word), {})
            found = _merge_edge(found, HAS, own, there, schema.has_values(prop))
    return found


def clean(vertices: Sequence[str], edges: Sequence[str]) -> GraphTraversal:
    """Drops all other edges of these items, and the properties that no item has any more.

    It must come after all merges, so that a property that moves from one item to another is never dropped.
    """
    stale = __.V(*vertices).out_e(HAS)
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
    """Returns the ids of the edges that items must have."""
    found = []
    for item in items:
        own = elements.item_id(item.id)
        found += [elements.edge_id(own, elements.property_id(each.name, each.value)) for each in item.properties]
    return found


def delete(g: GraphTraversalSource, item_id: str) -> GraphTraversal:
    """Removes an item, its edges, and the properties that no other item has."""
    own = elements.item_id(item_id)
    return g.V(own).side_effect(clean([own], [])).side_effect(__.drop())


def put_entry(g: GraphTraversalSource, entry: Entry) -> GraphTraversal:
    """Creates or replaces an entry, and changes the version of the vocabulary."""
    values = schema.entry_values(entry)
    found = _next_vocabulary(g)
    found = _merge_vertex(found, elements.vocabulary_id(entry.name, entry.value), VOCABULARY, values)
    return _drop_absent(found, schema.OPTIONAL_OF_ENTRIES, values)


def delete_entry(g: GraphTraversalSource, vertex: str) -> GraphTraversal:
    """Removes an entry, and changes the version of the vocabulary."""
    return _next_vocabulary(g).side_effect(__.V(vertex).drop())


def _next_vocabulary(g: GraphTraversalSource) -> GraphTraversal:
    return _merge_vertex(g, elements.VOCABULARY_STATE, STATE, {"version": secrets.token_hex(8)})


def _drop_absent(found: GraphTraversal, optional: Sequence[str], values: dict[str, Any]) -> GraphTraversal:
    """Drops the optional values that the vertex must not keep."""
    absent = [key for key in optional if key not in values]
    return found.side_effect(__.properties(*absent).drop()) if absent else found


def _merge_vertex(found: Any, own: str, label: str, values: dict[str, Any], keep: bool = False) -> GraphTraversal:
    """Creates or updates a vertex. `keep` leaves an existing vertex as it is."""
    single = {key: CardinalityValue.single(value) for key, value in values.items()}
    created = {T.id: own, T.label: label, **single}
    found = found.merge_v({T.id: own}).option(Merge.on_create, created)
    return found if keep else found.option(Merge.on_match, single)


def _merge_edge(found: Any, label: str, start: str, end: str, values: dict[str, Any]) -> GraphTraversal:
    own = elements.edge_id(start, end)
    created = {T.id: own, T.label: label, Direction.OUT: start, Direction.IN: end, **values}
    found = found.merge_e({T.id: own}).option(Merge.on_create, created)
    return found.option(Merge.on_match, values) if values else found
