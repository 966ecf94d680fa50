"""Exact conditions on properties. `matches` checks them in Python; the stores turn them into SQL or Gremlin."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.items import LONGEST_NAME, Item, Property
from app.domain.standard import (
    Quantity,
    Standardizer,
    clean,
    default_standardizer,
    read_quantity,
    spelt_unit,
    to_text,
)
from app.errors import Fault, InvalidInput

EXPECTED = "expected name:value, -name:value, name:10..50, name:>=2 kg, name:<100, or name:=value for a value as it is"
# Before a value that would read as a range or comparison: "motto:=<3 you".
_EXACTLY = "="


@dataclass(frozen=True, slots=True)
class Bounds:
    """A numeric range in a canonical unit. Without a unit it compares numbers of any unit."""

    low: float = -math.inf
    high: float = math.inf
    unit: str | None = None
    includes_low: bool = True
    includes_high: bool = True

    def contains(self, prop: Property) -> bool:
        """Whether the property's number lies within the bounds, or its range overlaps them.

        A number without a unit counts as having the same unit.
        """
        if self.unit and prop.unit and self.unit != prop.unit:
            return False
        return self.includes(prop.number, prop.high)

    def includes(self, number: float | None, high: float | None = None) -> bool:
        """Whether a number lies within the ends, or the range from it to `high` overlaps them."""
        if number is None:
            return False
        end = number if high is None else high
        above = end >= self.low if self.includes_low else end > self.low
        below = number <= self.high if self.includes_high else number < self.high
        return above and below


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on one property: it equals `value` or lies within `bounds`. `exclude` reverses it."""

    name: str
    value: str | None = None
    bounds: Bounds | None = None
    exclude: bool = False

    def holds(self, prop: Property) -> bool:
        """Whether this property is the one that the filter names; `exclude` is not considered."""
        if prop.name != self.name:
            return False
        return self.bounds.contains(prop) if self.bounds else prop.value == self.value


def matches(item: Item, filters: Sequence[Filter]) -> bool:
    """Whether an item meets all conditions. Of several conditions on one name, one is enough."""
    if any(f.exclude and _any_holds(item, [f]) for f in filters):
        return False
    names = {f.name for f in filters if not f.exclude}
    return all(_any_holds(item, [f for f in filters if f.name == name and not f.exclude]) for name in names)


# What a caller may see: the items that meet every one of these conditions, also several on one name.
View = tuple[Filter, ...]


def in_view(item: Item, view: View) -> bool:
    """Whether an item meets every condition of a view."""
    return all(_any_holds(item, [f]) is not f.exclude for f in view)


def _any_holds(item: Item, filters: Iterable[Filter]) -> bool:
    return any(f.holds(prop) for f in filters for prop in item.properties)


_COMPARISON = re.compile(r"(?P<sign>[<>]=?)\s*(?P<number>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A filter as sent, its place in the request, and the units that its property measures."""

    text: str
    pointer: str
    measures: frozenset[str]

    def fault(self, detail: str) -> InvalidInput:
        return InvalidInput([Fault(self.pointer, f"{self.text!r}{detail}")])


def parse_filter(text: str, pointer: str = "/filter", standardizer: Standardizer | None = None) -> Filter:
    """Reads `name:value` and its other forms. Raises InvalidInput with the expected forms.

    `standardizer` gives the value to compare. By default, the shipped rules do. `name:=value` takes what follows as a
    value, although it may look like a range or a comparison.
    """
    rules = standardizer or default_standardizer()
    said, colon, rest = text.partition(":")
    exclude, given = said.strip().startswith("-"), said.strip().removeprefix("-")
    name, rest = rules.name(given), rest.strip()
    asked = _Asked(text, pointer, rules.measures(name))
    if not colon or not name or name.startswith("-") or not rest:
        raise asked.fault(f" is not a filter; {EXPECTED}")
    if len(given) > LONGEST_NAME:
        raise asked.fault(f" has a name of {len(given)} characters; expected at most {LONGEST_NAME}")
    bounds = None if rest.startswith(_EXACTLY) else _bounds(rest, asked)
    value = None if bounds else rules.standardize(name, rest.removeprefix(_EXACTLY)).value
    if value == "":
        raise asked.fault(f" is not a filter; {EXPECTED}")
    return Filter(name, value, bounds, exclude)


def _bounds(rest: str, asked: _Asked) -> Bounds | None:
    """The range or comparison that the text is, if it is one."""
    comparison = _COMPARISON.fullmatch(rest)
    if comparison:
        return one_sided(_quantity(comparison["number"], asked), comparison["sign"])
    low, dots, high = _cut_range(rest)
    return _between(low, high, asked) if dots and (low or high) else None


def _cut_range(text: str) -> tuple[str, str, str]:
    """Cuts at the first two dots in a row. A single dot at the beginning belongs to a number (".5..2")."""
    if text.startswith("..") or not text.startswith("."):
        low, dots, high = text.partition("..")
    else:
        low, dots, high = text[1:].partition("..")
        low = f".{low}"
        dots = dots if low.rstrip()[1:].isdecimal() else ""
    return low.rstrip(), dots, high.lstrip()


def one_sided(limit: Quantity, sign: str) -> Bounds:
    """Returns the bounds of the numbers that are `<`, `<=`, `>` or `>=` a limit."""
    inclusive = sign.endswith("=")
    if sign.startswith(">"):
        return Bounds(low=limit.number, unit=limit.unit, includes_low=inclusive)
    return Bounds(high=limit.number, unit=limit.unit, includes_high=inclusive)


def _between(low_text: str, high_text: str, asked: _Asked) -> Bounds:
    high = _quantity(high_text, asked) if high_text else None
    low = _quantity(low_text, asked) if low_text else None
    if low and high and low.unit is None and high.unit is not None:
        low = _quantity(f"{low_text} {spelt_unit(high_text)}", asked)
    elif low and high and high.unit is None and low.unit is not None:
        high = _quantity(f"{high_text} {spelt_unit(low_text)}", asked)
    if low and high and low.unit != high.unit:
        raise asked.fault(f": {low.unit} and {high.unit} cannot be compared")
    if low and high and low.number > high.number:
        raise asked.fault(": the range ends before it begins")
    unit = (high or low or Quantity(0, None)).unit
    return Bounds(low.number if low else -math.inf, high.number if high else math.inf, unit)


def _quantity(raw: str, asked: _Asked) -> Quantity:
    quantity = read_quantity(clean(raw), asked.measures)
    if quantity is None:
        raise asked.fault(f": {raw.strip()!r} is not a number with a known unit; {EXPECTED}")
    return quantity


def format_filter(condition: Filter) -> str:
    """Returns the text that `parse_filter` reads as the same filter."""
    sign = "-" if condition.exclude else ""
    if condition.bounds is None:
        return f"{sign}{condition.name}:{_escaped(condition.value or '')}"
    bounds, unit = condition.bounds, f" {condition.bounds.unit}" if condition.bounds.unit else ""
    low, high = (_plain(end, bounds.unit) for end in (bounds.low, bounds.high))
    if math.isinf(bounds.high):
        return f"{sign}{condition.name}:{'>=' if bounds.includes_low else '>'}{low}{unit}"
    if math.isinf(bounds.low):
        return f"{sign}{condition.name}:{'<=' if bounds.includes_high else '<'}{high}{unit}"
    return f"{sign}{condition.name}:{low}..{high}{unit}"


def _escaped(value: str) -> str:
    """Returns the value in the form of a filter: after "=" if it would otherwise be read as something else."""
    return f"{_EXACTLY}{value}" if value.startswith((_EXACTLY, "<", ">")) or ".." in value else value


def _plain(number: float, unit: str | None) -> str:
    return "" if math.isinf(number) else to_text(round(number, 12), unit)
