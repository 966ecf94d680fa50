"""Vertices and edges as Neptune likes them, and back to items.

```
Item      id `item/<id>`                 title, text, url, image, updated_at, fingerprint, rank
Property  id `property/<name>/<value>`   name, value, display, number, unit, rank
Word      id `word/<folded word>`        word, length
HAS       Item → Property                display, score, source, evidence (JSON), model, extracted_at
TITLED    Item → Word                    the words of the title
SAYS      Property → Word                the words of the value
```

Labels and keys are few and fixed, because Neptune indexes each of them. Ranks order as code points do, where the JVM
compares UTF-16. What an element does not have is left out.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.items import Item, Property, Value
from app.graph.texts import format_evidence, format_time, parse_evidence, parse_time

ITEM, PROPERTY, WORD = "Item", "Property", "Word"
HAS, TITLED, SAYS = "HAS", "TITLED", "SAYS"

# Of an item and of its edges, what may be absent, and so must be removed when an item is replaced.
OPTIONAL = ("url", "image")
NO_MODEL = ""

Row = Mapping[str, Any]


def item_id(own: str) -> str:
    return f"item/{own}"


def property_id(name: str, value: str) -> str:
    """Names hold no slash (standardize_name), so that the id tells where the value begins."""
    return f"property/{name}/{value}"


def word_id(word: str) -> str:
    return f"word/{word}"


def edge_id(start: str, end: str) -> str:
    """The first bar ends the start, for it has none of its own."""
    return f"{start.replace('%', '%25').replace('|', '%7C')}|{end}"


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
    }
    return {key: value for key, value in values.items() if value is not None}


def property_values(prop: Property | Value) -> dict[str, Any]:
    values = {
        "name": prop.name,
        "value": prop.value,
        "rank": rank(prop.value),
        "display": prop.display,
        "number": prop.number if prop.number is None else float(prop.number),
        "unit": prop.unit,
    }
    return {key: value for key, value in values.items() if value is not None}


def word_values(word: str) -> dict[str, Any]:
    return {"word": word, "length": len(word)}


def has_values(prop: Property) -> dict[str, Any]:
    return {
        "display": prop.display,
        "score": float(prop.score),
        "source": prop.source,
        "evidence": format_evidence(prop.evidence),
        "model": prop.model or NO_MODEL,
        "extracted_at": format_time(prop.extracted_at),
    }


def to_value(vertex: Row) -> Value:
    return Value(vertex["name"], vertex["value"], vertex["display"], vertex.get("number"), vertex.get("unit"))


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
    )


def to_item(vertex: Row, properties: Iterable[Property]) -> Item:
    """An item from the values of its vertex; properties are put in order of name and value."""
    return Item(
        unrank(vertex["rank"]),
        vertex.get("title", ""),
        vertex.get("text", ""),
        vertex.get("url"),
        vertex.get("image"),
        tuple(sorted(properties, key=lambda each: (each.name, each.value))),
        parse_time(vertex["updated_at"]),
        vertex["fingerprint"],
    )
