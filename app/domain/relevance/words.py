"""The words of items: each has the keys by which it is found, and an impact."""

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import Stemmer

from app.domain.items import Property
from app.domain.relevance import formula
from app.domain.relevance.denials import DENIED, denied_keys
from app.domain.relevance.heads import HEAD, head_keys, heads
from app.domain.standard import list_words, word_set
from app.errors import SettingsError

NO_STEMS = "none"
# Name, value and display of a property.
Said = tuple[str, str, str]
# Starts the key of a stem. No word has this character.
_STEM = "~"
# What keys begin with that are no words.
MARKS = f"{_STEM}{HEAD}{DENIED}"
_ACCENTS = re.compile("(?<=[a-z])[\u0300-\u036f]+")
_KEPT_STEMS = 100_000


@dataclass(frozen=True, slots=True)
class ItemWords:
    """The words of an item: the impact of every key, and the keys that the title has.

    Besides words and stems, there are keys of what the item is (app.domain.relevance.heads), and of what it only denies
    (app.domain.relevance.denials), with the impact 255.
    """

    impacts: Mapping[str, int]
    title: frozenset[str]


@dataclass(frozen=True, slots=True)
class Analyzer:
    """Finds the keys of words. A word has two: itself, folded, and the stem of its form without accents.

    Stems are those of Snowball (Porter 2001) for `language`. "none": words have no stems. Raises SettingsError for an
    unknown language.
    """

    language: str = "english"

    def __post_init__(self) -> None:
        if self.language not in languages():
            raise SettingsError(f"TEXT_LANGUAGE={self.language!r}: expected one of {', '.join(languages())}")

    def stem(self, word: str) -> str | None:
        """Returns the key of a folded word's stem; None if words have none."""
        return None if self.language == NO_STEMS else _stem(self.language, word)

    def keys(self, words: Iterable[str]) -> Counter[str]:
        """Returns how often folded words have every key."""
        counts = Counter(words)
        for word, count in list(counts.items()):
            if stem := self.stem(word):
                counts[stem] += count
        return counts

    def whole(self, word: str) -> str:
        """Returns the key that all items with a folded word have: that of its stem, if words have stems."""
        return self.stem(word) or word

    def denied(self, word: str) -> str:
        """Returns the key of the items that say a folded word only to deny it."""
        return f"{DENIED}{self.whole(word)}"

    def read(self, title: str, text: str, said: Iterable[Said]) -> ItemWords:
        """Returns the words of an item from its texts and the name, value and display of each of its properties.

        A word counts once for each property that has it in value or display.
        """
        said = tuple(said)
        values = [word for _, value, display in said for word in word_set(f"{value} {display}")]
        fields = [(formula.TITLE, list_words(title)), (formula.VALUES, values), (formula.TEXT, list_words(text))]
        counted = [(field, len(words), self.keys(words)) for field, words in fields]
        marks = dict.fromkeys(self.marks(title, text, said), formula.FULL)
        return ItemWords(formula.impacts(counted) | marks, frozenset(counted[0][2]))

    def marks(self, title: str, text: str, said: Sequence[Said]) -> list[str]:
        """Returns the keys of what an item is and of what it only denies."""
        return [*head_keys(heads(title, said)), *denied_keys(title, text, said, self._whole_keys)]

    def _whole_keys(self, words: Iterable[str]) -> Counter[str]:
        return Counter(map(self.whole, words))


def said_by(properties: Iterable[Property]) -> list[Said]:
    """Returns the name, value and display of each property."""
    return [(prop.name, prop.value, prop.display) for prop in properties]


@functools.cache
def languages() -> tuple[str, ...]:
    """Returns the names of the languages that have stems, and "none"."""
    return (*sorted(Stemmer.algorithms()), NO_STEMS)


@functools.cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(language, 0)


@functools.lru_cache(_KEPT_STEMS)
def _stem(language: str, word: str) -> str:
    # A stemmer is not made for several threads; the interpreter's lock is held while it works.
    return _STEM + str(_stemmer(language).stemWord(word if word.isascii() else _without_accents(word)))


def _without_accents(word: str) -> str:
    """Returns a word without the accents of Latin letters. Other scripts keep theirs: и and й are two letters."""
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", word)))
