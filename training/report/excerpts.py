"""Errors as the page shows them: short pieces of text with a mark."""

from dataclasses import dataclass

from model.spans import Span
from training.evaluation.results import Error, ErrorKind

KINDS: dict[ErrorKind, str] = {
    "missed": "a gold span that was not found",
    "spurious": "a span found where there is none",
    "label": "right boundaries, wrong label",
    "boundary": "right label, wrong boundaries",
    "both": "an overlapping span, boundaries and label wrong",
}
_AROUND = 120  # code points of context on each side
_MARKED = 240  # the most of a span that is shown
_SEARCH = 16  # how far from the cut a space may be


@dataclass(frozen=True, slots=True)
class Line:
    """A text as one side sees it: `marked` is the span; `before` and `after` may be cut, which "…" shows."""

    side: str
    label: str
    score: float | None
    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An error with its text in one line, or in two where gold and prediction both have a span."""

    error: Error
    meaning: str
    lines: tuple[Line, ...]

    @property
    def labels(self) -> list[str]:
        """The labels of both sides, each once."""
        return list(dict.fromkeys(line.label for line in self.lines))


def show(error: Error) -> Shown:
    """The error with its text shortened around its spans, both lines in the same way."""
    sides = [(side, span) for side, span in (("gold", error.gold), ("predicted", error.predicted)) if span]
    start = _back(error.text, min((span.start for _, span in sides), default=0))
    end = _on(error.text, max((span.end for _, span in sides), default=0))
    lines = tuple(_line(error.text, side, span, start, end) for side, span in sides)
    return Shown(error, KINDS.get(error.kind, ""), lines)


def _line(text: str, side: str, span: Span, start: int, end: int) -> Line:
    before = ("… " if start else "") + text[start : span.start]
    after = text[span.end : end] + (" …" if end < len(text) else "")
    score = span.score if side == "predicted" else None
    return Line(side, span.label, score, before, _middle_cut(text[span.start : span.end]), after)


def _middle_cut(text: str) -> str:
    half = _MARKED // 2
    return text if len(text) <= _MARKED else f"{text[:half]} … {text[-half:]}"


def _back(text: str, start: int) -> int:
    """Where the excerpt begins: `_AROUND` before `start`, after a space where there is one near."""
    cut = start - _AROUND
    if cut <= 0:
        return 0
    space = text.find(" ", cut, cut + _SEARCH)
    return cut if space < 0 else space + 1


def _on(text: str, end: int) -> int:
    cut = end + _AROUND
    if cut >= len(text):
        return len(text)
    space = text.rfind(" ", cut - _SEARCH, cut)
    return cut if space < 0 else space
