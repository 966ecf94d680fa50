"""Decides between spans that overlap."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from app.extraction.finders.found import Found
from model.spans import Span


def join(text: str, spans: Sequence[Span], sure: Sequence[Span], found: Iterable[Found]) -> tuple[Span, ...]:
    """Returns the model's spans and the found ones in order, without overlap. `sure` are those of `spans` that stay.

    1. A place that was found for `missed` or `absent` goes if a sure span of the model touches it. It stays if all of
       these lie within it and one has its label: of "peanut butter" the model found "peanut".
    2. A place for `absent` goes if there is a sure span of its label elsewhere, or if it is not the text's subject. The
       first other one stays.
    3. Of the other places the longest wins, then the first, `always` before the others, a list before a pattern, and
       the label that comes first in order of name.
    4. A span of the model goes if one of these places touches it. If a listed value of another label begins a sure
       one, the words after the value stay: of "ONLY Women", found as an audience, the brand takes "ONLY".
    """
    model = _InOrder(sure)
    candidates = list(_once([each for each in found if _is_free(each, model)], model))
    if not candidates:
        return tuple(spans)
    taken = _Places(len(text))
    for each in sorted(candidates, key=_rank):
        if not taken.touch(each.span):
            taken.add(each.span)
    certain = {span.start for span in sure}
    kept = [rest for span in spans if (rest := _rest(span, taken, is_sure=span.start in certain))]
    return tuple(sorted([*kept, *taken.spans], key=lambda span: span.start))


def _is_free(found: Found, model: "_InOrder") -> bool:
    return found.when == "always" or not model.touching(found.span) or _extends(found.span, model)


def _extends(place: Span, model: "_InOrder") -> bool:
    """Whether the spans that touch a place lie within it, none is as long, and one has its label."""
    touching = model.touching(place)
    within = all(place.start <= span.start and span.end <= place.end for span in touching)
    longer = all(span.end - span.start < place.end - place.start for span in touching)
    return within and longer and any(span.label == place.label for span in touching)


def _once(found: Sequence[Found], model: "_InOrder") -> Iterator[Found]:
    """Yields the places. Of those for `absent`: the first of a label without spans, and those that extend a span."""
    first: dict[str, int] = {}
    for each in found:
        if each.when == "absent" and each.is_subject and each.span.label not in model.labels:
            first[each.span.label] = min(each.span.start, first.get(each.span.label, each.span.start))
    for each in found:
        if each.when != "absent" or first.get(each.span.label) == each.span.start or _extends(each.span, model):
            yield each


def _rest(span: Span, taken: "_Places", *, is_sure: bool) -> Span | None:
    """Returns a span that no place touches, or of a sure one its words behind a listed value of another label."""
    if not taken.touch(span):
        return span
    first = taken.beginning(span) if is_sure else None
    text = span.text[first.end - span.start :] if first else ""
    if not first or first.finder != "list" or first.label == span.label or not text[:1].isspace():
        return None
    rest = replace(span, start=span.end - len(text.lstrip()), text=text.lstrip())
    return None if taken.touch(rest) or not rest.text else rest


def _rank(found: Found) -> tuple[int, int, bool, bool, str]:
    span = found.span
    return span.start - span.end, span.start, found.when != "always", span.finder != "list", span.label


class _InOrder:
    """Spans in order, without overlap."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.labels = {span.label for span in spans}
        self._spans = spans
        self._ends = [span.end for span in spans]

    def touching(self, place: Span) -> list[Span]:
        """Returns the spans that overlap a place. The time grows with their number."""
        after = (self._spans[n] for n in range(bisect_right(self._ends, place.start), len(self._spans)))
        return list(takewhile(lambda span: span.start < place.end, after))


class _Places:
    """The characters of a text that spans cover."""

    def __init__(self, length: int) -> None:
        self._covered = bytearray(length)
        self.spans: list[Span] = []
        self._by_end: dict[int, Span] = {}

    def add(self, span: Span) -> None:
        self._covered[span.start : span.end] = b"\1" * (span.end - span.start)
        self.spans.append(span)
        self._by_end[span.end] = span

    def beginning(self, span: Span) -> Span | None:
        """Returns the place that covers the beginning of a span and ends within it."""
        ends = (self._by_end.get(end) for end in range(span.start + 1, span.end))
        return next((place for place in ends if place and place.start <= span.start), None)

    def touch(self, span: Span) -> bool:
        return 1 in self._covered[span.start : span.end]
