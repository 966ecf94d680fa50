"""Builds an example from what a file states. Every reader ends here, so one set of rules holds for all formats."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.spans import Span
from training.corpora.example import CorpusFault, Example, FaultKind

_QUOTED_CHARACTERS = 80


class Mark(NamedTuple):
    """A span as a file states it; the types are not checked yet. `quoted` is the span's text, where the file has it."""

    start: object
    end: object
    label: object
    quoted: object = None


class _Stated(NamedTuple):
    """A mark with integer offsets. A label or a quoted text of a wrong type has become None."""

    start: int
    end: int
    label: str | None
    quoted: str | None


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one record of a file gave: an example or none, and the faults in the record."""

    example: Example | None
    faults: tuple[CorpusFault, ...] = ()


def no_example(place: str, detail: str, text: object = "") -> Parsed:
    """Returns the outcome of a record that gives no example; `detail` says what was expected and what was found."""
    return Parsed(None, (CorpusFault(place, "record", str(text)[:_QUOTED_CHARACTERS], detail),))


def build(
    place: str,
    id: object,  # noqa: A002
    text: object,
    marks: Iterable[Mark],
    unsure: Sequence[tuple[int, int]] = (),
    faults: Sequence[CorpusFault] = (),
) -> Parsed:
    """Builds an example from the marks that can be kept, with a fault for every other mark.

    Of two marks that overlap, the one that starts first is kept. If both start at the same offset, the longer one is
    kept; if both have the same extent, the first in the file is kept. The extent of a dropped mark becomes unsure. A
    mark without offsets may be anywhere in the text, so its record gives no example. `unsure` and `faults` are what
    the reader found before it called this function.
    """
    if not isinstance(text, str):
        return no_example(place, f"expected a string as text, found {shown(text)}", text)
    if not text.strip():
        return no_example(place, "expected a text, found only white space", text)
    try:
        text.encode()
    except UnicodeEncodeError:
        return no_example(place, "the text holds half a surrogate pair, which is not a character", ascii(text))
    stated: list[_Stated] = []
    for mark in marks:
        # A boolean is an integer for isinstance.
        if type(mark.start) is not int or type(mark.end) is not int:
            detail = f"expected a span with integers as start and end, found {shown(tuple(mark))}"
            return no_example(place, detail, text)
        label = mark.label if isinstance(mark.label, str) and mark.label.strip() else None
        stated.append(_Stated(mark.start, mark.end, label, mark.quoted if isinstance(mark.quoted, str) else None))
    spans, found, doubtful = _sort_out(place, text, stated)
    example = Example(str(id), text, tuple(spans), place, tuple(sorted({*unsure, *doubtful})))
    return Parsed(example, (*faults, *found))


def shown(value: object) -> str:
    """Returns a value as a message quotes it: its `repr`, cut after 80 characters."""
    whole = repr(value)
    return whole if len(whole) <= _QUOTED_CHARACTERS else whole[: _QUOTED_CHARACTERS - 1] + "…"


def _sort_out(
    place: str, text: str, stated: Sequence[_Stated]
) -> tuple[list[Span], list[CorpusFault], list[tuple[int, int]]]:
    """Returns the spans to keep, the faults, and the extents of the dropped marks."""
    spans: list[Span] = []
    faults: list[CorpusFault] = []
    doubtful: list[tuple[int, int]] = []
    for each in sorted(stated, key=lambda each: (each.start, -each.end)):
        last = spans[-1] if spans else None
        if fault := _fault(place, text, each, last):
            faults.append(fault)
            start, end = max(0, each.start), min(len(text), each.end)
            doubtful += [(start, end)] if start < end else []
        elif last is None or (last.start, last.end) != (each.start, each.end):
            spans.append(Span(each.start, each.end, each.label or "", text[each.start : each.end]))
    return spans, faults, doubtful


def _fault(place: str, text: str, each: _Stated, last: Span | None) -> CorpusFault | None:
    """Returns why a mark cannot be kept, or None. `last` is the span kept before it; an exact repeat is no fault."""
    there = text[max(0, each.start) : max(0, each.end)]
    kind: FaultKind
    if each.start < 0 or each.end > len(text):
        kind, detail = "outside", f"lies outside the text of {len(text)} characters"
    elif each.start >= each.end:
        kind, detail = "empty", "is empty"
    elif each.quoted is not None and each.quoted != there:
        kind, detail = "text", f"is quoted as {shown(each.quoted)}"
    elif each.label is None:
        kind, detail = "record", "has no label"
    elif last and each.start < last.end and (last.start, last.end, last.label) != each[:3]:
        kept = f"{last.label} {shown(last.text)} at {last.start}–{last.end}"
        kind, detail = "overlap", f"overlaps {kept}, which is kept"
    else:
        return None
    return CorpusFault(place, kind, there, f"{each.label or 'span'} {shown(there)} at {each.start}–{each.end} {detail}")
