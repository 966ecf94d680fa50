"""The numbers of names, values and words."""

import math
from bisect import bisect_left
from collections.abc import Iterable

import numpy as np

from app.domain.items import Value
from app.domain.standard import word_set
from app.index.embedded.storage.arrays import EMPTY, Array, Grown

# The number of "no unit" among units.
NO_UNIT = 0
# In place of the number of a stem, for words without and for stems themselves.
NO_STEM = -1
# Measured with tracemalloc on made items: entries of dicts and lists, and the texts themselves.
_BYTES_OF_A_VALUE, _BYTES_OF_A_WORD = 500, 130

_LAST_CHARACTER = "\U0010ffff"


class Name:
    """A name of properties. `codes` numbers its values from 1; `values` and `numbers` (of all values) are by code."""

    def __init__(self, number: int, text: str, values: Iterable[str] = (), numbers: Array = EMPTY) -> None:
        self.number, self.text = number, text
        self.values = ["", *values]
        self.codes = {value: code for code, value in enumerate(self.values) if code}
        self.numbers = Grown(np.concatenate([np.full(1, -1, np.int32), numbers]))

    def add(self, value: str, number: int) -> int:
        code = len(self.values)
        self.values.append(value)
        self.numbers.append(number)
        self.codes[value] = code
        return code


class Vocabulary:
    """Numbers what the graph says. It only grows, so that a number never changes its meaning.

    One thread adds; readers need no lock. A value that no item has any more stays, with a count of 0.
    """

    def __init__(self) -> None:
        self.names: dict[str, Name] = {}
        self.by_number: list[Name] = []
        self.displays: list[str] = []
        self.name_of = Grown(np.zeros(0, np.int32))
        self.code_of = Grown(np.zeros(0, np.int32))
        self.counts = Grown(np.zeros(0, np.int32))
        self.low = Grown(np.zeros(0, np.float64))
        self.high = Grown(np.zeros(0, np.float64))
        self.unit = Grown(np.zeros(0, np.int16))
        self.units: dict[str | None, int] = {None: NO_UNIT}
        self.words: dict[str, int] = {}
        self.stem_of = Grown(np.zeros(0, np.int32))
        self.value_words = Words()
        self.display_words = Words()
        self._sorted: list[str] = []

    def __len__(self) -> int:
        """The number of values."""
        return len(self.displays)

    @property
    def size(self) -> int:
        """About as many bytes as the vocabulary takes: objects of Python have no exact size."""
        return _BYTES_OF_A_VALUE * len(self) + _BYTES_OF_A_WORD * len(self.words)

    def name(self, text: str) -> Name:
        """Returns a name; adds it if it is new."""
        found = self.names.get(text)
        if found is None:
            found = Name(len(self.by_number), text)
            self.add_name(found)
        return found

    def add_name(self, name: Name) -> None:
        self.by_number.append(name)
        self.names[name.text] = name

    def find(self, name: str, value: str) -> int:
        """Returns the number of a value; -1 if it is unknown."""
        found = self.names.get(name)
        code = found.codes.get(value) if found else None
        return -1 if found is None or code is None else int(found.numbers.now[code])

    def add(self, value: Value) -> int:
        """Returns the number of a value; adds it if it is new. The newest display is kept."""
        number = self.find(value.name, value.value)
        if number < 0:
            number = self._add(value)
        elif self.displays[number] != value.display:
            self.display_words.remove(word_set(self.displays[number]) - word_set(value.value), number)
            self._say(value, number)
        self._measure(value, number)
        return number

    def _add(self, value: Value) -> int:
        number = len(self)
        self.low.append(math.nan)
        self.high.append(math.nan)
        self.unit.append(NO_UNIT)
        self.counts.append(0)
        name = self.name(value.name)
        self.name_of.append(name.number)
        self.code_of.append(len(name.values))
        self.displays.append(value.display)
        name.add(value.value, number)
        self.value_words.add(word_set(value.value), number)
        self._say(value, number)
        return number

    def _measure(self, value: Value, number: int) -> None:
        if value.number is not None:
            self.low.now[number] = value.number
            self.high.now[number] = value.number if value.high is None else value.high
            self.unit.now[number] = self.units.setdefault(value.unit, len(self.units))

    def _say(self, value: Value, number: int) -> None:
        self.displays[number] = value.display
        if value.display != value.value:
            self.display_words.add(word_set(value.display) - word_set(value.value), number)

    def text(self, number: int) -> tuple[str, str]:
        """Returns name and value."""
        name = self.by_number[int(self.name_of.now[number])]
        return name.text, name.values[int(self.code_of.now[number])]

    def key(self, word: str | None) -> int:
        """Returns the number of a word's key; -1 if no item ever had it."""
        return -1 if word is None else self.words.get(word, -1)

    def add_word(self, word: str, stem: str | None) -> int:
        """Returns the number of a word's key; adds it and that of its stem if they are new."""
        number = self._add_key(word)
        if stem is not None and self.stem_of.now[number] == NO_STEM:
            self.stem_of.now[number] = self._add_key(stem)
        return number

    def _add_key(self, key: str) -> int:
        number = self.words.setdefault(key, len(self.words))
        if number == len(self.stem_of.now):
            self.stem_of.append(NO_STEM)
        return number

    def beginning(self, prefix: str) -> list[str]:
        """Returns the words of all texts that begin so, in order. Sorts only what was added since the last call."""
        self._sorted = _sorted_with(self._sorted, self.words)
        return _beginning(self._sorted, prefix)


class Words:
    """The values that say a word, by number."""

    def __init__(self, numbers: dict[str, list[int]] | None = None) -> None:
        self.numbers = numbers or {}
        self._sorted: list[str] = []

    def add(self, words: Iterable[str], number: int) -> None:
        for word in words:
            self.numbers.setdefault(word, []).append(number)

    def remove(self, words: Iterable[str], number: int) -> None:
        for word in words:
            self.numbers[word].remove(number)

    def sorted(self) -> list[str]:
        """Returns the words in order. Sorts only what was added since the last call."""
        self._sorted = _sorted_with(self._sorted, self.numbers)
        return self._sorted

    def beginning(self, prefix: str) -> list[int]:
        """Returns the values that say a word with this beginning; some of them several times."""
        return [number for word in _beginning(self.sorted(), prefix) for number in self.numbers[word]]


def _sorted_with(kept: list[str], words: Iterable[str]) -> list[str]:
    """Returns the words in order. `kept` has the first of them in order already."""
    known = list(words)
    return sorted(kept + known[len(kept) :]) if len(kept) < len(known) else kept


def _beginning(ordered: list[str], prefix: str) -> list[str]:
    return ordered[bisect_left(ordered, prefix) : bisect_left(ordered, prefix + _LAST_CHARACTER)]
