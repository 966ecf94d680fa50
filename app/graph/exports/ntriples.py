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
from typing import Any
from urllib.parse import quote

from app.domain.items import Item, Property, Value
from app.graph.exports.chunks import to_chunks
from app.graph.records import EVIDENCE, HAS, ITEM, VALUE, Field, Kind, RecordFields
from app.graph.store import Snapshot

BASE = "http://example.com"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_A = f"<{_RDF}type>"
_HAS = f"<{BASE}/relationship/has-nested-property>"
_HAS_EVIDENCE = f"<{BASE}/relationship/has-evidence>"
# Characters that a literal must escape, and characters that readers of lines may take for a line end.
_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    | {code: f"\\u{code:04X}" for code in (*range(9), 11, 12, *range(14, 32), 127, 0x85, 0x2028, 0x2029)}
)


def write_ntriples(graph: Snapshot) -> Iterator[bytes]:
    """Yields one triple a line: first the properties, then the items with what they have and why."""
    return to_chunks(_lines(graph))


def _lines(graph: Snapshot) -> Iterator[str]:
    for value in graph.values():
        yield from _value_lines(value)
    for item in graph.items():
        yield from _item_lines(item)
        for prop in item.properties:
            yield f"{_document(item)} {_HAS} {_property(prop)} .\n"
            yield from _statement_lines(item, prop)
        for prop in item.conflicts:
            yield from _statement_lines(item, prop)
            yield from _conflict_lines(item, prop)


def _value_lines(value: Value) -> Iterator[str]:
    own = _property(value)
    yield f"{own} {_A} <{BASE}/entity-type/nested-property> .\n"
    yield f"{own} {_LABEL} {_text(value.display)} .\n"
    yield f"{own} <{BASE}/type> <{BASE}/type/{_quote(value.name)}> .\n"
    yield _line(own, "value", _text(value.value))
    yield from _quantity_lines(own, value)


def _item_lines(item: Item) -> Iterator[str]:
    own = _document(item)
    yield f"{own} {_A} <{BASE}/entity-type/doc> .\n"
    yield _line(own, "id", _text(item.id))
    yield from _item_field_lines(own, item)


def _statement_lines(item: Item, prop: Property) -> Iterator[str]:
    own = _statement(item, prop)
    yield f"<{own}> {_A} <{_RDF}Statement> .\n"
    yield f"<{own}> <{_RDF}subject> {_document(item)} .\n"
    yield f"<{own}> <{_RDF}predicate> {_HAS} .\n"
    yield f"<{own}> <{_RDF}object> {_property(prop)} .\n"
    yield f"<{own}> {_LABEL} {_text(prop.display)} .\n"
    yield from _link_lines(f"<{own}>", prop)
    for number, each in enumerate(prop.evidence):
        there = f"<{own}/{number}>"
        yield f"<{own}> {_HAS_EVIDENCE} {there} .\n"
        yield f"{there} {_A} <{BASE}/entity-type/evidence> .\n"
        yield from _evidence_lines(there, each)


def _conflict_lines(item: Item, prop: Property) -> Iterator[str]:
    own = f"<{_statement(item, prop)}>"
    yield _line(own, "conflict", _typed("true", "boolean"))
    yield from _quantity_lines(own, prop)


def _statement(item: Item, prop: Property) -> str:
    return f"{BASE}/resource/statement/{_quote(item.id)}/{_quote(prop.name)}/{_quote(prop.value)}"


def _document(item: Item) -> str:
    return f"<{BASE}/resource/doc/{_quote(item.id)}>"


def _property(prop: Property | Value) -> str:
    return f"<{BASE}/resource/nested-doc/{_quote(prop.name)}/{_quote(prop.value)}>"


def _line(subject: str, key: str, literal: str) -> str:
    return f"{subject} <{BASE}/property/{key}> {literal} .\n"


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


def _lines_of(fields: Iterable[Field]) -> Callable[[str, Any], Iterator[str]]:
    """Returns a function that writes a line for each of the fields that a thing has, optional fields last."""
    record = RecordFields(sorted(fields, key=lambda each: each.optional))
    forms = [(each.name.replace("_", "-"), _LITERALS[each.kind]) for each in record.fields]

    def lines(own: str, thing: Any) -> Iterator[str]:
        for (key, literal), value in zip(forms, record.to_values(thing), strict=True):
            if value is not None:
                yield _line(own, key, literal(value))

    return lines


def _plain(record: RecordFields, *without: str) -> list[Field]:
    """Returns the fields that are not lists, except those named in `without`."""
    return [each for each in record.fields if each.kind != "json" and each.name not in without]


_item_field_lines = _lines_of(_plain(ITEM, "fingerprint", "model"))
_quantity_lines = _lines_of(each for each in VALUE.fields if each.optional)
_link_lines = _lines_of(_plain(HAS, "display"))
_evidence_lines = _lines_of(EVIDENCE.fields)
