"""Converts rows to items and back."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.domain.aliases.entries import Entry
from app.domain.items import Content, Item, Property, Value
from app.graph.records import ENTRY, HAS, ITEM, PROPERTY, VALUE
from app.graph.times import parse_time

_ITEMS_OF_A_FETCH, _CONTENTS_OF_A_FETCH = 500, 5000

ITEM_COLUMNS = ", ".join(f"i.{name}" for name in ("key", "id", *ITEM.names))
CONTENT_COLUMNS = "i.key, i.id, i.title, i.text, i.updated_at"
_PROPERTY_COLUMNS = ", ".join(f"{'h' if name in HAS.names else 'p'}.{name}" for name in PROPERTY.names)


def insert(table: str, names: Iterable[str]) -> str:
    """Returns the SQL that inserts a row of these columns."""
    columns = list(names)
    return f"INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def read_entries(connection: sqlite3.Connection) -> list[Entry]:
    """Returns the team's aliases in order of name and value."""
    rows = connection.execute(f"SELECT {', '.join(ENTRY.names)} FROM vocabulary ORDER BY name, value").fetchall()
    return [Entry(**dict(zip(ENTRY.names, ENTRY.from_values(row), strict=True))) for row in rows]


def read_items(connection: sqlite3.Connection, rows: Iterable[tuple[Any, ...]]) -> list[Item]:
    """Returns items from rows of ITEM_COLUMNS, in the same order. Properties are in order of name and value."""
    rows = list(rows)
    properties: dict[int, list[Property]] = {row[0]: [] for row in rows}
    edges = connection.execute(
        f"""SELECT h.item, {_PROPERTY_COLUMNS}
            FROM json_each(?) k JOIN has h ON h.item = k.value JOIN property p ON p.key = h.property
            ORDER BY p.name, p.value""",
        [json.dumps(list(properties))],
    )
    for item, *stored in edges:
        properties[item].append(Property(*PROPERTY.from_values(stored)))
    return [_to_item(row, properties[row[0]]) for row in rows]


def _to_item(row: tuple[Any, ...], properties: Iterable[Property]) -> Item:
    _, own, *stored = row
    return Item(own, properties=tuple(properties), **dict(zip(ITEM.names, ITEM.from_values(stored), strict=True)))


def to_content(row: tuple[Any, ...], said: Iterable[tuple[str, str, str]]) -> Content:
    """Returns a content from a row of CONTENT_COLUMNS."""
    _, own, title, text, updated = row
    return Content(own, title, text, parse_time(updated), tuple(said))


def read_contents(connection: sqlite3.Connection, item_ids: Iterable[str]) -> list[Content]:
    rows = connection.execute(
        f"SELECT {CONTENT_COLUMNS} FROM json_each(?) k JOIN item i ON i.id = k.value", [json.dumps(list(item_ids))]
    ).fetchall()
    said: dict[int, list[tuple[str, str, str]]] = {row[0]: [] for row in rows}
    edges = connection.execute(
        """SELECT h.item, p.name, p.value, h.display
           FROM json_each(?) k JOIN has h ON h.item = k.value JOIN property p ON p.key = h.property""",
        [json.dumps(list(said))],
    )
    for item, name, value, display in edges:
        said[item].append((name, value, display))
    return [to_content(row, said[row[0]]) for row in rows]


def to_value(row: Sequence[Any]) -> Value:
    """Returns a property from a row of its columns."""
    return Value(**dict(zip(VALUE.names, VALUE.from_values(row), strict=True)))


class SqliteSnapshot:
    """The graph as a connection sees it in its read transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def items(self) -> Iterator[Item]:
        rows = self._connection.execute(f"SELECT {ITEM_COLUMNS} FROM item i ORDER BY i.id")
        while part := rows.fetchmany(_ITEMS_OF_A_FETCH):
            yield from read_items(self._connection, part)

    def contents(self) -> Iterator[Content]:
        """Reads the tables in the order of their keys, which is the order on disk."""
        known = {key: (name, value) for key, name, value in self._run("SELECT key, name, value FROM property")}
        rows = self._run(f"SELECT {CONTENT_COLUMNS} FROM item i ORDER BY i.key")
        while part := rows.fetchmany(_CONTENTS_OF_A_FETCH):
            said: dict[int, list[tuple[str, str, str]]] = {row[0]: [] for row in part}
            edges = "SELECT item, property, display FROM has WHERE item BETWEEN ? AND ?"
            for item, key, display in self._run(edges, [part[0][0], part[-1][0]]):
                said[item].append((*known[key], display))
            yield from (to_content(row, said[row[0]]) for row in part)

    def _run(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql, values)

    def values(self) -> Iterator[Value]:
        rows = self._connection.execute(f"SELECT {', '.join(VALUE.names)} FROM property ORDER BY name, value")
        yield from map(to_value, rows)

    def entries(self) -> Iterator[Entry]:
        return iter(read_entries(self._connection))
