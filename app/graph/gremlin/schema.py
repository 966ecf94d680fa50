"""Vertices and edges as Neptune likes them, and back to items.

```
Item        id `item/<id>`                   title, text, url, image, updated_at, fingerprint, rank, model,
                                             given (JSON), conflicts (JSON)
Property    id `property/<name>/<value>`     name, value, display, number, high, unit, rank
Word        id `word/<folded word>`          word, length
Vocabulary  id `vocabulary/<name>/<value>`   name, value, display, aliases (JSON), pending (0 or 1)
HAS         Item → Property                  display, score, source, evidence (JSON), model, extracted_at, qualifier,
                                             narrower
TITLED      Item → Word                      the words of the title
SAYS        Property → Word                  the words of the value
```

Labels and keys are few and fixed, because Neptune indexes each of them. Ranks order as code points do, where the JVM
compares UTF-16. What an element does not have is left out.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.aliases.entries import Entry
from app.domain.items import Item, Property, Value
from app.graph.texts import (
    format_aliases,
    format_conflicts,
    format_evidence,
    format_given,
    format_time,
    parse_aliases,
    parse_conflicts,
    parse_evidence,
    parse_given,
    parse_time,
)

ITEM, PROPERTY, WORD, VOCABULARY = "Item", "Property", "Word", "Vocabulary"
HAS, TITLED, SAYS = "HAS", "TITLED", "SAYS"

# What may be absent of an item, of its HAS edges and of an entry, and so must be removed when these are replaced.
OPTIONAL = ("url", "image", "model", "conflicts")
OPTIONAL_OF_EDGES = ("qualifier", "narrower")
OPTIONAL_OF_ENTRIES = ("display",)
NO_MODEL = ""

Row = Mapping[str, Any]


def item_id(own: str) -> str:
    return f"item/{own}"


def property_id(name: str, value: str) -> str:
    """Names hold no slash (standardize_name), so that the id tells where the value begins."""
    return f"property/{name}/{value}"


def word_id(word: str) -> str:
    return f"word/{word}"


def vocabulary_id(name: str, value: str) -> str:
    return f"vocabulary/{name}/{value}"


def edge_id(start: str, end: str) -> str:
    """The first bar ends the start, for it has none of its own."""
    return f"{start.replace('%', '%25').replace('|', '%7C')}|{end}"


def edge_start(edge: str) -> str:
    """The vertex at which an edge of this id starts."""
    return edge.partition("|")[0].replace("%7C", "|").replace("%25", "%")


def rank(text: str) -> str:
    """A text of U+0000 to U+00FF that sorts, in any language, as `text` sorts by code point."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def unrank(text: str) -> str:
    """The text that has this rank."""
    return text.encode("latin-1").decode("utf-8", "surrogatepass")


def item_values(item: Item) -> dict[str, Any]:
    values = {
        "title": item.title,
        "text": item.text,
        "url": item.url,
        "image": item.image,
        "updated_at": format_time(item.updated_at),
        "fingerprint": item.fingerprint,
        "rank": rank(item.id),
        "model": item.model,
        "given": format_given(item.given),
        "conflicts": format_conflicts(item.conflicts),
    }
    return _present(values)


def property_values(prop: Property | Value) -> dict[str, Any]:
    values = {
        "name": prop.name,
        "value": prop.value,
        "rank": rank(prop.value),
        "display": prop.display,
        "number": prop.number if prop.number is None else float(prop.number),
        "high": prop.high if prop.high is None else float(prop.high),
        "unit": prop.unit,
    }
    return _present(values)


def word_values(word: str) -> dict[str, Any]:
    return {"word": word, "length": len(word)}


def has_values(prop: Property) -> dict[str, Any]:
    values = {
        "display": prop.display,
        "score": float(prop.score),
        "source": prop.source,
        "evidence": format_evidence(prop.evidence),
        "model": prop.model or NO_MODEL,
        "extracted_at": format_time(prop.extracted_at),
        "qualifier": prop.qualifier,
        "narrower": prop.narrower,
    }
    return _present(values)


def entry_values(entry: Entry) -> dict[str, Any]:
    values = {
        "name": entry.name,
        "value": entry.value,
        "display": entry.display,
        "aliases": format_aliases(entry.aliases),
        "pending": int(entry.pending),
    }
    return _present(values)


def _present(values: Row) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def to_entry(vertex: Row) -> Entry:
    aliases = parse_aliases(vertex["aliases"])
    return Entry(vertex["name"], vertex["value"], aliases, vertex.get("display"), bool(vertex["pending"]))


def to_value(vertex: Row) -> Value:
    number, unit, high = map(vertex.get, ("number", "unit", "high"))
    return Value(vertex["name"], vertex["value"], vertex["display"], number, unit, high)


def to_property(vertex: Row, edge: Row) -> Property:
    """A property from the values of its vertex and of the edge that leads to it.

    Neptune's loader leaves out what is empty.
    """
    return Property(
        vertex["name"],
        vertex["value"],
        edge["display"],
        edge["score"],
        edge["source"],
        parse_evidence(edge["evidence"]),
        edge.get("model") or None,
        parse_time(edge["extracted_at"]),
        number=vertex.get("number"),
        unit=vertex.get("unit"),
        high=vertex.get("high"),
        qualifier=edge.get("qualifier"),
        narrower=edge.get("narrower"),
    )


def to_item(vertex: Row, properties: Iterable[Property]) -> Item:
    """An item from the values of its vertex; properties are put in order of name and value.

    Earlier versions wrote neither what was given nor the model that read: there the edges tell them.
    """
    ordered = tuple(sorted(properties, key=lambda each: (each.name, each.value)))
    if "given" in vertex:
        given, model = parse_given(vertex["given"]), vertex.get("model")
    else:
        given = tuple((each.name, each.display) for each in ordered if each.source == "given")
        model = max((each.model for each in ordered if each.model), default=None)
    return Item(
        unrank(vertex["rank"]),
        vertex.get("title", ""),
        vertex.get("text", ""),
        vertex.get("url"),
        vertex.get("image"),
        ordered,
        parse_time(vertex["updated_at"]),
        vertex["fingerprint"],
        given,
        parse_conflicts(vertex.get("conflicts")),
        model,
    )
