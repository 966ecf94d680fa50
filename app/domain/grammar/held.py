"""What the grammar asks about the graph."""

from collections.abc import Collection, Sequence
from typing import Protocol


class Held(Protocol):
    """Answers what a graph holds. Words are folded."""

    def units(self, name: str) -> Collection[str | None]:
        """Returns the units of a property's numbers, None among them for bare numbers. Without numbers it is empty."""

    def measured_in(self, unit: str) -> Sequence[str]:
        """Returns the properties that have numbers in a canonical unit, the commonest first."""

    def says(self, words: Sequence[str]) -> bool:
        """Whether a title or a value has these words side by side."""

    def is_value(self, words: Sequence[str]) -> bool:
        """Whether a value of any property consists of these words."""

    def is_kind(self, word: str) -> bool:
        """Whether the name of a kind of things has this word."""
