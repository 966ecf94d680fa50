"""Reads the exports of Label Studio, JSON and JSON-MIN.

Sources: labelstud.io/guide/task_format and labelstud.io/guide/export; for JSON-MIN, `convert_to_json_min` of
github.com/HumanSignal/label-studio-converter. Releases up to 2021 count offsets in UTF-16 code units
(issues 539 and 1347, pull request 1559 of HumanSignal/label-studio).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from training.corpora.building import Mark, Parsed, build, no_example
from training.corpora.example import CorpusFault
from training.corpora.records import JsonRecord, json_records

REGIONS = ("labels", "hypertextlabels")
# The keys that JSON-MIN adds to the fields of a task.
_ADDED = {"id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement"}


def read_label_studio(file: str, data: bytes) -> Iterator[Parsed]:
    """Reads each labelled task. A task is skipped when all its annotations were cancelled.

    Of several annotations, the first is taken. A fault reports a task whose other annotations mark other spans.
    """
    for record in json_records(file, data, "task"):
        if isinstance(record, Parsed):
            yield record
        elif "data" in record.fields:
            yield from _task(record)
        else:
            yield _parse(record, record.fields, [list(minimal_regions(record.fields))])


def minimal_regions(fields: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yields the regions of a JSON-MIN record, in the form of the full export."""
    for value in fields.values():
        for each in value if isinstance(value, list) else ():
            if isinstance(each, dict) and (kind := next((name for name in REGIONS if name in each), None)):
                yield {"type": kind, "value": each}


def _task(record: JsonRecord) -> Iterator[Parsed]:
    """Yields one record, or nothing when all annotations were cancelled."""
    annotations = record.fields.get("annotations", record.fields.get("completions"))  # the name before 1.0
    if not isinstance(annotations, list) or not annotations:
        yield no_example(record.place, "the task has no annotations", record.fields["data"])
        return
    good = [each for each in annotations if isinstance(each, dict) and isinstance(each.get("result"), list)]
    if len(good) < len(annotations):
        yield no_example(record.place, "expected a list as the result of every annotation", record.fields["data"])
    elif done := [_regions(each["result"]) for each in good if not each.get("was_cancelled")]:
        yield _parse(record, record.fields["data"], done)


def _regions(result: Sequence[Any]) -> list[dict[str, Any]]:
    """Returns the parts of a result that label text."""
    return [each for each in result if isinstance(each, dict) and each.get("type") in REGIONS]


def _parse(record: JsonRecord, data: Any, annotations: Sequence[list[dict[str, Any]]]) -> Parsed:
    key = _text_key(data, annotations[0])
    if key is None:
        detail = (
            "cannot tell which field was labelled: expected `text`, a single string, one name in `to_name`, "
            "or one field that the quoted texts fit"
        )
        return no_example(record.place, detail, data)
    text = data[key]
    first, *others = (_marks(text, regions) for regions in annotations)
    parsed = build(record.place, record.id, text, first)
    if not (differing := sum(set(map(repr, other)) != set(map(repr, first)) for other in others)):
        return parsed
    detail = f"{differing} of {len(annotations)} annotations mark other spans than the first, which is kept"
    return Parsed(parsed.example, (*parsed.faults, CorpusFault(record.place, "record", text, detail)))


def _text_key(data: Any, regions: Sequence[dict[str, Any]]) -> str | None:
    """Returns the labelled field, or None.

    It is the only field where every quoted text is at its offsets; else the one that the regions name, else
    `text`, else the only string.
    """
    if not isinstance(data, dict):
        return None
    strings: list[str] = [key for key, value in data.items() if isinstance(value, str) and key not in _ADDED]
    fitting = [key for key in strings if _quotes_fit(data[key], regions)]
    if len(fitting) == 1:
        return fitting[0]
    named = {each["to_name"] for each in regions if each.get("to_name") in strings}
    if named:
        return named.pop() if len(named) == 1 else None
    if "text" in strings:
        return "text"
    return strings[0] if len(strings) == 1 else None


def _quotes_fit(text: str, regions: Sequence[dict[str, Any]]) -> bool:
    """Tells whether the regions quote texts, and every one of them is in this text at its offsets."""
    marks = _marks(text, regions)
    return any(isinstance(mark.quoted, str) for mark in marks) and all(_fits(text, mark) for mark in marks)


def _marks(text: str, regions: Sequence[dict[str, Any]]) -> list[Mark]:
    """Returns the marks of all regions. Offsets count code points or UTF-16 units, whichever fits the quoted texts."""
    stated = [mark for each in regions for mark in _stated(each)]
    if all(_fits(text, mark) for mark in stated):
        return stated
    counted = [_from_utf16(text, mark) for mark in stated]
    if all(_fits(text, mark) for mark in counted):
        return counted
    pairs = zip(stated, counted, strict=True)
    return [second if _fits(text, second) and not _fits(text, first) else first for first, second in pairs]


def _stated(region: dict[str, Any]) -> list[Mark]:
    """Returns a mark for each label of a region, with the offsets as the file states them."""
    value = region.get("value")
    if not isinstance(value, dict):
        return [Mark(None, None, None)]
    # In hypertext, `start` and `end` count within an element; `globalOffsets` count in the whole text.
    inside = value.get("globalOffsets")
    offsets = inside if isinstance(inside, dict) else value
    labels = value.get(region["type"])
    marked = labels if isinstance(labels, list) and labels else [None]
    return [Mark(offsets.get("start"), offsets.get("end"), label, value.get("text")) for label in marked]


def _fits(text: str, mark: Mark) -> bool:
    """Tells whether the quoted text is at the mark's offsets. A mark without a quoted text fits."""
    start, end, _, quoted = mark
    if not (isinstance(start, int) and isinstance(end, int) and isinstance(quoted, str)):
        return True
    return 0 <= start <= end <= len(text) and text[start:end] == quoted


def _from_utf16(text: str, mark: Mark) -> Mark:
    """Converts the offsets from UTF-16 code units to code points, unless they fall inside a character."""
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
