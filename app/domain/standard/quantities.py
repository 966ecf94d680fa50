"""Quantities in text: one number with its unit, feet and inches, ranges, dimensions, several in one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.domain.standard.numbers import is_code, plain, scan, without_points, without_spaces
from app.domain.standard.unit_table import LEADING, LETTERS, POINTED
from app.domain.standard.units import (
    ANY,
    Quantity,
    Scale,
    currency,
    is_currency,
    is_unit,
    to_canonical,
    tokens,
    unit_at_start,
)

_LONGEST = 200
_MOST_NUMBERS = 4
_TIMES = {"x", "×", "*", "by"}
_DASHES = {"-", "–", "—", "‑", "−"}
_SIGNS = {*_DASHES, "+"}
_TO = {*_DASHES, "~", "to", "and", "through", "thru", "until", "bis"}
# "between 2 and 4" is a range; "2 and 4" alone is a list.
_OPENINGS = {"between", "from", "von"}
_OR = {"/", "⁄", "and", "or", ",", "&"}
# "m2" for m², before its digit is read as a number.
_POWER = re.compile(r"\b(mm|cm|m|ft|in)\^?([23])(?![\d.,]*\d)", re.ASCII | re.IGNORECASE)
_POWERS = {"2": "²", "3": "³"}
_MODEL = 1000
# Of an article or a date, not of an amount.
_LEADING_ZERO = re.compile(r"(?<![\d.,'’])(?<!\d )0\d")
# What "187/8 in" is: 18 7/8 in a hurry, and no list.
_INCHES, _EIGHTHS = {"in", "inch", "inches", '"', "”"}, {2, 4, 8, 16, 32, 64}
_SLASHES = {"/", "⁄"}
_ELLIPSIS = re.compile(r"(?<=\d)\s?(?:\.{2,3}|…)\s?(?=\d)")
# In "10W x 12H" letters say the side, not a unit.
_SIDES = {"w", "h", "l", "d", "dia"}
_DIMENSIONS = {"cm", "px"}
# The first of such pairs may be followed by the second: "5 ft 10 in", "2 lb 3 oz".
_COMPOUND = {"cm", "g", "h", "months", "ml"}

Directions = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a text measures: `text` is the standard value, `high` the upper end where `number` is the lower of a range.

    Dimensions, and several amounts in one, have no number. `broader`: standard values that this one implies, such as
    the length alone for "20 cm wide". `count`: how many there are in a multipack.
    """

    text: str
    number: float | None
    unit: str | None
    high: float | None = None
    broader: tuple[str, ...] = ()
    count: float | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """A number, and the unit, side and separator that stand behind it."""

    number: float
    unit: str
    side: str
    separator: tuple[str, ...]


def read_quantity(text: str, measures: Iterable[str] = ()) -> Quantity | None:
    """The one quantity that the whole of `text` says, such as `6 Ounce`, `5'10"`, `$39.90`, `12` or `1/2`, or None.

    `measures`: the kept units of the property that is asked for, which say what an ounce is.
    """
    found, measure = scan(text), read_measure(text, scale=Scale(frozenset(measures)))
    if measure is None and found and len(found[0]) == 1 and not any(found[1]):
        return Quantity(found[0][0], None)
    if measure is None or measure.number is None or measure.high is not None:
        return None
    return Quantity(measure.number, measure.unit)


def spelt_unit(text: str) -> str:
    """What is not number in the text: the unit as it is spelt there."""
    found = scan(text.strip())
    return " ".join(found[1]).strip() if found else ""


def read_measure(text: str, directions: Directions | None = None, scale: Scale = ANY) -> Measure | None:
    """What the whole of a cleaned text measures; None if it says something else or more."""
    if len(text) > _LONGEST or (_LEADING_ZERO.search(text) and not text.isdecimal()):
        return None
    text = _ELLIPSIS.sub(" to ", _POWER.sub(lambda match: match[1] + _POWERS[match[2]], text))
    found = scan(_as_money(text))
    if found is None or len(found[0]) > _MOST_NUMBERS:
        return None
    numbers, (before, *between) = found
    opening = tokens(before)
    parts = [_part(number, gap, directions or {}, scale) for number, gap in zip(numbers, between, strict=True)]
    known = [part for part in parts if part]
    if len(known) < len(parts) or known[-1].separator:
        return None
    if len(known) == 1:
        return _single(opening, known[0], text, scale)
    return next((measure for read in _READERS if (measure := read(opening, known, scale))), None)


def _as_money(text: str) -> str:
    """An amount of money without the marks between its thousands."""
    found = {currency(token) for token in tokens(text)} - {None}
    text = without_spaces(text) if found else text
    return without_points(text) if found & POINTED else text


def _part(number: float, gap: str, directions: Directions, scale: Scale) -> _Part | None:
    """A number with what stands behind it: unit and side, then nothing or a separator."""
    rest = tokens(gap)
    while len(rest) > 1 and rest[0] in _DASHES and not _is_separator(rest):
        rest = rest[1:]
    here = _behind(number, scale) if gap[:1].isalpha() else replace(scale, letters=LETTERS)
    letter = rest[0] if len(rest) > 1 and rest[0] in _SIDES and (rest[1] in _TIMES or is_unit(rest[1])) else ""
    rest = rest[1:] if letter else rest
    length = unit_at_start(rest, here)
    unit, rest = " ".join(rest[:length]), rest[length:]
    if rest and rest[0] in _DASHES and _side_at_start(rest[1:], directions):
        rest = rest[1:]
    length = _side_at_start(rest, directions)
    side, rest = " ".join(rest[:length]), rest[length:]
    rest = [] if rest == ["+"] else rest
    part = _Part(number, unit, letter or directions.get(side, side), tuple(rest))
    return part if not rest or _is_separator(rest) else None


def _behind(number: float, scale: Scale) -> Scale:
    """What a letter right behind the number may be: "6907L" names a model."""
    return scale if number < _MODEL else replace(scale, letters=frozenset())


def _side_at_start(rest: Sequence[str], directions: Directions) -> int:
    """How many of the tokens name a side."""
    lengths = range(min(len(rest), 3), 0, -1)
    return next((n for n in lengths if " ".join(rest[:n]) in directions or (n == 1 and rest[0] in _SIDES)), 0)


def _is_separator(rest: Sequence[str]) -> bool:
    """Whether the tokens lead to another number: a sign or word, then maybe a currency or a sign."""
    if not rest:
        return False
    first, after = rest[0], " ".join(rest[1:3])
    if first in _TIMES:
        return after == "" and len(rest) < 3
    if first == "," and after == "by":
        return True
    return first in _TO | _OR and (not after or currency(after) is not None or after in _SIGNS) and len(rest) < 4


def _single(opening: Sequence[str], part: _Part, text: str, scale: Scale) -> Measure | None:
    signed = bool(opening) and opening[-1] in _SIGNS
    spelt = " ".join(opening[:-1] if signed else opening)
    number = -part.number if signed and opening[-1] in _DASHES else part.number
    sign = currency(spelt)
    if spelt and spelt not in LEADING and (sign is None or (part.unit and currency(part.unit) != sign)):
        return None
    if text.endswith("+") and spelt not in LEADING:
        return None
    if not spelt and not part.unit:
        return _bare(number, part, text)
    quantity = to_canonical(number, spelt or part.unit, replace(scale, letters=LETTERS))
    if quantity is None or quantity.unit is None:
        return None
    return _sided(_amount(quantity), part.side)


def _bare(number: float, part: _Part, text: str) -> Measure | None:
    if part.side or not text[-1].isdigit() or "/" in text or "⁄" in text:
        return None
    return Measure(text.lower() if is_code(text) else plain(number), number, None)


def _amount(quantity: Quantity) -> Measure:
    return Measure(
        f"{to_text(quantity.number, quantity.unit)} {quantity.unit}".casefold(), quantity.number, quantity.unit
    )


def to_text(number: float, unit: str | None) -> str:
    """The digits of an amount, so that reading them with the unit gives the number again."""
    digits = plain(number)
    return f"{digits}0" if unit in POINTED and without_points(digits) != digits else digits


def _sided(measure: Measure, side: str) -> Measure | None:
    """A length of one side is narrower than the length alone; no other quantity has a side."""
    if not side:
        return measure
    if side in _SIDES or measure.unit != "cm":
        return None
    return replace(measure, text=f"{measure.text} {side}", broader=(measure.text,))


def _dimensions(opening: Sequence[str], parts: Sequence[_Part], scale: Scale) -> Measure | None:
    if opening or not all(part.separator and _multiplies(part.separator) for part in parts[:-1]):
        return None
    found = _converted(parts, parts[-1].unit, scale)
    if found is None or found[0].unit not in _DIMENSIONS:
        return None
    text = " x ".join(plain(quantity.number) for quantity in found)
    return Measure(f"{text} {found[0].unit}", None, found[0].unit)


def _multiplies(separator: Sequence[str]) -> bool:
    return separator[0] in _TIMES or tuple(separator) == (",", "by")


def _compound(opening: Sequence[str], parts: Sequence[_Part], scale: Scale) -> Measure | None:
    """Feet and inches, and other units in falling order; the inches' sign may be left out."""
    if opening or len(parts) != 2 or not parts[0].unit:
        return None
    first, second = parts
    if first.separator not in {(), (",",), ("and",), ("-",)}:
        return None
    small = second.unit or ("in" if first.unit in {"'", "′", "’", "ft"} and not first.separator else "")
    found = _converted([first, _Part(second.number, small, "", ())], small, scale) if small else None
    if not found or found[0].unit not in _COMPOUND or not _falls(first.unit, small, scale):
        return None
    total = float(f"{found[0].number + found[1].number:.9g}")
    return _sided(_amount(Quantity(total, found[0].unit)), second.side)


def _falls(large: str, small: str, scale: Scale) -> bool:
    one = _converted([_Part(1, large, "", ()), _Part(1, small, "", ())], small, scale)
    return one is not None and one[0].number > one[1].number


def _range(opening: Sequence[str], parts: Sequence[_Part], scale: Scale) -> Measure | None:
    opened = bool(opening) and opening[0] in _OPENINGS
    opening = opening[1:] if opened else opening
    first, second = parts[0], parts[-1]
    if len(parts) != 2 or not first.separator or first.separator[0] not in _TO:
        return None
    if first.separator[0] == "and" and not opened:
        return None
    signs = [" ".join(opening), " ".join(first.separator[1:])]
    low, high = (_signed(part, sign) for part, sign in zip((first, second), signs, strict=True))
    unit = high.unit or low.unit if is_currency(currency(low.unit)) else high.unit
    found = _converted([low, high], unit, scale) if unit else None
    if found is None or found[0].number > found[1].number:
        return None
    return _ranged(found[0], found[1], second.side if found[0].unit == "cm" else "")


def _ranged(low: Quantity, high: Quantity, side: str) -> Measure:
    ends = f"{to_text(low.number, low.unit)} to {to_text(high.number, high.unit)}"
    measure = Measure(f"{ends} {low.unit}".casefold(), low.number, low.unit, high.number)
    return _sided(measure, side) or measure


def _several(opening: Sequence[str], parts: Sequence[_Part], scale: Scale) -> Measure | None:
    """Several amounts of one kind: "50/60 Hz" has two ratings, and is found by each."""
    if not _are_listed(parts):
        return None
    signs = [" ".join(opening), *(" ".join(part.separator[1:]) for part in parts)]
    signed = [_signed(part, sign) for part, sign in zip(parts, signs, strict=False)]
    found = _converted(signed, signed[-1].unit or signed[0].unit, scale)
    if found is None:
        return None
    amounts = {amount.text: amount for amount in map(_amount, sorted(found, key=lambda each: each.number))}
    if len(amounts) == 1:
        return next(iter(amounts.values()))
    unit = found[0].unit
    numbers = " and ".join(to_text(amount.number or 0, unit) for amount in amounts.values())
    return Measure(f"{numbers} {unit}".casefold(), None, unit, broader=tuple(amounts))


def _are_listed(parts: Sequence[_Part]) -> bool:
    """Whether list signs join the amounts, in one unit, all rising or all falling: "5/1/95" is a date, and "187/8 in"
    is 18 7/8 in a hurry."""
    *first, last = parts
    steps = {one.number < other.number for one, other in pairwise(parts) if one.number != other.number}
    units = {part.unit for part in parts if part.unit}
    if any(part.side for part in parts) or not all(part.separator and part.separator[0] in _OR for part in first):
        return False
    if units & _INCHES and first[0].separator[0] in _SLASHES and last.number in _EIGHTHS:
        return False
    return len(units) < 2 and len(steps) < 2 and all(part.number for part in parts)


_READERS = (_dimensions, _compound, _range, _several)


def _signed(part: _Part, sign: str) -> _Part:
    """With a sign or a currency that stands before the number."""
    number = -part.number if sign in _DASHES else part.number
    unknown = bool(sign) and sign not in _SIGNS and currency(sign) is None
    unit = "?" if unknown else part.unit or (sign if currency(sign) else "")
    return _Part(number, unit, part.side, part.separator)


def _converted(parts: Sequence[_Part], unit: str, scale: Scale) -> list[Quantity] | None:
    """In the canonical unit, which must be one; a number without a unit has that of the next that has one.

    An ounce beside another mass or volume is one of that kind.
    """
    units = [part.unit for part in parts]
    for at in range(len(units) - 2, -1, -1):
        units[at] = units[at] or units[at + 1] or unit
    if not units[-1]:
        units[-1] = unit or units[0]
    for measures in (frozenset[str](), {"g"}, {"ml"}):
        wider = Scale(scale.measures | measures)
        found = [to_canonical(part.number, spelt, wider) for part, spelt in zip(parts, units, strict=True)]
        known = [quantity for quantity in found if quantity and quantity.unit]
        if len(known) == len(found) and all(one.unit == other.unit for one, other in pairwise(known)):
            return known
    return None
