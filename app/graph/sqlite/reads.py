"""Finds the items that have a value, that are corrected, and that have changed."""

import json
import sqlite3
from collections.abc import Iterable

from app.domain.changes import Change, Changes, Mark
from app.domain.items import Item, Value
from app.errors import Fault, InvalidInput
from app.graph.records import VALUE
from app.graph.sqlite.rows import ITEM_COLUMNS, read_items, to_value
from app.graph.times import parse_time


def having(connection: sqlite3.Connection, name: str, values: Iterable[str]) -> list[str]:
    rows = connection.execute(
        """WITH wanted AS (SELECT value FROM json_each(?2))
           SELECT i.id FROM wanted w JOIN property p ON p.name = ?1 AND p.value = w.value
             JOIN has h ON h.property = p.key JOIN item i ON i.key = h.item
           UNION
           SELECT i.id FROM item i JOIN json_each(i.conflicts) c JOIN wanted w ON w.value = c.value ->> 'value'
           WHERE i.conflicts IS NOT NULL AND c.value ->> 'name' = ?1
           ORDER BY 1""",
        [name, json.dumps(sorted(set(values)))],
    )
    return [row[0] for row in rows]


def corrected(connection: sqlite3.Connection, limit: int, after: str | None) -> list[Item]:
    rows = connection.execute(
        f"""SELECT {ITEM_COLUMNS} FROM item i WHERE i.corrections IS NOT NULL AND (?1 IS NULL OR i.id > ?1)
            ORDER BY i.id LIMIT ?2""",
        [after, limit],
    )
    return read_items(connection, rows)


def vocabulary_version(connection: sqlite3.Connection) -> str:
    return str(connection.execute("SELECT vocabulary FROM graph").fetchone()[0])


def changes(connection: sqlite3.Connection, limit: int, after: str | None) -> Changes:
    if after is not None and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise InvalidInput([Fault("/cursor", "expected the `next` of an earlier answer")])
    rows = connection.execute(
        "SELECT number, item, kind, at FROM change WHERE number > ? ORDER BY number LIMIT ?", [int(after or 0), limit]
    ).fetchall()
    found = tuple(Change(item, kind, parse_time(at)) for _, item, kind, at in rows)
    return Changes(found, str(rows[-1][0]) if rows else after)


def mark(connection: sqlite3.Connection) -> Mark:
    graph = connection.execute("SELECT id FROM graph").fetchone()[0]
    newest = connection.execute("SELECT number, item, kind, at FROM change ORDER BY number DESC LIMIT 1").fetchone()
    if newest is None:
        return Mark(graph, None, None)
    number, item, kind, at = newest
    return Mark(graph, str(number), Change(item, kind, parse_time(at)))


def continues(connection: sqlite3.Connection, mark: Mark) -> bool:
    """Finds the mark's change in the log, or a later one of its item: the log keeps only the last one of an item."""
    now = connection.execute("SELECT id FROM graph").fetchone()[0]
    if mark.graph != now or mark.place is None or mark.newest is None:
        return bool(mark.graph == now)
    found = connection.execute("SELECT number, kind, at FROM change WHERE item = ?", [mark.newest.item_id]).fetchone()
    if found is None or found[0] < int(mark.place):
        return False
    number, kind, at = found
    return number > int(mark.place) or Change(mark.newest.item_id, kind, parse_time(at)) == mark.newest


def values(connection: sqlite3.Connection, keys: Iterable[tuple[str, str]]) -> list[Value]:
    rows = connection.execute(
        f"""SELECT {", ".join(f"p.{name}" for name in VALUE.names)} FROM json_each(?) k
            JOIN property p ON p.name = k.value ->> 0 AND p.value = k.value ->> 1""",
        [json.dumps(list(keys))],
    )
    return [to_value(row) for row in rows]
