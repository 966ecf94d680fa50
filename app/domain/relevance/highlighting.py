"""The places in an item's title and text that a query means."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.items import Item, Property
from app.domain.queries import Hit, Term
from app.domain.relevance.words import Analyzer
from app.domain.standard import find_words, word_set

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Highlight:
    """Places in code points, the end exclusive. They are in order, and none touches another."""

    title: tuple[Place, ...] = ()
    text: tuple[Place, ...] = ()


def highlight(hit: Hit, terms: Iterable[Term], analyzer: Analyzer) -> Highlight:
    """Returns where a hit says words of the terms, in any form, and where the properties that it matches were read."""
    matched = [prop for prop in hit.item.properties if (prop.name, prop.value) in hit.matched]
    terms = tuple(terms)
    words = {word for term in terms for word in term.words}
    words |= {word for prop in matched for word in word_set(f"{prop.value} {prop.display}")}
    keys = {*analyzer.keys(words), *(word for term in terms for word in term.variants)}
    return Highlight(*(_merged(_places(hit.item, field, keys, matched, analyzer)) for field in ("title", "text")))


def _places(
    item: Item, field: str, keys: Iterable[str], matched: Iterable[Property], analyzer: Analyzer
) -> list[Place]:
    wanted = frozenset(keys)
    said = [
        (start, end)
        for start, end, word in find_words(getattr(item, field))
        if word in wanted or analyzer.stem(word) in wanted
    ]
    return said + [(each.start, each.end) for prop in matched for each in prop.evidence if each.field == field]


def _merged(places: Iterable[Place]) -> tuple[Place, ...]:
    """Joins places that overlap or touch."""
    found: list[Place] = []
    for start, end in sorted(places):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
