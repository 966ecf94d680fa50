"""Amounts in the words of a query: "50 eur", "€50", "16gb", "5 ft 10 in", "1.5k"."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.grammar.words import COUNTED
from app.domain.standard import NUMBER, Quantity, Standardizer, clean, fold_word, is_currency, read_quantity, spelt_unit

_START = re.compile(rf"(?<![\w.,])(?:us ?)?[€$£¥₹]?\s*[-−]?(?:{NUMBER})", re.IGNORECASE)
_THOUSANDS = re.compile(r"\s?k(?!\w)", re.IGNORECASE)
# What may belong to the unit: a word, a sign, or the number of a smaller unit ("5 ft 10 in").
_GOES_ON = re.compile(r"\s*-?(?:[^\W\d_]+\.?(?:/h)?|[\"″”'’′%°²³€$£¥₹]+|\d+(?![\w.]))")
_MOST_WORDS = 4
# The number of texts whose amounts are cached: the forms of one query read the same text again.
_MOST_KEPT = 4096
_COUNTED = re.compile(r"\d+[ -](?P<thing>[a-z]{2,})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """An amount and where the query says it."""

    start: int
    end: int
    quantity: Quantity

    @property
    def is_bare(self) -> bool:
        return self.quantity.unit is None


class Amounts:
    """Reads the amounts of one query. Its other words decide whether an ounce is a mass or a volume."""

    def __init__(self, text: str, standardizer: Standardizer) -> None:
        self.text = text
        self._at: dict[int, Said | None] = {}
        self._standardizer = standardizer
        hints = standardizer.rulebook.beside(text)
        self._measures = hints & {"g", "ml"} if len(hints & {"g", "ml"}) == 1 else frozenset[str]()

    def all(self) -> Iterator[Said]:
        """Yields the amounts with a unit, without overlap."""
        end = 0
        for match in _START.finditer(self.text):
            found = self.at(match.start()) if match.start() >= end else None
            if found and not found.is_bare:
                end = found.end
                yield found

    def at(self, start: int) -> Said | None:
        """Returns the longest amount that begins here."""
        if start not in self._at:
            self._at[start] = self._read_at(start)
        return self._at[start]

    def _read_at(self, start: int) -> Said | None:
        match = _START.match(self.text, start)
        if match is None:
            return None
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        for end in reversed(list(self._ends(match.end()))):
            if (quantity := self._read(self.text[start:end])) and quantity.unit:
                return None if is_currency(quantity.unit) and self._is_money(end) else Said(start, end, quantity)
        quantity = self._read(match[0])
        if quantity is None or (thousands := _THOUSANDS.match(self.text, match.end())) is None:
            follows = self.text[match.end() : match.end() + 1]
            is_whole = not (follows.isalnum() or follows in ("_", "%"))
            return Said(start, match.end(), quantity) if quantity and is_whole else None
        return self._thousands(Said(start, thousands.end(), Quantity(1000 * quantity.number, quantity.unit)))

    def _thousands(self, said: Said) -> Said:
        """Adds a currency behind "1.5k"."""
        match = _GOES_ON.match(self.text, said.end)
        money = self._read(f"1{match[0]}") if match and self._is_money(said.end) else None
        return Said(said.start, match.end(), Quantity(said.quantity.number, money.unit)) if match and money else said

    def _is_money(self, at: int) -> bool:
        """Whether a currency begins here."""
        match = _GOES_ON.match(self.text, at)
        money = self._read(f"1{match[0]}") if match else None
        return money is not None and is_currency(money.unit)

    def with_unit_of(self, said: Said, other: Said) -> Said | None:
        """Returns a bare amount in the unit of another: of "20 to 30 liters", "20" is 20 liters."""
        if not said.is_bare or other.is_bare:
            return said
        if is_currency(other.quantity.unit):
            return Said(said.start, said.end, Quantity(said.quantity.number, other.quantity.unit))
        spelt = spelt_unit(clean(self.text[other.start : other.end]))
        quantity = self._read(f"{self.text[said.start : said.end]} {spelt}")
        return Said(said.start, said.end, quantity) if quantity else None

    def _ends(self, end: int) -> Iterator[int]:
        yield end
        for _ in range(_MOST_WORDS):
            match = _GOES_ON.match(self.text, end)
            if match is None:
                return
            end = match.end()
            if not self.text[end : end + 1].isalnum():
                yield end

    def _read(self, raw: str) -> Quantity | None:
        """Reads an amount. Returns None for what only looks like one, such as "$5 eur" or digits of another script."""
        said = clean(raw)
        quantity = _quantity(said, self._measures)
        if quantity is None and (counted := _COUNTED.fullmatch(said)) and _may_be_counted(counted["thing"]):
            count = self._standardizer.standardize("quantity", said)
            return Quantity(count.number, count.unit) if count.number is not None and count.unit == "count" else None
        return quantity


def _may_be_counted(thing: str) -> bool:
    """Whether a number before the word counts things: "6 bars", "4 person"; "15 bar" is a pressure."""
    return fold_word(thing) in COUNTED or thing.lower().endswith("s")


@functools.lru_cache(_MOST_KEPT)
def _quantity(said: str, measures: frozenset[str]) -> Quantity | None:
    return read_quantity(said, measures)
