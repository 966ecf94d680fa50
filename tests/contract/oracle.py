"""Implements the graph store in the plainest Python, in memory. Every other store must behave the same."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.domain.aliases.entries import Entry
from app.domain.changes import Change, Changes, Mark
from app.domain.coverage import Coverage, Covered
from app.domain.items import Content, Item, Status, Value, content_of
from app.graph.store import Watcher, check_corrections, check_vocabulary
from tests.contract.oracle_index import Key, PlainIndex, key_of, keys_of


@dataclass(frozen=True)
class PlainSnapshot:
    """A snapshot of the graph."""

    all_items: Sequence[Item]
    all_values: Sequence[Value]
    all_entries: Sequence[Entry]

    def items(self) -> Iterator[Item]:
        return iter(self.all_items)

    def contents(self) -> Iterator[Content]:
        return map(content_of, self.all_items)

    def values(self) -> Iterator[Value]:
        return iter(self.all_values)

    def entries(self) -> Iterator[Entry]:
        return iter(self.all_entries)


class PlainStore:
    """A GraphStore for one thread. Closing it loses everything.

    `_displays` are the property vertices. The first item with a property creates its vertex, the last one removes it.
    """

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}
        self._displays: dict[Key, str] = {}
        self._entries: dict[Key, Entry] = {}
        self._log: list[tuple[int, Change]] = []
        self._changed = self._vocabulary = 0
        self._watchers: list[Watcher] = []
        self.index = PlainIndex(self._items, self._displays)

    def upsert(
        self, items: Sequence[Item], vocabulary: str | None = None, corrected: Mapping[str, str] | None = None
    ) -> list[Status]:
        check_vocabulary(vocabulary, self.vocabulary_version)
        check_corrections(corrected, self.fingerprints(item.id for item in items))
        statuses = [self._upsert(item) for item in items]
        self._drop_orphans()
        self._tell([item.id for item in items])
        return statuses

    def _upsert(self, item: Item) -> Status:
        stored = self._items.get(item.id)
        if stored and stored.fingerprint == item.fingerprint:
            return "unchanged"
        self._write(item)
        self._note(Change(item.id, "written", item.updated_at))
        return "updated" if stored else "created"

    def _write(self, item: Item) -> None:
        properties, conflicts = sorted(item.properties, key=key_of), sorted(item.conflicts, key=key_of)
        self._items[item.id] = replace(item, properties=tuple(properties), conflicts=tuple(conflicts))
        for prop in item.properties:
            self._displays.setdefault(key_of(prop), prop.display)

    def rewrite(
        self, items: Sequence[Item], stored: Mapping[str, str | None] | None = None, vocabulary: str | None = None
    ) -> list[str]:
        check_vocabulary(vocabulary, self.vocabulary_version)
        found = self.fingerprints(item.id for item in items)
        before = stored or {}
        same = [i for i in items if found.get(i.id) in (i.fingerprint, before.get(i.id, i.fingerprint))]
        for item in same:
            self._write(item)
            self._note(Change(item.id, "written", datetime.now(UTC)))
        self._drop_orphans()
        self._tell([item.id for item in same])
        return [item.id for item in same]

    def delete(self, item_id: str) -> bool:
        existed = self._items.pop(item_id, None) is not None
        self._drop_orphans()
        if existed:
            self._note(Change(item_id, "deleted", datetime.now(UTC)))
            self._tell([item_id])
        return existed

    def _note(self, change: Change) -> None:
        self._changed += 1
        self._log = [entry for entry in self._log if entry[1].item_id != change.item_id]
        self._log.append((self._changed, change))

    def _drop_orphans(self) -> None:
        kept = set[Key]().union(*map(keys_of, self._items.values()))
        for key in self._displays.keys() - kept:
            del self._displays[key]

    def get(self, item_ids: Iterable[str]) -> dict[str, Item]:
        return {item_id: self._items[item_id] for item_id in item_ids if item_id in self._items}

    def corrected(self, limit: int, after: str | None = None) -> list[Item]:
        return [item for item in self.page(len(self._items), after) if item.corrections][:limit]

    def page(self, limit: int, after: str | None = None) -> list[Item]:
        return [self._items[item_id] for item_id in sorted(self._items) if after is None or item_id > after][:limit]

    def contents(self, item_ids: Iterable[str]) -> list[Content]:
        return [content_of(item) for item in self.get(item_ids).values()]

    @contextmanager
    def snapshot(self) -> Iterator["PlainSnapshot"]:
        properties = {key_of(prop): prop for item in self._items.values() for prop in item.properties}
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
            item.id for item in self._items.values() if wanted & (keys_of(item) | set(map(key_of, item.conflicts)))
        )

    def fingerprints(self, item_ids: Iterable[str]) -> dict[str, str]:
        return {item_id: item.fingerprint for item_id, item in self.get(item_ids).items()}

    def entries(self) -> list[Entry]:
        return [self._entries[key] for key in sorted(self._entries)]

    def put_entry(self, entry: Entry) -> None:
        self._vocabulary += 1
        self._entries[entry.name, entry.value] = entry

    def delete_entry(self, name: str, value: str) -> bool:
        self._vocabulary += 1
        return self._entries.pop((name, value), None) is not None

    def vocabulary_version(self) -> str:
        return str(self._vocabulary)

    def changes(self, limit: int, after: str | None = None) -> Changes:
        rest = [entry for entry in self._log if entry[0] > int(after or 0)][:limit]
        return Changes(tuple(change for _, change in rest), str(rest[-1][0]) if rest else after)

    def mark(self) -> Mark:
        number, newest = self._log[-1] if self._log else (None, None)
        return Mark("plain", str(number) if number else None, newest)

    def continues(self, mark: Mark) -> bool:
        return mark.graph == "plain" and int(mark.place or 0) <= self._changed

    def version(self) -> int | None:
        return self._changed

    def watch(self, changed: Watcher) -> None:
        self._watchers.append(changed)

    def _tell(self, changed: Collection[str]) -> None:
        for watcher in self._watchers:
            watcher(changed)

    def values(self, keys: Iterable[tuple[str, str]]) -> list[Value]:
        wanted = set(keys)
        with self.snapshot() as graph:
            return [value for value in graph.values() if (value.name, value.value) in wanted]

    def coverage(self, by: str | None = None) -> list[Coverage]:
        groups = (
            [None]
            if by is None
            else {p.value for item in self._items.values() for p in item.properties if p.name == by}
        )
        found = [
            _covered(group, [i for i in self._items.values() if group is None or (by, group) in keys_of(i)])
            for group in groups
        ]
        return sorted(found, key=lambda each: (-each.items, each.group or ""))

    def count(self) -> int:
        return len(self._items)

    def check(self) -> None:
        pass

    def counters(self) -> Mapping[str, tuple[str, Callable[[], float]]]:
        return {}

    def close(self) -> None:
        self._items.clear()
        self._displays.clear()


def _covered(group: str | None, items: Sequence[Item]) -> Coverage:
    names = {prop.name for item in items for prop in (*item.properties, *item.conflicts)}
    found = []
    for name in names:
        own = [[prop for prop in item.properties if prop.name == name] for item in items]
        values = [prop.value for props in own for prop in props]
        found.append(
            Covered(
                name,
                items=sum(bool(props) for props in own),
                given=sum(any(prop.source == "given" for prop in props) for props in own),
                values=len(set(values)),
                once=sum(values.count(value) == 1 for value in set(values)),
                low=sum(prop.score < 0.5 for props in own for prop in props),
                conflicts=sum(any(prop.name == name for prop in item.conflicts) for item in items),
                corrected=sum(
                    {"given", "corrected"} & {prop.source for prop in props} == {"corrected"} for props in own
                ),
            )
        )
    return Coverage(group, len(items), tuple(sorted(found, key=lambda each: (-each.items, each.name))))
