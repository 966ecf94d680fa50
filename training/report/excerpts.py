"""Shortens the texts of errors for the page, with the spans marked."""

from dataclasses import dataclass

from model.spans import Span
from training.evaluation.results import Error, ErrorKind

KINDS: dict[ErrorKind, str] = {
    "missed": "a gold span that the model did not find",
    "spurious": "a predicted span that overlaps no gold span",
    "label": "right boundaries, wrong label",
    "boundary": "right label, wrong boundaries",
    "both": "an overlapping span, boundaries and label wrong",
}
# Code points: context on each side, the longest span shown whole, and the distance to look for a space at a cut.
_CONTEXT = 120
_LONGEST_SPAN = 240
_SPACE_DISTANCE = 16


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text with the span of one side. `marked` is the span. "…" shows where `before` and `after` are cut."""

    side: str
    label: str
    score: float | None
    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownError:
    """An error and its text: once, or twice when both gold and prediction have a span."""

    error: Error
    meaning: str
    lines: tuple[MarkedText, ...]

    @property
    def labels(self) -> list[str]:
        """The labels of both sides, without repetition."""
        return list(dict.fromkeys(line.label for line in self.lines))


def show(error: Error) -> ShownError:
    """Shortens the text of an error around its spans. Both lines are cut at the same places."""
    sides = [(side, span) for side, span in (("gold", error.gold), ("predicted", error.predicted)) if span]
    start = _excerpt_start(error.text, min((span.start for _, span in sides), default=0))
    end = _excerpt_end(error.text, max((span.end for _, span in sides), default=0))
    lines = tuple(_line(error.text, side, span, start, end) for side, span in sides)
    return ShownError(error, KINDS.get(error.kind, ""), lines)


def _line(text: str, side: str, span: Span, start: int, end: int) -> MarkedText:
    before = ("… " if start else "") + text[start : span.start]
    after = text[span.end : end] + (" …" if end < len(text) else "")
    score = span.score if side == "predicted" else None
    return MarkedText(side, span.label, score, before, _middle_cut(text[span.start : span.end]), after)


def _middle_cut(text: str) -> str:
    half = _LONGEST_SPAN // 2
    return text if len(text) <= _LONGEST_SPAN else f"{text[:half]} … {text[-half:]}"


def _excerpt_start(text: str, start: int) -> int:
    """Returns the start of the excerpt: `_CONTEXT` before `start`, moved after a nearby space."""
    cut = start - _CONTEXT
    if cut <= 0:
        return 0
    space = text.find(" ", cut, cut + _SPACE_DISTANCE)
    return cut if space < 0 else space + 1


def _excerpt_end(text: str, end: int) -> int:
    cut = end + _CONTEXT
    if cut >= len(text):
        return len(text)
    space = text.rfind(" ", cut - _SPACE_DISTANCE, cut)
    return cut if space < 0 else space
