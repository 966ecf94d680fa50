"""Reads units, and converts quantities to the canonical unit of their kind, in which they are compared."""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pint

from app.domain.standard.numbers import within
from app.domain.standard.unit_table import CURRENCIES, KEPT, LETTERS, NEEDY

_TOKEN = re.compile(r"''|′′|[^\W\d_]+|[^\w\s]")


# A canonical unit, and the pint library's name of the unit that is converted to it.
Meaning = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Scale:
    """The canonical units that a property measures. `letters` may be units although the property measures others."""

    measures: frozenset[str] = frozenset()
    letters: frozenset[str] = LETTERS


ANY = Scale()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in its canonical unit; `unit` is None for a bare number."""

    number: float
    unit: str | None


def tokens(text: str) -> list[str]:
    """Returns the words and signs that make up the spelling of a unit, in lower case and without full stops."""
    return [each for each in _TOKEN.findall(text.lower()) if each != "."]


def _meanings() -> Mapping[str, Sequence[Meaning]]:
    """Returns the possible meanings of each spelling, the likeliest first. Spellings are tokens joined by spaces."""
    found: dict[str, list[Meaning]] = {}
    for kept, (name, units) in KEPT.items():
        for unit, spellings in (*units.items(), (name, kept)):
            for spelling in spellings.split("|"):
                meanings = found.setdefault(" ".join(tokens(spelling)), [])
                meanings += [] if (kept, unit) in meanings else [(kept, unit)]
    return found


_SPELLINGS = _meanings()
_MONEY = {" ".join(tokens(spelt)): unit for unit, all_ in CURRENCIES.items() for spelt in all_.split("|")}
_MAX_TOKENS = max(key.count(" ") + 1 for key in (*_SPELLINGS, *_MONEY))


def to_canonical(number: float, spelt: str, scale: Scale = ANY) -> Quantity | None:
    """Converts a number with a spelt unit to the canonical unit of its kind, with nine significant digits.

    Returns None for an unknown unit, or if the result is out of range.
    """
    spelling = " ".join(tokens(spelt))
    if spelling in _MONEY:
        return Quantity(number, _MONEY[spelling])
    meaning = _meaning(spelling, scale)
    if meaning is None:
        return None
    factor, zero = _conversion(*meaning)
    converted = within(number if factor == 1 and zero == 0 else float(f"{number * factor + zero:.9g}"))
    return None if converted is None else Quantity(converted, meaning[0])


def unit_at_start(spelt: Sequence[str], scale: Scale = ANY) -> int:
    """Returns the length of the longest unit or currency that the tokens begin with; 0 if they begin with none."""
    lengths = range(min(_MAX_TOKENS, len(spelt)), 0, -1)
    return next((length for length in lengths if is_unit(" ".join(spelt[:length]), scale)), 0)


def is_unit(spelling: str, scale: Scale = ANY) -> bool:
    return spelling in _MONEY or _meaning(spelling, scale) is not None


def _meaning(spelling: str, scale: Scale) -> Meaning | None:
    """Returns the meaning of a spelling that the property measures.

    If it measures none or several of the meanings, the likeliest is returned.
    """
    meanings = _SPELLINGS.get(spelling, ())
    measured = [meaning for meaning in meanings if meaning[0] in scale.measures]
    if len(measured) == 1:
        return measured[0]
    is_needy = spelling in NEEDY or (spelling in LETTERS and spelling not in scale.letters)
    return None if is_needy or not meanings else meanings[0]


def currency(spelling: str) -> str | None:
    """Returns the currency with this sign or name (tokens joined by spaces)."""
    return _MONEY.get(spelling)


def is_currency(unit: str | None) -> bool:
    return unit in CURRENCIES


@functools.cache
def _registry() -> pint.UnitRegistry[float]:
    return pint.UnitRegistry()


@functools.cache
def _conversion(kept: str, unit: str) -> tuple[float, float]:
    """Returns factor and offset of the conversion to the canonical unit. Only temperatures have an offset."""
    to = KEPT[kept][0]
    if to == unit or unit.isdigit():
        return float(unit) if unit.isdigit() else 1.0, 0.0
    zero, one = (float(_registry().Quantity(number, unit).to(to).magnitude) for number in (0.0, 1.0))
    return one - zero, zero
