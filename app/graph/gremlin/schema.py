"""Vertices and edges in the form that Neptune needs, and how they become items again.

```
Item        id `item/<id>`                   title, text, url, image, updated_at, fingerprint, rank, model,
                                             given, conflicts, corrections, history (JSON)
Property    id `property/<name>/<value>`     name, value, display, number, high, unit, rank
Word        id `word/<folded word>`          word, length
Vocabulary  id `vocabulary/<name>/<value>`   name, value, display, aliases (JSON), pending (0 or 1)
State       id `state/vocabulary`            version: another one after every change of a Vocabulary vertex
HAS         Item → Property                  display, score, source, evidence (JSON), model, extracted_at, qualifier,
                                             narrower
SAYS        Property → Word                  the words of the value
```

The keys are those of `app.graph.records`; ranks and words are added here. There are few labels and keys, and data never
adds one, because Neptune indexes every key. Ranks sort by code point, where the JVM compares UTF-16. An absent value
has no key. Earlier versions also wrote edges TITLED from items to the words of their titles; nothing reads them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.aliases.entries import Entry
from app.domain.items import Item, Property, Value
from app.graph import records
from app.graph.records import RecordFields

ITEM, PROPERTY, WORD, VOCABULARY, STATE = "Item", "Property", "Word", "Vocabulary", "State"
HAS, SAYS = "HAS", "SAYS"

# Keys that items, HAS edges and entries may lack. They must be removed when the element is replaced.
OPTIONAL = records.ITEM.optional
OPTIONAL_OF_EDGES = tuple(name for name in records.HAS.optional if name != "model")
OPTIONAL_OF_ENTRIES = records.ENTRY.optional
# An edge always has the key of the model.
_NO_MODEL = ""

Row = Mapping[str, Any]


def rank(text: str) -> str:
    """Returns a text of U+0000 to U+00FF that sorts in every language as `text` sorts by code point."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def unrank(text: str) -> str:
    """Returns the text that has this rank."""
    return text.encode("latin-1").decode("utf-8", "surrogatepass")


def item_values(item: Item) -> dict[str, Any]:
    return {**_values(records.ITEM, item), "rank": rank(item.id)}


def property_values(prop: Property | Value) -> dict[str, Any]:
    return {**_values(records.VALUE, prop), "rank": rank(prop.value)}


def word_values(word: str) -> dict[str, Any]:
    return {"word": word, "length": len(word)}


def has_values(prop: Property) -> dict[str, Any]:
    return {"model": _NO_MODEL, **_values(records.HAS, prop)}


def entry_values(entry: Entry) -> dict[str, Any]:
    return _values(records.ENTRY, entry)


def _values(record: RecordFields, thing: Any) -> dict[str, Any]:
    """Returns the fields that a thing has; numbers become doubles."""
    values = record.to_present(thing)
    for name in record.numbers:
        if name in values:
            values[name] = float(values[name])
    return values


def to_entry(vertex: Row) -> Entry:
    return Entry(**records.ENTRY.from_mapping(vertex))


def to_value(vertex: Row) -> Value:
    return Value(**records.VALUE.from_mapping(vertex))


def to_property(vertex: Row, edge: Row) -> Property:
    """Returns a property from the values of its vertex and of the edge to it.

    Neptune's loader leaves out empty values.
    """
    found = {**records.VALUE.from_mapping(vertex), **records.HAS.from_mapping(edge)}
    return Property(**{**found, "model": found["model"] or None})


def to_item(vertex: Row, properties: Iterable[Property]) -> Item:
    """Returns an item from the values of its vertex, with its properties in order of name and value.

    Neptune's loader leaves out empty values. Earlier versions did not write what was given or which model read: then
    the edges tell both.
    """
    ordered = tuple(sorted(properties, key=lambda each: (each.name, each.value)))
    found = records.ITEM.from_mapping({"title": "", "text": "", "given": "", **vertex})
    if "given" not in vertex:
        found["given"] = tuple((each.name, each.display) for each in ordered if each.source == "given")
        found["model"] = max((each.model for each in ordered if each.model), default=None)
    return Item(unrank(vertex["rank"]), properties=ordered, **found)
