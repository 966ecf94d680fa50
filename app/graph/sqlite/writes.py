"""Writes, rewrites and deletes items, inside a transaction that the store opened."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime

from app.domain.aliases.entries import Entry
from app.domain.changes import ChangeKind
from app.domain.items import Item, Property, Status
from app.domain.standard import word_set
from app.graph.records import ENTRY, HAS, ITEM, VALUE
from app.graph.sqlite.rows import insert
from app.graph.times import format_time

_PUT_ITEM = f"""INSERT {insert("item", ("id", *ITEM.names))} ON CONFLICT (id) DO UPDATE
    SET {", ".join(f"{name} = excluded.{name}" for name in ITEM.names)} RETURNING key"""
_PUT_EDGE = f"INSERT OR REPLACE {insert('has', ('item', 'property', *HAS.names))}"
_PUT_VALUE = f"INSERT {insert('property', VALUE.names)} RETURNING key"
_PUT_ENTRY = f"INSERT OR REPLACE {insert('vocabulary', ENTRY.names)}"


def upsert_items(connection: sqlite3.Connection, items: Iterable[Item]) -> list[Status]:
    """Creates or replaces items. A property that moves from one of them to another is never removed."""
    lost: set[int] = set()
    statuses = [_upsert_item(connection, item, lost) for item in items]
    _drop_orphans(connection, lost)
    return statuses


def _upsert_item(connection: sqlite3.Connection, item: Item, lost: set[int]) -> Status:
    """Writes an item unless the stored fingerprint is the same."""
    stored = _fingerprint(connection, item.id)
    if stored == item.fingerprint:
        return "unchanged"
    _write_item(connection, item, lost)
    _log_change(connection, item.id, "written", item.updated_at)
    return "created" if stored is None else "updated"


def rewrite_items(connection: sqlite3.Connection, items: Iterable[Item], stored: Mapping[str, str | None]) -> list[str]:
    """Replaces items whose stored fingerprint is their own or the one in `stored`. Returns their ids."""
    lost: set[int] = set()
    same = [
        item
        for item in items
        if _fingerprint(connection, item.id) in (item.fingerprint, stored.get(item.id, item.fingerprint))
    ]
    for item in same:
        _write_item(connection, item, lost)
        _log_change(connection, item.id, "written", datetime.now(UTC))
    _drop_orphans(connection, lost)
    return [item.id for item in same]


def _fingerprint(connection: sqlite3.Connection, item_id: str) -> str | None:
    """Returns the fingerprint of the stored item; None if it does not exist."""
    found = connection.execute("SELECT fingerprint FROM item WHERE id = ?", [item_id]).fetchone()
    return found[0] if found else None


def _write_item(connection: sqlite3.Connection, item: Item, lost: set[int]) -> None:
    """Writes an item, and adds the properties that it no longer has to `lost`."""
    key = connection.execute(_PUT_ITEM, [item.id, *ITEM.to_values(item)]).fetchone()[0]
    lost |= _replace_edges(connection, key, item.properties)


def delete_item(connection: sqlite3.Connection, item_id: str) -> bool:
    """Removes an item with its edges, and the properties that no other item has."""
    found = connection.execute("SELECT key FROM item WHERE id = ?", [item_id]).fetchone()
    if found is None:
        return False
    _drop_orphans(connection, _replace_edges(connection, found[0], ()))
    connection.execute("DELETE FROM item WHERE key = ?", found)
    _log_change(connection, item_id, "deleted", datetime.now(UTC))
    return True


def put_entry(connection: sqlite3.Connection, entry: Entry) -> None:
    connection.execute(_PUT_ENTRY, ENTRY.to_values(entry))


def delete_entry(connection: sqlite3.Connection, name: str, value: str) -> bool:
    gone = connection.execute("DELETE FROM vocabulary WHERE name = ? AND value = ?", [name, value])
    return gone.rowcount > 0


def _log_change(connection: sqlite3.Connection, item_id: str, kind: ChangeKind, at: datetime) -> None:
    """Logs a change in place of the item's earlier one: readers of the log need only the last."""
    connection.execute(
        "INSERT OR REPLACE INTO change (item, kind, at) VALUES (?, ?, ?)", [item_id, kind, format_time(at)]
    )


def _replace_edges(connection: sqlite3.Connection, key: int, properties: Collection[Property]) -> set[int]:
    """Writes the edges of an item. Returns the properties that it no longer has."""
    before = {row[0] for row in connection.execute("SELECT property FROM has WHERE item = ?", [key])}
    wanted = {_property_key(connection, prop): prop for prop in properties}
    stale = before - wanted.keys()
    connection.executemany("DELETE FROM has WHERE item = ? AND property = ?", [(key, each) for each in stale])
    connection.executemany(
        _PUT_EDGE, [(key, property_key, *HAS.to_values(prop)) for property_key, prop in wanted.items()]
    )
    return stale


def _property_key(connection: sqlite3.Connection, prop: Property) -> int:
    pair = (prop.name, prop.value)
    found = connection.execute("SELECT key FROM property WHERE name = ? AND value = ?", pair).fetchone()
    if found:
        return int(found[0])
    key = connection.execute(_PUT_VALUE, VALUE.to_values(prop)).fetchone()[0]
    connection.executemany("INSERT INTO property_word VALUES (?, ?)", [(word, key) for word in word_set(prop.value)])
    return int(key)


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
