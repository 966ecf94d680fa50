"""Reads sizes that are not quantities: of shoes and clothes by country, by waist and length, or by age."""

import re
from collections.abc import Mapping, Set

_NUMBER = r"\d{1,3}(?:\.\d)?(?: [12][/⁄][23])?(?: ?(?:ww|xw|ee|[nmwd]))?"
_SYSTEM_FIRST = re.compile(rf"([a-z]+)[ :.-]?(?:size )?({_NUMBER})", re.ASCII)
_SYSTEM_LAST = re.compile(rf"({_NUMBER}) ?\(?([a-z]+)\)?", re.ASCII)
_WAIST = re.compile(r"w?(\d{2}) ?(?:x|×|/|(?<=\d )(?=l)) ?l?(\d{2})", re.ASCII)
_TODDLER = re.compile(r"(\d{1,2})[ -]?t(?: ?(?:-|/|to) ?(\d{1,2})[ -]?t)?", re.ASCII)
_SPAN = r"(\d{1,3})(?: ?(?:-|–|/) ?| to )(\d{1,3})"
_AGES = re.compile(rf"(?:(ages?) )?{_SPAN}[ -]?([a-z]*)\.?(?:[ -]olds?)?", re.ASCII)
_AGE = re.compile(r"(?:ages? )?(\d{1,3})[ -]?([a-z]+)\.?(?:[ -]olds?)?", re.ASCII)
_PERIODS = {
    **dict.fromkeys("m mo mos mth mths month months".split(), "months"),
    **dict.fromkeys("y yr yrs year years".split(), "years"),
}


# Sizes that look like an amount: the form, the kind of size, and the canonical unit that the letter may be. If nearby
# words hint at the amount and not at the size, it is an amount.
_LETTERED = (
    (re.compile(r"(?:2[4-9]|[3-5]\d) ?(?:aa|a)", re.ASCII), "clothes", "A"),
    (re.compile(r"(?:2[4-9]|[3-5]\d) ?g", re.ASCII), "clothes", "g"),
    (re.compile(r"(?:2[4-9]|[3-5]\d) ?h", re.ASCII), "clothes", "h"),
    (re.compile(r"(?:3[2-9]|[4-6]\d) ?l", re.ASCII), "clothes", "ml"),
    (re.compile(r"1?\d(?:\.[05])? ?w", re.ASCII), "clothes", "W"),
    (re.compile(r"1?\d(?:\.[05])? ?m", re.ASCII), "clothes", "cm"),
    # Generations of mobile networks.
    (re.compile(r"[2-6]g", re.ASCII), "network", "g"),
)
_MONTHS = re.compile(r"(\d{1,2}) ?m", re.ASCII)


def read_size(folded: str, systems: Mapping[str, str], beside: Set[str] = frozenset()) -> str | None:
    """Returns the standard form of a folded text that is a size; None for other texts.

    `beside` has the hints of nearby words: canonical units and kinds of sizes (`clothes`, `baby`).
    """
    for pattern, system, number in ((_SYSTEM_FIRST, 1, 2), (_SYSTEM_LAST, 2, 1)):
        match = pattern.fullmatch(folded)
        if match and match[system] in systems:
            return f"{systems[match[system]]} {_plain_size(match[number])}"
    if "baby" in beside and (match := _MONTHS.fullmatch(folded)):
        return f"{match[1]} months"
    if any(_is_lettered(folded, beside, *each) for each in _LETTERED):
        return folded
    if match := _WAIST.fullmatch(folded):
        return f"{match[1]}x{match[2]}"
    if match := _TODDLER.fullmatch(folded):
        return "-".join(f"{age}t" for age in match.groups() if age)
    return read_age(folded)


def _is_lettered(folded: str, beside: Set[str], form: re.Pattern[str], kind: str, unit: str) -> bool:
    return form.fullmatch(folded) is not None and (unit not in beside or kind in beside)


def _plain_size(number: str) -> str:
    """Writes "38.0" and "38 1/2" with at most one decimal. Thirds stay, because shoe makers write them."""
    return re.sub(r"\.0\b", "", re.sub(r" 1[/⁄]2", ".5", number)).replace("⁄", "/")


_RATING = re.compile(r"(ip) ?(x?\d{1,2}k?)", re.ASCII)


def read_rating(folded: str) -> str | None:
    """Reads a protection class (IEC 60529): "ip67". Its digits are not an amount."""
    match = _RATING.fullmatch(folded)
    return f"{match[1]}{match[2]}" if match else None


def read_age(folded: str) -> str | None:
    """Reads an age or a range of ages, as "12-18 months" or "3 years". "3m" alone is a length."""
    match = _AGES.fullmatch(folded)
    if match:
        period = _PERIODS.get(match[4]) if match[4] else "years" if match[1] else None
        return f"{match[2]}-{match[3]} {period}" if period and int(match[2]) < int(match[3]) else None
    match = _AGE.fullmatch(folded)
    period = _PERIODS.get(match[2]) if match and len(match[2]) > 1 else None
    return f"{match[1]} {period}" if match and period else None
