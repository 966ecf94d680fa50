"""Finds the words of an item's texts that mean a value."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice

from app.domain.items import Field, Stretch
from app.domain.standard import Standardizer, fold

# Words of a value that is looked for, of a text in which it is, and of a text that are read for all properties.
_WORDS_OF_A_VALUE, _WORDS_OF_A_TEXT, _WORDS_IN_ALL = 6, 1000, 3000
_WORD = re.compile(r"\w[\w'’.,&/%-]*\w|\w%?")

_Places = Mapping[str, list[tuple[int, int]]]


class Meanings:
    """What the texts of an item say. They are read once for each property, however many of its values are looked for.

    `names` is the number of properties that will be looked for: if they are many, fewer words are read for each.
    """

    def __init__(self, texts: Mapping[Field, str], names: int, standardizer: Standardizer) -> None:
        most = min(_WORDS_OF_A_TEXT, _WORDS_IN_ALL // max(1, names))
        self._texts = texts
        self._words = {field: _first_words(most, text) for field, text in texts.items()}
        self._standardizer = standardizer
        self._read: dict[str, Mapping[Field, _Places]] = {}

    def find(self, name: str, value: str) -> Iterator[Stretch]:
        """Yields the stretches of whole words that mean the value, by the rules and aliases.

        Of stretches that begin at one word, the one that says the value as it is written, or else the shortest: rules
        leave out words that add nothing.
        """
        if name not in self._read:
            self._read[name] = {field: self._places(name, field) for field in self._texts}
        for field, places in self._read[name].items():
            text = self._texts[field]
            for start, end in _apart(places.get(value, []), text, value):
                yield Stretch(field, start, end, text[start:end])

    def _places(self, name: str, field: Field) -> _Places:
        """Returns the places of each value, in order of their starts and ends."""
        text, words = self._texts[field], self._words[field]
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, (start, _) in enumerate(words):
            for _, end in words[number : number + _WORDS_OF_A_VALUE]:
                found[self._standardizer.standardize(name, text[start:end]).value].append((start, end))
        return found


def _first_words(most: int, text: str) -> list[tuple[int, int]]:
    return [each.span() for each in islice(_WORD.finditer(text), most)]


def _apart(places: list[tuple[int, int]], text: str, value: str) -> Iterator[tuple[int, int]]:
    """Yields places that do not overlap, one of each start."""
    ends: dict[int, list[int]] = defaultdict(list)
    for start, end in places:
        ends[start].append(end)
    done = 0
    for start, meaning in ends.items():
        if start >= done:
            done = next((end for end in meaning if fold(text[start:end]) == value), meaning[0])
            yield start, done
