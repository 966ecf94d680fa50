"""The exports of Label Studio, JSON and JSON-MIN.

labelstud.io/guide/task_format, labelstud.io/guide/export; JSON-MIN as `convert_to_json_min` of
github.com/HumanSignal/label-studio-converter writes it. Releases up to 2021 count offsets in UTF-16 code units
(issues 539 and 1347, pull request 1559 of HumanSignal/label-studio).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from training.corpora.building import Entry, Mark, build, no_example
from training.corpora.example import Fault
from training.corpora.records import Record, json_records

REGIONS = ("labels", "hypertextlabels")
# What JSON-MIN adds to the fields of a task.
_ADDED = {"id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement"}


def read_label_studio(file: str, data: bytes) -> Iterator[Entry]:
    """An entry for each task that someone labelled. A task whose annotations were all cancelled is skipped.

    Of several annotations the first is taken; a fault says where another marks other spans.
    """
    for record in json_records(file, data, "task"):
        if isinstance(record, Entry):
            yield record
        elif "data" in record.fields:
            yield from _task(record)
        else:
            yield _entry(record, record.fields, [list(minimal_regions(record.fields))])


def minimal_regions(fields: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The regions of a JSON-MIN record, in the form of the full export."""
    for value in fields.values():
        for each in value if isinstance(value, list) else ():
            if isinstance(each, dict) and (kind := next((name for name in REGIONS if name in each), None)):
                yield {"type": kind, "value": each}


def _task(record: Record) -> Iterator[Entry]:
    """At most one entry."""
    annotations = record.fields.get("annotations", record.fields.get("completions"))  # the name before 1.0
    if not isinstance(annotations, list) or not annotations:
        yield no_example(record.place, "nobody has annotated the task", record.fields["data"])
        return
    good = [each for each in annotations if isinstance(each, dict) and isinstance(each.get("result"), list)]
    if len(good) < len(annotations):
        yield no_example(record.place, "an annotation has no list as result", record.fields["data"])
    elif done := [_regions(each["result"]) for each in good if not each.get("was_cancelled")]:
        yield _entry(record, record.fields["data"], done)


def _regions(result: Sequence[Any]) -> list[dict[str, Any]]:
    """Those parts of a result that label a stretch of text."""
    return [each for each in result if isinstance(each, dict) and each.get("type") in REGIONS]


def _entry(record: Record, data: Any, annotations: Sequence[list[dict[str, Any]]]) -> Entry:
    key = _text_key(data, annotations[0])
    if key is None:
        return no_example(record.place, "expected one string as text, or `text`, or the name in `to_name`", data)
    text = data[key]
    first, *others = (_marks(text, regions) for regions in annotations)
    entry = build(record.place, record.id, text, first)
    if not (differing := sum(set(map(repr, other)) != set(map(repr, first)) for other in others)):
        return entry
    detail = f"{differing} of {len(annotations)} annotations mark other spans than the first, which is kept"
    return Entry(entry.example, (*entry.faults, Fault(record.place, "record", text, detail)))


def _text_key(data: Any, regions: Sequence[dict[str, Any]]) -> str | None:
    """Which field the regions are of: the one they name, else `text`, else the only string; None if that is unclear."""
    if not isinstance(data, dict):
        return None
    strings = [key for key, value in data.items() if isinstance(value, str) and key not in _ADDED]
    named = {each["to_name"] for each in regions if each.get("to_name") in strings}
    if named:
        return named.pop() if len(named) == 1 else None
    if "text" in strings:
        return "text"
    return strings[0] if len(strings) == 1 else None


def _marks(text: str, regions: Sequence[dict[str, Any]]) -> list[Mark]:
    """A mark for each label of each region, by whichever way of counting agrees with all texts that are quoted."""
    stated = [mark for each in regions for mark in _stated(each)]
    if all(_fits(text, mark) for mark in stated):
        return stated
    counted = [_from_utf16(text, mark) for mark in stated]
    if all(_fits(text, mark) for mark in counted):
        return counted
    pairs = zip(stated, counted, strict=True)
    return [second if _fits(text, second) and not _fits(text, first) else first for first, second in pairs]


def _stated(region: dict[str, Any]) -> list[Mark]:
    """A mark for each label, with the offsets as they stand."""
    value = region.get("value")
    if not isinstance(value, dict):
        return [Mark(None, None, None)]
    # The own offsets of a region in hypertext are counted within an element.
    inside = value.get("globalOffsets")
    offsets = inside if isinstance(inside, dict) else value
    labels = value.get(region["type"])
    marked = labels if isinstance(labels, list) and labels else [None]
    return [Mark(offsets.get("start"), offsets.get("end"), label, value.get("text")) for label in marked]


def _fits(text: str, mark: Mark) -> bool:
    """Whether the text that a mark quotes stands at its offsets; true of one that quotes none."""
    start, end, _, quoted = mark
    if not (isinstance(start, int) and isinstance(end, int) and isinstance(quoted, str)):
        return True
    return 0 <= start <= end <= len(text) and text[start:end] == quoted


def _from_utf16(text: str, mark: Mark) -> Mark:
    """The mark with offsets in code points instead of UTF-16 code units; as it is where those fall on no character."""
    if not (isinstance(mark.start, int) and isinstance(mark.end, int)):
        return mark
    units = text.encode("utf-16-le", "surrogatepass")
    if not 0 <= mark.start <= mark.end <= len(units) // 2:
        return mark
    try:
        start, end = (len(units[: 2 * offset].decode("utf-16-le")) for offset in (mark.start, mark.end))
    except UnicodeDecodeError:
        return mark
    return mark._replace(start=start, end=end)
