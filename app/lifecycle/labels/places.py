"""Finds given values in the texts of their item."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.items import Key
from app.domain.standard import Standardizer, StandardValue, find_words
from app.lifecycle.labels.samples import KnownValues

# Words of one value have only a space, a hyphen or an ampersand between them, or the full stop of "Dr. Martens".
_JOINED = re.compile(r"[\s\-‐/&'’]{0,3}|(?<!\w{3})\. ?")
_AMOUNT = re.compile(
    r"\d[\d.,]*(?:\s?[-–x×/]\s?\d[\d.,]*)*(?:[\s-]?[^\W\d_]{1,12}\.?|\s?[%°\"″])?(?:\s[^\W\d_]{1,12})?"
)
_SHORT = 2


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a text that says values of properties: `own` ones that its item has, and `others`.

    `words` are the numbers of its first word and of the word behind it. If it is `cut`, it is part of a longer word, as
    "orange" in "orange-red".
    """

    start: int
    end: int
    words: tuple[int, int]
    own: frozenset[str]
    others: frozenset[str]
    cut: bool = False

    @property
    def rank(self) -> tuple[int, bool, int]:
        """The longest goes first, of equally long ones a value of the item, then the first in the text."""
        return self.words[0] - self.words[1], not self.own, self.start


@dataclass(frozen=True, slots=True)
class ReadWords:
    """The words of a text with their places."""

    text: str
    words: Sequence[str]
    extents: Sequence[tuple[int, int]]

    @classmethod
    def of(cls, text: str) -> "ReadWords":
        found = find_words(text)
        return cls(text, [word for _, _, word in found], [(start, end) for start, end, _ in found])

    def between(self, start: int, end: int) -> tuple[int, int]:
        """Returns the numbers of the words that an extent touches: the first, and the one behind the last."""
        inside = [n for n, (first, last) in enumerate(self.extents) if first < end and last > start]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    def is_joined(self, first: int, last: int) -> bool:
        """Whether nothing but spaces and hyphens separates the words from `first` to the one before `last`."""
        return all(
            _JOINED.fullmatch(self.text, self.extents[n][1], self.extents[n + 1][0]) for n in range(first, last - 1)
        )


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds the values of a catalog in texts."""

    known: KnownValues
    standardizer: Standardizer
    _named: dict[str, re.Pattern[str]] = field(default_factory=dict)

    def find(self, read: ReadWords, given: Mapping[Key, StandardValue]) -> list[Place]:
        """Returns the places of values without overlap, in order. The longest win.

        `given` are the values of the text's item. A value of another property that covers a given one hides it: in
        "orange juice", orange is no colour if some item was given the category orange juice.
        """
        taken: list[Place] = []
        covered = bytearray(len(read.text))
        for place in sorted((*self._words(read, given), *self._amounts(read, given)), key=lambda each: each.rank):
            if 1 not in covered[place.start : place.end]:
                covered[place.start : place.end] = b"\1" * (place.end - place.start)
                taken.append(place)
        return sorted(taken, key=lambda each: each.start)

    def _words(self, read: ReadWords, given: Mapping[Key, StandardValue]) -> Iterator[Place]:
        broader = {(name, each) for (name, _), standard in given.items() for each in standard.broader}
        for first in range(len(read.words)):
            for count, keys in self.known.at(read.words, first):
                last = first + count
                start, end = read.extents[first][0], read.extents[last - 1][1]
                said = [key for key in keys if self._is_said(key[0], read, start, end)]
                if said and read.is_joined(first, last):
                    own = {key[0] for key in said if key in given or key in broader or self._is_narrower(key, given)}
                    others = {key[0] for key in said} - own
                    yield Place(
                        start, end, (first, last), frozenset(own), frozenset(others), _is_cut(read.text, start, end)
                    )

    def _is_said(self, name: str, read: ReadWords, start: int, end: int) -> bool:
        """Whether a short text or a bare number is a value: "XL" in its own case, "42" beside the property's name."""
        said = read.text[start:end]
        if said.isdigit() or len(said) == 1:
            return self._has_name_beside(name, read.text, start, end)
        return len(said) > _SHORT or said in self.known.spellings[name]

    def _has_name_beside(self, name: str, text: str, start: int, end: int) -> bool:
        if name not in self._named:
            own = (name, *self.standardizer.rulebook.rules(name).names)
            ways = "|".join(re.escape(each.replace("_", " ")) for each in own)
            self._named[name] = re.compile(rf"\b(?:{ways})\b", re.IGNORECASE)
        around = f"{text[max(0, start - len(name) - 4) : start]}|{text[end : end + len(name) + 4]}"
        return self._named[name].search(around) is not None

    def _is_narrower(self, key: Key, given: Mapping[Key, StandardValue]) -> bool:
        broader = self.standardizer.standardize(*key).broader
        return any((key[0], each) in given for each in broader)

    def _amounts(self, read: ReadWords, given: Mapping[Key, StandardValue]) -> Iterator[Place]:
        """Yields the places of quantities whose property the item has: the same amount, or another one."""
        measured = {key: standard for key, standard in given.items() if standard.number is not None}
        for match in _AMOUNT.finditer(read.text) if measured else ():
            for said in _shortened(match[0]):
                own, others = self._compared(said, measured)
                start, end = match.start(), match.start() + len(said)
                if not own and self._is_named_number(said, read, start, measured):
                    own = {name for (name, _), each in measured.items() if _is_number(said, each.number)}
                if own or others:
                    words = read.between(start, end)
                    yield Place(start, end, words, frozenset(own), frozenset(others - own))

    def _compared(self, said: str, measured: Mapping[Key, StandardValue]) -> tuple[set[str], set[str]]:
        own: set[str] = set()
        others: set[str] = set()
        for (name, value), standard in measured.items():
            found = self.standardizer.standardize(name, said)
            if found.number is not None and found.unit and found.unit == standard.unit:
                (own if found.value == value else others).add(name)
        return own, others

    def _is_named_number(self, said: str, read: ReadWords, start: int, measured: Mapping[Key, StandardValue]) -> bool:
        return any(
            _is_number(said, each.number) and self._has_name_beside(name, read.text, start, start + len(said))
            for (name, _), each in measured.items()
        )


def _shortened(said: str) -> Iterator[str]:
    """Yields an amount with its words behind, and then with fewer: "500 g net", "500 g", "500"."""
    yield said.rstrip(" .,")
    while " " in said:
        said = said.rsplit(" ", 1)[0]
        yield said.rstrip(" .,")


def _is_number(said: str, number: float | None) -> bool:
    try:
        return float(said.replace(",", "")) == number
    except ValueError:
        return False


def _is_cut(text: str, start: int, end: int) -> bool:
    """Whether a hyphen joins a stretch to another word: "blood-orange", "gap-free"."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return (before[-1:] in ("-", "‐") and before[:1].isalpha()) or (
        after[:1] in ("-", "‐") and len(after) > 1 and after[1].isalpha()
    )
