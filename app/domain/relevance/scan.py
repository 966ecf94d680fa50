"""Ranks items by comparing every one of them with a query: exact, and as slow as the texts are long."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.domain.items import Item
from app.domain.queries import Hit, Query
from app.domain.relevance import formula, tiers
from app.domain.relevance.matching import Match, Matcher, levels, to_hit
from app.domain.relevance.phrases import says_all
from app.domain.relevance.words import Analyzer

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Row(Generic[K]):
    """What the comparison needs of an item. `said` has name, value and display of its properties."""

    key: K
    title: str
    text: str
    said: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The tier and the score of an item, and its best match of every term."""

    tier: int = tiers.FULL
    score: float = 0.0
    matches: tuple[Match | None, ...] = ()

    @property
    def place(self) -> float:
        return formula.place(self.tier, self.score)

    def hit(self, item: Item, query: Query) -> Hit:
        return to_hit(query, item, self.score, self.matches)


@dataclass(frozen=True, slots=True)
class Ranking(Generic[K]):
    """The items that match a query, without regard to its filters and limits, and the weights of its terms."""

    ranked: Mapping[K, Ranked]
    weights: tuple[int, ...]


def needs_scan(query: Query) -> bool:
    """Whether words or terms decide which items match; otherwise all do, with the score 0."""
    return bool(query.terms or query.without or query.phrases)


def scan(query: Query, analyzer: Analyzer, rows: Iterable[Row[K]]) -> Ranking[K]:
    """Ranks all items of the graph."""
    matcher = Matcher(query, analyzer)
    items, counts = 0, [0] * len(query.terms)
    kept: dict[K, tuple[Match | None, ...]] = {}
    for row in rows:
        items += 1
        words = analyzer.read(row.title, row.text, row.said)
        matches = matcher.compare(words, {(name, value) for name, value, _ in row.said})
        counts = [count + (each is not None) for count, each in zip(counts, matches, strict=True)]
        if not (any(matches) or query.ranks_only or not query.terms) or matcher.excludes(words):
            continue
        if says_all(row.title, row.text, row.said, query.phrases):
            kept[row.key] = tuple(matches)
    weights = (
        query.plan.weights if query.plan and tiers.continues(query) else tuple(formula.weigh(items, n) for n in counts)
    )
    found = ((key, _ranked(query, matches, weights)) for key, matches in kept.items())
    return Ranking({key: each for key, each in found if each}, weights)


def _ranked(query: Query, matches: tuple[Match | None, ...], weights: Sequence[int]) -> Ranked | None:
    tier = tiers.tier_of(query, levels(matches))
    if tier is None:
        return None
    pairs = zip(matches, weights, strict=True)
    return Ranked(tier, formula.score((each.level, weight) for each, weight in pairs if each), matches)


def commonest_words(items: Iterable[Set[str]], prefix: str, limit: int) -> list[str]:
    """Returns words that begin so, from the words of every item: those of the most items first, then by alphabet."""
    counts = Counter(word for words in items for word in words if word.startswith(prefix))
    return sorted(counts, key=lambda word: (-counts[word], word))[:limit]
