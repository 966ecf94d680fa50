"""Reads Itemgraph's JSON Lines: `{"id", "text", "spans": [{"start", "end", "label"}], "unsure": [[start, end]]}`."""

from collections.abc import Iterator
from typing import Any

from training.corpora.building import Mark, Parsed, build, no_example, shown
from training.corpora.records import JsonRecord, json_records


def read_jsonl(file: str, data: bytes) -> Iterator[Parsed]:
    """Reads each line. A line without `spans` is a text with nothing to find."""
    for record in json_records(file, data):
        yield record if isinstance(record, Parsed) else with_spans(record)


def with_spans(record: JsonRecord) -> Parsed:
    """Parses a record with `text` and `spans`. A span may quote its `text`. Words in `unsure` may have any label."""
    spans = record.fields.get("spans")
    if spans is not None and not isinstance(spans, list):
        return no_example(record.place, f"expected a list of spans, found {shown(spans)}", record.fields.get("text"))
    unsure = record.fields.get("unsure")
    if unsure is not None and not _are_extents(unsure):
        return no_example(record.place, f"expected a list of [start, end] as unsure, found {shown(unsure)}", unsure)
    marks, extents = [_mark(span) for span in spans or ()], [(start, end) for start, end in unsure or ()]
    return build(record.place, record.id, record.fields.get("text"), marks, extents)


def _are_extents(found: Any) -> bool:
    return isinstance(found, list) and all(
        isinstance(each, list) and len(each) == 2 and all(type(offset) is int for offset in each) and each[0] < each[1]
        for each in found
    )


def _mark(span: Any) -> Mark:
    if not isinstance(span, dict):
        return Mark(None, None, span)
    return Mark(span.get("start"), span.get("end"), span.get("label"), span.get("text"))
