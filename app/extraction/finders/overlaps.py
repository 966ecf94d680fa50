"""Decides between spans that overlap."""

from collections.abc import Iterable, Sequence

from app.extraction.finders.found import Found
from model.spans import Span


def join(text: str, spans: Sequence[Span], sure: Sequence[Span], found: Iterable[Found]) -> tuple[Span, ...]:
    """Returns the model's spans and the found ones in order, without overlap. `sure` are those of `spans` that stay.

    1. A place that was found for `missed` goes if a sure span of the model touches it.
    2. Of the other places the longest wins, then the first, `always` before `missed`, a list before a pattern, and the
       label that comes first in order of name.
    3. A span of the model goes if one of these places touches it.
    """
    held = _Places(len(text), sure)
    candidates = [each for each in found if each.always or not held.touch(each.span)]
    if not candidates:
        return tuple(spans)
    taken = _Places(len(text), ())
    for each in sorted(candidates, key=_rank):
        if not taken.touch(each.span):
            taken.add(each.span)
    kept = [span for span in spans if not taken.touch(span)]
    return tuple(sorted([*kept, *taken.spans], key=lambda span: span.start))


def _rank(found: Found) -> tuple[int, int, bool, bool, str]:
    span = found.span
    return span.start - span.end, span.start, not found.always, span.finder != "list", span.label


class _Places:
    """The characters of a text that spans cover."""

    def __init__(self, length: int, spans: Iterable[Span]) -> None:
        self._covered = bytearray(length)
        self.spans: list[Span] = []
        for span in spans:
            self.add(span)

    def add(self, span: Span) -> None:
        self._covered[span.start : span.end] = b"\1" * (span.end - span.start)
        self.spans.append(span)

    def touch(self, span: Span) -> bool:
        return 1 in self._covered[span.start : span.end]
