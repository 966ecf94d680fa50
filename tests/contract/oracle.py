"""The graph store in the plainest Python: what every other store must answer, slowly and from memory."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.domain.aliases.entries import Entry
from app.domain.changes import Change, Changes
from app.domain.filters import matches
from app.domain.items import Item, Property, Status, Value
from app.domain.queries import TITLE, FacetValue, Hit, KnownValue, Query, Results, Shared, Similar, Sort, Term
from app.domain.ranking import MOST_FACET_VALUES, SCORE_DIGITS
from app.domain.standard import word_set

Key = tuple[str, str]
Place = float | str | None


@dataclass(frozen=True)
class Reason:
    """By what an item matches a term, and how well."""

    factor: float
    matched: Key


@dataclass(frozen=True)
class PlainSnapshot:
    """A graph of one moment."""

    all_items: Sequence[Item]
    all_values: Sequence[Value]
    all_entries: Sequence[Entry]

    def items(self) -> Iterator[Item]:
        return iter(self.all_items)

    def values(self) -> Iterator[Value]:
        return iter(self.all_values)

    def entries(self) -> Iterator[Entry]:
        return iter(self.all_entries)


class PlainStore:
    """A GraphStore for one thread, gone when it is closed.

    `_displays` are the property vertices: made by the first item that has the property, dropped with the last.
    """

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}
        self._displays: dict[Key, str] = {}
        self._entries: dict[Key, Entry] = {}
        self._log: list[tuple[int, Change]] = []
        self._changed = 0

    def upsert(self, items: Sequence[Item]) -> list[Status]:
        statuses = [self._upsert(item) for item in items]
        self._drop_orphans()
        return statuses

    def _upsert(self, item: Item) -> Status:
        stored = self._items.get(item.id)
        if stored and stored.fingerprint == item.fingerprint:
            return "unchanged"
        self._write(item)
        self._note(Change(item.id, "written", item.updated_at))
        return "updated" if stored else "created"

    def _write(self, item: Item) -> None:
        properties, conflicts = sorted(item.properties, key=_key), sorted(item.conflicts, key=_key)
        self._items[item.id] = replace(item, properties=tuple(properties), conflicts=tuple(conflicts))
        for prop in item.properties:
            self._displays.setdefault(_key(prop), prop.display)

    def rewrite(self, items: Sequence[Item], stored: Mapping[str, str] | None = None) -> list[str]:
        found = self.fingerprints(item.id for item in items)
        before = stored or {}
        same = [i for i in items if found.get(i.id) in (i.fingerprint, before.get(i.id, i.fingerprint))]
        for item in same:
            self._write(item)
            self._note(Change(item.id, "written", datetime.now(UTC)))
        self._drop_orphans()
        return [item.id for item in same]

    def delete(self, item_id: str) -> bool:
        existed = self._items.pop(item_id, None) is not None
        self._drop_orphans()
        if existed:
            self._note(Change(item_id, "deleted", datetime.now(UTC)))
        return existed

    def _note(self, change: Change) -> None:
        self._changed += 1
        self._log = [entry for entry in self._log if entry[1].item_id != change.item_id]
        self._log.append((self._changed, change))

    def _drop_orphans(self) -> None:
        self._displays = {key: display for key, display in self._displays.items() if self._having(key)}

    def get(self, item_ids: Iterable[str]) -> dict[str, Item]:
        return {item_id: self._items[item_id] for item_id in item_ids if item_id in self._items}

    def page(self, limit: int, after: str | None = None) -> list[Item]:
        return [self._items[item_id] for item_id in sorted(self._items) if after is None or item_id > after][:limit]

    @contextmanager
    def snapshot(self) -> Iterator["PlainSnapshot"]:
        properties = {_key(prop): prop for item in self._items.values() for prop in item.properties}
        values = [
            Value(*key, display, properties[key].number, properties[key].unit, properties[key].high)
            for key, display in self._displays.items()
        ]
        yield PlainSnapshot(
            sorted(self._items.values(), key=lambda item: item.id),
            sorted(values, key=lambda each: (each.name, each.value)),
            self.entries(),
        )

    def having(self, name: str, values: Iterable[str]) -> list[str]:
        wanted = {(name, value) for value in values}
        return sorted(
            item.id for item in self._items.values() if wanted & (_keys(item) | set(map(_key, item.conflicts)))
        )

    def fingerprints(self, item_ids: Iterable[str]) -> dict[str, str]:
        return {item_id: item.fingerprint for item_id, item in self.get(item_ids).items()}

    def search(self, query: Query) -> Results:
        reasons = {item_id: [_reason(item, term) for term in query.terms] for item_id, item in self._items.items()}
        found = [item for item in self._items.values() if not query.terms or any(reasons[item.id])]
        weights = query.weights
        if weights is None or len(weights) != len(query.terms):
            columns = [[row[n] for row in reasons.values()] for n in range(len(query.terms))]
            weights = tuple(_weight(len(self._items), _count(column)) if any(column) else 0.0 for column in columns)
        hits = [_hit(item, reasons[item.id], weights) for item in found if _meets(item, query)]
        entries = _ordered(hits, query.sort)
        behind = [hit for place, hit in entries if query.after is None or _is_behind(place, hit, query)]
        shown = tuple(behind[: query.limit])
        more = shown and len(behind) > query.limit
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
        own = _keys(self._items[item_id])
        found = []
        for other in self._items.values():
            shared = [self._shared(key) for key in own & _keys(other)]
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
        """A word is as common as there are pairs of an item and a value with that word."""
        counts = Counter(
            each for item in self._items.values() for prop in item.properties for each in word_set(prop.value)
        )
        near = [(edit_distance(word, other), -count, other) for other, count in counts.items()]
        return [other for far, _, other in sorted(near) if far <= distance]

    def entries(self) -> list[Entry]:
        return [self._entries[key] for key in sorted(self._entries)]

    def put_entry(self, entry: Entry) -> None:
        self._entries[entry.name, entry.value] = entry

    def delete_entry(self, name: str, value: str) -> bool:
        return self._entries.pop((name, value), None) is not None

    def changes(self, limit: int, after: str | None = None) -> Changes:
        behind = [entry for entry in self._log if entry[0] > int(after or 0)][:limit]
        return Changes(tuple(change for _, change in behind), str(behind[-1][0]) if behind else after)

    def count(self) -> int:
        return len(self._items)

    def counters(self) -> Mapping[str, tuple[str, Callable[[], float]]]:
        return {}

    def close(self) -> None:
        self._items.clear()
        self._displays.clear()

    def _having(self, key: Key) -> list[Item]:
        return [item for item in self._items.values() if key in _keys(item)]


def _key(prop: Property) -> Key:
    return prop.name, prop.value


def _keys(item: Item) -> set[Key]:
    return {_key(prop) for prop in item.properties}


def _reason(item: Item, term: Term) -> Reason | None:
    """The best of the term's targets that the item has, or its title; a property wins over an equal title."""
    found = [
        (-target.factor, False, target.name, target.value)
        for target in term.targets
        if (target.name, target.value) in _keys(item)
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
    """`ranking.weigh`, written again: ln(1 + N / n); what nothing matches weighs nothing."""
    return math.log(1 + items / having) if having else 0.0


def _meets(item: Item, query: Query, without: str | None = None) -> bool:
    """Whether all filters and each of the limits hold, those on the property `without` aside."""
    filters = [each for each in query.filters if each.name != without]
    return matches(item, filters) and all(matches(item, [limit]) for limit in query.limits if limit.name != without)


def _hit(item: Item, reasons: Sequence[Reason | None], weights: Sequence[float]) -> Hit:
    found = [(reason, weight) for reason, weight in zip(reasons, weights, strict=True) if reason]
    score = round(sum(reason.factor * weight for reason, weight in found), SCORE_DIGITS)
    return Hit(item, score, tuple(dict.fromkeys(reason.matched for reason, _ in found)))


def _ordered(hits: Iterable[Hit], sort: Sort) -> list[tuple[Place, Hit]]:
    """By place, what has none last; then by id, always upwards."""
    entries = [(_place(hit, sort), hit) for hit in sorted(hits, key=lambda hit: hit.item.id)]
    placed = [entry for entry in entries if entry[0] is not None]
    placed.sort(key=lambda entry: _rank(entry[0]), reverse=sort.descending)
    return placed + [entry for entry in entries if entry[0] is None]


def _place(hit: Hit, sort: Sort) -> Place:
    """What is sorted by; an item with several values stands at the first of them in the order asked for."""
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
    """Numbers, then texts by code point."""
    return (math.inf, place) if isinstance(place, str) else (place or 0.0, "")


def _is_behind(place: Place, hit: Hit, query: Query) -> bool:
    assert query.after
    after, item_id = query.after
    if (place is None) != (after is None):
        return place is None
    if _rank(place) == _rank(after):
        return hit.item.id > item_id
    return (_rank(place) > _rank(after)) != query.sort.descending


def edit_distance(one: str, other: str) -> int:
    """Inserts, deletes, replacements and swaps of neighbours; no stretch is edited twice (optimal string alignment)."""
    rows = [list(range(len(other) + 1))]
    for i, left in enumerate(one, 1):
        row = [i]
        for j, right in enumerate(other, 1):
            row.append(min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (left != right)))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                row[j] = min(row[j], rows[i - 2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]
