"""Compares an item with the terms of a query."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from app.domain.items import Item
from app.domain.queries import TEXT, TITLE, Hit, Query, Term
from app.domain.relevance import formula, tiers
from app.domain.relevance.heads import head_keys
from app.domain.relevance.words import Analyzer, ItemWords, said_by

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Match:
    """How well an item matches a term, and why: a property, or words of its title or of its other texts."""

    level: int
    name: str
    value: str


def levels(matches: Iterable[Match | None]) -> list[int]:
    """Returns the level of every term, 0 for one without a match."""
    return [each.level if each else 0 for each in matches]


def to_hit(query: Query, item: Item, score: float, matches: Sequence[Match | None]) -> Hit:
    """Returns an item as a hit: what it matches, in the order of the terms, and the required terms that it misses.

    A term is in one of both only: an item that just mentions what is wanted misses it.
    """
    missing = tiers.missing(query.terms, tiers.meets(query, levels(matches)))
    found = (each for number, each in enumerate(matches) if each and number not in missing)
    return Hit(item, score, tuple(dict.fromkeys((each.name, each.value) for each in found)), missing)


@dataclass(frozen=True, slots=True)
class Matcher:
    """Compares items with a query. Texts are compared by the keys of the analyzer."""

    query: Query
    analyzer: Analyzer

    def matches(self, item: Item) -> list[Match | None]:
        """Returns the best match of every term; None for a term that the item does not meet."""
        words = self.analyzer.read(item.title, item.text, said_by(item.properties))
        return self.compare(words, {(prop.name, prop.value) for prop in item.properties})

    def compare(self, words: ItemWords, properties: Set[Key]) -> list[Match | None]:
        """Does the same from the words and the properties of an item."""
        return [self._best(term, words, properties) for term in self.query.terms]

    def excludes(self, words: ItemWords) -> bool:
        """Whether the item says a word that the query is without, and not only to deny it."""
        return any(
            self._level(words, word) and self.analyzer.denied(word) not in words.impacts for word in self.query.without
        )

    def _best(self, term: Term, words: ItemWords, properties: Set[Key]) -> Match | None:
        """Returns the highest level, and why: a property, unless words count more than half as much again.

        Of equal reasons, a property is first, then by name and value.
        """
        of_properties = list(self._in_properties(term, properties))
        of_words = list(self._in_texts(term, words))
        level = max((each.level for each in (*of_properties, *of_words)), default=0)
        level = formula.other_level(level) if _is_other(term, words) else level
        reasons = [
            *((3 * each.level, 0, each) for each in of_properties),
            *((2 * each.level, 1, each) for each in of_words),
        ]
        best = min(reasons, key=lambda each: (-each[0], each[1], each[2].name, each[2].value), default=None)
        return replace(best[2], level=level) if best else None

    def _in_properties(self, term: Term, properties: Set[Key]) -> Iterator[Match]:
        for target in term.targets:
            if (target.name, target.value) in properties:
                yield Match(formula.target_level(target.factor), target.name, target.value)

    def _in_texts(self, term: Term, words: ItemWords) -> Iterator[Match]:
        level = min((self._level(words, word) for word in term.words), default=0)
        if level:
            in_title = all(word in words.title or self.analyzer.stem(word) in words.title for word in term.words)
            yield _in_text(term, term.words, level, in_title=in_title)
        for variant in term.variants:
            if level := formula.variant_level(words.impacts.get(variant, 0)):
                yield _in_text(term, (variant,), level, in_title=variant in words.title)

    def _level(self, words: ItemWords, word: str) -> int:
        stem = self.analyzer.stem(word)
        return formula.word_level(words.impacts.get(word, 0), words.impacts.get(stem, 0) if stem else 0)


def _in_text(term: Term, said: Iterable[str], level: int, *, in_title: bool) -> Match:
    return Match(formula.scaled(level, term.text_factor), TITLE if in_title else TEXT, " ".join(said))


def _is_other(term: Term, words: ItemWords) -> bool:
    """Whether the title says that the item is another kind of thing than the term wants."""
    any_head, *wanted = head_keys(term.heads) or [""]
    return any_head in words.impacts and not any(key in words.impacts for key in wanted)
