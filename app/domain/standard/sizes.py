"""Sizes that are no quantities: of shoes and clothes, by country, waist and length, or age."""

import re
from collections.abc import Mapping

_NUMBER = r"\d{1,3}(?:\.\d)?"
_SYSTEM_FIRST = re.compile(rf"([a-z]+)[ :.-]?(?:size )?({_NUMBER})", re.ASCII)
_SYSTEM_LAST = re.compile(rf"({_NUMBER}) ?\(?([a-z]+)\)?", re.ASCII)
_WAIST = re.compile(r"w?(\d{2}) ?(?:x|×|/) ?l?(\d{2})", re.ASCII)
_TODDLER = re.compile(r"(\d{1,2})[ -]?t(?: ?(?:-|/|to) ?(\d{1,2})[ -]?t)?", re.ASCII)
_SPAN = r"(\d{1,3})(?: ?(?:-|–|/) ?| to )(\d{1,3})"
_AGES = re.compile(rf"(?:(ages?) )?{_SPAN}[ -]?([a-z]*)\.?(?:[ -]olds?)?", re.ASCII)
_AGE = re.compile(r"(?:ages? )?(\d{1,3})[ -]?([a-z]+)\.?(?:[ -]olds?)?", re.ASCII)
_PERIODS = {
    **dict.fromkeys("m mo mos mth mths month months".split(), "months"),
    **dict.fromkeys("y yr yrs year years".split(), "years"),
}


def read_size(folded: str, systems: Mapping[str, str]) -> str | None:
    """The standard form of the size that the whole of a folded text says; None if it says none."""
    for pattern, system, number in ((_SYSTEM_FIRST, 1, 2), (_SYSTEM_LAST, 2, 1)):
        match = pattern.fullmatch(folded)
        if match and match[system] in systems:
            return f"{systems[match[system]]} {match[number].removesuffix('.0')}"
    if match := _WAIST.fullmatch(folded):
        return f"{match[1]}x{match[2]}"
    if match := _TODDLER.fullmatch(folded):
        return "-".join(f"{age}t" for age in match.groups() if age)
    return read_age(folded)


def read_age(folded: str) -> str | None:
    """ "12-18 months" or "3 years" for an age or ages; a single "3m" is a length."""
    match = _AGES.fullmatch(folded)
    if match:
        period = _PERIODS.get(match[4]) if match[4] else "years" if match[1] else None
        return f"{match[2]}-{match[3]} {period}" if period and int(match[2]) < int(match[3]) else None
    match = _AGE.fullmatch(folded)
    period = _PERIODS.get(match[2]) if match and len(match[2]) > 1 else None
    return f"{match[1]} {period}" if match and period else None
