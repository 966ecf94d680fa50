"""How far the items have moved from an earlier state: what they have, how surely, with which values and words.

The measure is the population stability index, PSI = Σ (p − q) ln(p / q) over the parts of a distribution (Siddiqi
2006, "Credit Risk Scorecards"): below 0.1 nothing moved, above 0.25 much did. Of two samples of n and m from one
distribution, PSI / (1/n + 1/m) is about χ² with one degree of freedom less than parts (Yurdakul 2018), so what chance
explains is no drift. New values are compared with those to be expected: the share of values seen once (Good 1953).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log, sqrt
from typing import Literal

from app.domain.items import Source

Kind = Literal["share", "scores", "new values", "word pieces"]

# Above this, much has moved.
BOUND = 0.25
SCORE_PARTS = 10
# Words of one, two, three and more pieces, and words with a piece that the vocabulary lacks.
WORD_PARTS = 5
# Of a property, a profile keeps the commonest values.
MOST_VALUES = 20_000
# Added to each part, so that an empty one has a logarithm.
_SMOOTHING = 0.5
# The 99 % quantile of the normal distribution.
_SURE = 2.326


@dataclass(frozen=True, slots=True)
class Figures:
    """A property from one source. `items` have it, `said` times.

    `scores` count tenths, and `values` the commonest values.
    """

    items: int
    said: int
    scores: tuple[int, ...]
    values: Mapping[str, int]

    @property
    def rare(self) -> int:
        """How often values were said that were said once, or that are not among the commonest."""
        return self.said - sum(count for count in self.values.values() if count > 1)


@dataclass(frozen=True, slots=True)
class Profile:
    """A state of the graph: its figures by property and source, and the words of its texts by their pieces."""

    at: datetime
    model: str
    items: int
    words: tuple[int, ...]
    figures: Mapping[tuple[str, Source], Figures]


@dataclass(frozen=True, slots=True)
class Shift:
    """A difference of two profiles. `before` and `after` are a share, a mean score, or mean pieces of a word.

    `chance` is what the index stays below in 99 of 100 cases if nothing has moved.
    """

    kind: Kind
    name: str | None
    source: Source | None
    before: float
    after: float
    index: float
    chance: float

    def exceeds(self, bound: float) -> bool:
        return self.index > bound and self.index > self.chance


def shifts(before: Profile, after: Profile) -> list[Shift]:
    """Returns all differences, the largest index first, and last those that chance explains."""
    return sorted(_shifts(before, after), key=lambda each: (each.index <= each.chance, -each.index, each.name or ""))


def _shifts(before: Profile, after: Profile) -> Iterator[Shift]:
    if before.items and after.items:
        for key in sorted(before.figures.keys() | after.figures.keys()):
            yield from _of_property(key, before, after)
    if sum(before.words) and sum(after.words):
        words = before.words, after.words
        yield _shift("word pieces", None, words, [_mean_pieces(each) for each in words])


def _of_property(key: tuple[str, Source], before: Profile, after: Profile) -> Iterator[Shift]:
    nothing = Figures(0, 0, (0,) * SCORE_PARTS, {})
    old, new = before.figures.get(key, nothing), after.figures.get(key, nothing)
    having = [(each.items, profile.items - each.items) for each, profile in ((old, before), (new, after))]
    yield _shift("share", key, (having[0], having[1]), [old.items / before.items, new.items / after.items])
    if not old.said or not new.said:
        return
    if key[1] == "extracted":
        yield _shift("scores", key, (old.scores, new.scores), [_mean_score(old.scores), _mean_score(new.scores)])
    said = sum(new.values.values())
    unseen = sum(count for value, count in new.values.items() if value not in old.values)
    expected, found = old.rare / old.said, unseen / said
    if found > expected:
        yield _shift("new values", key, ((old.rare, old.said - old.rare), (unseen, said - unseen)), [expected, found])


def _shift(
    kind: Kind,
    key: tuple[str, Source] | None,
    counts: tuple[Sequence[int], Sequence[int]],
    means: Sequence[float],
) -> Shift:
    name, source = key or (None, None)
    return Shift(kind, name, source, means[0], means[1], stability_index(*counts), chance_of(*counts))


def stability_index(before: Sequence[int], after: Sequence[int]) -> float:
    """Returns the population stability index of two counts over the same parts."""
    pairs = zip(_shares(before), _shares(after), strict=True)
    return sum((new - old) * log(new / old) for old, new in pairs)


def chance_of(before: Sequence[int], after: Sequence[int]) -> float:
    """Returns the index that two samples of one distribution exceed in one of 100 cases.

    The quantile of χ² is that of Wilson and Hilferty (1931).
    """
    freedom = len(before) - 1
    part = 2 / (9 * freedom)
    quantile = float(freedom * (1 - part + _SURE * sqrt(part)) ** 3)
    return quantile * (1 / max(1, sum(before)) + 1 / max(1, sum(after)))


def _shares(counts: Sequence[int]) -> list[float]:
    total = sum(counts) + _SMOOTHING * len(counts)
    return [(count + _SMOOTHING) / total for count in counts]


def _mean_score(scores: Iterable[int]) -> float:
    """Returns the mean of the middles of the tenths."""
    counted = list(scores)
    return sum(count * (tenth + 0.5) / SCORE_PARTS for tenth, count in enumerate(counted)) / sum(counted)


def _mean_pieces(words: Sequence[int]) -> float:
    """Returns the mean pieces of a word; a word that the vocabulary lacks counts as one of four."""
    return sum(count * min(place, 4) for place, count in enumerate(words, 1)) / sum(words)
