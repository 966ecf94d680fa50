"""Finds numeric bounds: "under 50 eur", "between 20 and 30 liters", "no more than 2 kg", "around 1 kg"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.filters import Bounds, one_sided
from app.domain.grammar import words
from app.domain.grammar.amounts import Amounts, Said
from app.domain.standard import Quantity


def any_of(*phrases: str) -> str:
    """Returns a pattern of phrases that are joined by `|`, the longest first."""
    listed = sorted((each for joined in phrases for each in joined.split("|")), key=len, reverse=True)
    return "|".join(
        re.escape(each).replace(r"\ ", r"\s+") + (r"(?!\w)" if each[-1].isalnum() else "") for each in listed
    )


_SIGNS = {each: sign for sign, joined in words.BEFORE.items() for each in joined.split("|")}
_SIGNS |= {"<": "<", ">": ">", "<=": "<=", ">=": ">=", "≤": "<=", "≥": ">="}
_COMPARED = re.compile(rf"(?<![\w-])(?:(?P<no>no|not|nothing)\s+)?(?P<than>{any_of(*_SIGNS)})", re.IGNORECASE)
_BETWEEN = re.compile(rf"(?<![\w-])(?P<than>{any_of('between|from|in between')})\s+", re.IGNORECASE)
_TO = re.compile(r"\s*(?:(?:and|to|till|until|through)(?!\w)|[-–—])\s*", re.IGNORECASE)
_BEHIND_SIGNS = {each: sign for sign, joined in words.BEHIND.items() for each in joined.split("|")}
_BEHIND = re.compile(rf"\s*(?:(?P<than>{any_of(*_BEHIND_SIGNS)})|\+(?![\w+]))", re.IGNORECASE)
_ABOUT = re.compile(rf"(?<![\w-])(?:{any_of(words.ABOUT)})\s*", re.IGNORECASE)
_OR_SO = re.compile(r"\s+(?:or so|give or take)(?!\w)", re.IGNORECASE)
_FILLER = re.compile(
    rf"\s*(?:(?:{'|'.join(each for each in words.BETWEEN if each.isalpha())})(?!\w)|[:=])", re.IGNORECASE
)
# The share by which two statements of one amount may differ, because people round: "1 lb" and "454 g".
_ROUNDING = 0.005


@dataclass(frozen=True, slots=True)
class Bounded:
    """Bounds, and where the query says them. `than` is the phrase that makes them a limit, if one stands before."""

    start: int
    end: int
    bounds: Bounds
    than: str = ""


def find_bounds(amounts: Amounts) -> Iterator[Bounded]:
    """Yields the limits of all forms, the surest form first. They may overlap."""
    yield from _between(amounts)
    yield from _compared(amounts)
    yield from _followed(amounts)


def _between(amounts: Amounts) -> Iterator[Bounded]:
    for match in _BETWEEN.finditer(amounts.text):
        if found := _range(amounts, match.end()):
            yield Bounded(match.start(), found.end, found.bounds, _plain(match["than"]))


def _range(amounts: Amounts, start: int) -> Bounded | None:
    low = amounts.at(start)
    to = _TO.match(amounts.text, low.end) if low else None
    high = amounts.at(to.end()) if to else None
    if low is None or high is None:
        return None
    first, second = amounts.with_unit_of(low, high), amounts.with_unit_of(high, low)
    if not first or not second or first.quantity.unit != second.quantity.unit:
        return None
    ends = sorted((first.quantity.number, second.quantity.number))
    return Bounded(low.start, high.end, Bounds(ends[0], ends[1], first.quantity.unit))


def _compared(amounts: Amounts) -> Iterator[Bounded]:
    for match in _COMPARED.finditer(amounts.text):
        than = _plain(match["than"])
        sign = _SIGNS[than]
        if match["no"] and sign not in words.TURNED:
            continue
        sign = words.TURNED[sign] if match["no"] else sign
        said = amounts.at(_skip(amounts.text, match.end()))
        if said and not _goes_on(amounts, said):
            yield Bounded(match.start(), said.end, one_sided(said.quantity, sign), than)


def _goes_on(amounts: Amounts, said: Said) -> bool:
    """Whether the amount is the beginning of a range: "from 3 to 6 months" has no lower end alone."""
    to = _TO.match(amounts.text, said.end)
    return to is not None and amounts.at(to.end()) is not None


def _followed(amounts: Amounts) -> Iterator[Bounded]:
    """Yields ranges without a word before ("$10-$20"), "50 eur or less", "around 2 kg", "2 kg or so"."""
    about = {match.end(): match.start() for match in _ABOUT.finditer(amounts.text)}
    for start, end in about.items():
        found = amounts.at(start)
        if found and not found.is_bare:
            yield Bounded(end, found.end, _roughly(found.quantity))
    for said in amounts.all():
        behind = _BEHIND.match(amounts.text, said.end)
        so = _OR_SO.match(amounts.text, said.end)
        if behind:
            sign = _BEHIND_SIGNS[_plain(behind["than"])] if behind["than"] else ">="
            yield Bounded(said.start, behind.end(), one_sided(said.quantity, sign))
        elif so:
            yield Bounded(said.start, so.end(), _roughly(said.quantity))
    yield from _bare_ranges(amounts)


def _bare_ranges(amounts: Amounts) -> Iterator[Bounded]:
    """Yields "$10-$20" and "20 to 30 liters"."""
    for match in re.finditer(r"(?<![\w.,])[€$£]?\s*\d", amounts.text):
        found = _range(amounts, match.start())
        if found and found.bounds.unit:
            yield found


def _roughly(quantity: Quantity) -> Bounds:
    ends = sorted(quantity.number * (1 + share) for share in (-words.ABOUT_SHARE, words.ABOUT_SHARE))
    return Bounds(round(ends[0], 9), round(ends[1], 9), quantity.unit)


def _skip(text: str, at: int) -> int:
    """Returns where the amount begins behind words such as "of" and "only"."""
    while match := _FILLER.match(text, at):
        at = match.end()
    return len(text) - len(text[at:].lstrip())


def _plain(phrase: str) -> str:
    return " ".join(phrase.lower().split())


def around(said: Said) -> Bounds:
    """Returns bounds about an amount that is no limit, within what people round ("1 lb" is "454 g")."""
    number = said.quantity.number
    slack = abs(number) * _ROUNDING
    return Bounds(round(number - slack, 9), round(number + slack, 9), said.quantity.unit)
