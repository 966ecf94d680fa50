"""Answers the questions in the plainest Python. Every other index must answer the same."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import UTC

from app.domain.filters import Bounds, Filter, matches
from app.domain.items import Item, Property
from app.domain.queries import (
    Facet,
    FacetQuery,
    FacetRange,
    FacetValue,
    Hit,
    KnownName,
    KnownValue,
    Plan,
    Query,
    Results,
    Shared,
    Similar,
    Sort,
)
from app.domain.standard import word_set
from tests.contract.oracle_ranking import Reason, Words, decided, met_by, reason, score, tier, weight, words_of

Key = tuple[str, str]
Place = float | str | None


class PlainIndex:
    """An Index over the items of a PlainStore and the displays of their properties."""

    def __init__(self, items: Mapping[str, Item], displays: Mapping[Key, str]) -> None:
        self._items = items
        self._displays = displays

    def search(self, query: Query) -> Results:
        said = {item_id: Words(item) for item_id, item in self._items.items()}
        reasons = {
            item_id: [reason(item, said[item_id], term) for term in query.terms]
            for item_id, item in self._items.items()
        }
        weights = [
            weight(len(self._items), sum(row[n] is not None for row in reasons.values()))
            for n in range(len(query.terms))
        ]
        kept = query.plan if query.plan and len(query.plan.weights) == len(query.terms) else None
        tiers = {
            item_id: own
            for item_id, row in reasons.items()
            if (own := tier(query, row)) is not None
            and not any(map(said[item_id].insists_on, query.without))
            and all(map(said[item_id].says, query.phrases))
        }
        met = {item_id: own for item_id, own in tiers.items() if _meets(self._items[item_id], query)}
        plan = kept or Plan(tuple(weights), *decided(query, met))
        hits = [
            (own, _hit(self._items[item_id], reasons[item_id], query, plan))
            for item_id, own in met.items()
            if own <= plan.shown
        ]
        entries = _ordered(hits, query.sort)
        rest = [(place, hit) for place, hit in entries if query.after is None or _is_after(place, hit, query)]
        page = rest[: query.limit]
        more = page and len(rest) > query.limit
        last = (page[-1][0], page[-1][1].item.id) if more else None
        counted = [self._items[item_id] for item_id, own in tiers.items() if own <= plan.counted]
        facets = {asked.name: self._facet(counted, query, asked) for asked in query.facets}
        total = sum(own <= plan.counted for own in met.values())
        return Results(total, tuple(hit for _, hit in page), facets, last, plan)

    def _facet(self, found: Iterable[Item], query: Query, asked: FacetQuery) -> Facet:
        kept = [item for item in found if _meets(item, query, without=asked.name)]
        counts = Counter(prop.value for item in kept for prop in item.properties if prop.name == asked.name)
        values = [FacetValue(value, self._displays[asked.name, value], count) for value, count in counts.items()]
        values = [each for each in values if self._says((asked.name, each.value), asked.text)]
        values.sort(key=lambda each: (-each.count, each.value))
        return Facet(tuple(values[: asked.limit]), len(values), _ranges(kept, asked))

    def similar(self, wanted: Mapping[Key, int], limit: int, without: Set[str] = frozenset()) -> list[Similar]:
        found = []
        for other in self._items.values():
            shared = [self._shared(key, times) for key, times in wanted.items() if key in keys_of(other)]
            if shared and other.id not in without:
                score = round(sum(each.weight for each in shared), 6)
                reasons = sorted(shared, key=lambda each: (-each.weight, each.name, each.value))
                found.append(Similar(other.id, other.title, score, tuple(reasons)))
        return sorted(found, key=lambda each: (-each.score, each.id))[:limit]

    def _shared(self, key: Key, times: int) -> Shared:
        own = times * weight(len(self._items), len(self._having(key)))
        return Shared(*key, self._displays[key], own / 1_000_000)

    def names(self) -> list[KnownName]:
        listed = [(prop, item.id) for item in self._items.values() for prop in item.properties]
        return [
            KnownName(
                name,
                len({item_id for prop, item_id in listed if prop.name == name}),
                len({prop.value for prop, _ in listed if prop.name == name}),
                frozenset(prop.unit for prop, _ in listed if prop.name == name and prop.number is not None),
            )
            for name in sorted({prop.name for prop, _ in listed})
        ]

    def words_with_prefix(self, prefix: str, limit: int) -> list[str]:
        counts: Counter[str] = Counter()
        for item in self._items.values():
            texts = [item.title, item.text, *(f"{prop.value} {prop.display}" for prop in item.properties)]
            counts.update({word for text in texts for word in words_of(text) if word.startswith(prefix)})
        return [word for _, word in sorted((-count, word) for word, count in counts.items())][:limit]

    def prefixed(self, text: str, name: str | None = None, limit: int = 20) -> list[KnownValue]:
        return self._commonest(
            (key for key in self._displays if name in (None, key[0]) and self._says(key, text)), limit
        )

    def quantities(self, bounds: Bounds, limit: int) -> list[KnownValue]:
        keys = {
            key_of(prop)
            for item in self._items.values()
            for prop in item.properties
            if prop.unit == bounds.unit and bounds.contains(prop)
        }
        return self._commonest(keys, limit)

    def _commonest(self, keys: Iterable[Key], limit: int) -> list[KnownValue]:
        found = [KnownValue(*key, self._displays[key], len(self._having(key))) for key in keys]
        return sorted(found, key=lambda each: (-each.count, each.name, each.value))[:limit]

    def _says(self, key: Key, text: str) -> bool:
        words = words_of(f"{key[1]} {self._displays[key]}")
        return all(any(word.startswith(start) for word in words) for start in words_of(text))

    def known(self, words: Iterable[str]) -> list[KnownValue]:
        wanted = set(words)
        return [
            KnownValue(*key, self._displays[key], len(self._having(key)))
            for key in sorted(self._displays)
            if wanted and wanted <= word_set(key[1])
        ]

    def unknown_words(self, words: Iterable[str]) -> set[str]:
        texts = [value for _, value in self._displays]
        texts += [text for item in self._items.values() for text in (item.title, item.text)]
        texts += [prop.display for item in self._items.values() for prop in item.properties]
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


def _ranges(items: Sequence[Item], asked: FacetQuery) -> tuple[FacetRange, ...]:
    """Parts the numbers of the commonest unit, sorted and with repetitions, into stretches of one length."""
    said = [prop for item in items for prop in item.properties if prop.name == asked.name and prop.number is not None]
    units = Counter(prop.unit for prop in said)
    unit = min(units, key=lambda each: (-units[each], each or ""), default=None)
    numbers = sorted(prop.number for prop in said if prop.unit == unit and prop.number is not None)
    if len(set(numbers)) <= asked.ranges or not asked.ranges:
        return ()
    ends: dict[int, list[float]] = {}
    for number in sorted(set(numbers)):
        part = (2 * numbers.index(number) + numbers.count(number)) * asked.ranges // (2 * len(numbers))
        ends.setdefault(part, []).append(number)
    bounds = [Bounds(ends[part][0], ends[part][-1], unit) for part in sorted(ends)]
    return tuple(
        FacetRange(each, sum(matches(item, [Filter(asked.name, bounds=each)]) for item in items)) for each in bounds
    )


def key_of(prop: Property) -> Key:
    return prop.name, prop.value


def keys_of(item: Item) -> set[Key]:
    return {key_of(prop) for prop in item.properties}


def _meets(item: Item, query: Query, without: str | None = None) -> bool:
    """Tells whether all filters and limits hold, except those on the property `without`."""
    filters = [each for each in query.filters if each.name != without]
    if not all(matches(item, [each]) for each in query.view):
        return False
    return matches(item, filters) and all(matches(item, [limit]) for limit in query.limits if limit.name != without)


def _hit(item: Item, reasons: Sequence[Reason | None], query: Query, plan: Plan) -> Hit:
    missing = [n for n, met in enumerate(met_by(query, reasons)) if not met and query.terms[n].required]
    matched = dict.fromkeys((each.name, each.value) for n, each in enumerate(reasons) if each and n not in missing)
    return Hit(item, score(reasons, plan.weights), tuple(matched), tuple(missing))


def _ordered(hits: Iterable[tuple[int, Hit]], sort: Sort) -> list[tuple[Place, Hit]]:
    """Sorts by place, items without one last, and then by ascending id."""
    entries = [(_place(own, hit, sort), hit) for own, hit in sorted(hits, key=lambda each: each[1].item.id)]
    placed = [entry for entry in entries if entry[0] is not None]
    placed.sort(key=lambda entry: _rank(entry[0]), reverse=sort.descending)
    return placed + [entry for entry in entries if entry[0] is None]


def _place(own: int, hit: Hit, sort: Sort) -> Place:
    """Returns the sort key. An item with several values stands at the first one in the order of the query."""
    if sort.key == "relevance":
        return own * 1_000_000 - hit.score
    if sort.key == "id":
        return hit.item.id
    if sort.key == "title":
        return hit.item.title
    if sort.key == "updated_at":
        return hit.item.updated_at.astimezone(UTC).isoformat(timespec="microseconds")
    own_values = [prop for prop in hit.item.properties if prop.name == sort.key]
    places: list[Place] = [prop.value if prop.number is None else prop.number for prop in own_values]
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
