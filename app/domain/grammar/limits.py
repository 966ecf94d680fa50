"""Decides which bounds of a query limit a property of the graph, and which are words of a name."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from app.domain.filters import Bounds, Filter
from app.domain.grammar import words
from app.domain.grammar.amounts import Amounts
from app.domain.grammar.bounds import Bounded, around, find_bounds
from app.domain.grammar.held import Held
from app.domain.grammar.parts import Amount, Limit, Unmeasured
from app.domain.standard import Standardizer, find_words, is_currency

PRICE, SIZE, SCREEN = "price", "size", "screen"
Word = tuple[int, int, str]

# Between a property's name and its limit, only blanks and signs may stand.
_NEAR = re.compile(r"[\s:=,]*")
# A short word without a vowel.
_ABBREVIATION = re.compile(r"[^\W\d_aeiouy]{2,4}")
_MOST_WORDS_OF_A_NAME = 2


def read_limits(text: str, held: Held, standardizer: Standardizer) -> Iterator[Limit | Unmeasured]:
    """Yields the limits, which may overlap: the first of them counts.

    Bounds limit the property whose name stands beside them, or else those that the graph measures in their unit. A bare
    number limits the price, if its words leave no doubt. Where the graph has no such property, nothing is limited; what
    would limit the price is known to be no name of a thing, either.
    """
    reader = _Reader(text, held, standardizer)
    for found in find_bounds(Amounts(text, standardizer)):
        if limit := reader.read(found):
            yield limit


def read_amounts(text: str, held: Held, standardizer: Standardizer) -> Iterator[Amount]:
    """Yields the amounts that are no limits."""
    reader = _Reader(text, held, standardizer)
    for said in Amounts(text, standardizer).all():
        yield reader.amount(Bounded(said.start, said.end, around(said)))


class _Reader:
    """Reads the limits of one query."""

    def __init__(self, text: str, held: Held, standardizer: Standardizer) -> None:
        self._held = held
        self._standardizer = standardizer
        self._text = text
        self._words = find_words(text)

    def read(self, found: Bounded) -> Limit | Unmeasured | None:
        before = [word for word in self._words if word[1] <= found.start]
        inside = [word for word in self._words if found.start <= word[0] < found.end]
        behind = [word for word in self._words if word[0] >= found.end]
        if self._is_name(found, before, inside):
            return None
        if (
            limit := self._of_side(found, behind)
            or self._of_size(found, before)
            or self._of_named(found, before, behind)
        ):
            return limit
        if found.bounds.unit is None:
            return self._of_price(found) if self._is_price(found, before, behind) else None
        if is_currency(found.bounds.unit):
            return self._of_price(found)
        return self._of_unit(found)

    def _of_unit(self, found: Bounded, side: str = "") -> Limit | None:
        """Returns the limit of what the graph measures in the unit, first of the property of the side."""
        names = self._names(found.bounds.unit or "")
        conditions = [Filter(name, bounds=found.bounds) for name in sorted(names, key=lambda name: name != side)]
        return Limit(found.start, found.end, conditions[0], tuple(conditions[1:])) if conditions else None

    def _of_side(self, found: Bounded, behind: list[Word]) -> Limit | None:
        """Returns the limit of the side of things that is said behind a length: "over 150 cm wide"."""
        if found.bounds.unit is None or not behind or self._text[found.end : behind[0][0]].strip():
            return None
        rules = self._standardizer.rulebook.rules("default")
        said = behind[0][2]
        side = rules.side_properties.get(rules.sides.get(said, said), "")
        limit = self._of_unit(found, side) if len(said) > 1 and self._held.units(side) else None
        return replace(limit, end=behind[0][1]) if limit else None

    def _of_size(self, found: Bounded, before: list[Word]) -> Limit | None:
        """Returns the limit of a "screen size" of things, where the graph has no property of this name."""
        ahead = self._without_between(before)
        if found.bounds.unit is None or len(ahead) < 2 or ahead[-1][2] != SIZE:
            return None
        if self._held.is_kind(ahead[-2][2]) and ahead[-2][2] != SCREEN:
            return None
        if self._held.units(f"{ahead[-2][2]}_{SIZE}") or "|" in self._text[ahead[-2][1] : found.start]:
            return None
        limit = self._of_unit(found)
        return replace(limit, start=ahead[-2][0]) if limit else None

    def _without_between(self, before: list[Word]) -> list[Word]:
        ahead = list(before)
        while ahead and ahead[-1][2] in words.BETWEEN and not self._held.units(ahead[-1][2]):
            ahead.pop()
        return ahead

    def _is_name(self, found: Bounded, before: list[Word], inside: list[Word]) -> bool:
        """Whether the graph has the words in a title or value: "air max 90", "over 9000"."""
        said = [word for _, _, word in inside]
        if found.than not in words.DOUBTFUL:
            return found.bounds.unit is None and len(said) > 1 and self._held.says(said)
        if before and self._held.says([before[-1][2], said[0]]):
            return True
        noun = _last(before)
        return self._held.says(said[:2]) and not (noun and self._held.is_kind(noun))

    def _of_named(self, found: Bounded, before: list[Word], behind: list[Word]) -> Limit | None:
        """Returns the limit of the property that is named right before or behind the bounds. It can mean no other."""
        if named := self._named(found, before, behind):
            name, start, end = named
            return Limit(start, end, Filter(name, bounds=found.bounds))
        return None

    def amount(self, found: Bounded) -> Amount:
        """Returns an amount that is no limit, with the property that is named right before or behind it."""
        before = [word for word in self._words if word[1] <= found.start]
        behind = [word for word in self._words if word[0] >= found.end]
        name, start, end = self._named(found, before, behind) or (None, found.start, found.end)
        return Amount(start, end, found.bounds, name)

    def _named(self, found: Bounded, before: list[Word], behind: list[Word]) -> tuple[str, int, int] | None:
        """Returns the property that is named right before or behind the bounds, and where both stand."""
        ahead = self._without_between(before)
        behind = behind[1:] if behind and behind[0][2] == words.OF_WHAT else behind
        for length in range(_MOST_WORDS_OF_A_NAME, 0, -1):
            for run in (ahead[-length:], behind[:length]):
                if len(run) == length and (name := self._property(run, found)):
                    return name, min(found.start, run[0][0]), max(found.end, run[-1][1])
        return None

    def _property(self, run: list[Word], found: Bounded) -> str | None:
        """Returns the property with these words as its name, if it has numbers that the bounds can be compared with."""
        gap = self._text[run[-1][1] : found.start] if run[-1][1] <= found.start else self._text[found.end : run[0][0]]
        if any(word not in words.BETWEEN for _, _, word in find_words(gap)) or "|" in gap:
            return None
        said = "_".join(self._text[start:end] for start, end, _ in run)
        folded = "_".join(word for _, _, word in run)
        named = (self._standardizer.name(each) for each in dict.fromkeys((said, folded, f"{folded}s")))
        return next((name for name in named if _compares(found.bounds, self._held.units(name))), None)

    def _names(self, unit: str) -> list[str]:
        """Returns the properties that bounds of this unit may limit; the one that is meant first."""
        home = self._standardizer.rulebook.rules("default").dimensions.get(unit)
        measured = list(self._held.measured_in(unit)) if home else []
        return sorted(measured, key=lambda name: name != home)

    def _of_price(self, found: Bounded) -> Limit | Unmeasured:
        condition = Filter(PRICE, bounds=found.bounds)
        place = (found.start, found.end)
        return Limit(*place, condition) if self._held.units(PRICE) else Unmeasured(*place)

    def _is_price(self, found: Bounded, before: list[Word], behind: list[Word]) -> bool:
        """Whether a bare number can only be a price: no thing is counted, and no name can have its words."""
        noun = _last(before)
        gap = self._text[found.end : behind[0][0]] if behind else "|"
        if not gap.strip() and (self._counts(behind[0], is_first=noun is None) or self._measures(behind[0][2])):
            return False
        if found.than in words.DOUBTFUL:
            return (noun is None and not behind) or (noun is not None and self._held.is_kind(noun))
        return bool(found.than)

    def _counts(self, word: Word, *, is_first: bool) -> bool:
        """Whether the word behind a number is what it counts: "4 people", "3 drawers"."""
        start, end, folded = word
        is_plural = self._text[start:end].lower() != folded and not is_first
        return folded in words.COUNTED or is_plural

    def _measures(self, word: str) -> bool:
        """Whether the word behind a number looks like a unit that is not known: "60 nm". "Under 300 tv" is a price."""
        return bool(_ABBREVIATION.fullmatch(word)) and not (self._held.is_kind(word) or self._held.is_value([word]))


def _last(before: list[Word]) -> str | None:
    """Returns the last word that says something."""
    return next((word for _, _, word in reversed(before) if word not in words.FILLERS), None)


def _compares(bounds: Bounds, units: Collection[str | None]) -> bool:
    """Whether numbers in these units can be compared with the bounds. A bare number is money, or has no unit itself."""
    if bounds.unit is None:
        return any(unit is None or is_currency(unit) for unit in units)
    return any(unit == bounds.unit for unit in units)
