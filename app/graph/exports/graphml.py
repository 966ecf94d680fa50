"""GraphML, as networkx, Gephi and TinkerPop read it.

`labelV` and `labelE` are the labels of vertices and edges.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.domain.items import Property, Value
from app.graph.elements import item_id, property_id
from app.graph.exports.chunks import to_chunks
from app.graph.records import HAS, ITEM, VALUE, Field, RecordFields
from app.graph.store import Snapshot

# A fingerprint and a history have no meaning outside their store.
_ITEM = tuple(field for field in ITEM.fields if field.name not in ("fingerprint", "history"))
_KEYS: Mapping[str, Sequence[Field]] = {
    "node": (Field("labelV"), *_ITEM, *VALUE.fields),
    "edge": (Field("labelE"), *HAS.fields),
}
# Characters that XML 1.0 cannot hold, even escaped.
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


def write_graphml(graph: Snapshot) -> Iterator[bytes]:
    """Yields the file: vertices before the edges that lead to them.

    A character that XML cannot hold is written as U+FFFD.
    """
    return to_chunks(_lines(graph))


def _lines(graph: Snapshot) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for of, keys in _KEYS.items():
        for each in keys:
            kind = "double" if each.kind == "number" else "string"
            yield f'<key id="{of}_{each.name}" for="{of}" attr.name="{each.name}" attr.type="{kind}"/>\n'
    yield '<graph id="items" edgedefault="directed">\n'
    for value in graph.values():
        yield f'<node id="{_property_id(value)}">{_value_data(value)}</node>\n'
    for item in graph.items():
        own = _escape(item_id(item.id))
        yield f'<node id="{own}">{_item_data(item)}</node>\n'
        for prop in item.properties:
            yield f'<edge source="{own}" target="{_property_id(prop)}">{_edge_data(prop)}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _property_id(prop: Property | Value) -> str:
    return _escape(property_id(prop.name, prop.value))


def _escape(text: str) -> str:
    return _IMPOSSIBLE.sub("\ufffd", text).translate(_ESCAPES)


def _data_of(of: str, label: str, fields: Iterable[Field]) -> Callable[[Any], str]:
    """Returns a function that writes the label and those fields that a thing has."""
    record = RecordFields(fields)
    start = f'<data key="{of}_label{"V" if of == "node" else "E"}">{label}</data>'
    tags = [f'<data key="{of}_{name}">' for name in record.names]

    def data(thing: Any) -> str:
        pairs = zip(tags, record.to_values(thing), strict=True)
        return start + "".join(f"{tag}{_escape(str(value))}</data>" for tag, value in pairs if value is not None)

    return data


_item_data = _data_of("node", "Item", _ITEM)
_value_data = _data_of("node", "Property", VALUE.fields)
_edge_data = _data_of("edge", "HAS", HAS.fields)
