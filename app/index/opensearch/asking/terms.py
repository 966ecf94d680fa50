"""Terms as conditions, and as parameters of the script that computes scores.

Levels become others by tables that `app.domain.relevance.formula` fills, so the formula stands in one place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.queries import Query, Term
from app.domain.relevance import formula
from app.domain.relevance.heads import head_keys
from app.domain.relevance.tiers import least_level
from app.domain.relevance.words import Analyzer
from app.index.opensearch.asking.conditions import NOTHING, Clause, all_of, any_of, has_impact, has_key, has_value
from app.index.opensearch.coding import value_number, word_number

_LEVELS = range(256)
STEM = [formula.word_level(0, level) for level in _LEVELS]
VARIANT = [formula.variant_level(level) for level in _LEVELS]
OTHER = [formula.other_level(level) for level in _LEVELS]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term, and how it is found."""

    term: Term
    analyzer: Analyzer

    @property
    def present(self) -> Clause:
        """Items that have anything of the term."""
        parts = [has_key(each) for each in self.term.variants]
        if self.term.targets:
            parts.append(has_value((each.name, each.value) for each in self.term.targets))
        if self.term.words:
            parts.append(all_of(has_key(self.analyzer.whole(word)) for word in self.term.words))
        return any_of(parts)

    def from_level(self, least: int) -> Clause:
        """Items that have the term at this level at least."""
        if least <= 1:
            return self.present
        if not self.term.heads:
            return self._from(least)
        any_head, *heads = head_keys(self.term.heads)
        other = all_of([has_key(any_head)], [has_key(*heads)])
        return any_of([all_of([self._from(least)], [other]), all_of([self._from(_least(OTHER, least)), other])])

    def _from(self, least: int | None) -> Clause:
        """Items that have it at this level, whatever kind of thing they are."""
        if least is None:
            return NOTHING
        targets = [each for each in self.term.targets if formula.target_level(each.factor) >= least]
        parts = [has_value((each.name, each.value) for each in targets)] if targets else []
        said = _least(self._scale, least)
        if said is not None and self.term.words:
            parts.append(all_of(self._says(word, said) for word in self.term.words))
        varied = None if said is None else _least(VARIANT, said)
        if varied is not None:
            parts += [has_impact(word, varied) for word in self.term.variants]
        return any_of(parts)

    def _says(self, word: str, least: int) -> Clause:
        parts = [has_impact(word, least)]
        stem, impact = self.analyzer.stem(word), _least(STEM, least)
        return any_of([*parts, has_impact(stem, impact)] if stem and impact is not None else parts)

    @property
    def _scale(self) -> list[int]:
        return [formula.scaled(level, self.term.text_factor) for level in _LEVELS]

    def parameters(self, weight: int, least: int) -> dict[str, Any]:
        """What the script needs: numbers of values in order, each with its level, and pairs of numbers of words."""
        levels: dict[int, int] = {}
        for each in self.term.targets:
            number = value_number(each.name, each.value)
            levels[number] = max(levels.get(number, 0), formula.target_level(each.factor))
        return {
            "targets": sorted(levels),
            "levels": [levels[number] for number in sorted(levels)],
            "words": [self._numbers(word) for word in self.term.words],
            "variants": [[word_number(word)] for word in self.term.variants],
            "heads": [word_number(key) for key in head_keys(self.term.heads)],
            "scale": self._scale,
            "weight": weight,
            "least": least,
            "required": self.term.required,
        }

    def _numbers(self, word: str) -> list[int]:
        return [word_number(key) for key in (word, self.analyzer.stem(word)) if key]


def _least(table: Sequence[int], wanted: int) -> int | None:
    """Returns the lowest level that the table raises to what is wanted."""
    return next((level for level, found in enumerate(table) if found >= wanted), None)


@dataclass(frozen=True, slots=True)
class Tiers:
    """The conditions of every tier of `app.domain.relevance.tiers`; None for one that no item is in."""

    clauses: tuple[Clause | None, ...]

    def up_to(self, tier: int) -> Clause:
        return any_of([each for each in self.clauses[: tier + 1] if each is not None])


def tiers(query: Query, wanted: Sequence[Wanted]) -> Tiers:
    if query.ranks_only or not query.terms:
        return Tiers((all_of([]), None, None, None))
    found = any_of([each.present for each in wanted])
    if query.match == "any":
        return Tiers((found, None, None, None))
    required = [each.from_level(least_level(query, n)) for n, each in enumerate(wanted) if each.term.required]
    full = all_of([found, *required])
    if query.match == "all":
        return Tiers((full, None, None, None))
    if query.lead is None:
        return Tiers((full, all_of([found], [full]), None, None))
    lead = wanted[query.lead]
    met = lead.from_level(least_level(query, query.lead))
    return Tiers(
        (full, all_of([met], [full]), all_of([lead.present], [full, met]), all_of([found], [full, lead.present]))
    )


def wanted_terms(query: Query, analyzer: Analyzer) -> tuple[Wanted, ...]:
    return tuple(Wanted(term, analyzer) for term in query.terms)


def presences(wanted: Iterable[Wanted]) -> list[Clause]:
    return [each.present for each in wanted]
