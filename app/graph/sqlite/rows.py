"""Rows to items and back."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from app.domain.items import Item, Property, Value
from app.graph.texts import format_evidence, format_time, parse_evidence, parse_time

# Items read at once where all are.
_TOGETHER = 500

ITEM_COLUMNS = "i.key, i.id, i.title, i.text, i.url, i.image, i.updated_at, i.fingerprint"


def to_item_row(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "text": item.text,
        "url": item.url,
        "image": item.image,
        "updated_at": format_time(item.updated_at),
        "fingerprint": item.fingerprint,
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
    }


def read_items(connection: sqlite3.Connection, rows: Iterable[tuple[Any, ...]]) -> list[Item]:
    """Items from rows of ITEM_COLUMNS, in their order, with their properties by name and value."""
    rows = list(rows)
    properties: dict[int, list[Property]] = {row[0]: [] for row in rows}
    edges = connection.execute(
        """SELECT h.item, p.name, p.value, h.display, h.score, h.source, h.evidence, h.model, h.extracted_at,
                  p.number, p.unit
           FROM json_each(?) k JOIN has h ON h.item = k.value JOIN property p ON p.key = h.property
           ORDER BY p.name, p.value""",
        [json.dumps(list(properties))],
    )
    for item, name, value, display, score, source, evidence, model, at, number, unit in edges:
        found = parse_evidence(evidence)
        time = parse_time(at)
        properties[item].append(
            Property(name, value, display, score, source, found, model, time, number=number, unit=unit)
        )
    return [
        Item(id_, title, text, url, image, tuple(properties[key]), parse_time(at), fingerprint)
        for key, id_, title, text, url, image, at, fingerprint in rows
    ]


class Whole:
    """All that a connection sees in its read transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def items(self) -> Iterator[Item]:
        rows = self._connection.execute(f"SELECT {ITEM_COLUMNS} FROM item i ORDER BY i.id")
        while part := rows.fetchmany(_TOGETHER):
            yield from read_items(self._connection, part)

    def values(self) -> Iterator[Value]:
        rows = self._connection.execute("SELECT name, value, display, number, unit FROM property ORDER BY name, value")
        for row in rows:
            yield Value(*row)
