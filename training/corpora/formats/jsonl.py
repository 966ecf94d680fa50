"""Our own JSON Lines: `{"id", "text", "spans": [{"start", "end", "label"}]}`."""

from collections.abc import Iterator
from typing import Any

from training.corpora.building import Entry, Mark, build, no_example, shown
from training.corpora.records import Record, json_records


def read_jsonl(file: str, data: bytes) -> Iterator[Entry]:
    """An entry for each line; a line without spans is a text in which there is nothing."""
    for record in json_records(file, data):
        yield record if isinstance(record, Entry) else with_spans(record)


def with_spans(record: Record) -> Entry:
    """The entry of a record with `text` and `spans`; a span may quote its `text`."""
    spans = record.fields.get("spans")
    if spans is not None and not isinstance(spans, list):
        return no_example(record.place, f"expected a list of spans, found {shown(spans)}", record.fields.get("text"))
    return build(record.place, record.id, record.fields.get("text"), [_mark(span) for span in spans or ()])


def _mark(span: Any) -> Mark:
    if not isinstance(span, dict):
        return Mark(None, None, span)
    return Mark(span.get("start"), span.get("end"), span.get("label"), span.get("text"))
