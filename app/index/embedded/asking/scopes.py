"""The items of a segment that a query still looks at, and the levels that they have."""

from dataclasses import dataclass

import numpy as np

from app.index.embedded.asking.wanted import OTHER_LEVEL, STEM_LEVEL, VARIANT_LEVEL, Values, Wanted, Word
from app.index.embedded.storage.arrays import Array
from app.index.embedded.storage.segments import View

# One item in so many, or fewer: places are searched. For more, a byte for every item of the segment is faster.
_FEW = 256
# Above so many values, or so many pairs for each item of the scope, the column is read in place of the postings.
_MANY_VALUES, _MANY_PAIRS = 256, 4


@dataclass(frozen=True, slots=True)
class Scope:
    """Items of a segment by ordinal, ascending. `chosen` is None for all items."""

    view: View
    chosen: Array | None

    def __len__(self) -> int:
        return len(self.view.segment) if self.chosen is None else len(self.chosen)

    def ordinals(self) -> Array:
        return np.arange(len(self), dtype=np.int32) if self.chosen is None else self.chosen

    def kept(self, keep: Array) -> "Scope":
        """Returns the items for which `keep` is true."""
        return Scope(self.view, np.flatnonzero(keep) if self.chosen is None else self.chosen[keep])

    def spread(self, items: Array, levels: Array) -> Array:
        """Returns the level of every item in scope, 0 for those that are not among `items`.

        If an item comes twice, its last level counts.
        """
        if self.chosen is not None and len(items) * _FEW < len(self.view.segment):
            return self._searched(items, levels)
        whole = np.zeros(len(self.view.segment), np.uint8)
        whole[items] = levels
        return whole if self.chosen is None else whole[self.chosen]

    def _searched(self, items: Array, levels: Array) -> Array:
        assert self.chosen is not None
        found = np.zeros(len(self.chosen), np.uint8)
        if not len(items) or not len(self.chosen):
            return found
        at = np.searchsorted(self.chosen, items)
        at[at == len(self.chosen)] = 0
        there = self.chosen[at] == items
        found[at[there]] = levels[there]
        return found

    def word_levels(self, word: Word) -> Array:
        """Returns the levels of a word by itself or by its stem."""
        levels = self.impacts(word.exact)
        return levels if word.stem < 0 else np.maximum(levels, STEM_LEVEL[self.impacts(word.stem)])

    def impacts(self, key: int) -> Array:
        """Returns the impact of the key of a word in every item; 0 where it is absent."""
        postings = self.view.segment.word_items
        found = postings.range(key)
        items, impacts = postings.items[found], postings.impacts[found]
        if self.chosen is not None and len(self.chosen) * _FEW < len(items):  # Look the few up among the many.
            at = np.searchsorted(items, self.chosen)
            at[at == len(items)] = 0
            return np.where(items[at] == self.chosen, impacts[at], 0).astype(np.uint8)
        return self.spread(items, impacts)

    def value_levels(self, values: Values) -> Array:
        """Returns the best level that one of these values gives to every item."""
        segment = self.view.segment
        column = segment.columns.get(values.name.number)
        if column is None:
            return np.zeros(len(self), np.uint8)
        if not len(column.first) or self._are_few(values):
            items, lengths = segment.value_items.of_keys(values.numbers)
            return self.spread(items, np.repeat(values.levels, lengths))
        table = np.zeros(len(values.name.values), np.uint8)
        table[values.codes] = values.levels
        levels = table[column.first if self.chosen is None else column.first[self.chosen]]
        more = table[column.more_codes]
        there = np.flatnonzero(more)
        if len(there):
            there = there[np.argsort(more[there], kind="stable")]
            levels = np.maximum(levels, self.spread(column.more_items[there], more[there]))
        return levels

    def _are_few(self, values: Values) -> bool:
        """Whether the postings of these values are faster to read than a column."""
        if len(values.codes) > _MANY_VALUES:
            return False
        return int(self.view.segment.value_items.sizes(values.numbers).sum()) <= _MANY_PAIRS * len(self)

    def term_levels(self, wanted: Wanted) -> Array:
        """Returns the level at which every item meets a term; 0 if it does not."""
        levels = self.text_levels(wanted)
        for values in wanted.values:
            np.maximum(levels, self.value_levels(values), out=levels)
        if wanted.heads:
            levels = np.where(self._are_other(wanted), OTHER_LEVEL[levels], levels)
        return levels

    def _are_other(self, wanted: Wanted) -> Array:
        """Tells of every item whether its title says that it is another kind of thing."""
        any_head, *heads = wanted.heads
        others = self.impacts(any_head) > 0
        for key in heads:
            others &= self.impacts(key) == 0
        return others

    def text_levels(self, wanted: Wanted) -> Array:
        """Returns the levels of a term's words and variants."""
        levels = np.zeros(len(self), np.uint8)
        if wanted.words and all(word.widest >= 0 for word in wanted.words):
            levels = self.word_levels(wanted.words[0])
            for word in wanted.words[1:]:
                levels = np.minimum(levels, self.word_levels(word))
        for variant in wanted.variants:
            levels = np.maximum(levels, VARIANT_LEVEL[self.impacts(variant)])
        return wanted.scale[levels]


def whole(view: View) -> Scope:
    """Returns the scope of all living items."""
    if not len(view.dead):
        return Scope(view, None)
    there = np.ones(len(view.segment), bool)
    there[view.dead] = False
    return Scope(view, np.flatnonzero(there))


@dataclass(frozen=True, slots=True)
class Candidates:
    """All items that may meet something: those with one of these values or of these keys of words."""

    view: View
    values: Array
    keys: Array

    def __len__(self) -> int:
        segment = self.view.segment
        return int(segment.value_items.sizes(self.values).sum() + segment.word_items.sizes(self.keys).sum())

    def scope(self) -> Scope:
        """Returns their living items, or all items of the segment if they are many."""
        segment = self.view.segment
        if len(self) * 8 > len(segment):
            return whole(self.view)
        items = np.concatenate([segment.value_items.of_keys(self.values)[0], segment.word_items.of_keys(self.keys)[0]])
        items = np.unique(items)
        return Scope(self.view, items[self.view.alive(items)])


def candidates(view: View, terms: tuple[Wanted, ...]) -> Candidates:
    """Returns the items that may meet one of these terms."""
    values = [each.numbers for wanted in terms for each in wanted.values]
    keys = [key for wanted in terms for key in wanted.variants]
    for wanted in terms:
        if wanted.words:
            widest = np.array([word.widest for word in wanted.words], np.int32)
            keys.append(int(widest[view.segment.word_items.sizes(widest).argmin()]))
    return Candidates(view, np.concatenate(values) if values else np.zeros(0, np.int32), np.array(keys, np.int32))
