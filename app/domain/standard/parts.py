"""Divides a text into numbers, each with the unit, side and separator after it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.standard.numbers import scan, without_points, without_spaces
from app.domain.standard.unit_table import LETTERS, POINTED
from app.domain.standard.units import Scale, currency, is_unit, tokens, unit_at_start

TIMES = {"x", "×", "*", "by"}
DASHES = {"-", "–", "—", "‑", "−"}
SIGNS = {*DASHES, "+"}
TO = {*DASHES, "~", "to", "and", "through", "thru", "until", "bis"}
OR = {"/", "⁄", "and", "or", ",", "&"}
# In "10W x 12H" the letters are sides, not units.
SIDES = {"w", "h", "l", "d", "dia"}

_MAX_CHARACTERS = 200
_MAX_NUMBERS = 4
# From this number on, a number with a letter right after it is the name of a model.
_MODEL = 1000
# Numbers of articles and dates have leading zeros ("06GB", "07/08"), and one amount alone may: "05 kg", "$09.50".
_LEADING_ZERO = re.compile(r"(?<![\d.,'’])(?<!\d )0\d")
_PADDED = re.compile(r"\D*0\d+(?:[.,]\d+)?(?:\W*| \D+)", re.ASCII)
# "m2" becomes m² before its digit is read as a number.
_POWER = re.compile(r"\b(mm|cm|m|ft|in)\^?([23])(?![\d.,]*\d)", re.ASCII | re.IGNORECASE)
_POWERS = {"2": "²", "3": "³"}
_ELLIPSIS = re.compile(r"(?<=\d)\s?(?:\.{2,3}|…)\s?(?=\d)")

# The words for a side → its name in the rules.
Directions = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A number, and the unit, side and separator after it."""

    number: float
    unit: str
    side: str
    separator: tuple[str, ...]


def read_parts(text: str, directions: Directions, scale: Scale) -> tuple[list[str], list[Part]] | None:
    """Returns the tokens before the first number, and up to four parts; None if anything else is left over."""
    if len(text) > _MAX_CHARACTERS or _is_article(text):
        return None
    text = _ELLIPSIS.sub(" to ", _POWER.sub(lambda match: match[1] + _POWERS[match[2]], text))
    found = scan(_as_money(text))
    if found is None or len(found[0]) > _MAX_NUMBERS:
        return None
    numbers, (before, *between) = found
    parts = [_part(number, gap, directions, scale) for number, gap in zip(numbers, between, strict=True)]
    known = [part for part in parts if part]
    return (tokens(before), known) if len(known) == len(parts) and not known[-1].separator else None


def _as_money(text: str) -> str:
    """Removes the marks between thousands from an amount of money."""
    found = {currency(token) for token in tokens(text)} - {None}
    text = without_spaces(text) if found else text
    return without_points(text) if found & POINTED else text


def _is_article(text: str) -> bool:
    """Whether leading zeros say that a text is the number of an article, or a date."""
    return bool(_LEADING_ZERO.search(text)) and not text.isdecimal() and not _PADDED.fullmatch(text)


def _part(number: float, gap: str, directions: Directions, scale: Scale) -> Part | None:
    """Reads the text after a number: unit and side, then nothing or a separator."""
    rest = tokens(gap)
    while len(rest) > 1 and rest[0] in DASHES and not _is_separator(rest):
        rest = rest[1:]
    here = _letters_after(number, scale) if gap[:1].isalpha() else replace(scale, letters=LETTERS)
    letter = rest[0] if len(rest) > 1 and rest[0] in SIDES and (rest[1] in TIMES or is_unit(rest[1])) else ""
    rest = rest[1:] if letter else rest
    length = unit_at_start(rest, here)
    unit, rest = " ".join(rest[:length]), rest[length:]
    if rest and rest[0] in DASHES and _side_at_start(rest[1:], directions):
        rest = rest[1:]
    length = _side_at_start(rest, directions)
    side, rest = " ".join(rest[:length]), rest[length:]
    rest = [] if rest == ["+"] else rest
    part = Part(number, unit, letter or directions.get(side, side), tuple(rest))
    return part if not rest or _is_separator(rest) else None


def _letters_after(number: float, scale: Scale) -> Scale:
    """Returns the scale with the letters that may be a unit right after the number: "6907L" is a model."""
    return scale if number < _MODEL else replace(scale, letters=frozenset())


def _side_at_start(rest: Sequence[str], directions: Directions) -> int:
    """Returns how many of the first tokens name a side."""
    lengths = range(min(len(rest), 3), 0, -1)
    return next((n for n in lengths if " ".join(rest[:n]) in directions or (n == 1 and rest[0] in SIDES)), 0)


def _is_separator(rest: Sequence[str]) -> bool:
    """Whether the tokens lead to another number: a sign or word, then maybe a currency or a sign."""
    if not rest:
        return False
    first, after = rest[0], " ".join(rest[1:3])
    if first in TIMES:
        return after == "" and len(rest) < 3
    if first == "," and after == "by":
        return True
    return first in TO | OR and (not after or currency(after) is not None or after in SIGNS) and len(rest) < 4
