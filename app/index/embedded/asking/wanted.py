"""A query in the numbers of the vocabulary."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from app.domain.filters import Bounds, Filter
from app.domain.queries import Query, Term
from app.domain.relevance import formula
from app.domain.relevance.heads import head_keys
from app.domain.relevance.words import Analyzer
from app.index.embedded.storage.arrays import EMPTY, Array
from app.index.embedded.storage.vocabulary import NO_UNIT, Name, Vocabulary

_LEVELS = range(256)
STEM_LEVEL = np.array([formula.word_level(0, level) for level in _LEVELS], np.uint8)
OTHER_LEVEL = np.array([formula.other_level(level) for level in _LEVELS], np.uint8)
VARIANT_LEVEL = np.array([formula.variant_level(level) for level in _LEVELS], np.uint8)


@dataclass(frozen=True, slots=True)
class Word:
    """The keys of a word and of its stem; -1 for a key that no item has."""

    exact: int
    stem: int

    @property
    def widest(self) -> int:
        """The key that all items with the word have."""
        return self.exact if self.stem < 0 else self.stem


@dataclass(frozen=True, slots=True)
class Values:
    """Values of one name, and the level that each gives to an item, in ascending order of level."""

    name: Name
    codes: Array
    levels: Array

    @property
    def numbers(self) -> Array:
        return np.asarray(self.name.numbers.now[self.codes])


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term. `variants`: the keys of the words themselves. `scale`: the level in place of each level of words.

    `heads`: the key of all items with a head, and those of the heads that are wanted; empty if any will do.
    """

    values: tuple[Values, ...]
    words: tuple[Word, ...]
    variants: tuple[int, ...]
    scale: Array
    heads: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """What an item must have, or must not have: one of these values. `exact`: no range is among them.

    `about`: the name of the facet that it does not narrow; None if it narrows all facets.
    """

    about: str | None
    values: Values | None
    exact: bool
    exclude: bool


# The ordinals, ascending, of items of every view, by the id of the view.
Saying = dict[int, Array]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as the segments are asked. An item with one of the words `without` is out, unless it has the key beside
    it, which says that it only denies the word. `saying`: by the id of a view, the items that say the phrases.
    """

    query: Query
    terms: tuple[Wanted, ...]
    conditions: tuple[Condition, ...]
    without: tuple[tuple[Word, int], ...]
    saying: Saying | None = None


def resolve(query: Query, vocabulary: Vocabulary, analyzer: Analyzer) -> Asked:
    """Looks up names, values and words. What the graph does not have matches nothing."""
    terms = tuple(_term(term, vocabulary, analyzer) for term in query.terms)
    denied = [vocabulary.key(analyzer.denied(word)) for word in query.without]
    without = tuple(zip(_words(query.without, vocabulary, analyzer), denied, strict=True))
    return Asked(query, terms, tuple(_conditions(query, vocabulary)), without)


def _term(term: Term, vocabulary: Vocabulary, analyzer: Analyzer) -> Wanted:
    levels: dict[int, int] = {}
    for target in term.targets:
        number = vocabulary.find(target.name, target.value)
        if number >= 0:
            levels[number] = max(levels.get(number, 0), formula.target_level(target.factor))
    words = _words(dict.fromkeys(term.words), vocabulary, analyzer)
    variants = tuple(map(vocabulary.key, term.variants))
    heads = tuple(map(vocabulary.key, head_keys(term.heads)))
    return Wanted(tuple(_by_name(levels, vocabulary)), words, variants, _scale(term.text_factor), heads)


@lru_cache
def _scale(factor: float) -> Array:
    """Returns the level in place of each level of words."""
    return np.array([formula.scaled(level, factor) for level in _LEVELS], np.uint8)


def _by_name(levels: dict[int, int], vocabulary: Vocabulary) -> Iterable[Values]:
    numbers = np.array(sorted(levels, key=levels.__getitem__), np.int32)
    of_name = vocabulary.name_of.now[numbers]
    for name in np.unique(of_name).tolist():
        own = numbers[of_name == name]
        found = np.array([levels[number] for number in own.tolist()], np.uint8)
        yield Values(vocabulary.by_number[name], vocabulary.code_of.now[own], found)


def _words(words: Iterable[str], vocabulary: Vocabulary, analyzer: Analyzer) -> tuple[Word, ...]:
    return tuple(Word(vocabulary.key(word), vocabulary.key(analyzer.stem(word))) for word in words)


def _conditions(query: Query, vocabulary: Vocabulary) -> Iterable[Condition]:
    """Yields one condition for each filter of the view, each excluding filter and each limit, and one for all the other
    filters of a name together.
    """
    for each in query.view:
        yield _condition([each], vocabulary, narrows_all=True)
    either: dict[str, list[Filter]] = {}
    for each in query.filters:
        if each.exclude:
            yield _condition([each], vocabulary)
        else:
            either.setdefault(each.name, []).append(each)
    for same in either.values():
        yield _condition(same, vocabulary)
    for limit in query.limits:
        yield _condition([limit], vocabulary)


def _condition(filters: Sequence[Filter], vocabulary: Vocabulary, narrows_all: bool = False) -> Condition:
    about, exact = filters[0].name, all(each.bounds is None for each in filters)
    name = vocabulary.names.get(about)
    values = None
    if name is not None:
        codes = np.unique(np.concatenate([_codes(each, name, vocabulary) for each in filters]))
        values = Values(name, codes, np.full(len(codes), formula.FULL, np.uint8)) if len(codes) else None
    return Condition(None if narrows_all else about, values, exact, filters[0].exclude)


def _codes(condition: Filter, name: Name, vocabulary: Vocabulary) -> Array:
    if condition.bounds is not None:
        return np.flatnonzero(within(condition.bounds, vocabulary, name.numbers.now))
    code = name.codes.get(condition.value or "")
    return EMPTY if code is None else np.array([code])


def within(bounds: Bounds, vocabulary: Vocabulary, numbers: Array) -> Array:
    """Tells of each of these values whether the bounds contain it (`Bounds.contains`). -1 stands for no value."""
    low, high, unit = vocabulary.low.now[numbers], vocabulary.high.now[numbers], vocabulary.unit.now[numbers]
    above = high >= bounds.low if bounds.includes_low else high > bounds.low
    below = low <= bounds.high if bounds.includes_high else low < bounds.high
    found = above & below & (numbers >= 0)
    if bounds.unit is not None:
        found &= (unit == NO_UNIT) | (unit == vocabulary.units.get(bounds.unit, -1))
    return np.asarray(found)
