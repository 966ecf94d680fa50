"""Answers the questions in the plainest Python. Every other index must answer the same."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from app.domain.filters import matches
from app.domain.items import Item, Property
from app.domain.queries import TITLE, FacetValue, Hit, KnownValue, Query, Results, Shared, Similar, Sort, Term
from app.domain.ranking import MOST_FACET_VALUES, SCORE_DIGITS
from app.domain.standard import word_set

Key = tuple[str, str]
Place = float | str | None


@dataclass(frozen=True)
class Reason:
    """What an item matches of a term, and how well."""

    factor: float
    matched: Key


class PlainIndex:
    """An Index over the items of a PlainStore and the displays of their properties."""

    def __init__(self, items: Mapping[str, Item], displays: Mapping[Key, str]) -> None:
        self._items = items
        self._displays = displays

    def search(self, query: Query) -> Results:
        reasons = {item_id: [_reason(item, term) for term in query.terms] for item_id, item in self._items.items()}
        found = [item for item in self._items.values() if not query.terms or any(reasons[item.id])]
        weights = query.weights
        if weights is None or len(weights) != len(query.terms):
            columns = [[row[n] for row in reasons.values()] for n in range(len(query.terms))]
            weights = tuple(_weight(len(self._items), _count(column)) if any(column) else 0.0 for column in columns)
        hits = [_hit(item, reasons[item.id], weights) for item in found if _meets(item, query)]
        entries = _ordered(hits, query.sort)
        rest = [hit for place, hit in entries if query.after is None or _is_after(place, hit, query)]
        shown = tuple(rest[: query.limit])
        more = shown and len(rest) > query.limit
        last = (_place(shown[-1], query.sort), shown[-1].item.id) if more else None
        return Results(
            len(hits), shown, {name: self._facet(found, query, name) for name in query.facets}, last, weights
        )

    def _facet(self, found: Iterable[Item], query: Query, name: str) -> tuple[FacetValue, ...]:
        kept = [item for item in found if _meets(item, query, without=name)]
        counts = Counter(prop.value for item in kept for prop in item.properties if prop.name == name)
        values = [FacetValue(value, self._displays[name, value], count) for value, count in counts.items()]
        return tuple(sorted(values, key=lambda each: (-each.count, each.value))[:MOST_FACET_VALUES])

    def similar(self, item_id: str, limit: int) -> list[Similar]:
        if item_id not in self._items:
            return []
        own = keys_of(self._items[item_id])
        found = []
        for other in self._items.values():
            shared = [self._shared(key) for key in own & keys_of(other)]
            if shared and other.id != item_id:
                score = round(sum(each.weight for each in shared), SCORE_DIGITS)
                reasons = sorted(shared, key=lambda each: (-each.weight, each.name, each.value))
                found.append(Similar(other.id, other.title, score, tuple(reasons)))
        return sorted(found, key=lambda each: (-each.score, each.id))[:limit]

    def _shared(self, key: Key) -> Shared:
        return Shared(*key, self._displays[key], round(_weight(len(self._items), len(self._having(key))), SCORE_DIGITS))

    def known(self, words: Iterable[str]) -> list[KnownValue]:
        wanted = set(words)
        return [
            KnownValue(*key, self._displays[key], len(self._having(key)))
            for key in sorted(self._displays)
            if wanted and wanted <= word_set(key[1])
        ]

    def unknown_words(self, words: Iterable[str]) -> set[str]:
        texts = [value for _, value in self._displays] + [item.title for item in self._items.values()]
        return set(words).difference(*(word_set(text) for text in texts))

    def close_words(self, word: str, distance: int) -> list[str]:
        """Returns the closest words. A word counts once for each pair of an item and a value that has it."""
        counts = Counter(
            each for item in self._items.values() for prop in item.properties for each in word_set(prop.value)
        )
        near = [(edit_distance(word, other), -count, other) for other, count in counts.items()]
        return [other for far, _, other in sorted(near) if far <= distance]

    def _having(self, key: Key) -> list[Item]:
        return [item for item in self._items.values() if key in keys_of(item)]


def key_of(prop: Property) -> Key:
    return prop.name, prop.value


def keys_of(item: Item) -> set[Key]:
    return {key_of(prop) for prop in item.properties}


def _reason(item: Item, term: Term) -> Reason | None:
    """Returns the best match of a term: one of its targets that the item has, or the title. Ties go to the property."""
    found = [
        (-target.factor, False, target.name, target.value)
        for target in term.targets
        if (target.name, target.value) in keys_of(item)
    ]
    if term.words and set(term.words) <= word_set(item.title):
        found.append((-term.title_factor, True, TITLE, " ".join(term.words)))
    if not found:
        return None
    factor, _, name, value = min(found)
    return Reason(-factor, (name, value))


def _count(reasons: Iterable[Reason | None]) -> int:
    return sum(reason is not None for reason in reasons)


def _weight(items: int, having: int) -> float:
    """`ranking.weigh`, written independently: ln(1 + N / n), and 0 for a term that nothing matches."""
    return math.log(1 + items / having) if having else 0.0


def _meets(item: Item, query: Query, without: str | None = None) -> bool:
    """Tells whether all filters and limits hold, except those on the property `without`."""
    filters = [each for each in query.filters if each.name != without]
    return matches(item, filters) and all(matches(item, [limit]) for limit in query.limits if limit.name != without)


def _hit(item: Item, reasons: Sequence[Reason | None], weights: Sequence[float]) -> Hit:
    found = [(reason, weight) for reason, weight in zip(reasons, weights, strict=True) if reason]
    score = round(sum(reason.factor * weight for reason, weight in found), SCORE_DIGITS)
    return Hit(item, score, tuple(dict.fromkeys(reason.matched for reason, _ in found)))


def _ordered(hits: Iterable[Hit], sort: Sort) -> list[tuple[Place, Hit]]:
    """Sorts by place, items without one last, and then by ascending id."""
    entries = [(_place(hit, sort), hit) for hit in sorted(hits, key=lambda hit: hit.item.id)]
    placed = [entry for entry in entries if entry[0] is not None]
    placed.sort(key=lambda entry: _rank(entry[0]), reverse=sort.descending)
    return placed + [entry for entry in entries if entry[0] is None]


def _place(hit: Hit, sort: Sort) -> Place:
    """Returns the sort key. An item with several values stands at the first one in the order of the query."""
    if sort.key == "relevance":
        return -hit.score
    if sort.key == "id":
        return hit.item.id
    if sort.key == "title":
        return hit.item.title
    if sort.key == "updated_at":
        return hit.item.updated_at.astimezone(UTC).isoformat(timespec="microseconds")
    own = [prop for prop in hit.item.properties if prop.name == sort.key]
    places: list[Place] = [prop.value if prop.number is None else prop.number for prop in own]
    return (max if sort.descending else min)(places, key=_rank, default=None)


def _rank(place: Place) -> tuple[float, str]:
    """Sorts numbers before texts, and texts by code point."""
    return (math.inf, place) if isinstance(place, str) else (place or 0.0, "")


def _is_after(place: Place, hit: Hit, query: Query) -> bool:
    assert query.after
    after, item_id = query.after
    if (place is None) != (after is None):
        return place is None
    if _rank(place) == _rank(after):
        return hit.item.id > item_id
    return (_rank(place) > _rank(after)) != query.sort.descending


def edit_distance(one: str, other: str) -> int:
    """Returns the edit distance with swaps of neighbours, where no part is edited twice (optimal string alignment)."""
    rows = [list(range(len(other) + 1))]
    for i, left in enumerate(one, 1):
        row = [i]
        for j, right in enumerate(other, 1):
            row.append(min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (left != right)))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                row[j] = min(row[j], rows[i - 2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]
