"""Postings: for every value or word, the items that have it."""

import numpy as np

from app.index.embedded.storage.arrays import EMPTY, Array, spans

_ITEM_BITS, _IMPACT_BITS = 32, 8
_MOST_KEYS = 1 << (64 - _ITEM_BITS - _IMPACT_BITS - 1)


class Postings:
    """Keys, each with its items in ascending order, and perhaps a byte for each item: the impact of a word.

    `keys`: int32, ascending. `offsets`: int64 [keys + 1]. `items`: int32. `impacts`: uint8, as many as items, or none.
    """

    def __init__(self, keys: Array, offsets: Array, items: Array, impacts: Array) -> None:
        self.keys, self.offsets, self.items, self.impacts = keys, offsets, items, impacts

    @classmethod
    def of(cls, keys: Array, items: Array, impacts: Array = EMPTY) -> "Postings":
        """Sorts pairs of a key and an item. The pairs must be distinct.

        Sorts one whole number for each pair: it is several times faster than sorting places.
        """
        if len(keys) and int(keys.max()) >= _MOST_KEYS:
            raise OverflowError(f"{int(keys.max()) + 1:,} distinct words or values; expected at most {_MOST_KEYS:,}")
        packed = (keys.astype(np.int64) << _ITEM_BITS | items) << _IMPACT_BITS
        if len(impacts):
            packed |= impacts
        packed.sort()
        sorted_keys = (packed >> (_ITEM_BITS + _IMPACT_BITS)).astype(np.int32)
        starts = np.flatnonzero(np.r_[True, sorted_keys[1:] != sorted_keys[:-1]]) if len(packed) else EMPTY
        offsets = np.r_[starts, len(packed)].astype(np.int64)
        found = (packed >> _IMPACT_BITS & 0xFFFFFFFF).astype(np.int32)
        levels = (packed & 0xFF).astype(np.uint8) if len(impacts) else np.zeros(0, np.uint8)
        return cls(sorted_keys[starts], offsets, found, levels)

    def range(self, key: int) -> slice:
        """Returns where the items of a key stand."""
        at = int(np.searchsorted(self.keys, key))
        if key < 0 or at == len(self.keys) or self.keys[at] != key:
            return slice(0, 0)
        return slice(int(self.offsets[at]), int(self.offsets[at + 1]))

    def size(self, key: int) -> int:
        found = self.range(key)
        return int(found.stop - found.start)

    def of_key(self, key: int) -> Array:
        """Returns the items of a key."""
        return self.items[self.range(key)]

    def of_keys(self, keys: Array) -> tuple[Array, Array]:
        """Returns the items of several keys, one key's after the other, and how many each key has."""
        starts, ends = self._ranges(keys)
        return self.items[spans(starts, ends)], ends - starts

    def sizes(self, keys: Array) -> Array:
        starts, ends = self._ranges(keys)
        return ends - starts

    def _ranges(self, keys: Array) -> tuple[Array, Array]:
        if not len(self.keys):
            return np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
        at = np.searchsorted(self.keys, keys)
        at[at == len(self.keys)] = 0
        there = self.keys[at] == keys
        return np.where(there, self.offsets[at], 0), np.where(there, self.offsets[at + 1], 0)

    def pairs(self) -> tuple[Array, Array]:
        """Returns the key and the item of every pair."""
        return np.repeat(self.keys, np.diff(self.offsets)), self.items


def is_in(numbers: Array, wanted: Array) -> Array:
    """Tells for each of `numbers` whether it is among `wanted`. `wanted` must be ascending and distinct."""
    if not len(wanted):
        return np.zeros(len(numbers), bool)
    at = np.searchsorted(wanted, numbers)
    at[at == len(wanted)] = 0
    return np.asarray(wanted[at] == numbers)
