"""The table of units: their spellings, and the canonical unit of each kind of quantity."""

# Canonical unit → its name in the pint library, and the units that are converted to it with their spellings (lower
# case, without full stops). If two canonical units share a spelling, it means the first, unless the property measures
# the other.
KEPT: dict[str, tuple[str, dict[str, str]]] = {
    # An ounce may be a mass or a volume. Only the property or nearby words can tell.
    "oz": ("1", {"1": "oz|ounce|ounces|ozs"}),
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
            "milliliter": "ml|mls|milliliter|milliliters|millilitre|millilitres|cc|ccs|cubic centimeters|cm³",
            "centiliter": "cl|centiliter|centilitre",
            "liter": "l|liter|liters|litre|litres|ltr|ltrs",
            "fluid_ounce": "fl oz|floz|fluid ounce|fluid ounces|fl ounce|fl ounces|liquid ounce|liquid ounces|"
            "oz|ounce|ounces|ozs",
            "cup": "cup|cups",
            "pint": "pint|pints|pt",
            "quart": "qt|qts|quart|quarts",
            "gallon": "gal|gals|gallon|gallons",
            "tablespoon": "tbsp|tablespoon|tablespoons",
            "teaspoon": "tsp|teaspoon|teaspoons",
            "foot**3": "cu ft|cubic feet|cubic foot|ft³",
            "inch**3": "cu in|cubic inches|cubic inch|in³",
            "meter**3": "m³|cubic meter|cubic meters|cubic metre|cubic metres",
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
        {
            "foot**2": "sq ft|square feet|square foot|ft²",
            "inch**2": "sq in|sq inch|sq inches|square inch|square inches|in²",
            "meter**2": "m²|sqm|sq m|square meter|square meters|square metre|square metres",
            "millimeter**2": "mm²|sq mm",
        },
    ),
    "W": ("watt", {"watt": "w|watt|watts", "kilowatt": "kw|kilowatt|kilowatts"}),
    "V": ("volt", {"volt": "v|volt|volts|vac|vdc", "kilovolt": "kv"}),
    "A": ("ampere", {"ampere": "a|amp|amps|ampere|amperes", "milliampere": "ma|milliamps"}),
    "mAh": ("milliampere*hour", {"milliampere*hour": "mah", "ampere*hour": "ah|amp hour|amp hours"}),
    "Wh": ("watt*hour", {"watt*hour": "wh", "kilowatt*hour": "kwh"}),
    # For mains and sound. The clock of a processor would be unreadable in Hz.
    "Hz": ("hertz", {"hertz": "hz|hertz", "kilohertz": "khz"}),
    "GHz": ("gigahertz", {"megahertz": "mhz", "gigahertz": "ghz"}),
    "rpm": ("revolutions_per_minute", {"revolutions_per_minute": "rpm|rpms|r/min"}),
    "BTU": ("Btu", {"Btu": "btu|btus|btu/h"}),
    "hp": ("horsepower", {"horsepower": "hp|horsepower"}),
    "psi": ("psi", {"psi": "psi", "bar": "bar|bars", "kilopascal": "kpa", "megapascal": "mpa"}),
    "dB": ("1", {"1": "db|dba|db(a)|decibel|decibels"}),
    "lm": ("lumen", {"lumen": "lumen|lumens"}),
    "lux": ("lux", {"lux": "lx"}),
    "nits": ("1", {"1": "nit|cd/m²"}),
    "GB": (
        "gigabyte",
        {
            "kilobyte": "kb|kilobyte|kilobytes",
            "megabyte": "mb|megabyte|megabytes",
            "gigabyte": "gb|gigabyte|gigabytes|gig|g",
            "terabyte": "tb|terabyte|terabytes",
        },
    ),
    "px": ("1", {"1": "pixel|pixels"}),
    "MP": ("1", {"1": "mp|mpx|mpix|megapixel|megapixels"}),
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
    "months": ("month", {"month": "m|mo|mos|mth|mths|month|months", "year": "yr|yrs|year|years"}),
    "%": ("percent", {"percent": "%|percent|per cent|pct"}),
    "count": ("1", {"1": "count|counts|ct|cts"}),
    # Carats weigh stones, karats are the purity of gold: 24 karat is pure.
    "carat": ("1", {"1": "carat|carats|ct|cts|ctw"}),
    "karat": ("1", {"1": "karat|karats|carat|carats|kt|ct|k"}),
    "K": ("kelvin", {"kelvin": "k|kelvin"}),
    "Mbps": ("1", {"1": "mbps|mbit/s", "1000": "gbps|gbit/s"}),
    "dpi": ("1", {"1": "dpi|dots per inch"}),
    "fps": ("1", {"1": "fps|frames per second"}),
    "ppm": ("1", {"1": "ppm|parts per million"}),
    "thread count": ("1", {"1": "tc|threads"}),
    "denier": ("1", {"1": "denier|den"}),
    "gsm": ("1", {"1": "gsm|g/m²"}),
    "SPF": ("1", {"1": "spf"}),
    "ohm": ("1", {"1": "ohm|ohms|ω", "1000": "kohm|kω"}),
    "Nm": ("1", {"1": "nm"}),
    "CFM": ("1", {"1": "cfm"}),
    "gpm": ("1", {"1": "gpm"}),
    "VA": ("1", {"1": "va", "1000": "kva"}),
    "loads": ("1", {"1": "load"}),
    "servings": ("1", {"1": "serving"}),
}

# Currencies are units without conversion.
CURRENCIES = {
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
    "CZK": "czk|kč",
    "HUF": "huf",
    "KRW": "krw|₩",
    "BRL": "brl|r$|r $",
    "MXN": "mxn|mx$|mx $|pesos",
    "TRY": "₺",
    "RUB": "rub|₽",
}

# Units that may come before their number: "SPF 50".
LEADING = {"spf", "thread count"}
# Spellings that are a unit only if the property or nearby words measure it: "10k", "6 bar".
NEEDY = {"k", "kt", "bar", "den", "tc", "nm", "va"}
# The same for letters right after the number: "5G" is a network, "5 g" a weight.
LETTERS = frozenset({"g", "m", "l", "a", "h"})
# Currencies of countries that write "1.299" for 1299. With all others, the point is decimal.
POINTED = {"EUR", "SEK", "NOK", "DKK", "PLN", "BRL", "TRY", "RUB", "JPY", "KRW", "CZK", "HUF"}
