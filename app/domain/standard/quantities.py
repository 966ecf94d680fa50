"""Quantities in text: one number with its unit, feet and inches, ranges, dimensions, counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.domain.standard.numbers import plain, scan
from app.domain.standard.units import Quantity, currency, is_currency, is_unit, to_canonical, tokens, unit_at_start

_LONGEST = 200
_MOST_NUMBERS = 4
_TIMES = {"x", "×", "*", "by"}
_DASHES = {"-", "–", "—", "‑", "−"}
_TO = {*_DASHES, "to", "and", "through", "thru"}
# "between 2 and 4" is a range; "2 and 4" alone is a list.
_OPENINGS = {"between", "from"}
# In "10W x 12H" letters say the side, not a unit.
_SIDES = {"w", "h", "l", "d", "dia"}
_DIMENSIONS = {"cm", "px"}
# The first of such pairs may be followed by the second: "5 ft 10 in", "2 lb 3 oz".
_COMPOUND = {"cm", "g", "h", "months", "ml"}

Directions = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a text measures: `text` is the standard value, `high` the upper end where `number` is the lower of a range.

    `side`: which side of the thing it is, as the rules call it ("wide"). Dimensions have no number.
    """

    text: str
    number: float | None
    unit: str | None
    high: float | None = None
    side: str | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """A number, and the unit, side and separator that stand behind it."""

    number: float
    unit: str
    side: str
    separator: tuple[str, ...]


def read_quantity(text: str) -> Quantity | None:
    """The one quantity that the whole of `text` says, such as `6 Ounce`, `5'10"`, `$39.90`, `12` or `1/2`, or None."""
    found, measure = scan(text), read_measure(text)
    if measure is None and found and len(found[0]) == 1 and not any(found[1]):
        return Quantity(found[0][0], None)
    if measure is None or measure.number is None or measure.high is not None:
        return None
    return Quantity(measure.number, measure.unit)


def spelt_unit(text: str) -> str:
    """What is not number in the text: the unit as it is spelt there."""
    found = scan(text.strip())
    return " ".join(found[1]).strip() if found else ""


def read_measure(text: str, directions: Directions | None = None) -> Measure | None:
    """What the whole of a cleaned text measures; None if it says something else or more."""
    found = scan(text) if len(text) <= _LONGEST else None
    if found is None or len(found[0]) > _MOST_NUMBERS:
        return None
    numbers, (before, *between) = found
    opening = tokens(before)
    parts = [_part(number, tokens(gap), directions or {}) for number, gap in zip(numbers, between, strict=True)]
    known = [part for part in parts if part]
    if len(known) < len(parts) or known[-1].separator:
        return None
    if len(known) == 1:
        return _single(opening, known[0], text)
    for read in (_dimensions, _compound, _range):
        measure = read(opening, known)
        if measure:
            return measure
    return None


def _part(number: float, behind: Sequence[str], directions: Directions) -> _Part | None:
    """A number with the tokens behind it: unit and side, then nothing or a separator."""
    rest = behind
    while len(rest) > 1 and rest[0] in _DASHES and not _is_separator(rest):
        rest = rest[1:]
    letter = rest[0] if len(rest) > 1 and rest[0] in _SIDES and (rest[1] in _TIMES or is_unit(rest[1])) else ""
    rest = rest[1:] if letter else rest
    length = unit_at_start(rest)
    unit, rest = " ".join(rest[:length]), rest[length:]
    if rest and rest[0] in _DASHES and _side_at_start(rest[1:], directions):
        rest = rest[1:]
    length = _side_at_start(rest, directions)
    side, rest = " ".join(rest[:length]), rest[length:]
    part = _Part(number, unit, letter or directions.get(side, side), tuple(rest))
    return part if not rest or _is_separator(rest) else None


def _side_at_start(rest: Sequence[str], directions: Directions) -> int:
    """How many of the tokens name a side."""
    lengths = range(min(len(rest), 3), 0, -1)
    return next((n for n in lengths if " ".join(rest[:n]) in directions or (n == 1 and rest[0] in _SIDES)), 0)


def _is_separator(rest: Sequence[str]) -> bool:
    """Whether the tokens lead to another number: a sign or word, then maybe a currency or a minus."""
    if not rest:
        return False
    first, after = rest[0], " ".join(rest[1:3])
    if first in _TIMES or first == ",":
        return after in {"", "by"} and len(rest) < 3
    return first in _TO and (not after or currency(after) is not None or after in _DASHES) and len(rest) < 4


def _single(opening: Sequence[str], part: _Part, text: str) -> Measure | None:
    negative = bool(opening) and opening[-1] in _DASHES
    spelt = " ".join(opening[:-1] if negative else opening)
    number = -part.number if negative else part.number
    sign = currency(spelt)
    if spelt and (sign is None or (part.unit and currency(part.unit) != sign)):
        return None
    if not spelt and not part.unit:
        bare = None if part.side or not text[-1].isdigit() or "/" in text or "⁄" in text else number
        return Measure(text.lower(), bare, None) if bare is not None else None
    quantity = to_canonical(number, spelt or part.unit)
    if quantity is None or quantity.unit is None:
        return None
    value = f"{plain(quantity.number)} {quantity.unit}".casefold()
    if not part.side or part.side in _SIDES or quantity.unit != "cm":
        return Measure(value, quantity.number, quantity.unit) if not part.side else None
    return Measure(f"{value} {part.side}", quantity.number, quantity.unit, side=part.side)


def _dimensions(opening: Sequence[str], parts: Sequence[_Part]) -> Measure | None:
    if opening or not all(part.separator and _multiplies(part.separator) for part in parts[:-1]):
        return None
    found = _converted(parts, parts[-1].unit)
    if found is None or found[0].unit not in _DIMENSIONS:
        return None
    text = " x ".join(plain(quantity.number) for quantity in found)
    return Measure(f"{text} {found[0].unit}", None, found[0].unit)


def _multiplies(separator: Sequence[str]) -> bool:
    return separator[0] in _TIMES or tuple(separator) == (",", "by")


def _compound(opening: Sequence[str], parts: Sequence[_Part]) -> Measure | None:
    """Feet and inches, and other units in falling order; the inches' sign may be left out."""
    if opening or len(parts) != 2 or not parts[0].unit:
        return None
    first, second = parts
    if first.separator not in {(), (",",), ("and",), ("-",)}:
        return None
    small = second.unit or ("in" if first.unit in {"'", "′", "’", "ft"} and not first.separator else "")
    found = _converted([first, _Part(second.number, small, "", ())], small) if small else None
    if not found or found[0].unit not in _COMPOUND or not _falls(first.unit, small):
        return None
    total = float(f"{found[0].number + found[1].number:.9g}")
    return _single((), _Part(total, found[0].unit or "", second.side, ()), "")


def _falls(large: str, small: str) -> bool:
    one = [to_canonical(1, unit) for unit in (large, small)]
    return one[0] is not None and one[1] is not None and one[0].number > one[1].number


def _range(opening: Sequence[str], parts: Sequence[_Part]) -> Measure | None:
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
    found = _converted([low, high], unit) if unit else None
    if found is None or found[0].number > found[1].number:
        return None
    return _ranged(found[0], found[1], second.side if found[0].unit == "cm" else "")


def _ranged(low: Quantity, high: Quantity, side: str) -> Measure:
    text = f"{plain(low.number)} to {plain(high.number)} {low.unit}".casefold()
    return Measure(f"{text} {side}".strip(), low.number, low.unit, high.number, side or None)


def _signed(part: _Part, sign: str) -> _Part:
    """With a minus or a currency that stands before the number."""
    number = -part.number if sign in _DASHES else part.number
    unknown = bool(sign) and sign not in _DASHES and currency(sign) is None
    unit = "?" if unknown else part.unit or (sign if currency(sign) else "")
    return _Part(number, unit, part.side, part.separator)


def _converted(parts: Sequence[_Part], unit: str) -> list[Quantity] | None:
    """In the canonical unit, which must be one; a number without a unit has that of the next that has one."""
    units = [part.unit for part in parts]
    for at in range(len(units) - 2, -1, -1):
        units[at] = units[at] or units[at + 1] or unit
    if not units[-1]:
        units[-1] = unit or units[0]
    found = [to_canonical(part.number, spelt) for part, spelt in zip(parts, units, strict=True)]
    known = [quantity for quantity in found if quantity]
    alike = len(known) == len(found) and all(one.unit == other.unit for one, other in pairwise(known))
    return known if alike else None
