"""Units: how they are spelt, and the one in which each kind of quantity is kept and compared."""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pint

from app.domain.standard.numbers import within
from app.domain.standard.unit_table import CURRENCIES, KEPT, LETTERS, NEEDY

_TOKEN = re.compile(r"''|′′|[^\W\d_]+|[^\w\s]")


# A unit as kept, and the name of the unit in the pint library that is converted to it.
Meaning = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Scale:
    """What a property measures: kept units. `letters`: letters that may be a unit although it is none of these."""

    measures: frozenset[str] = frozenset()
    letters: frozenset[str] = LETTERS


ANY = Scale()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in its canonical unit; `unit` is None for a bare number."""

    number: float
    unit: str | None


def tokens(text: str) -> list[str]:
    """Words and signs in lower case, as the spellings of units are made of; full stops are left out."""
    return [each for each in _TOKEN.findall(text.lower()) if each != "."]


def _meanings() -> Mapping[str, Sequence[Meaning]]:
    """Spelling as its tokens, one space between → what it may mean, the likeliest first."""
    found: dict[str, list[Meaning]] = {}
    for kept, (name, units) in KEPT.items():
        for unit, spellings in (*units.items(), (name, kept)):
            for spelling in spellings.split("|"):
                meanings = found.setdefault(" ".join(tokens(spelling)), [])
                meanings += [] if (kept, unit) in meanings else [(kept, unit)]
    return found


_SPELLINGS = _meanings()
_MONEY = {" ".join(tokens(spelt)): unit for unit, all_ in CURRENCIES.items() for spelt in all_.split("|")}
_LONGEST = max(key.count(" ") + 1 for key in (*_SPELLINGS, *_MONEY))


def to_canonical(number: float, spelt: str, scale: Scale = ANY) -> Quantity | None:
    """`number` of the unit spelt so, in the canonical unit of its kind, to nine significant digits where converted."""
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
    """How many of the tokens, from the first, spell a unit or a currency: the most; 0 if none do."""
    lengths = range(min(_LONGEST, len(spelt)), 0, -1)
    return next((length for length in lengths if is_unit(" ".join(spelt[:length]), scale)), 0)


def is_unit(spelling: str, scale: Scale = ANY) -> bool:
    return spelling in _MONEY or _meaning(spelling, scale) is not None


def _meaning(spelling: str, scale: Scale) -> Meaning | None:
    """What the property measures, of all that the spelling may mean; the likeliest where it measures none or several
    of these."""
    meanings = _SPELLINGS.get(spelling, ())
    measured = [meaning for meaning in meanings if meaning[0] in scale.measures]
    if len(measured) == 1:
        return measured[0]
    is_needy = spelling in NEEDY or (spelling in LETTERS and spelling not in scale.letters)
    return None if is_needy or not meanings else meanings[0]


def currency(spelling: str) -> str | None:
    """The currency that the tokens, one space between, are a sign or name of."""
    return _MONEY.get(spelling)


def is_currency(unit: str | None) -> bool:
    return unit in CURRENCIES


@functools.cache
def _registry() -> pint.UnitRegistry[float]:
    return pint.UnitRegistry()


@functools.cache
def _conversion(kept: str, unit: str) -> tuple[float, float]:
    """What one of the unit is in the unit kept, and what none of it is: not zero for temperatures."""
    to = KEPT[kept][0]
    if to == unit or unit.isdigit():
        return float(unit) if unit.isdigit() else 1.0, 0.0
    zero, one = (float(_registry().Quantity(number, unit).to(to).magnitude) for number in (0.0, 1.0))
    return one - zero, zero
