"""The numbers of relevance. Everything after the impact of a word is an integer, so ties are the same in every index.

- Impact of a word in an item: BM25F (Robertson, Zaragoza and Taylor 2004), with pivots that are constants (Singhal,
  Buckley and Mitra 1996) in place of average lengths, so that the numbers of an item depend on no other item.
- Weight of a term: the inverse document frequency of Spärck Jones (1972), kept above zero.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# Impacts and levels are from 1 to 255; 0 means that the item does not match.
FULL = 255
MICRO = 1_000_000
# The saturation of repeated words, and how much the length of a field counts.
K1 = 1.2
_B = 0.6


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """How much a word in a field counts, and the length in words at which it counts exactly that."""

    weight: float
    pivot: int

    def share(self, length: Any) -> Any:
        """Returns what one occurrence counts in a field of this many words; for an array of lengths, an array."""
        return self.weight / (1 - _B + _B * length / self.pivot)


TITLE, VALUES, TEXT = FieldWeight(4, 8), FieldWeight(3, 12), FieldWeight(1, 60)


def impacts(fields: Iterable[tuple[FieldWeight, int, Mapping[str, int]]]) -> dict[str, int]:
    """Returns the impact of every key, from the length and the keys' counts of each field."""
    sums: dict[str, float] = {}
    for field, length, counts in fields:
        share = field.share(length)
        for key, count in counts.items():
            sums[key] = sums.get(key, 0.0) + share * count
    return {key: max(1, round(FULL * found / (found + K1))) for key, found in sums.items()}


def word_level(exact: int, stem: int) -> int:
    """Returns the level of a word from the impacts of the word itself and of its stem; 0 stands for an absent key."""
    return max(exact, max(1, stem * 8 // 10) if stem else 0)


def variant_level(level: int) -> int:
    """Returns the level of a term of which the item has only a variant, from the level of the variant."""
    return max(1, level * 6 // 10) if level else 0


def other_level(level: int) -> int:
    """Returns the level of a term that says what is wanted, if the item's title says that it is something else."""
    return max(1, level // 2) if level else 0


def scaled(level: int, factor: float) -> int:
    """Returns a level times a factor of at most 1, at least 1."""
    return max(1, math.floor(level * factor)) if level else 0


def target_level(factor: float) -> int:
    """Returns the level of an item that has a target of this factor."""
    return max(1, round(FULL * factor))


def weigh(items: int, matching: int) -> int:
    """Returns the weight of what `matching` of `items` items have, in millionths; 0 if no item has it."""
    return round(MICRO * math.log(1 + items / matching)) if matching else 0


def score(parts: Iterable[tuple[int, int]]) -> float:
    """Returns an item's score from its level and the weight in millionths of each term; see `micro_score`."""
    return micro_score(sum(level * weight for level, weight in parts)) / MICRO


def micro_score(levels_by_weights: int) -> int:
    """Returns a score in millionths, rounded half up, from the sum of levels times weights."""
    return (2 * levels_by_weights + FULL) // (2 * FULL)


def place(tier: int, found: float) -> float:
    """Returns the sort key of relevance: first the tier, then the score from high to low."""
    return tier * MICRO - found
