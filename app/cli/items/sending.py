"""Records sent to the service, with progress."""

import itertools
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.cli.client import Client
from app.cli.items.mapping import ItemMapping, flatten, folded
from app.cli.items.records import Record, read_records
from app.cli.items.sources import Dialect
from app.cli.progress import bar

CHUNK = 256


@dataclass(slots=True)
class Loaded:
    """What became of the records; `errors` are `(line, id, reason)`."""

    statuses: Counter[str] = field(default_factory=Counter)
    errors: list[tuple[int, str | None, str]] = field(default_factory=list)
    seconds: float = 0.0


def find_columns(path: Path, dialect: Dialect) -> tuple[int, list[str]]:
    """How many records a file has, and their columns, in lower case and in the order of the file."""
    columns: dict[str, None] = {}
    total = 0
    for record in read_records(path, dialect):
        total += 1
        columns.update((folded(name), None) for name, _ in flatten(record.values or {}))
    return total, list(columns)


def send_items(client: Client, path: Path, dialect: Dialect, mapping: ItemMapping, total: int | None) -> Loaded:
    """Sends every record. The service skips what it has already, so a second run goes on where the first broke off."""
    loaded = Loaded()
    started = time.monotonic()
    with bar(path.name, total) as advance:
        for chunk in _chunks(read_records(path, dialect)):
            _send(client, chunk, mapping, loaded)
            advance(len(chunk))
    loaded.seconds = time.monotonic() - started
    return loaded


def _send(client: Client, chunk: list[Record], mapping: ItemMapping, loaded: Loaded) -> None:
    loaded.errors += [(record.line, None, record.error) for record in chunk if record.values is None]
    readable = [(record.line, record.values) for record in chunk if record.values is not None]
    # In ASCII, so that half of a surrogate pair reaches the service, which names its place.
    lines = [json.dumps(mapping.to_item(values), default=str) for _, values in readable]
    for (line, _), answer in zip(readable, client.bulk(lines) if lines else [], strict=True):
        if "error" in answer:
            loaded.errors.append((line, answer["id"], answer["error"]))
        else:
            loaded.statuses[answer["status"]] += 1


def _chunks(records: Iterator[Record]) -> Iterator[list[Record]]:
    while chunk := list(itertools.islice(records, CHUNK)):
        yield chunk
