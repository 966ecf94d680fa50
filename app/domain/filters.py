"""Exact conditions on properties. `matches` reads them here; the stores turn them into SQL or Gremlin."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.items import Item, Property
from app.domain.standard import (
    Quantity,
    Standardizer,
    clean,
    default_standardizer,
    read_quantity,
    spelt_unit,
    standardize_name,
)
from app.errors import Fault, InvalidInput

EXPECTED = "expected name:value, -name:value, name:10..50, name:>=2 kg or name:<100"


@dataclass(frozen=True, slots=True)
class Bounds:
    """A numeric range in a canonical unit. Without a unit it compares numbers of any unit."""

    low: float = -math.inf
    high: float = math.inf
    unit: str | None = None
    includes_low: bool = True
    includes_high: bool = True

    def contains(self, prop: Property) -> bool:
        """Whether the property's number lies within, or its range overlaps.

        A number without a unit is taken to have the same unit.
        """
        if prop.number is None or (self.unit and prop.unit and self.unit != prop.unit):
            return False
        high = prop.number if prop.high is None else prop.high
        above = high >= self.low if self.includes_low else high > self.low
        below = prop.number <= self.high if self.includes_high else prop.number < self.high
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


def _any_holds(item: Item, filters: Iterable[Filter]) -> bool:
    return any(f.holds(prop) for f in filters for prop in item.properties)


_RANGE = re.compile(r"(?P<low>[^.].*?|\.\d+|)\s*\.\.\s*(?P<high>.*)", re.DOTALL)
_COMPARISON = re.compile(r"(?P<sign>[<>]=?)\s*(?P<number>.+)", re.DOTALL)


def parse_filter(text: str, pointer: str = "/filter", standardizer: Standardizer | None = None) -> Filter:
    """Reads `name:value` and its other forms. Raises InvalidInput, which says what was expected.

    `standardizer` makes the value to compare; without it, the shipped rules do.
    """
    name, colon, rest = text.partition(":")
    exclude = name.strip().startswith("-")
    name = standardize_name(name.strip().removeprefix("-"))
    rest = rest.strip()
    if not colon or not name or name.startswith("-") or not rest:
        raise _invalid(text, pointer)
    comparison = _COMPARISON.fullmatch(rest)
    between = _RANGE.fullmatch(rest)
    if comparison:
        return Filter(name, bounds=_compare(comparison, text, pointer), exclude=exclude)
    if between and (between["low"] or between["high"]):
        return Filter(name, bounds=_between(between, text, pointer), exclude=exclude)
    value = (standardizer or default_standardizer()).standardize(name, rest).value
    if not value:
        raise _invalid(text, pointer)
    return Filter(name, value=value, exclude=exclude)


def _compare(match: re.Match[str], text: str, pointer: str) -> Bounds:
    return one_sided(_quantity(match["number"], text, pointer), match["sign"])


def one_sided(limit: Quantity, sign: str) -> Bounds:
    """Returns the bounds of the numbers that are `<`, `<=`, `>` or `>=` a limit."""
    inclusive = sign.endswith("=")
    if sign.startswith(">"):
        return Bounds(low=limit.number, unit=limit.unit, includes_low=inclusive)
    return Bounds(high=limit.number, unit=limit.unit, includes_high=inclusive)


def _between(match: re.Match[str], text: str, pointer: str) -> Bounds:
    high = _quantity(match["high"], text, pointer) if match["high"] else None
    low = _quantity(match["low"], text, pointer) if match["low"] else None
    if low and high and low.unit is None and high.unit is not None:
        low = _quantity(f"{match['low']} {spelt_unit(match['high'])}", text, pointer)
    elif low and high and high.unit is None and low.unit is not None:
        high = _quantity(f"{match['high']} {spelt_unit(match['low'])}", text, pointer)
    if low and high and low.unit != high.unit:
        raise InvalidInput([Fault(pointer, f"{text!r}: {low.unit} and {high.unit} cannot be compared")])
    if low and high and low.number > high.number:
        raise InvalidInput([Fault(pointer, f"{text!r}: the range ends before it begins")])
    unit = (high or low or Quantity(0, None)).unit
    return Bounds(low.number if low else -math.inf, high.number if high else math.inf, unit)


def _quantity(raw: str, text: str, pointer: str) -> Quantity:
    quantity = read_quantity(clean(raw))
    if quantity is None:
        raise InvalidInput([Fault(pointer, f"{text!r}: {raw.strip()!r} is no number with a known unit; {EXPECTED}")])
    return quantity


def _invalid(text: str, pointer: str) -> InvalidInput:
    return InvalidInput([Fault(pointer, f"{text!r} is no filter; {EXPECTED}")])


def format_filter(condition: Filter) -> str:
    """Returns the text that `parse_filter` reads as the same filter."""
    sign = "-" if condition.exclude else ""
    if condition.bounds is None:
        return f"{sign}{condition.name}:{condition.value}"
    bounds, unit = condition.bounds, f" {condition.bounds.unit}" if condition.bounds.unit else ""
    if math.isinf(bounds.high):
        return f"{sign}{condition.name}:{'>=' if bounds.includes_low else '>'}{_plain(bounds.low)}{unit}"
    if math.isinf(bounds.low):
        return f"{sign}{condition.name}:{'<=' if bounds.includes_high else '<'}{_plain(bounds.high)}{unit}"
    return f"{sign}{condition.name}:{_plain(bounds.low)}..{_plain(bounds.high)}{unit}"


def _plain(number: float) -> str:
    return f"{number:.12f}".rstrip("0").rstrip(".")
