"""Turns items into rows of numbers. Many items at once take a quarter of the time of one after the other."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from app.domain.items import Content, Value
from app.domain.relevance.formula import FULL, K1, TEXT, TITLE, VALUES
from app.domain.relevance.words import Analyzer
from app.domain.standard import fold_word, split_words
from app.graph.times import to_micros
from app.index.embedded.storage.arrays import Array
from app.index.embedded.storage.segments import Row, offsets_of
from app.index.embedded.storage.vocabulary import NO_STEM, Vocabulary

# Title, values and text, in the order of `Analyzer.read`.
_FIELDS = (TITLE, VALUES, TEXT)
# One number has an item, a key of a word (32 bits) and a field.
_FIELD_BITS, _ITEM_SHIFT = 2, 34
# So many words as they are written, and properties as they are said, are known by heart.
_KEPT = 500_000

# Returns values as the record has them.
LookUp = Callable[[Iterable[tuple[str, str]]], Iterable[Value]]


class Reader:
    """Reads items, and adds to the vocabulary what it does not have. One thread at a time may use it."""

    def __init__(self, vocabulary: Vocabulary, analyzer: Analyzer) -> None:
        self.vocabulary = vocabulary
        self._analyzer = analyzer
        # Words as they are written; and of properties as they are said, the number of the value and its words.
        self._written: dict[str, int] = {}
        self._said: dict[tuple[str, str, str], tuple[int, tuple[int, ...]]] = {}

    def read(self, contents: Sequence[Content], look_up: LookUp) -> list[Row]:
        """Returns the rows of items. `look_up` is asked for values that no item has at the moment."""
        self._learn(contents, look_up)
        values: list[int] = []
        words: list[int] = []
        lengths: list[int] = []
        for content in contents:
            lengths.append(self._add(content.title, words))
            before = len(words)
            for said in content.said:
                number, own = self._said.get(said) or self._saying(said)
                values.append(number)
                words.extend(own)
            lengths.append(len(words) - before)
            lengths.append(self._add(content.text, words))
        return self._rows(contents, np.array(values, np.int32), np.array(words, np.int64), np.array(lengths, np.int64))

    def _learn(self, contents: Sequence[Content], look_up: LookUp) -> None:
        """Adds new values, and looks up those that came back: their display may be another one."""
        counts, find = self.vocabulary.counts.now, self.vocabulary.find
        new: dict[tuple[str, str], str] = {}
        for name, value, display in {said for content in contents for said in content.said}:
            number = find(name, value)
            if number < 0 or not counts[number]:
                new[name, value] = display
        if new:
            stored = {(value.name, value.value): value for value in look_up(new)}
            for key, display in new.items():
                self.vocabulary.add(stored.get(key) or Value(*key, display))

    def _saying(self, said: tuple[str, str, str]) -> tuple[int, tuple[int, ...]]:
        name, value, display = said
        words: list[int] = []
        self._add(f"{value} {display}", words)
        found = self.vocabulary.find(name, value), tuple(dict.fromkeys(words))
        if len(self._said) >= _KEPT:
            self._said.clear()
        self._said[said] = found
        return found

    def _add(self, text: str, words: list[int]) -> int:
        """Adds the numbers of the words of a text. Returns how many there are."""
        written = split_words(text)
        known = self._written
        try:
            words.extend([known[word] for word in written])
        except KeyError:
            words.extend([known[word] if word in known else self._number(word) for word in written])
        return len(written)

    def _number(self, written: str) -> int:
        folded = fold_word(written)
        number = self.vocabulary.add_word(folded, self._analyzer.stem(folded))
        if len(self._written) >= _KEPT:
            self._written.clear()
        self._written[written] = number
        return number

    def _rows(self, contents: Sequence[Content], values: Array, words: Array, lengths: Array) -> list[Row]:
        items, keys, impacts = self._impacts(words, lengths)
        marks = [self._marks(content) for content in contents]
        count = len(contents)
        of_words = offsets_of(np.bincount(items, minlength=count)).tolist()
        of_values = offsets_of([len(content.said) for content in contents]).tolist()
        return [
            Row(
                content.id,
                content.title,
                to_micros(content.updated_at),
                values[of_values[n] : of_values[n + 1]],
                np.concatenate([keys[of_words[n] : of_words[n + 1]], marks[n]]),
                np.concatenate([impacts[of_words[n] : of_words[n + 1]], np.full(len(marks[n]), FULL, np.uint8)]),
            )
            for n, content in enumerate(contents)
        ]

    def _marks(self, content: Content) -> Array:
        found = self._analyzer.marks(content.title, content.text, content.said)
        return np.array([self.vocabulary.add_word(key, None) for key in found], np.int32)

    def _impacts(self, words: Array, lengths: Array) -> tuple[Array, Array, Array]:
        """Returns items, keys and impacts, by item: what `Analyzer.read` returns, in the same arithmetic."""
        fields = np.repeat(np.arange(len(lengths)), lengths)
        stems = self.vocabulary.stem_of.now[words]
        stemmed = stems != NO_STEM
        places = np.concatenate([fields, fields[stemmed]])
        keys = np.concatenate([words, stems[stemmed]])
        items, field = np.divmod(places, len(_FIELDS))
        packed, counts = np.unique(items << _ITEM_SHIFT | keys << _FIELD_BITS | field, return_counts=True)
        owners, fields = packed >> _ITEM_SHIFT, packed & (1 << _FIELD_BITS) - 1
        shares: Array = np.stack([each.share(lengths[n :: len(_FIELDS)]) for n, each in enumerate(_FIELDS)], axis=1)
        parts = shares[owners, fields] * counts
        of_keys = packed >> _FIELD_BITS
        starts = np.flatnonzero(np.concatenate([[True], of_keys[1:] != of_keys[:-1]])) if len(of_keys) else owners
        sums = np.add.reduceat(parts, starts) if len(starts) else parts
        impacts = np.maximum(1, np.rint(FULL * sums / (sums + K1))).astype(np.uint8)
        found = of_keys[starts]
        return owners[starts], (found & (1 << 32) - 1).astype(np.int32), impacts
