"""The readers of values that are not words. The rules of a property select them by name."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from app.domain.standard.amounts import read_multipack, read_twice
from app.domain.standard.counts import counted_as, read_count
from app.domain.standard.numbers import has_number
from app.domain.standard.quantities import Measure, read_measure
from app.domain.standard.rules import Rules
from app.domain.standard.sizes import read_age, read_rating, read_size
from app.domain.standard.units import Scale

_MAX_CHARACTERS = 200
# Separators between sizes in several systems.
_SYSTEMS = re.compile(r" ?(?:[,=|]|/(?!\d)) ?| and ")


@dataclass(frozen=True, slots=True)
class Context:
    """The context of a value: the names and rules of its property, the units, and the hints of nearby words."""

    own_names: tuple[str, ...]
    rules: Rules
    scale: Scale
    beside: frozenset[str] = frozenset()


def read_number(text: str, context: Context) -> Measure | None:
    """Reads a folded text with the first of the property's readers that can, apart from phrases like "about"."""
    rules = context.rules
    is_code = "code" in context.scale.measures
    if is_code or not rules.reads or len(text) > _MAX_CHARACTERS or not (has_number(text) or " of " in text):
        return None
    exact = " ".join(rules.about.strip(text.split()))
    measures = (_READERS[reader](exact, context) for reader in rules.reads)
    return next((measure for measure in measures if measure), None)


def _quantity(text: str, context: Context) -> Measure | None:
    rules = context.rules

    def read(part: str, scale: Scale) -> Measure | None:
        return read_measure(part, rules.sides, scale)

    measure = (
        read_twice(text, context.scale, read)
        or read_multipack(text, rules.containers, rules.things, context.scale, read)
        or read(text, context.scale)
    )
    if measure and rules.side_properties.get(measure.side) in context.own_names:
        # The property says the side: a width of "44 cm wide" is 44 cm.
        return replace(measure, text=measure.broader[0], broader=(), side="")
    if measure and "size" in rules.reads and (size := _size(measure.text, context)):
        # "8-W" is a shoe size with its width, because its standard value "8 w" would be read as one.
        return size
    if rules.bare_unit == "count" and measure and measure.unit is None and measure.number is not None:
        return None if " " in text else counted_as(measure.number)
    return measure


def _size(text: str, context: Context) -> Measure | None:
    """Reads one size, or the same size in several systems: a search for either finds "US 9 / EU 42"."""
    parts = [part.strip() for part in _SYSTEMS.split(text)]
    sizes = [size for part in parts if (size := read_size(part, context.rules.systems, context.beside))]
    if len(parts) == 1:
        return _sized(sizes[0] if sizes else None)
    known = set(context.rules.systems.values())
    if len(sizes) < len(parts) or not all(size.split()[0] in known for size in sizes):
        return _sized(read_size(text, context.rules.systems, context.beside))
    found = sorted(set(sizes))
    return Measure(" and ".join(found), None, None, broader=tuple(found) if len(found) > 1 else ())


def _sized(text: str | None) -> Measure | None:
    return Measure(text, None, None) if text else None


_READERS: Mapping[str, Callable[[str, Context], Measure | None]] = {
    "age": lambda text, _: _sized(read_age(text)),
    "count": lambda text, context: read_count(text, context.rules.containers, context.rules.things),
    "quantity": _quantity,
    "rating": lambda text, _: _sized(read_rating(text)),
    "size": _size,
}
