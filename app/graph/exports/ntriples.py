"""RDF as N-Triples, with the vocabulary of AWS's sample: documents, nested properties, labels and types.

```
<…/resource/doc/ID>                 a <…/entity-type/doc>; <…/property/title> "…"; <…/property/text> "…" …
                                    <…/relationship/has-nested-property> <…/resource/nested-doc/NAME/VALUE>
<…/resource/nested-doc/NAME/VALUE>  a <…/entity-type/nested-property>; rdfs:label "…"; <…/type> <…/type/NAME>;
                                    <…/property/value> "…"; <…/property/number> 2.5; high, unit
<…/resource/statement/ID/NAME/VALUE>  a rdf:Statement (of the link); <…/property/score>, source, model, extracted-at,
                                    qualifier, narrower; <…/relationship/has-evidence> <…/N>
<…/resource/statement/ID/NAME/VALUE/N>  a <…/entity-type/evidence>; <…/property/field>, start, end, text, score
```

A conflict (the text says it, the owner's data says otherwise) is a statement with `<…/property/conflict> true`, without
the link. Its number, high and unit belong to the statement, because no item may have the nested document.

The sample names values by a hash of their raw text. Here the name is the readable standard value.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from app.domain.items import Item, Property, Value
from app.graph.exports.chunks import to_chunks
from app.graph.records import EVIDENCE, HAS, ITEM, VALUE, Field, Kind, RecordFields
from app.graph.store import Snapshot

# The sample's base, which the setting RDF_BASE replaces.
BASE = "http://example.com"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_A = f"<{_RDF}type>"
# Characters that a literal must escape, and characters that readers of lines may take for a line end.
_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    | {code: f"\\u{code:04X}" for code in (*range(9), 11, 12, *range(14, 32), 127, 0x85, 0x2028, 0x2029)}
)


@dataclass(frozen=True, slots=True)
class _Names:
    """The IRIs of a graph, all below `base`."""

    base: str

    @property
    def has(self) -> str:
        return f"<{self.base}/relationship/has-nested-property>"

    def document(self, item: Item) -> str:
        return f"<{self.base}/resource/doc/{_quote(item.id)}>"

    def property(self, prop: Property | Value) -> str:
        return f"<{self.base}/resource/nested-doc/{_quote(prop.name)}/{_quote(prop.value)}>"

    def statement(self, item: Item, prop: Property) -> str:
        return f"{self.base}/resource/statement/{_quote(item.id)}/{_quote(prop.name)}/{_quote(prop.value)}"

    def type(self, name: str) -> str:
        return f"<{self.base}/entity-type/{name}>"

    def line(self, subject: str, key: str, literal: str) -> str:
        return f"{subject} <{self.base}/property/{key}> {literal} .\n"


def write_ntriples(graph: Snapshot, base: str = BASE) -> Iterator[bytes]:
    """Yields one triple a line: first the properties, then the items with what they have and why.

    `base` is the beginning of all IRIs, without a slash at its end.
    """
    return to_chunks(_lines(graph, _Names(base)))


def _lines(graph: Snapshot, names: _Names) -> Iterator[str]:
    for value in graph.values():
        yield from _value_lines(names, value)
    for item in graph.items():
        yield from _item_lines(names, item)
        for prop in item.properties:
            yield f"{names.document(item)} {names.has} {names.property(prop)} .\n"
            yield from _statement_lines(names, item, prop)
        for prop in item.conflicts:
            yield from _statement_lines(names, item, prop)
            yield from _conflict_lines(names, item, prop)


def _value_lines(names: _Names, value: Value) -> Iterator[str]:
    own = names.property(value)
    yield f"{own} {_A} {names.type('nested-property')} .\n"
    yield f"{own} {_LABEL} {_text(value.display)} .\n"
    yield f"{own} <{names.base}/type> <{names.base}/type/{_quote(value.name)}> .\n"
    yield names.line(own, "value", _text(value.value))
    yield from _quantity_lines(names, own, value)


def _item_lines(names: _Names, item: Item) -> Iterator[str]:
    own = names.document(item)
    yield f"{own} {_A} {names.type('doc')} .\n"
    yield names.line(own, "id", _text(item.id))
    yield from _item_field_lines(names, own, item)


def _statement_lines(names: _Names, item: Item, prop: Property) -> Iterator[str]:
    own = names.statement(item, prop)
    yield f"<{own}> {_A} <{_RDF}Statement> .\n"
    yield f"<{own}> <{_RDF}subject> {names.document(item)} .\n"
    yield f"<{own}> <{_RDF}predicate> {names.has} .\n"
    yield f"<{own}> <{_RDF}object> {names.property(prop)} .\n"
    yield f"<{own}> {_LABEL} {_text(prop.display)} .\n"
    yield from _link_lines(names, f"<{own}>", prop)
    for number, each in enumerate(prop.evidence):
        there = f"<{own}/{number}>"
        yield f"<{own}> <{names.base}/relationship/has-evidence> {there} .\n"
        yield f"{there} {_A} {names.type('evidence')} .\n"
        yield from _evidence_lines(names, there, each)


def _conflict_lines(names: _Names, item: Item, prop: Property) -> Iterator[str]:
    own = f"<{names.statement(item, prop)}>"
    yield names.line(own, "conflict", _typed("true", "boolean"))
    yield from _quantity_lines(names, own, prop)


def _quote(text: str) -> str:
    return quote(text, safe="")


def _text(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _typed(text: str, kind: str) -> str:
    return f'"{text}"^^<{_XSD}{kind}>'


_LITERALS: Mapping[Kind, Callable[[Any], str]] = {
    "text": _text,
    "number": lambda number: _typed(repr(float(number)), "double"),
    "integer": lambda number: _typed(str(number), "integer"),
    "time": lambda text: _typed(text, "dateTime"),
}


def _lines_of(fields: Iterable[Field]) -> Callable[[_Names, str, Any], Iterator[str]]:
    """Returns a function that writes a line for each of the fields that a thing has, optional fields last."""
    record = RecordFields(sorted(fields, key=lambda each: each.optional))
    forms = [(each.name.replace("_", "-"), _LITERALS[each.kind]) for each in record.fields]

    def lines(names: _Names, own: str, thing: Any) -> Iterator[str]:
        for (key, literal), value in zip(forms, record.to_values(thing), strict=True):
            if value is not None:
                yield names.line(own, key, literal(value))

    return lines


def _plain(record: RecordFields, *without: str) -> list[Field]:
    """Returns the fields that are not lists, except those named in `without`."""
    return [each for each in record.fields if each.kind != "json" and each.name not in without]


_item_field_lines = _lines_of(_plain(ITEM, "fingerprint", "model"))
_quantity_lines = _lines_of(each for each in VALUE.fields if each.optional)
_link_lines = _lines_of(_plain(HAS, "display"))
_evidence_lines = _lines_of(EVIDENCE.fields)
