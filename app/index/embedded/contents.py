"""What the index takes from an item."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.domain.items import Item, Property, Value
from app.domain.relevance.words import Analyzer, said_by
from app.index.embedded.orders import to_micros
from app.index.embedded.segments import Row
from app.index.embedded.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Content:
    """The searched parts of an item. `impacts`: of every key of its words."""

    id: str
    title: str
    updated: int
    properties: tuple[Property, ...]
    impacts: Mapping[str, int]


def content_of(item: Item, analyzer: Analyzer) -> Content:
    words = analyzer.read(item.title, item.text, said_by(item.properties))
    return Content(item.id, item.title, to_micros(item.updated_at), item.properties, words.impacts)


def value_of(prop: Property) -> Value:
    """Returns the value as this item says it."""
    return Value(prop.name, prop.value, prop.display, prop.number, prop.unit, prop.high)


def row_of(content: Content, vocabulary: Vocabulary) -> Row:
    """Returns the item in numbers. The vocabulary must have its values; words are added."""
    values = sorted(vocabulary.find(prop.name, prop.value) for prop in content.properties)
    keys = vocabulary.add_keys(content.impacts)
    impacts = np.fromiter(content.impacts.values(), np.uint8, len(keys))
    return Row(
        content.id,
        content.title,
        content.updated,
        np.array(values, np.int32),
        np.array(keys, np.int32),
        impacts,
    )
