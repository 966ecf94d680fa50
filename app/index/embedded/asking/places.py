"""The order of a name's values when they sort items: numbers first, then texts."""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np

from app.index.embedded.storage.arrays import Array
from app.index.embedded.storage.vocabulary import Name, Vocabulary


@dataclass(frozen=True, slots=True)
class Places:
    """`ranks`: int64, the rank of every code's value. Values with the same number have the same rank.

    `numbers` and `texts` have, in order, what the ranks stand for.
    """

    number: int
    ranks: Array
    numbers: Array
    texts: list[str]

    @classmethod
    def of(cls, vocabulary: Vocabulary, name: Name) -> "Places":
        numbers = vocabulary.low.now[name.numbers.now]
        numbers[0] = np.nan
        is_number = ~np.isnan(numbers)
        distinct, inverse = np.unique(numbers[is_number], return_inverse=True)
        codes = sorted(np.flatnonzero(~is_number)[1:].tolist(), key=name.values.__getitem__)
        ranks = np.zeros(len(numbers), np.int64)
        ranks[is_number] = inverse
        ranks[codes] = len(distinct) + np.arange(len(codes))
        return cls(name.number, ranks, distinct, [name.values[code] for code in codes])

    def key(self, place: float | str) -> int:
        """Returns twice the rank of a place, or the odd number before the rank of the first place after it."""
        if isinstance(place, str):
            at = bisect_left(self.texts, place)
            there = at < len(self.texts) and self.texts[at] == place
            return 2 * (len(self.numbers) + at) - (not there)
        at = int(np.searchsorted(self.numbers, place))
        return 2 * at - (at == len(self.numbers) or self.numbers[at] != place)

    def place(self, key: int) -> float | str:
        """Returns what a key stands for."""
        rank = abs(key) // 2
        return float(self.numbers[rank]) if rank < len(self.numbers) else self.texts[rank - len(self.numbers)]
