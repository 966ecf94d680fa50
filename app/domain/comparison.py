"""Compares items property by property."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain.items import Item, Property

Verdict = Literal["same", "different", "missing"]


@dataclass(frozen=True, slots=True)
class ComparedProperty:
    """A property name with each item's values. The verdict is `missing` if any item has none."""

    name: str
    cells: tuple[tuple[Property, ...], ...]
    verdict: Verdict


def compare(items: Sequence[Item]) -> list[ComparedProperty]:
    """Returns a row for every property name that one of the items has, in order of name."""
    names = sorted({prop.name for item in items for prop in item.properties})
    return [_row(name, items) for name in names]


def _row(name: str, items: Sequence[Item]) -> ComparedProperty:
    cells = tuple(tuple(prop for prop in item.properties if prop.name == name) for item in items)
    values = {tuple(sorted(prop.value for prop in cell)) for cell in cells}
    verdict: Verdict = "missing" if not all(cells) else "same" if len(values) == 1 else "different"
    return ComparedProperty(name, cells, verdict)
