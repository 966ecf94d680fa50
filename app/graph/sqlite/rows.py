"""Rows to items and back."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from app.domain.aliases.entries import Entry
from app.domain.items import Item, Property, Value
from app.graph.texts import (
    format_aliases,
    format_conflicts,
    format_evidence,
    format_given,
    format_time,
    parse_aliases,
    parse_conflicts,
    parse_evidence,
    parse_given,
    parse_time,
)

_ITEMS_OF_A_FETCH = 500

ITEM_COLUMNS = (
    "i.key, i.id, i.title, i.text, i.url, i.image, i.updated_at, i.fingerprint, i.given, i.conflicts, i.model"
)


def to_item_row(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "text": item.text,
        "url": item.url,
        "image": item.image,
        "updated_at": format_time(item.updated_at),
        "fingerprint": item.fingerprint,
        "given": format_given(item.given),
        "conflicts": format_conflicts(item.conflicts),
        "model": item.model,
    }


def to_edge_row(item_key: int, property_key: int, prop: Property) -> dict[str, Any]:
    return {
        "item": item_key,
        "property": property_key,
        "display": prop.display,
        "score": prop.score,
        "source": prop.source,
        "evidence": format_evidence(prop.evidence),
        "model": prop.model,
        "extracted_at": format_time(prop.extracted_at),
        "qualifier": prop.qualifier,
        "narrower": prop.narrower,
    }


def to_entry_row(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "value": entry.value,
        "aliases": format_aliases(entry.aliases),
        "display": entry.display,
        "pending": int(entry.pending),
    }


def read_entries(connection: sqlite3.Connection) -> list[Entry]:
    """In order of name and value."""
    rows = connection.execute(
        "SELECT name, value, aliases, display, pending FROM vocabulary ORDER BY name, value"
    ).fetchall()
    return [
        Entry(name, value, parse_aliases(aliases), display, bool(pending))
        for name, value, aliases, display, pending in rows
    ]


def read_items(connection: sqlite3.Connection, rows: Iterable[tuple[Any, ...]]) -> list[Item]:
    """Items from rows of ITEM_COLUMNS, in their order, with their properties by name and value."""
    rows = list(rows)
    properties: dict[int, list[Property]] = {row[0]: [] for row in rows}
    edges = connection.execute(
        """SELECT h.item, p.name, p.value, h.display, h.score, h.source, h.evidence, h.model, h.extracted_at,
                  p.number, p.unit, p.high, h.qualifier, h.narrower
           FROM json_each(?) k JOIN has h ON h.item = k.value JOIN property p ON p.key = h.property
           ORDER BY p.name, p.value""",
        [json.dumps(list(properties))],
    )
    for item, name, value, display, score, source, evidence, model, at, *rest in edges:
        found = parse_evidence(evidence)
        properties[item].append(Property(name, value, display, score, source, found, model, parse_time(at), *rest))
    return [_to_item(row, properties[row[0]]) for row in rows]


def _to_item(row: tuple[Any, ...], properties: Iterable[Property]) -> Item:
    _, own, title, text, url, image, at, fingerprint, given, conflicts, model = row
    return Item(
        own,
        title,
        text,
        url,
        image,
        tuple(properties),
        parse_time(at),
        fingerprint,
        parse_given(given),
        parse_conflicts(conflicts),
        model,
    )


class SqliteSnapshot:
    """All that a connection sees in its read transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def items(self) -> Iterator[Item]:
        rows = self._connection.execute(f"SELECT {ITEM_COLUMNS} FROM item i ORDER BY i.id")
        while part := rows.fetchmany(_ITEMS_OF_A_FETCH):
            yield from read_items(self._connection, part)

    def values(self) -> Iterator[Value]:
        rows = self._connection.execute(
            "SELECT name, value, display, number, unit, high FROM property ORDER BY name, value"
        )
        for row in rows:
            yield Value(*row)

    def entries(self) -> Iterator[Entry]:
        return iter(read_entries(self._connection))
