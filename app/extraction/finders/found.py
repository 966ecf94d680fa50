"""Defines what a finder finds, and what it looks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from model.spans import Span

# Where the model finds something else, where it finds nothing, or where it finds no value of the property in the text.
When = Literal["always", "missed", "absent"]


@dataclass(frozen=True, slots=True)
class Found:
    """A place that a finder found. `is_subject`: the text begins with it, or with it behind a few plain words."""

    span: Span
    when: When
    is_subject: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to find for one property, as spans of `label`: the listed `texts`, and matches of `patterns`.

    `exact`: listed texts must have the same upper and lower case. `plural`: their plurals are found too. `beside`:
    listed text → words, lower case, of which one must follow; such a text must also begin a sentence or a title.
    """

    label: str
    texts: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    when: When = "missed"
    exact: bool = False
    plural: bool = False
    beside: Mapping[str, frozenset[str]] = field(default_factory=dict)
