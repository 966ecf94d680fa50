"""Converts items, values and edges to the form that stores and exports write, and back: one table of fields each.

A new field of a property needs a line in `VALUE` (if it belongs to the vertex) or `HAS` (if it belongs to an item's
edge), the field in `app.domain.items`, and a column in `sqlite/schema`. Stores and exports follow these tables.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Literal

from app.domain.items import Correction, Evidence, Moment, Property, Stretch
from app.graph.times import format_time, parse_time

Kind = Literal["text", "number", "integer", "time", "json"]
Convert = Callable[[Any], Any]

# `json.dumps` would build a new encoder for every call with `ensure_ascii=False`.
_dump = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Field:
    """A field. Its name is the same in the domain and in every store.

    `optional`: it may be absent (None). `to_plain` and `from_plain` convert its value to a JSON value and back.
    A field of kind `json` is stored as text that holds JSON; times are stored as text.
    """

    name: str
    kind: Kind = "text"
    optional: bool = False
    to_plain: Convert | None = None
    from_plain: Convert | None = None

    def encoder(self) -> Convert | None:
        """Returns the function that makes the stored value; None if the value is stored unchanged."""
        if self.kind != "json":
            return self.to_plain
        plain, empty = self.to_plain, None if self.optional else "[]"
        return lambda value: _dump(plain(value) if plain else value) if value else empty

    def decoder(self) -> Convert | None:
        """Returns the function that makes the domain's value from the stored one; None if they are equal."""
        plain = self.from_plain
        if self.kind != "json" or plain is None:
            return plain
        return lambda text: plain(json.loads(text)) if text and text != "[]" else ()


class RecordFields:
    """The fields of one kind of thing, in the order of the exports."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self.fields = tuple(fields)
        self.names = tuple(field.name for field in self.fields)
        self.optional = tuple(field.name for field in self.fields if field.optional)
        self.numbers = tuple(field.name for field in self.fields if field.kind == "number")
        self._get = attrgetter(*self.names)
        self._encoders = _by_place(field.encoder() for field in self.fields)
        self._decoders = _by_place(field.decoder() for field in self.fields)
        self._to_plain = _by_place(field.to_plain for field in self.fields)
        self._from_plain = [(field.name, field.from_plain) for field in self.fields if field.from_plain]

    def to_values(self, thing: Any) -> list[Any]:
        """Returns the stored values in the order of the fields, None for absent ones."""
        return _converted(self._get(thing), self._encoders)

    def to_present(self, thing: Any) -> dict[str, Any]:
        """Returns the stored values by name, without absent ones."""
        pairs = zip(self.names, self.to_values(thing), strict=True)
        return {name: value for name, value in pairs if value is not None}

    def to_plain(self, thing: Any) -> dict[str, Any]:
        """Returns JSON values by name, without absent ones."""
        pairs = zip(self.names, _converted(self._get(thing), self._to_plain), strict=True)
        return {name: value for name, value in pairs if value is not None}

    def from_plain(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the domain's values from JSON values."""
        converted = {name: convert(row[name]) for name, convert in self._from_plain if name in row}
        return {**dict.fromkeys(self.optional), **row, **converted}

    def from_values(self, stored: Sequence[Any]) -> list[Any]:
        """Returns the domain's values from stored ones in the order of the fields."""
        return _converted(stored, self._decoders)

    def from_mapping(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the domain's values from stored ones by name. Raises KeyError if one is absent and not optional."""
        values = [stored.get(each.name) if each.optional else stored[each.name] for each in self.fields]
        return dict(zip(self.names, self.from_values(values), strict=True))


def _by_place(converters: Iterable[Convert | None]) -> tuple[tuple[int, Convert], ...]:
    return tuple((place, convert) for place, convert in enumerate(converters) if convert)


def _converted(values: Sequence[Any], converters: Iterable[tuple[int, Convert]]) -> list[Any]:
    found = list(values)
    for place, convert in converters:
        found[place] = convert(found[place])
    return found


def _evidence_to_plain(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [EVIDENCE.to_plain(each) for each in evidence]


def _evidence_from_plain(rows: Iterable[dict[str, Any]]) -> tuple[Evidence, ...]:
    return tuple([Evidence(**row) for row in rows])


def _finder_to_plain(finder: str) -> str | None:
    """Returns the finder, but None for the model, which finds most: evidence without a finder is the model's."""
    return None if finder == "model" else finder


def _conflicts_to_plain(conflicts: Iterable[Property]) -> list[dict[str, Any]]:
    """Returns conflicts in order of name and value. Their field is not stored, because the list has only conflicts."""
    return [PROPERTY.to_plain(each) for each in sorted(conflicts, key=lambda each: (each.name, each.value))]


def _conflicts_from_plain(rows: Iterable[Mapping[str, Any]]) -> tuple[Property, ...]:
    return tuple(Property(**PROPERTY.from_plain(row), conflict=True) for row in rows)


def _pairs_from_plain(rows: Iterable[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, raw) for name, raw in rows)


def _span_to_plain(span: Stretch | None) -> dict[str, Any] | None:
    return STRETCH.to_plain(span) if span else None


def _span_from_plain(row: Mapping[str, Any] | None) -> Stretch | None:
    return Stretch(**row) if row else None


def _corrections_to_plain(corrections: Iterable[Correction]) -> list[dict[str, Any]]:
    return [CORRECTION.to_plain(each) for each in corrections]


def _corrections_from_plain(rows: Iterable[Mapping[str, Any]]) -> tuple[Correction, ...]:
    return tuple(Correction(**CORRECTION.from_plain(row)) for row in rows)


def _keys_to_plain(keys: Iterable[tuple[str, str]]) -> list[tuple[str, str]] | None:
    return list(keys) or None


def _keys_from_plain(rows: Iterable[Sequence[str]] | None) -> tuple[tuple[str, str], ...]:
    return _pairs_from_plain(rows or ())


def _history_to_plain(history: Iterable[Moment]) -> list[dict[str, Any]]:
    return [MOMENT.to_plain(each) for each in history]


def _history_from_plain(rows: Iterable[Mapping[str, Any]]) -> tuple[Moment, ...]:
    return tuple(Moment(**{**_NO_KEYS, **MOMENT.from_plain(row)}) for row in rows)


EVIDENCE = RecordFields(
    [
        Field("field"),
        Field("start", "integer"),
        Field("end", "integer"),
        Field("text"),
        Field("score", "number"),
        Field("finder", optional=True, to_plain=_finder_to_plain),
    ]
)
STRETCH = RecordFields([Field("field"), Field("start", "integer"), Field("end", "integer"), Field("text")])
CORRECTION = RecordFields(
    [
        Field("id"),
        Field("action"),
        Field("name"),
        Field("value"),
        Field("at", "time", to_plain=format_time, from_plain=parse_time),
        Field("new_value", optional=True),
        Field("span", "json", optional=True, to_plain=_span_to_plain, from_plain=_span_from_plain),
        Field("by", optional=True),
        Field("key", optional=True),
        Field("note", optional=True),
    ]
)
# A moment without properties has no key for them: most items have only the moment of their creation.
MOMENT = RecordFields(
    [
        Field("at", "time", to_plain=format_time, from_plain=parse_time),
        Field("kind"),
        Field("key", optional=True),
        Field("added", "json", to_plain=_keys_to_plain, from_plain=_keys_from_plain),
        Field("removed", "json", to_plain=_keys_to_plain, from_plain=_keys_from_plain),
        Field("correction", optional=True),
    ]
)
_NO_KEYS: Mapping[str, Any] = {"added": (), "removed": ()}
VALUE = RecordFields(
    [
        Field("name"),
        Field("value"),
        Field("display"),
        Field("number", "number", optional=True),
        Field("high", "number", optional=True),
        Field("unit", optional=True),
    ]
)
HAS = RecordFields(
    [
        Field("display"),
        Field("score", "number"),
        Field("source"),
        Field("evidence", "json", to_plain=_evidence_to_plain, from_plain=_evidence_from_plain),
        Field("model", optional=True),
        Field("extracted_at", "time", to_plain=format_time, from_plain=parse_time),
        Field("qualifier", optional=True),
        Field("narrower", optional=True),
    ]
)
ITEM = RecordFields(
    [
        Field("title"),
        Field("text"),
        Field("url", optional=True),
        Field("image", optional=True),
        Field("updated_at", "time", to_plain=format_time, from_plain=parse_time),
        Field("fingerprint"),
        Field("model", optional=True),
        Field("given", "json", to_plain=list, from_plain=_pairs_from_plain),
        Field("conflicts", "json", optional=True, to_plain=_conflicts_to_plain, from_plain=_conflicts_from_plain),
        Field("corrections", "json", optional=True, to_plain=_corrections_to_plain, from_plain=_corrections_from_plain),
        Field("history", "json", optional=True, to_plain=_history_to_plain, from_plain=_history_from_plain),
    ]
)
ENTRY = RecordFields(
    [
        Field("name"),
        Field("value"),
        Field("display", optional=True),
        Field("aliases", "json", to_plain=list, from_plain=tuple),
        Field("pending", "integer", to_plain=int, from_plain=bool),
    ]
)
# A whole property: the fields of its vertex and of the edge to it, in the order of `Property`. `display` is the edge's.
_OF_PROPERTY = {field.name: field for field in (*VALUE.fields, *HAS.fields)}
PROPERTY = RecordFields(_OF_PROPERTY[each.name] for each in fields(Property) if each.name in _OF_PROPERTY)
