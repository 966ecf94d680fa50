"""Defines the span, the result of tagging a text."""

from dataclasses import dataclass
from typing import Literal

# What finds a span: the network, a list of values, or a pattern.
Finder = Literal["model", "list", "pattern"]


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled part of a text.

    `start` and `end` are offsets in Unicode code points of the text as received; `end` is exclusive. `text` is exactly
    the source between them. `score` is the model's confidence in [0, 1]; a label set by a person, or found by a list or
    a pattern, has 1.0.
    """

    start: int
    end: int
    label: str
    text: str
    score: float = 1.0
    finder: Finder = "model"
