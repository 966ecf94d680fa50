"""What a rule says of one place in the data."""

from dataclasses import dataclass
from typing import Literal

from model.spans import Span
from training.corpora import Example

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

_LONGEST_EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Remark:
    """`place`: file and line, or the name of a split; `text`: what is remarked on; `detail`: what is odd about it."""

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
    """The text itself is shortened: `place` says where the whole of it stands."""
    return Remark(place_of(example), excerpt(example.text), detail)


def on_span(example: Example, span: Span, detail: str) -> Remark:
    return Remark(place_of(example), excerpt(span.text), f"{span.label} at {span.start}–{span.end} {detail}")


def place_of(example: Example) -> str:
    return example.place or example.id


def excerpt(text: str) -> str:
    return text if len(text) <= _LONGEST_EXCERPT else text[: _LONGEST_EXCERPT - 1] + "…"
