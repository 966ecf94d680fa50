"""Quantities: how units are spelt, and the unit in which each kind of quantity is compared."""

import functools
import math
import re
from dataclasses import dataclass

import pint

# Spelling (folded to lower case, without a full stop) → unit of the pint library.
_SPELLINGS = {
    "mg": "milligram",
    **dict.fromkeys(["g", "gram", "grams", "gr"], "gram"),
    **dict.fromkeys(["kg", "kgs", "kilo", "kilos", "kilogram", "kilograms"], "kilogram"),
    **dict.fromkeys(["oz", "ounce", "ounces"], "ounce"),
    **dict.fromkeys(["lb", "lbs", "pound", "pounds"], "pound"),
    **dict.fromkeys(["ml", "milliliter", "milliliters", "millilitre", "millilitres"], "milliliter"),
    **dict.fromkeys(["cl", "centiliter", "centilitre"], "centiliter"),
    **dict.fromkeys(["l", "liter", "liters", "litre", "litres"], "liter"),
    **dict.fromkeys(["fl oz", "fluid ounce", "fluid ounces"], "fluid_ounce"),
    **dict.fromkeys(["gal", "gallon", "gallons"], "gallon"),
    **dict.fromkeys(["mm", "millimeter", "millimeters", "millimetre", "millimetres"], "millimeter"),
    **dict.fromkeys(["cm", "centimeter", "centimeters", "centimetre", "centimetres"], "centimeter"),
    **dict.fromkeys(["m", "meter", "meters", "metre", "metres"], "meter"),
    **dict.fromkeys(["in", "inch", "inches", '"', "″"], "inch"),
    **dict.fromkeys(["ft", "foot", "feet"], "foot"),
    **dict.fromkeys(["w", "watt", "watts"], "watt"),
    **dict.fromkeys(["v", "volt", "volts"], "volt"),
    **dict.fromkeys(["gb", "gigabyte", "gigabytes"], "gigabyte"),
    **dict.fromkeys(["tb", "terabyte", "terabytes"], "terabyte"),
}

# The unit in which quantities of one dimension are stored and compared, and its name in answers.
_CANONICAL = {
    "gram": "g",
    "milliliter": "ml",
    "centimeter": "cm",
    "watt": "W",
    "volt": "V",
    "gigabyte": "GB",
}

# Currencies are units that do not convert.
_CURRENCIES = {
    **dict.fromkeys(["eur", "€", "euro", "euros"], "EUR"),
    **dict.fromkeys(["usd", "$", "dollar", "dollars"], "USD"),
    **dict.fromkeys(["gbp", "£", "pounds sterling"], "GBP"),
}

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_UNIT = "|".join(re.escape(unit) for unit in sorted({*_SPELLINGS, *_CURRENCIES}, key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?P<symbol>[€$£]|(?:eur|usd|gbp)\b)?\s*(?P<number>-?(?:{NUMBER}))[\s-]*(?P<unit>{_UNIT})?\.?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in its canonical unit; `unit` is None for a bare number."""

    number: float
    unit: str | None


def read_quantity(text: str) -> Quantity | None:
    """The quantity that the whole of `text` says, such as `6 Ounce`, `$39.90` or `12`; None if it says none."""
    match = _QUANTITY.fullmatch(text.strip())
    if match is None:
        return None
    number = float(match["number"].replace(",", ""))
    spelt = [unit.lower() for unit in (match["symbol"], match["unit"]) if unit]
    if math.isinf(number) or (len(spelt) == 2 and _CURRENCIES[spelt[0]] != _CURRENCIES.get(spelt[1])):
        return None
    return to_canonical(number, spelt[0]) if spelt else Quantity(number, None)


def to_canonical(number: float, spelt: str) -> Quantity | None:
    """`number` of the unit spelt so, in the canonical unit of its dimension, to nine significant digits."""
    spelt = spelt.strip().lower().rstrip(".")
    if spelt in _CURRENCIES:
        return Quantity(number, _CURRENCIES[spelt])
    if spelt not in _SPELLINGS:
        return None
    factor, unit = _conversion(_SPELLINGS[spelt])
    converted = float(f"{number * factor:.9g}")
    return None if math.isinf(converted) else Quantity(converted, unit)


def is_currency(unit: str | None) -> bool:
    return unit in _CURRENCIES.values()


@functools.cache
def _registry() -> pint.UnitRegistry[float]:
    return pint.UnitRegistry()


@functools.cache
def _conversion(unit: str) -> tuple[float, str]:
    one = _registry().Quantity(1.0, unit)
    for canonical, shown in _CANONICAL.items():
        if one.is_compatible_with(canonical):
            return float(one.to(canonical).magnitude), shown
    raise ValueError(f"unit {unit} has no canonical unit")
