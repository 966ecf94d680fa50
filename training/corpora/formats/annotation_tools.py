"""Reads the exports of doccano and Prodigy: JSON Lines with offsets in code points.

doccano: `backend/data_export` of github.com/doccano/doccano, `ExportedSpan.to_tuple` and `to_dict`.
Prodigy: prodi.gy/docs/api-interfaces, "ner" and "spans".
"""

from collections.abc import Iterator
from typing import Any

from training.corpora.building import Mark, Parsed, build, no_example, shown
from training.corpora.formats.jsonl import with_spans
from training.corpora.records import JsonRecord, json_records

# Some releases of doccano call the text `data`. Older releases call the list of spans `labels`.
_DOCCANO_TEXT = ("text", "data")
_DOCCANO_LISTS = ("label", "labels", "entities")


def read_doccano(file: str, data: bytes) -> Iterator[Parsed]:
    """Reads each line; a span is `[start, end, label]` or `{"start_offset", "end_offset", "label"}`."""
    for record in json_records(file, data):
        yield record if isinstance(record, Parsed) else _doccano(record)


def read_prodigy(file: str, data: bytes) -> Iterator[Parsed]:
    """Reads each accepted task and skips the rejected and the ignored ones.

    A task without an answer counts as accepted. Any other answer is a fault.
    """
    for record in json_records(file, data):
        if isinstance(record, Parsed):
            yield record
        elif (answer := record.fields.get("answer", "accept")) == "accept":
            yield with_spans(record)
        elif answer not in ("reject", "ignore"):
            detail = f"expected the answer accept, reject or ignore, found {shown(answer)}"
            yield no_example(record.place, detail, record.fields.get("text"))


def _doccano(record: JsonRecord) -> Parsed:
    text = next((record.fields[key] for key in _DOCCANO_TEXT if key in record.fields), None)
    marks: list[Mark] = []
    for key in _DOCCANO_LISTS:
        found = record.fields.get(key)
        if found is not None and not isinstance(found, list):
            return no_example(record.place, f"expected a list as {key}, found {shown(found)}", text)
        marks += [_doccano_mark(each) for each in found or ()]
    return build(record.place, record.id, text, marks)


def _doccano_mark(found: Any) -> Mark:
    if isinstance(found, dict):
        return Mark(found.get("start_offset"), found.get("end_offset"), found.get("label"))
    if isinstance(found, list) and len(found) == 3:
        return Mark(*found)
    return Mark(None, None, found)
