"""Words and values that the graph has."""

from collections.abc import Iterable, Sequence

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from app.domain.filters import Bounds
from app.domain.queries import KnownName, KnownValue
from app.domain.relevance.words import MARKS
from app.domain.standard import word_set
from app.index.embedded.asking.wanted import within
from app.index.embedded.storage.arrays import EMPTY, Array
from app.index.embedded.storage.segments import View
from app.index.embedded.storage.vocabulary import Name, Vocabulary


def names(vocabulary: Vocabulary, views: Sequence[View]) -> list[KnownName]:
    """Returns the names that items have, in order."""
    found = []
    for text, name in sorted(vocabulary.names.items()):
        if items := sum(_having(view, name) for view in views):
            numbers = name.numbers.now[1:]
            numbers = numbers[vocabulary.counts.now[numbers] > 0]
            measured = numbers[~np.isnan(vocabulary.low.now[numbers])]
            units = list(vocabulary.units)
            used = np.unique(vocabulary.unit.now[measured]).tolist()
            found.append(KnownName(text, items, len(numbers), frozenset(units[unit] for unit in used)))
    return found


def _having(view: View, name: Name) -> int:
    """Returns how many items have a name."""
    column = view.segment.columns.get(name.number)
    if column is None:
        return 0
    return int(np.count_nonzero(view.alive(column.items()))) if len(view.dead) else column.having()


def known(vocabulary: Vocabulary, words: Iterable[str]) -> list[KnownValue]:
    """Returns the values that have all these words, in order of name and value."""
    found = [vocabulary.value_words.numbers.get(word, []) for word in set(words)]
    if not found or not all(found):
        return []
    numbers = set(found[0]).intersection(*found[1:])
    values = _values(vocabulary, (number for number in numbers if vocabulary.counts.now[number]))
    return sorted(values, key=lambda each: (each.name, each.value))


def _values(vocabulary: Vocabulary, numbers: Iterable[int]) -> list[KnownValue]:
    counts = vocabulary.counts.now
    return [
        KnownValue(*vocabulary.text(number), vocabulary.displays[number], int(counts[number])) for number in numbers
    ]


def unknown_words(vocabulary: Vocabulary, views: Sequence[View], words: Iterable[str]) -> set[str]:
    """Returns the words that no item says."""
    return {word for word in words if not _is_there(views, vocabulary.key(word))}


def _is_there(views: Sequence[View], key: int) -> bool:
    for view in views if key >= 0 else ():
        items = view.segment.word_items.of_key(key)
        if len(items) > len(view.dead) or view.alive(items).any():
            return True
    return False


def close_words(vocabulary: Vocabulary, word: str, distance: int) -> list[str]:
    """Compares with all words of values: 450,000 words take about 30 ms."""
    words = vocabulary.value_words
    near = [
        (far, -count, other)
        for other, far, _ in extract(word, words.sorted(), scorer=OSA.distance, score_cutoff=distance, limit=None)
        if (count := int(vocabulary.counts.now[words.numbers[other]].sum()))
    ]
    return [other for _, _, other in sorted(near)]


def words_with_prefix(vocabulary: Vocabulary, views: Sequence[View], prefix: str, limit: int) -> list[str]:
    """Returns the words of most items that begin so."""
    words = [word for word in vocabulary.beginning(prefix) if not word.startswith(tuple(MARKS))]
    keys = np.array([vocabulary.words[word] for word in words], np.int32)
    counts = sum((view.counts(view.segment.word_items, keys) for view in views), np.zeros(len(keys), np.int64))
    there = _largest(counts, limit)
    pairs = sorted((-int(counts[at]), words[at]) for at in there.tolist())
    return [word for _, word in pairs][:limit]


def prefixed(vocabulary: Vocabulary, text: str, name: str | None, limit: int) -> list[KnownValue]:
    """Returns the commonest values that say words with the beginnings in a text."""
    if name is None:
        numbers = np.arange(len(vocabulary))
    else:
        known_name = vocabulary.names.get(name)
        numbers = known_name.numbers.now[1:] if known_name else EMPTY
    starts = word_set(text)
    return _commonest(vocabulary, numbers[saying(vocabulary, starts)[numbers]] if starts else numbers, limit)


def saying(vocabulary: Vocabulary, starts: Iterable[str]) -> Array:
    """Tells of every value whether it says, in itself or in its display, a word with each of these beginnings."""
    found = np.ones(len(vocabulary), bool)
    for start in starts:
        says = np.zeros(len(found), bool)
        for words in (vocabulary.value_words, vocabulary.display_words):
            numbers = np.array(words.beginning(start), np.int32)
            says[numbers[numbers < len(found)]] = True  # Values may be added meanwhile.
        found &= says
    return found


def quantities(vocabulary: Vocabulary, bounds: Bounds, limit: int) -> list[KnownValue]:
    """Returns the commonest numbers in a unit and within bounds."""
    numbers = np.flatnonzero(vocabulary.unit.now == vocabulary.units.get(bounds.unit, -1))
    return _commonest(vocabulary, numbers[within(bounds, vocabulary, numbers)], limit)


def _commonest(vocabulary: Vocabulary, numbers: Array, limit: int) -> list[KnownValue]:
    """Returns the values of most items, then in order of name and value."""
    best = numbers[_largest(vocabulary.counts.now[numbers], limit)]
    found = _values(vocabulary, best.tolist())
    return sorted(found, key=lambda each: (-each.count, each.name, each.value))[:limit]


def _largest(counts: Array, most: int) -> Array:
    """Returns the places of the largest counts, without those of 0; more than wanted if the last ones are equal."""
    places = np.flatnonzero(counts)
    if len(places) > most > 0:
        bound = np.partition(counts[places], len(places) - most)[len(places) - most]
        places = places[counts[places] >= bound]
    return places
