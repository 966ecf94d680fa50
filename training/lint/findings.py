"""Describes what a rule found at one place in the data."""

from dataclasses import dataclass
from typing import Literal

from model.spans import Span
from training.corpora import Example

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

_EXCERPT_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule says. `place` is file and line, or a split; `text` is quoted from there; `detail` is the problem."""

    place: str
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A remark with the name and the severity of its rule."""

    rule: str
    severity: Severity
    place: str
    text: str
    detail: str


def on_text(example: Example, detail: str) -> Remark:
    """Remarks on a whole text. The text is shortened, because `place` leads to all of it."""
    return Remark(place_of(example), excerpt(example.text), detail)


def on_span(example: Example, span: Span, detail: str) -> Remark:
    return Remark(place_of(example), excerpt(span.text), f"{span.label} at {span.start}–{span.end} {detail}")


def place_of(example: Example) -> str:
    return example.place or example.id


def excerpt(text: str) -> str:
    return text if len(text) <= _EXCERPT_CHARACTERS else text[: _EXCERPT_CHARACTERS - 1] + "…"
