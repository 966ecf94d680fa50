"""Defines what may find spans beside the model. `app.extraction.finders` implements it from a team's rules.

It is a protocol so that training and evaluation, which use the extractor without finders, need no rules.
"""

from collections.abc import Sequence
from typing import Protocol

from model.spans import Span


class Beside(Protocol):
    """Finds spans beside the model. `labels` are the labels of these spans."""

    @property
    def labels(self) -> tuple[str, ...]: ...

    def add_to(self, text: str, spans: Sequence[Span], sure: Sequence[Span]) -> tuple[Span, ...]:
        """Returns the model's spans of a text joined with the found ones, in order and without overlap.

        `sure` are those of `spans` that reach their thresholds.
        """


class Nothing:
    """Finds nothing beside the model."""

    labels: tuple[str, ...] = ()

    def add_to(self, text: str, spans: Sequence[Span], sure: Sequence[Span]) -> tuple[Span, ...]:  # noqa: ARG002
        return tuple(spans)
