"""Defines what a finder finds, and what it looks for."""

from dataclasses import dataclass

from model.spans import Span


@dataclass(frozen=True, slots=True)
class Found:
    """A place that a finder found. `always`: it replaces what the model finds there."""

    span: Span
    always: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to find for one property, as spans of `label`: the listed `texts`, and matches of `patterns`.

    `exact`: listed texts must have the same upper and lower case. `plural`: their plurals are found too.
    """

    label: str
    texts: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    always: bool = False
    exact: bool = False
    plural: bool = False
