"""Units: how they are spelt, and the one in which each kind of quantity is kept and compared."""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pint

from app.domain.standard.numbers import within

# Unit as kept and shown → its name in the pint library, and the units that are converted to it with their spellings
# (lower case, without full stops).
_KEPT: dict[str, tuple[str, dict[str, str]]] = {
    "g": (
        "gram",
        {
            "microgram": "mcg|μg|microgram|micrograms",
            "milligram": "mg|milligram|milligrams",
            "gram": "g|gram|grams|gr|gm|gms",
            "kilogram": "kg|kgs|kilo|kilos|kilogram|kilograms",
            "ounce": "oz|ounce|ounces|ozs",
            "pound": "lb|lbs|pound|pounds",
            "ton": "ton|tons",
        },
    ),
    "ml": (
        "milliliter",
        {
            "milliliter": "ml|mls|milliliter|milliliters|millilitre|millilitres|cc|ccs|cubic centimeters",
            "centiliter": "cl|centiliter|centilitre",
            "liter": "l|liter|liters|litre|litres|ltr|ltrs",
            "fluid_ounce": "fl oz|floz|fluid ounce|fluid ounces|fl ounce|fl ounces|liquid ounce|liquid ounces",
            "cup": "cup|cups",
            "pint": "pint|pints|pt",
            "quart": "qt|qts|quart|quarts",
            "gallon": "gal|gals|gallon|gallons",
            "tablespoon": "tbsp|tablespoon|tablespoons",
            "teaspoon": "tsp|teaspoon|teaspoons",
            "foot**3": "cu ft|cubic feet|cubic foot",
        },
    ),
    "cm": (
        "centimeter",
        {
            "millimeter": "mm|millimeter|millimeters|millimetre|millimetres",
            "centimeter": "cm|cms|centimeter|centimeters|centimetre|centimetres",
            "meter": "m|meter|meters|metre|metres",
            "kilometer": "km|kilometer|kilometers",
            "inch": "in|ins|inch|inches|inchs|zoll|\"|''|′′|”|“",
            "foot": "ft|foot|feet|'|′|’",
            "yard": "yd|yds|yard|yards",
            "mile": "mile|miles",
        },
    ),
    "cm²": (
        "centimeter**2",
        {"foot**2": "sq ft|square feet|square foot", "inch**2": "sq in|sq inch|sq inches|square inch|square inches"},
    ),
    "W": ("watt", {"watt": "w|watt|watts", "kilowatt": "kw|kilowatt|kilowatts"}),
    "V": ("volt", {"volt": "v|volt|volts|vac|vdc", "kilovolt": "kv"}),
    "A": ("ampere", {"ampere": "a|amp|amps|ampere|amperes", "milliampere": "ma|milliamps"}),
    "mAh": ("milliampere*hour", {"milliampere*hour": "mah", "ampere*hour": "ah|amp hour|amp hours"}),
    "Wh": ("watt*hour", {"watt*hour": "wh", "kilowatt*hour": "kwh"}),
    # The mains' and sound's; a processor's would be unreadable in Hz.
    "Hz": ("hertz", {"hertz": "hz|hertz", "kilohertz": "khz"}),
    "GHz": ("gigahertz", {"megahertz": "mhz", "gigahertz": "ghz"}),
    "rpm": ("revolutions_per_minute", {"revolutions_per_minute": "rpm|rpms"}),
    "BTU": ("Btu", {"Btu": "btu|btus"}),
    "hp": ("horsepower", {"horsepower": "hp|horsepower"}),
    "psi": ("psi", {"psi": "psi"}),
    "dB": ("1", {"1": "db|decibel|decibels"}),
    "lm": ("lumen", {"lumen": "lumen|lumens"}),
    "GB": (
        "gigabyte",
        {
            "kilobyte": "kb|kilobyte|kilobytes",
            "megabyte": "mb|megabyte|megabytes",
            "gigabyte": "gb|gigabyte|gigabytes|gig",
            "terabyte": "tb|terabyte|terabytes",
        },
    ),
    "px": ("1", {"1": "pixel|pixels"}),
    "MP": ("1", {"1": "megapixel|megapixels"}),
    "°C": (
        "degree_Celsius",
        {
            "degree_Celsius": "° c|°c|degrees c|deg c|degrees celsius|celsius|degrees centigrade",
            "degree_Fahrenheit": "° f|°f|degrees f|deg f|degrees fahrenheit|degree fahrenheit|fahrenheit",
        },
    ),
    "mph": ("mile/hour", {"mile/hour": "mph|miles per hour", "kilometer/hour": "km / h|kmh|kph"}),
    "h": (
        "hour",
        {
            "second": "sec|secs|second|seconds",
            "minute": "min|mins|minute|minutes",
            "hour": "hr|hrs|hour|hours",
            "day": "day|days",
            "week": "week|weeks|wk|wks",
        },
    ),
    "months": ("month", {"month": "mo|mos|mths|month|months", "year": "yr|yrs|year|years"}),
    "%": ("percent", {"percent": "%|percent|per cent|pct"}),
    "count": ("1", {"1": "count|counts|ct|cts"}),
    "loads": ("1", {"1": "load"}),
    "servings": ("1", {"1": "serving"}),
}

# Currencies are units that do not convert.
_CURRENCIES = {
    "EUR": "eur|€|euro|euros",
    "USD": "usd|$|us$|us $|dollar|dollars|us dollars",
    "GBP": "gbp|£|pounds sterling",
    "JPY": "jpy|¥|yen",
    "CNY": "cny|rmb|yuan",
    "CHF": "chf",
    "CAD": "cad|c$|ca$|c $|ca $|canadian dollars",
    "AUD": "aud|a$|au$|a $|au $|australian dollars",
    "NZD": "nzd|nz$|nz $",
    "INR": "inr|₹|rupees",
    "SEK": "sek",
    "NOK": "nok",
    "DKK": "dkk",
    "PLN": "pln|zł",
    "KRW": "krw|₩",
    "BRL": "brl|r$|r $",
    "MXN": "mxn|mx$|mx $|pesos",
    "TRY": "₺",
    "RUB": "rub|₽",
}

_TOKEN = re.compile(r"''|′′|[^\W\d_]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in its canonical unit; `unit` is None for a bare number."""

    number: float
    unit: str | None


def tokens(text: str) -> list[str]:
    """Words and signs in lower case, as the spellings of units are made of; full stops are left out."""
    return [each for each in _TOKEN.findall(text.lower()) if each != "."]


# Spelling as its tokens, with one space between → unit as kept, and its pint name.
_SPELLINGS: dict[str, tuple[str, str]] = {
    " ".join(tokens(spelling)): (kept, unit)
    for kept, (_, units) in _KEPT.items()
    for unit, spellings in units.items()
    for spelling in spellings.split("|")
}
_MONEY = {" ".join(tokens(spelt)): unit for unit, all_ in _CURRENCIES.items() for spelt in all_.split("|")}
for _unit, (_name, _) in _KEPT.items():
    _SPELLINGS.setdefault(" ".join(tokens(_unit)), (_unit, _name))
_LONGEST = max(key.count(" ") + 1 for key in (*_SPELLINGS, *_MONEY))


def to_canonical(number: float, spelt: str) -> Quantity | None:
    """`number` of the unit spelt so, in the canonical unit of its kind, to nine significant digits where converted."""
    spelling = " ".join(tokens(spelt))
    if spelling in _MONEY:
        return Quantity(number, _MONEY[spelling])
    if spelling not in _SPELLINGS:
        return None
    kept, unit = _SPELLINGS[spelling]
    factor, zero = _conversion(kept, unit)
    converted = within(number if factor == 1 and zero == 0 else float(f"{number * factor + zero:.9g}"))
    return None if converted is None else Quantity(converted, kept)


def unit_at_start(spelt: Sequence[str]) -> int:
    """How many of the tokens, from the first, spell a unit or a currency: the most; 0 if none do."""
    lengths = range(min(_LONGEST, len(spelt)), 0, -1)
    return next((length for length in lengths if is_unit(" ".join(spelt[:length]))), 0)


def is_unit(spelling: str) -> bool:
    return spelling in _SPELLINGS or spelling in _MONEY


def currency(spelling: str) -> str | None:
    """The currency that the tokens, one space between, are a sign or name of."""
    return _MONEY.get(spelling)


def is_currency(unit: str | None) -> bool:
    return unit in _CURRENCIES


@functools.cache
def _registry() -> pint.UnitRegistry[float]:
    return pint.UnitRegistry()


@functools.cache
def _conversion(kept: str, unit: str) -> tuple[float, float]:
    """What one of the unit is in the unit kept, and what none of it is: not zero for temperatures."""
    to = _KEPT[kept][0]
    if to == unit:
        return 1.0, 0.0
    zero, one = (float(_registry().Quantity(number, unit).to(to).magnitude) for number in (0.0, 1.0))
    return one - zero, zero
