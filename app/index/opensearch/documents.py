"""Items and values as documents."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zlib import crc32

from app.domain.items import Content, Value
from app.domain.queries import Key
from app.domain.relevance.words import Analyzer
from app.domain.standard import list_words, word_set
from app.graph.times import to_micros
from app.index.opensearch import coding

Document = dict[str, Any]


def item_document(content: Content, values: Mapping[Key, Value], analyzer: Analyzer) -> Document:
    """Returns the document of an item. `values` are those that it has, as the record knows them."""
    said = [values.get((name, value)) or Value(name, value, display) for name, value, display in content.said]
    keys = analyzer.read(content.title, content.text, content.said).impacts
    document = {
        "id": content.id,
        "title": content.title,
        "title_order": coding.cut(content.title),
        "updated": to_micros(content.updated_at),
        "names": sorted({each.name for each in said}),
        "has": [coding.value_token(each.name, each.value) for each in said],
        "values": [coding.value_number(each.name, each.value) for each in said],
        "keys": [coding.cut(key) for key in keys],
        "words": [coding.word_number(key) | impact for key, impact in keys.items()],
        "said": [phrase for each in _texts(content) if (phrase := coding.phrase(list_words(each)))],
        "places": [coding.place_token(each.name, _place(each)) for each in said],
        "numbers": [_number(each) for each in said if each.number is not None],
    }
    return document | {"checksum": _checksum(document)}


def _texts(content: Content) -> Iterator[str]:
    """Yields the texts in which words may stand side by side."""
    yield content.title
    yield content.text
    yield from {text for _, value, display in content.said for text in (value, display)}


def value_document(value: Value) -> Document:
    own = word_set(value.value)
    return {
        "token": coding.value_token(value.name, value.value),
        "name": value.name,
        "value": value.value,
        "display": value.display,
        "words": [coding.cut(word) for word in own],
        "shown": [coding.cut(word) for word in own | word_set(value.display)],
        "number": value.number,
        "high": None if value.number is None else _end(value),
        "unit": None if value.number is None else value.unit or "",
    }


def _place(value: Value) -> float | str:
    return value.value if value.number is None else value.number


def _number(value: Value) -> Document:
    """The unit "" stands for none."""
    return {"name": value.name, "unit": value.unit or "", "low": value.number, "high": _end(value)}


def _end(value: Value) -> float | None:
    return value.number if value.high is None else value.high


def _checksum(document: Mapping[str, Any]) -> int:
    """Identifies what a document says. The order of a list says nothing."""
    return crc32(json.dumps([[name, _sorted(each)] for name, each in sorted(document.items())]).encode())


def _sorted(value: Any) -> Any:
    return sorted(map(str, value)) if isinstance(value, list) else value


def keys_of(contents: Iterable[Content]) -> set[Key]:
    """Returns the values that items have."""
    return {(name, value) for content in contents for name, value, _ in content.said}
