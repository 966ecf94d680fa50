"""Which items of a segment match a query, and how well they meet its terms."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.domain.queries import Query
from app.domain.relevance.tiers import FULL, MENTION, PARTIAL, REST, least_level
from app.index.embedded.asking.scopes import Candidates, Scope, candidates, whole
from app.index.embedded.asking.wanted import Asked, Condition
from app.index.embedded.storage.arrays import Array
from app.index.embedded.storage.postings import is_in
from app.index.embedded.storage.segments import View


@dataclass(frozen=True, slots=True)
class Matched:
    """The items of a segment that match. `tiers` (uint8), and for each term the level of every item (uint8)."""

    scope: Scope
    tiers: Array
    levels: tuple[Array, ...]

    def count(self, tier: int) -> int:
        """Returns how many items are in this tier or a better one."""
        return int(np.count_nonzero(self.tiers <= tier))

    def up_to(self, tier: int) -> "Matched":
        keep = self.tiers <= tier
        if keep.all():
            return self
        return Matched(self.scope.kept(keep), self.tiers[keep], tuple(each[keep] for each in self.levels))


def full_matches(view: View, asked: Asked, without: str | None = None) -> Matched:
    """Returns the items that meet all required terms, and all conditions but those on the property `without`.

    Begins with the rarest of what an item must have.
    """
    required = [n for n, term in enumerate(asked.query.terms) if term.required]
    options = [candidates(view, (asked.terms[n],)) for n in required]
    is_free = asked.query.ranks_only or not asked.terms
    if not required and not is_free:
        options = [candidates(view, asked.terms)]
    scope = _narrowest(view, options, asked, without)
    levels: dict[int, Array] = {}
    for n in required:
        found = scope.term_levels(asked.terms[n])
        keep = found >= least_level(asked.query, n)
        levels = {number: each[keep] for number, each in levels.items()}
        levels[n], scope = found[keep], scope.kept(keep)
    rest = {n: scope.term_levels(term) for n, term in enumerate(asked.terms) if n not in levels}
    met = Matched(scope, np.zeros(len(scope), np.uint8), tuple((levels | rest)[n] for n in range(len(asked.terms))))
    return met if required or is_free else _tiered(met, asked.query)


def all_matches(view: View, asked: Asked, without: str | None = None) -> Matched:
    """Returns the items that meet any term, and all conditions but those on the property `without`."""
    if asked.query.ranks_only or not asked.terms:
        return full_matches(view, asked, without)
    scope = _narrowest(view, [candidates(view, asked.terms)], asked, without)
    levels = tuple(scope.term_levels(term) for term in asked.terms)
    return _tiered(Matched(scope, np.zeros(len(scope), np.uint8), levels), asked.query)


def _tiered(found: Matched, query: Query) -> Matched:
    """Returns the matches with their tiers (app.domain.relevance.tiers). Items that meet no term are left out."""
    met = [levels >= least_level(query, n) for n, levels in enumerate(found.levels)]
    tiers = np.full(len(found.scope), FULL, np.uint8)
    if query.match != "any":
        misses = np.zeros(len(found.scope), bool)
        for term, each in zip(query.terms, met, strict=True):
            misses |= ~each if term.required else False
        tiers[misses] = PARTIAL
        if query.lead is not None:
            others = misses & ~met[query.lead]
            tiers[others] = np.where(found.levels[query.lead][others] > 0, MENTION, REST)
    keep = np.logical_or.reduce([levels > 0 for levels in found.levels])
    if query.match == "all":
        keep &= tiers == FULL
    return Matched(found.scope.kept(keep), tiers[keep], tuple(levels[keep] for levels in found.levels))


def _narrowest(view: View, options: Sequence[Candidates], asked: Asked, without: str | None) -> Scope:
    """Returns the items that meet the conditions, from among the fewest candidates."""
    conditions = [each for each in asked.conditions if each.about is None or each.about != without]
    more = [_having(view, each) for each in conditions if each.exact and not each.exclude]
    smallest = min((*options, *more), key=len, default=None)
    scope = whole(view) if smallest is None else smallest.scope()
    for condition in conditions:
        scope = _meeting(scope, condition)
    for word, denied in asked.without:
        scope = scope.kept((scope.word_levels(word) == 0) | (scope.impacts(denied) > 0))
    return scope if asked.saying is None else scope.kept(is_in(scope.ordinals(), asked.saying[id(view)]))


def _having(view: View, condition: Condition) -> Candidates:
    nothing = np.zeros(0, np.int32)
    return Candidates(view, nothing if condition.values is None else condition.values.numbers, nothing)


def _meeting(scope: Scope, condition: Condition) -> Scope:
    if condition.values is None:
        return scope if condition.exclude else scope.kept(np.zeros(len(scope), bool))
    has = scope.value_levels(condition.values) > 0
    return scope.kept(~has if condition.exclude else has)


def count(view: View, asked: Asked, number: int) -> int:
    """Returns how many items meet a term at all."""
    term = asked.terms[number]
    if not term.words and not term.variants and sum(len(each.codes) for each in term.values) <= 1:
        return int(sum(view.counts(view.segment.value_items, each.numbers).sum() for each in term.values))
    return int(np.count_nonzero(candidates(view, (term,)).scope().term_levels(term)))
