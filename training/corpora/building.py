"""From what a file says to an example: every reader ends here, so that one rule holds for all formats."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.spans import Span
from training.corpora.example import Example, Fault, FaultKind

_SHOWN = 80


class Mark(NamedTuple):
    """A span as a file states it, of whatever types. `quoted`: the text that the file says stands there, if it does."""

    start: object
    end: object
    label: object
    quoted: object = None


class _Stated(NamedTuple):
    """A mark with offsets that are integers, and None for what is no label or no text."""

    start: int
    end: int
    label: str | None
    quoted: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one record of a file: an example or none, and what was wrong with it."""

    example: Example | None
    faults: tuple[Fault, ...] = ()


def no_example(place: str, detail: str, text: object = "") -> Entry:
    """The entry of a record that is no example."""
    return Entry(None, (Fault(place, "record", str(text)[:_SHOWN], detail),))


def build(
    place: str,
    id: object,  # noqa: A002
    text: object,
    marks: Iterable[Mark],
    unsure: Sequence[tuple[int, int]] = (),
    faults: Sequence[Fault] = (),
) -> Entry:
    """The example with those marks that can be kept, and a fault for each other.

    Where two overlap, the one that starts first is kept, of two with one start the longer, of equal ones the first.
    The extent of a mark that is not kept is unsure. A mark without offsets may stand anywhere, so that nothing of the
    record is sure: it is no example. `unsure` and `faults` are what the reader found before.
    """
    if not isinstance(text, str):
        return no_example(place, f"expected a string as text, found {shown(text)}", text)
    if not text.strip():
        return no_example(place, "expected a text, found nothing but white space", text)
    try:
        text.encode()
    except UnicodeEncodeError:
        return no_example(place, "the text has half a surrogate pair, which is no character", ascii(text))
    stated: list[_Stated] = []
    for mark in marks:
        # A boolean is an integer for isinstance.
        if type(mark.start) is not int or type(mark.end) is not int:
            detail = f"a span needs integers where it starts and ends, found {shown(tuple(mark))}"
            return no_example(place, detail, text)
        label = mark.label if isinstance(mark.label, str) and mark.label.strip() else None
        stated.append(_Stated(mark.start, mark.end, label, mark.quoted if isinstance(mark.quoted, str) else None))
    spans, found, doubtful = _sort_out(place, text, stated)
    example = Example(str(id), text, tuple(spans), place, tuple(sorted({*unsure, *doubtful})))
    return Entry(example, (*faults, *found))


def shown(value: object) -> str:
    """A value as a message quotes it, cut short."""
    whole = repr(value)
    return whole if len(whole) <= _SHOWN else whole[: _SHOWN - 1] + "…"


def _sort_out(
    place: str, text: str, stated: Sequence[_Stated]
) -> tuple[list[Span], list[Fault], list[tuple[int, int]]]:
    """The spans to keep, the faults, and the extents of what is not kept."""
    spans: list[Span] = []
    faults: list[Fault] = []
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


def _fault(place: str, text: str, each: _Stated, last: Span | None) -> Fault | None:
    """What forbids to keep a span after `last`, the one kept before it; the same once more is no fault."""
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
    return Fault(place, kind, there, f"{each.label or 'span'} {shown(there)} at {each.start}–{each.end} {detail}")
