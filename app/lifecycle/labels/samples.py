"""Items with given properties, and the values that a whole catalog gives."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.items import Field, Key
from app.domain.standard import Standardizer, StandardValue, list_words

# A value of more words is a text of its own.
_MOST_WORDS = 8
# Values of so many words may be said in another order: "jacket rain".
_ORDERED = range(2, 4)
_ANSWERS = {"yes", "no"}
FIELDS: tuple[Field, ...] = ("title", "text")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """An item as its owner gave it: its texts by field, and raw values by the standard names of properties."""

    id: str
    texts: Mapping[Field, str]
    given: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, item: Mapping[str, Any], standardizer: Standardizer) -> "Sample":
        """Makes a sample from an item in the form of `POST /items`."""
        given: dict[str, list[str]] = defaultdict(list)
        for said, values in (item.get("properties") or {}).items():
            for value in values if isinstance(values, list) else [values]:
                given[standardizer.name(said)].append(_raw(value))
        texts = {field: str(item[field]) for field in FIELDS if str(item.get(field) or "").strip()}
        return cls(str(item.get("id") or ""), texts, dict(given))

    def values(self, standardizer: Standardizer) -> dict[Key, StandardValue]:
        """Returns the standard values that were given. A yes or no is not said in texts."""
        found = {}
        for name, raws in self.given.items():
            for raw in raws:
                standard = standardizer.standardize(name, raw, self.texts.get("title", ""))
                if standard.value and standard.value not in _ANSWERS:
                    found[name, standard.value] = standard
        return found


@dataclass(slots=True)
class KnownValues:
    """The words of every value that some item was given, in all ways that items and rules write it.

    `ways` has the values by their words, `ordered` by their sorted words. `longest` has the number of words of the
    longest value by its first word. `parts` has the words of all values of a property. `spellings` has what the owners
    wrote, by property: its case tells "XL" from "xl".
    """

    ways: dict[Words, dict[Key, None]] = field(default_factory=lambda: defaultdict(dict))
    ordered: dict[Words, dict[Key, None]] = field(default_factory=lambda: defaultdict(dict))
    longest: Counter[str] = field(default_factory=Counter)
    parts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    spellings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, samples: Iterable[Sample], standardizer: Standardizer) -> "KnownValues":
        known = cls()
        for name, raw in dict.fromkeys(_given(samples)):
            standard = standardizer.standardize(name, raw)
            if standard.value and standard.value not in _ANSWERS and standard.number is None:
                key = name, standard.value
                for way in (raw, standard.value, standard.display, *_aliases(standardizer, key)):
                    known.add(key, way)
                known.spellings[name].add(raw.strip())
        return known

    def add(self, key: Key, way: str) -> None:
        words = tuple(list_words(way))
        if not words or len(words) > _MOST_WORDS:
            return
        self.ways[words][key] = None
        self.longest[words[0]] = max(self.longest[words[0]], len(words))
        if len(words) in _ORDERED:
            self.ordered[tuple(sorted(words))][key] = None
        self.parts[key[0]].update(words)

    def at(self, words: Sequence[str], place: int) -> Iterator[tuple[int, tuple[Key, ...]]]:
        """Yields `(number of words, values)` for each value that begins at a word, in its own order or in another."""
        most = max(self.longest[words[place]], _ORDERED.stop - 1)
        for count in range(1, min(most, len(words) - place) + 1):
            said = tuple(words[place : place + count])
            found = self.ways.get(said) or (self.ordered.get(tuple(sorted(said))) if count in _ORDERED else None)
            if found:
                yield count, tuple(found)


def _given(samples: Iterable[Sample]) -> Iterator[tuple[str, str]]:
    return ((name, raw) for sample in samples for name, raws in sample.given.items() for raw in raws)


def _aliases(standardizer: Standardizer, key: Key) -> Iterator[str]:
    """Yields the other names that the rules have for a value."""
    listed = standardizer.rulebook.rules(key[0]).values
    return (said for said, value in listed.items() if value == key[1])


def _raw(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
