"""GraphML, as networkx, Gephi and TinkerPop read it: `labelV` and `labelE` are the labels of vertices and edges."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.items import Item, Property, Value
from app.graph.exports.chunks import to_chunks
from app.graph.store import Snapshot
from app.graph.texts import format_conflicts, format_evidence, format_given, format_time

# Of vertices and of edges: names and types.
_KEYS = {
    "node": (
        "labelV title text url image updated_at model given conflicts name value display number:double high:double unit"
    ).split(),
    "edge": "labelE display score:double source evidence model extracted_at qualifier narrower".split(),
}
# What XML 1.0 cannot hold, not even escaped.
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


def write_graphml(graph: Snapshot) -> Iterator[bytes]:
    """Vertices before the edges that lead to them. A character that XML cannot hold is written as U+FFFD."""
    return to_chunks(_lines(graph))


def _lines(graph: Snapshot) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for of, keys in _KEYS.items():
        for name, _, kind in (key.partition(":") for key in keys):
            yield f'<key id="{of}_{name}" for="{of}" attr.name="{name}" attr.type="{kind or "string"}"/>\n'
    yield '<graph id="items" edgedefault="directed">\n'
    for value in graph.values():
        yield f'<node id="{_property_id(value)}">{_data("node", _value_data(value))}</node>\n'
    for item in graph.items():
        own = f"item/{_escape(item.id)}"
        yield f'<node id="{own}">{_data("node", _item_data(item))}</node>\n'
        for prop in item.properties:
            yield f'<edge source="{own}" target="{_property_id(prop)}">{_data("edge", _edge_data(prop))}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _property_id(prop: Property | Value) -> str:
    return f"property/{_escape(prop.name)}/{_escape(prop.value)}"


def _item_data(item: Item) -> Mapping[str, Any]:
    return {
        "labelV": "Item",
        "title": item.title,
        "text": item.text,
        "url": item.url,
        "image": item.image,
        "updated_at": format_time(item.updated_at),
        "model": item.model,
        "given": format_given(item.given),
        "conflicts": format_conflicts(item.conflicts),
    }


def _value_data(value: Value) -> Mapping[str, Any]:
    return {
        "labelV": "Property",
        "name": value.name,
        "value": value.value,
        "display": value.display,
        "number": value.number,
        "high": value.high,
        "unit": value.unit,
    }


def _edge_data(prop: Property) -> Mapping[str, Any]:
    return {
        "labelE": "HAS",
        "display": prop.display,
        "score": prop.score,
        "source": prop.source,
        "evidence": format_evidence(prop.evidence),
        "model": prop.model,
        "extracted_at": format_time(prop.extracted_at),
        "qualifier": prop.qualifier,
        "narrower": prop.narrower,
    }


def _data(of: str, values: Mapping[str, Any]) -> str:
    """What there is of the values."""
    given = ((name, value) for name, value in values.items() if value is not None)
    return "".join(f'<data key="{of}_{name}">{_escape(str(value))}</data>' for name, value in given)


def _escape(text: str) -> str:
    return _IMPOSSIBLE.sub("\ufffd", text).translate(_ESCAPES)
