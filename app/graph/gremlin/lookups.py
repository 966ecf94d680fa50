"""Words of the graph, and items that resemble one another."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from gremlin_python.process.graph_traversal import GraphTraversalSource, __
from gremlin_python.process.traversal import P, T
from rapidfuzz.distance import OSA

from app.domain.facets import says
from app.domain.filters import Bounds
from app.domain.queries import Key, KnownName, KnownValue, Shared, Similar
from app.domain.relevance.formula import MICRO, weigh
from app.domain.relevance.scan import commonest_words
from app.domain.relevance.similarity import heaviest, similarity
from app.domain.standard import word_set
from app.graph import elements
from app.graph.gremlin import reads
from app.graph.gremlin.hits import named
from app.graph.gremlin.schema import HAS, ITEM, PROPERTY, SAYS, WORD


def names(g: GraphTraversalSource) -> list[KnownName]:
    """Looks at every property."""
    rows = (
        g.V().has_label(PROPERTY).where(__.in_(HAS)).project("there", "items")
        .by(__.element_map("name", "number", "unit")).by(__.in_(HAS).id_().fold()).to_list()
    )  # fmt: skip
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(row["there"]["name"], []).append(row)
    return [
        KnownName(
            name,
            len({item for row in found for item in row["items"]}),
            len(found),
            frozenset(row["there"].get("unit") for row in found if "number" in row["there"]),
        )
        for name, found in sorted(grouped.items())
    ]


def known(g: GraphTraversalSource, words: Iterable[str]) -> list[KnownValue]:
    vertices = [elements.word_id(word) for word in sorted(set(words))]
    if not vertices:
        return []
    found = g.V(vertices[0]).in_(SAYS)
    for each in vertices[1:]:
        found = found.where(__.out(SAYS).has_id(each))
    rows = found.project("there", "count").by(__.element_map("name", "value", "display")).by(__.in_(HAS).count())
    listed = [KnownValue(*_said(row), row["count"]) for row in rows.to_list()]
    return sorted(listed, key=lambda each: (each.name, each.value))


def unknown_words(g: GraphTraversalSource, words: Iterable[str]) -> set[str]:
    """Looks at the words of values first, and for the rest at every item until all words are found."""
    unknown = set(words)
    if not unknown:
        return unknown
    unknown -= set(g.V(*map(elements.word_id, sorted(unknown))).where(__.in_(SAYS)).values("word").to_list())
    for part in reads.parts(g.V().has_label(ITEM).id_().to_list() if unknown else []):
        for text in g.V(*part).union(__.values("title", "text"), __.out_e(HAS).values("display")).to_list():
            unknown -= word_set(text)
    return unknown


def close_words(g: GraphTraversalSource, word: str, distance: int) -> list[str]:
    """Compares with every word of nearly the same length: linear in the distinct words of property values."""
    lengths = P.between(len(word) - distance, len(word) + distance + 1)
    others = g.V().has(WORD, "length", lengths).where(__.in_(SAYS)).values("word").to_list()
    far = {other: OSA.distance(word, other, score_cutoff=distance) for other in others}
    near = [other for other in far if far[other] <= distance]
    if not near:
        return []
    counted = g.V(*map(elements.word_id, near)).project("word", "count").by("word").by(__.in_(SAYS).in_(HAS).count())
    counts = {row["word"]: row["count"] for row in counted.to_list()}
    return sorted(counts, key=lambda other: (far[other], -counts[other], other))


def words_with_prefix(g: GraphTraversalSource, prefix: str, limit: int) -> list[str]:
    """Looks at every title and text, and at every value and its display."""
    return commonest_words(_words_of_items(g), prefix, limit)


def _words_of_items(g: GraphTraversalSource) -> Iterator[frozenset[str]]:
    for part in reads.parts(g.V().has_label(ITEM).id_().to_list()):
        asked = g.V(*part).project("texts", "values").by(__.element_map("title", "text"))
        said = __.out_e(HAS).union(__.in_v().values("value"), __.values("display"))
        for row in asked.by(said.fold()).to_list():
            texts = (row["texts"].get("title", ""), row["texts"].get("text", ""), *row["values"])
            yield frozenset[str]().union(*map(word_set, texts))


def prefixed(g: GraphTraversalSource, text: str, name: str | None, limit: int) -> list[KnownValue]:
    """Looks at every value of the property, or of all."""
    starts = word_set(text)
    start = g.V().has_label(PROPERTY) if name is None else named(g, name)
    rows = start.element_map("name", "value", "display").to_list()
    found = {row[T.id]: row for row in rows if says(row["value"], row["display"], starts)}
    values = []
    for part in reads.parts(list(found)):
        for row in g.V(*part).project("id", "count").by(T.id).by(__.in_(HAS).count()).to_list():
            there = found[row["id"]]
            values.append(KnownValue(there["name"], there["value"], there["display"], row["count"]))
    return sorted(values, key=lambda each: (-each.count, each.name, each.value))[:limit]


def quantities(g: GraphTraversalSource, bounds: Bounds, limit: int) -> list[KnownValue]:
    rows = (
        g.V().has_label(PROPERTY).has("unit", bounds.unit).where(__.in_(HAS)).project("there", "count")
        .by(__.element_map("name", "value", "display", "number", "high")).by(__.in_(HAS).count()).to_list()
    )  # fmt: skip
    found = [
        KnownValue(*_said(row), row["count"])
        for row in rows
        if bounds.includes(row["there"].get("number"), row["there"].get("high"))
    ]
    return sorted(found, key=lambda each: (-each.count, each.name, each.value))[:limit]


def similar(
    g: GraphTraversalSource,
    wanted: Mapping[Key, int],
    limit: int,
    without: Set[str],
    count: Callable[[GraphTraversalSource], int],
) -> list[Similar]:
    out = set(map(elements.item_id, without))
    rows = _having(g, [elements.property_id(*key) for key in wanted])
    total = count(g) if rows else 0
    shared: dict[str, list[Shared]] = {}
    for row in rows:
        name, value, display = _said(row)
        each = Shared(name, value, display, wanted[name, value] * weigh(total, len(row["items"])) / MICRO)
        for other in row["items"]:
            if other not in out:
                shared.setdefault(other, []).append(each)
    scores = {other: similarity(found) for other, found in shared.items()}
    best = sorted(scores, key=lambda other: (-scores[other], other))[:limit]
    if not best:
        return []
    titles = {row[T.id]: row.get("title", "") for row in g.V(*best).element_map("title").to_list()}
    return [
        Similar(elements.own_id(other), titles[other], scores[other], heaviest(shared[other]))
        for other in best
        if other in titles
    ]


def _having(g: GraphTraversalSource, vertices: Sequence[str]) -> list[dict[str, Any]]:
    """Returns the properties that exist, with the items that have them."""
    rows: list[dict[str, Any]] = []
    for part in reads.parts(vertices):
        asked = g.V(*part).project("there", "items").by(__.element_map("name", "value", "display"))
        rows += asked.by(__.in_(HAS).id_().fold()).to_list()
    return rows


def _said(row: dict[str, Any]) -> tuple[str, str, str]:
    there = row["there"]
    return there["name"], there["value"], there["display"]
