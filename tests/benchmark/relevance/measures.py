"""Measures of a ranking against judgments."""

import math
from collections.abc import Sequence

SHOWN, DEEP = 5, 10


def precision(right: Sequence[bool], wanted: int) -> float:
    """Returns the share of right ones among the first five hits, or among as many as there are right items."""
    return sum(right[:SHOWN]) / min(SHOWN, wanted)


def wrong(right: Sequence[bool]) -> float:
    """Returns the share of wrong ones among the hits that are shown first."""
    shown = right[:SHOWN]
    return sum(not each for each in shown) / len(shown) if shown else 0.0


def gain(right: Sequence[bool], wanted: int) -> float:
    """Returns the normalised discounted cumulative gain of the first ten hits (Järvelin and Kekäläinen 2002)."""
    found = sum(1 / math.log2(n + 2) for n, each in enumerate(right[:DEEP]) if each)
    return found / sum(1 / math.log2(n + 2) for n in range(min(DEEP, wanted)))
