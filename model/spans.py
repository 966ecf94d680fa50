"""The span: what tagging a text ends in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of a text.

    `start` and `end` are offsets in Unicode code points of the text as received, `end` exclusive, and
    `text` is exactly the source between them. `score` is the model's confidence in [0, 1]; labels made by
    people have 1.0.
    """

    start: int
    end: int
    label: str
    text: str
    score: float = 1.0
