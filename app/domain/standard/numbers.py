"""Reads numbers as people write them: thousands and decimal marks, fractions, mixed numbers."""

import math
import re
from decimal import Decimal

_END = r"(?![.,]?\d)"
_MIXED = r"\d{1,4}(?: ?- ?| and | )\d{1,3}[/⁄]\d{1,3}" + _END
_FRACTION = r"\d{1,3}[/⁄]\d{1,3}" + _END
_DECIMAL = "|".join(
    form + _END
    for form in (
        r"\d{1,3}(?:,\d{3})+(?:\.\d+)?",  # 1,299.00
        r"\d{1,3}(?:['’]\d{3})+(?:\.\d+)?",  # 1'299.00
        r"\d{1,3}(?: \d{3})+,\d{1,2}|\d{1,3}(?: 000)+",  # 1 299,00 and 10 000
        r"\d{1,3}(?:\.\d{3})+,\d{1,2}",  # 1.299,00
        r"0,\d+|\d+,\d{1,2}",  # 1,5
        r"\d+(?:\.\d+)?|\.\d+|,\d{1,2}",  # 1.5 .5 ,89
    )
)
# A number, for patterns of other modules. "1,299" has a thousands mark, "1.299" a decimal one, as in English.
NUMBER = f"{_MIXED}|{_FRACTION}|{_DECIMAL}"
# "1/2 in" is a half, "50/60 Hz" are two ratings. A fraction is less than one, in lowest terms, and has a denominator
# that people measure in.
_SLASHED = re.compile(r"(?<![\d.,/⁄])\d+(?:[.,]\d+)?(?:[/⁄]\d+(?:[.,]\d+)?)+", re.ASCII)
_AFTER_WHOLE = re.compile(r"\d(?: ?- ?| and | )$", re.ASCII)
_DENOMINATORS = {2, 3, 4, 5, 6, 8, 10, 12, 16, 32, 64}

_SCANNER = re.compile(f"(?<![\\d.,])(?:{NUMBER})(?![/⁄]\\d)", re.ASCII)
WORDS = "one two three four five six seven eight nine ten eleven twelve".split()
_SPELT = {"one half": "1/2", "one-half": "1/2", "one quarter": "1/4", "one-quarter": "1/4", "half": "1/2"} | {
    word: str(number) for number, word in enumerate(WORDS, 1)
}
_WORD = re.compile(rf"(?<![\w-])(?:{'|'.join(_SPELT)})(?![^\W_])", re.IGNORECASE)
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
_POINTS = re.compile(r"\.(?=\d{3}(?!\d))")
_GROUPS = re.compile(r"[ '’]")
_POINTED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.,]*\d)", re.ASCII)
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d.]*\d)", re.ASCII)
_CODE = re.compile(r"0\d|\d{16}")

# Numbers in this range are read exactly, and written in few digits without an exponent.
_MIN_NUMBER, _MAX_NUMBER = 1e-9, 1e30


def scan(text: str) -> tuple[list[float], list[str]] | None:
    """Returns the numbers of a text, and the texts before, between and after them (one more than the numbers).

    Small numbers may be words ("one-gallon"). Returns None if digits are left over, if a number is out of range, or if
    the text has no number.
    """
    text = _WORD.sub(lambda match: _SPELT[match[0].lower()], text)
    text = _SLASHED.sub(_parted, text)
    found = list(_SCANNER.finditer(text))
    ends = [0, *(end for match in found for end in match.span()), len(text)]
    between = [text[ends[i] : ends[i + 1]] for i in range(0, len(ends), 2)]
    numbers = [number for match in found if (number := to_number(match[0])) is not None]
    whole = found and len(numbers) == len(found) and not any(map(_has_digit, between))
    return (numbers, between) if whole else None


def _parted(match: re.Match[str]) -> str:
    """Puts spaces around slashes that separate numbers."""
    numbers = re.split("[/⁄]", match[0])
    is_mixed = _AFTER_WHOLE.search(match.string, max(0, match.start() - 6), match.start()) is not None
    return match[0] if len(numbers) == 2 and _is_fraction(numbers[0], numbers[1], is_mixed) else " / ".join(numbers)


def _is_fraction(above: str, below: str, is_mixed: bool) -> bool:
    """Whether two numbers are a fraction. After a whole number they always are: "26 2/8"."""
    if not (above.isdecimal() and below.isdecimal()) or len(above + below) > 6:
        return False
    top, bottom = int(above), int(below)
    return 0 < top < bottom and bottom in _DENOMINATORS and (is_mixed or math.gcd(top, bottom) == 1)


def has_number(text: str) -> bool:
    """Whether `scan` may find a number."""
    return _has_digit(text) or _WORD.search(text) is not None


def to_number(text: str) -> float | None:
    """Returns the number that NUMBER matched; None if it is out of range, a division by zero or like "3 5/4"."""
    parts = re.split(r"[/⁄]", text)
    if len(parts) == 1:
        return within(_decimal(text))
    whole, _, above = re.sub(r" ?- ?| and ", " ", parts[0]).rpartition(" ")
    below = int(parts[1])
    if below == 0 or (whole and int(above) >= below):
        return None
    return within(int(whole or 0) + int(above) / below)


def within(number: float) -> float | None:
    """Returns the number; None if it is too small or too large to be written down and read again."""
    return number if number == 0 or _MIN_NUMBER <= abs(number) < _MAX_NUMBER else None


def without_spaces(text: str) -> str:
    """Returns the text with "1 299" as "1299". Only for money: elsewhere it may be two numbers ("220 240 V")."""
    return _SPACED.sub(lambda match: match[0].replace(" ", ""), text)


def without_points(text: str) -> str:
    """Returns the text with "1.299" as "1299", for currencies of countries that write thousands so."""
    return _POINTED.sub(lambda match: match[0].replace(".", ""), text)


def is_code(text: str) -> bool:
    """Whether digits are a name rather than a number: "007", or more digits than a number can hold exactly."""
    return _CODE.match(text) is not None


def plain(number: float) -> str:
    """Writes a number in digits without an exponent, so that reading the text gives the number again."""
    return format(Decimal(repr(number)).normalize(), "f")


def _decimal(text: str) -> float:
    text = _GROUPS.sub("", text)
    if "," not in text:
        return float(text)
    if text.rfind(".") > text.find(",") or (_THOUSANDS.search(text) and not text.startswith("0,")):
        return float(text.replace(",", ""))
    return float(_POINTS.sub("", text).replace(",", "."))


def _has_digit(text: str) -> bool:
    return any(map(str.isdecimal, text))
