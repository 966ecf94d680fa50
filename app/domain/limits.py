"""Numeric limits in a query's words: "under 50 eur", "between 20 and 30", "$10-$20"."""

import re
from dataclasses import dataclass

from app.domain.filters import Bounds, Filter, one_sided
from app.domain.standard import NUMBER, Quantity, clean, is_currency, read_quantity

PRICE = "price"


@dataclass(frozen=True, slots=True)
class Limit:
    """A condition, and where the query says it (code points)."""

    start: int
    end: int
    condition: Filter


_AMOUNT = rf"(?:[€$£]\s*)?(?:{NUMBER})(?:\s*(?:€|\$|£|eur|euros?|usd|dollars?|gbp)(?!\w))?"
_FORMS = [
    (r"(?:under|below|less than|cheaper than)", "<"),
    (r"(?:over|above|more than)", ">"),
    (r"(?:up to|at most|max(?:imum)?)", "<="),
    (r"(?:at least|from|min(?:imum)?)", ">="),
]
_BETWEEN = re.compile(rf"\b(?:between|from)\s+(?P<low>{_AMOUNT})\s*(?:and|to|-|–)\s*(?P<high>{_AMOUNT})", re.I)
_DASH = re.compile(rf"(?<!\w)(?P<low>[€$£]\s*(?:{NUMBER}))\s*[-–]\s*(?P<high>{_AMOUNT})", re.I)
_ONE_SIDED = [(re.compile(rf"\b{words}\s+(?P<amount>{_AMOUNT})(?![\w.%])", re.I), sign) for words, sign in _FORMS]


def read_limits(text: str) -> list[Limit]:
    """Returns the price limits that a query says, in order and without overlap.

    An amount of money, or a bare number after words such as "under", limits the price. Amounts of other units are left
    to the model.
    """
    read = [_limit(match) for pattern in (_BETWEEN, _DASH) for match in pattern.finditer(text)]
    read += [
        _one_sided(match, sign)
        for pattern, sign in _ONE_SIDED
        for match in pattern.finditer(text)
        if not _followed_by_unit(text, match.end())
    ]
    found = [limit for limit in read if limit]
    free: list[Limit] = []
    for limit in found:
        if all(limit.end <= other.start or limit.start >= other.end for other in free):
            free.append(limit)
    return sorted(free, key=lambda limit: limit.start)


def _followed_by_unit(text: str, end: int) -> bool:
    """Whether a word after the number makes it a quantity other than money ("under 2 kg")."""
    word = re.match(r'\s*-?([a-zA-Z"″]+)', text[end:])
    quantity = read_quantity(f"1 {word[1]}") if word else None
    return quantity is not None and not is_currency(quantity.unit)


def _limit(match: re.Match[str]) -> Limit | None:
    low, high = _amount(match["low"]), _amount(match["high"])
    if low is None or high is None:
        return None
    bounds = Bounds(low.number, high.number, high.unit or low.unit)
    return Limit(match.start(), match.end(), Filter(PRICE, bounds=bounds))


def _one_sided(match: re.Match[str], sign: str) -> Limit | None:
    amount = _amount(match["amount"])
    if amount is None:
        return None
    return Limit(match.start(), match.end(), Filter(PRICE, bounds=one_sided(amount, sign)))


def _amount(text: str) -> Quantity | None:
    """Reads an amount. Returns None for what only looks like one, such as "$5 eur" or digits of another script."""
    return read_quantity(clean(text))
