"""Columns: for every item, its value of one name. Facets count them, ranges and sorts look at them."""

from dataclasses import dataclass

import numpy as np

from app.index.embedded.storage.arrays import EMPTY, Array

# A name has a column with a place for every item if one item in so many has the name.
_SPARSE = 8


@dataclass(frozen=True, slots=True)
class Column:
    """The codes of one name's values.

    `first`: the code of every item's first value, 0 for none; empty if few items have the name. `more_items` and
    `more_codes`: the other pairs, by item. An item with further pairs has a first value, unless `first` is empty.
    """

    first: Array
    more_items: Array
    more_codes: Array

    @classmethod
    def of(cls, items: Array, codes: Array, count: int, most: int) -> "Column":
        """`items` must be ascending. `count`: the items of the segment; `most`: the highest code of the name."""
        is_first = _starts(items)
        if int(is_first.sum()) * _SPARSE < count:
            return cls(EMPTY, items, codes.astype(np.int32))
        first = np.zeros(count, np.min_scalar_type(most))
        first[items[is_first]] = codes[is_first]
        return cls(first, items[~is_first], codes[~is_first].astype(np.int32))

    def count(self, chosen: Array | None, codes: int) -> Array:
        """Counts the items that have each code below `codes`, among the chosen items or all."""
        if chosen is None:
            return np.bincount(self.first, minlength=codes) + np.bincount(self.more_codes, minlength=codes)
        counts = np.bincount(self.first[chosen], minlength=codes) if len(self.first) else np.zeros(codes, np.int64)
        if len(self.more_items) and len(chosen):
            counts = counts + np.bincount(self.more_codes[self.more_of(chosen)[0]], minlength=codes)
        return counts

    def more_of(self, chosen: Array) -> tuple[Array, Array]:
        """Returns the places of the further pairs of chosen items, and the number of each pair's item in `chosen`."""
        if len(chosen) * 8 < len(self.more_items):
            low, high = (np.searchsorted(self.more_items, chosen, side=side) for side in ("left", "right"))
            lengths = high - low
            total = int(lengths.sum())
            places = np.repeat(low - (np.cumsum(lengths) - lengths), lengths) + np.arange(total)
            return places, np.repeat(np.arange(len(chosen)), lengths)
        at = np.searchsorted(chosen, self.more_items)
        at[at == len(chosen)] = 0
        places = np.flatnonzero(chosen[at] == self.more_items) if len(chosen) else EMPTY
        return places, at[places]

    def items(self) -> Array:
        """Returns the items that have the name, ascending."""
        if len(self.first):
            return np.flatnonzero(self.first)
        return self.more_items[_starts(self.more_items)]

    def having(self) -> int:
        """Returns how many items have the name."""
        return int(np.count_nonzero(self.first if len(self.first) else _starts(self.more_items)))


def _starts(items: Array) -> Array:
    """Tells of ascending items which of them are not the same as the one before."""
    starts = np.ones(len(items), bool)
    starts[1:] = items[1:] != items[:-1]
    return starts
