"""Writes, rewrites and deletes items, inside a transaction that the store opened."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from app.domain.aliases.entries import Entry
from app.domain.changes import ChangeKind
from app.domain.items import Item, Property, Status
from app.domain.standard import word_set
from app.graph.records import ENTRY, HAS, ITEM, VALUE
from app.graph.sqlite.rows import insert
from app.graph.store import check_corrections
from app.graph.times import format_time

_PUT_ITEM = f"""INSERT {insert("item", ("key", "id", *ITEM.names))} ON CONFLICT (key) DO UPDATE
    SET {", ".join(f"{name} = excluded.{name}" for name in ITEM.names)}"""
_PUT_EDGE = f"INSERT OR REPLACE {insert('has', ('item', 'property', *HAS.names))}"
_PUT_VALUE = f"INSERT {insert('property', VALUE.names)} RETURNING key"
_NEXT_VOCABULARY = "UPDATE graph SET vocabulary = lower(hex(randomblob(8)))"
_PUT_ENTRY = f"INSERT OR REPLACE {insert('vocabulary', ENTRY.names)}"


def upsert_items(
    connection: sqlite3.Connection, items: Sequence[Item], corrected: Mapping[str, str] | None = None
) -> list[Status]:
    """Creates or replaces items, unless the stored fingerprint is the same. Raises ItemsCorrected.

    A property that moves from one of them to another is never removed.
    """
    stored = _stored(connection, items)
    check_corrections(corrected, {item_id: each.fingerprint for item_id, each in stored.items()})
    changed = [item for item in items if item.id not in stored or stored[item.id].fingerprint != item.fingerprint]
    _write_items(connection, changed, stored)
    _log_changes(connection, ((item.id, "written", item.updated_at) for item in changed))
    written: dict[str, Status] = {item.id: "updated" if item.id in stored else "created" for item in changed}
    return [written.get(item.id, "unchanged") for item in items]


def rewrite_items(connection: sqlite3.Connection, items: Sequence[Item], before: Mapping[str, str | None]) -> list[str]:
    """Replaces items whose stored fingerprint is their own or the one in `before`. Returns their ids."""
    stored = _stored(connection, items)
    found = {item.id: stored[item.id].fingerprint if item.id in stored else None for item in items}
    same = [item for item in items if found[item.id] in (item.fingerprint, before.get(item.id, item.fingerprint))]
    _write_items(connection, same, stored)
    now = datetime.now(UTC)
    _log_changes(connection, ((item.id, "written", now) for item in same))
    return [item.id for item in same]


class _Stored(NamedTuple):
    """An item's key and fingerprint."""

    key: int
    fingerprint: str


def _stored(connection: sqlite3.Connection, items: Iterable[Item]) -> dict[str, _Stored]:
    rows = connection.execute(
        "SELECT i.id, i.key, i.fingerprint FROM json_each(?) k JOIN item i ON i.id = k.value",
        [json.dumps([item.id for item in items])],
    )
    return {own: _Stored(key, fingerprint) for own, key, fingerprint in rows}


def _write_items(connection: sqlite3.Connection, items: Sequence[Item], stored: Mapping[str, _Stored]) -> None:
    """Writes items with their edges. Each kind of row is written for all of them at once."""
    last = connection.execute("SELECT coalesce(max(key), 0) FROM item").fetchone()[0]
    keys = [stored[item.id].key if item.id in stored else last + n for n, item in enumerate(items, 1)]
    connection.executemany(
        _PUT_ITEM, [(key, item.id, *ITEM.to_values(item)) for key, item in zip(keys, items, strict=True)]
    )
    of = _property_keys(connection, [prop for item in items for prop in item.properties])
    wanted = {
        (key, of[prop.name, prop.value]): prop
        for key, item in zip(keys, items, strict=True)
        for prop in item.properties
    }
    lost = _edges(connection, [stored[item.id].key for item in items if item.id in stored]) - wanted.keys()
    _drop_edges(connection, lost)
    connection.executemany(_PUT_EDGE, [(*edge, *HAS.to_values(prop)) for edge, prop in wanted.items()])
    _drop_orphans(connection, {prop for _, prop in lost})


def _edges(connection: sqlite3.Connection, keys: Sequence[int]) -> set[tuple[int, int]]:
    """Returns item and property of each edge of these items."""
    return set(
        connection.execute(
            "SELECT h.item, h.property FROM json_each(?) k JOIN has h ON h.item = k.value", [json.dumps(keys)]
        )
    )


def _drop_edges(connection: sqlite3.Connection, edges: Iterable[tuple[int, int]]) -> None:
    connection.executemany("DELETE FROM has WHERE item = ? AND property = ?", edges)


def delete_item(connection: sqlite3.Connection, item_id: str) -> bool:
    """Removes an item with its edges, and the properties that no other item has."""
    found = connection.execute("SELECT key FROM item WHERE id = ?", [item_id]).fetchone()
    if found is None:
        return False
    edges = _edges(connection, found)
    _drop_edges(connection, edges)
    _drop_orphans(connection, {prop for _, prop in edges})
    connection.execute("DELETE FROM item WHERE key = ?", found)
    _log_changes(connection, [(item_id, "deleted", datetime.now(UTC))])
    return True


def put_entry(connection: sqlite3.Connection, entry: Entry) -> None:
    connection.execute(_PUT_ENTRY, ENTRY.to_values(entry))
    connection.execute(_NEXT_VOCABULARY)


def delete_entry(connection: sqlite3.Connection, name: str, value: str) -> bool:
    gone = connection.execute("DELETE FROM vocabulary WHERE name = ? AND value = ?", [name, value])
    connection.execute(_NEXT_VOCABULARY)
    return gone.rowcount > 0


def _log_changes(connection: sqlite3.Connection, changes: Iterable[tuple[str, ChangeKind, datetime]]) -> None:
    """Logs changes in place of the items' earlier ones: readers of the log need only the last."""
    connection.executemany(
        "INSERT OR REPLACE INTO change (item, kind, at) VALUES (?, ?, ?)",
        [(item_id, kind, format_time(at)) for item_id, kind, at in changes],
    )


def _property_keys(connection: sqlite3.Connection, properties: Iterable[Property]) -> dict[tuple[str, str], int]:
    """Returns the key of each property by name and value. New ones are as the first of these items says them."""
    wanted: dict[tuple[str, str], Property] = {}
    for prop in properties:
        wanted.setdefault((prop.name, prop.value), prop)
    rows = connection.execute(
        """SELECT p.name, p.value, p.key FROM json_each(?) k
           JOIN property p ON p.name = k.value ->> 0 AND p.value = k.value ->> 1""",
        [json.dumps(list(wanted))],
    )
    found = {(name, value): key for name, value, key in rows}
    words: list[tuple[str, int]] = []
    for pair, prop in wanted.items():
        if pair not in found:
            key = found[pair] = int(connection.execute(_PUT_VALUE, VALUE.to_values(prop)).fetchone()[0])
            words += [(word, key) for word in word_set(prop.value)]
    connection.executemany("INSERT INTO property_word VALUES (?, ?)", words)
    return found


def _drop_orphans(connection: sqlite3.Connection, keys: Collection[int]) -> None:
    candidates = [json.dumps(list(keys))]
    orphans = [
        row[0]
        for row in connection.execute(
            """SELECT k.value FROM json_each(?) k
               WHERE NOT EXISTS (SELECT 1 FROM has h WHERE h.property = k.value)""",
            candidates,
        )
    ]
    connection.executemany("DELETE FROM property_word WHERE property = ?", [(key,) for key in orphans])
    connection.executemany("DELETE FROM property WHERE key = ?", [(key,) for key in orphans])
