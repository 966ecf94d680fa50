"""Reads quantities: a number with its unit, feet and inches, ranges, dimensions, and several in one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.domain.standard.numbers import is_code, plain, scan, without_points
from app.domain.standard.parts import DASHES, OR, SIDES, SIGNS, TIMES, TO, Directions, Part, read_parts
from app.domain.standard.unit_table import LEADING, LETTERS, POINTED
from app.domain.standard.units import ANY, Quantity, Scale, currency, is_currency, to_canonical

# "between 2 and 4" is a range; "2 and 4" alone is a list.
_OPENINGS = {"between", "from", "von"}
# "187/8 in" is 18 7/8 inches, typed without a space, and not a list.
_INCHES, _EIGHTHS = {"in", "inch", "inches", '"', "”"}, {2, 4, 8, 16, 32, 64}
_SLASHES = {"/", "⁄"}
_DIMENSIONS = {"cm", "px"}
# Kinds of quantities that may combine two units: "5 ft 10 in", "2 lb 3 oz".
_COMPOUND = {"cm", "g", "h", "months", "ml"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity. `text` is its standard value. A range goes from `number` to `high`.

    Dimensions and several amounts in one have no number. `broader` has standard values that this one implies, such as
    the plain length for "20 cm wide". `count` is the number of packs in a multipack. `side` is the side that a length
    measures, by its name in the rules.
    """

    text: str
    number: float | None
    unit: str | None
    high: float | None = None
    broader: tuple[str, ...] = ()
    count: float | None = None
    side: str = ""


def read_quantity(text: str, measures: Iterable[str] = ()) -> Quantity | None:
    """Reads a text that is one quantity, such as `6 Ounce`, `5'10"`, `$39.90`, `12` or `1/2`; None for other texts.

    `measures` has the canonical units of the property. They decide whether an ounce is a mass or a volume.
    """
    found, measure = scan(text), read_measure(text, scale=Scale(frozenset(measures)))
    if measure is None and found and len(found[0]) == 1 and not any(found[1]):
        return Quantity(found[0][0], None)
    if measure is None or measure.number is None or measure.high is not None:
        return None
    return Quantity(measure.number, measure.unit)


def spelt_unit(text: str) -> str:
    """Returns the text without its number: the unit as it is spelt there."""
    found = scan(text.strip())
    return " ".join(found[1]).strip() if found else ""


def read_measure(text: str, directions: Directions | None = None, scale: Scale = ANY) -> Measure | None:
    """Reads a cleaned text that is a quantity; None for other texts."""
    found = read_parts(text, directions or {}, scale)
    if found is None:
        return None
    opening, parts = found
    if len(parts) == 1:
        return _single(opening, parts[0], text, scale, directions or {})
    return next((measure for read in _READERS if (measure := read(opening, parts, scale))), None)


def _single(opening: Sequence[str], part: Part, text: str, scale: Scale, directions: Directions) -> Measure | None:
    if not part.side and (side := directions.get(" ".join(opening).rstrip(" :"))):
        opening, part = (), replace(part, side=side)
    signed = bool(opening) and opening[-1] in SIGNS
    spelt = " ".join(opening[:-1] if signed else opening)
    number = -part.number if signed and opening[-1] in DASHES else part.number
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


def _bare(number: float, part: Part, text: str) -> Measure | None:
    if part.side or not text[-1].isdigit() or "/" in text or "⁄" in text:
        return None
    return Measure(text.lower() if is_code(text) else plain(number), number, None)


def _amount(quantity: Quantity) -> Measure:
    return Measure(
        f"{to_text(quantity.number, quantity.unit)} {quantity.unit}".casefold(), quantity.number, quantity.unit
    )


def to_text(number: float, unit: str | None) -> str:
    """Writes the number of an amount, so that reading it with the unit gives the number again."""
    digits = plain(number)
    return f"{digits}0" if unit in POINTED and without_points(digits) != digits else digits


def _sided(measure: Measure, side: str) -> Measure | None:
    """Adds a side to a length, which makes it narrower than the plain length. Other quantities have no side."""
    if not side:
        return measure
    if side in SIDES or measure.unit != "cm":
        return None
    return replace(measure, text=f"{measure.text} {side}", broader=(measure.text,), side=side)


def _dimensions(opening: Sequence[str], parts: Sequence[Part], scale: Scale) -> Measure | None:
    if opening or not all(part.separator and _multiplies(part.separator) for part in parts[:-1]):
        return None
    found = _converted(parts, parts[-1].unit, scale)
    if found is None or found[0].unit not in _DIMENSIONS:
        return None
    text = " x ".join(plain(quantity.number) for quantity in found)
    return Measure(f"{text} {found[0].unit}", None, found[0].unit)


def _multiplies(separator: Sequence[str]) -> bool:
    return separator[0] in TIMES or tuple(separator) == (",", "by")


def _compound(opening: Sequence[str], parts: Sequence[Part], scale: Scale) -> Measure | None:
    """Reads feet and inches, and other units in falling order. The sign of inches may be missing."""
    if opening or len(parts) != 2 or not parts[0].unit:
        return None
    first, second = parts
    if first.separator not in {(), (",",), ("and",), ("-",)}:
        return None
    small = second.unit or ("in" if first.unit in {"'", "′", "’", "ft"} and not first.separator else "")
    found = _converted([first, Part(second.number, small, "", ())], small, scale) if small else None
    if not found or found[0].unit not in _COMPOUND or not _falls(first.unit, small, scale):
        return None
    total = float(f"{found[0].number + found[1].number:.9g}")
    return _sided(_amount(Quantity(total, found[0].unit)), second.side)


def _falls(large: str, small: str, scale: Scale) -> bool:
    one = _converted([Part(1, large, "", ()), Part(1, small, "", ())], small, scale)
    return one is not None and one[0].number > one[1].number


def _range(opening: Sequence[str], parts: Sequence[Part], scale: Scale) -> Measure | None:
    opened = bool(opening) and opening[0] in _OPENINGS
    opening = opening[1:] if opened else opening
    first, second = parts[0], parts[-1]
    if len(parts) != 2 or not first.separator or first.separator[0] not in TO:
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


def _several(opening: Sequence[str], parts: Sequence[Part], scale: Scale) -> Measure | None:
    """Reads several amounts of one kind: "50/60 Hz" is two ratings, and a search for either finds it."""
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


def _are_listed(parts: Sequence[Part]) -> bool:
    """Whether the amounts are a list: joined by list signs, in one unit, all rising or all falling.

    "5/1/95" is a date, and "187/8 in" is 18 7/8 inches.
    """
    *first, last = parts
    steps = {one.number < other.number for one, other in pairwise(parts) if one.number != other.number}
    units = {part.unit for part in parts if part.unit}
    if any(part.side for part in parts) or not all(part.separator and part.separator[0] in OR for part in first):
        return False
    if units & _INCHES and first[0].separator[0] in _SLASHES and last.number in _EIGHTHS:
        return False
    return len(units) < 2 and len(steps) < 2 and all(part.number for part in parts)


_READERS = (_dimensions, _compound, _range, _several)


def _signed(part: Part, sign: str) -> Part:
    """Applies a sign or a currency in front of the number."""
    number = -part.number if sign in DASHES else part.number
    unknown = bool(sign) and sign not in SIGNS and currency(sign) is None
    unit = "?" if unknown else part.unit or (sign if currency(sign) else "")
    return Part(number, unit, part.side, part.separator)


def _converted(parts: Sequence[Part], unit: str, scale: Scale) -> list[Quantity] | None:
    """Converts all to one canonical unit; None if they differ. A number without a unit has the next number's unit.

    An ounce next to another mass or volume is of the same kind.
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
