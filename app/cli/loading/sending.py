"""Sends records to the service, and shows progress."""

import itertools
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.cli.client import Client
from app.cli.loading.mapping import flatten, folded
from app.cli.loading.records import Record, read_records
from app.cli.loading.sources import Dialect
from app.cli.progress import bar

CHUNK = 256

# Converts the columns of a record to an item in the form of the API.
ToItem = Callable[[Mapping[str, Any]], dict[str, Any]]


@dataclass(slots=True)
class Loaded:
    """The outcome of a load: counts by status, and the errors as `(line, id, reason)`."""

    statuses: Counter[str] = field(default_factory=Counter)
    errors: list[tuple[int, str | None, str]] = field(default_factory=list)
    seconds: float = 0.0


def find_columns(path: Path, dialect: Dialect) -> tuple[int, list[str]]:
    """Returns the number of records in a file, and their columns in lower case, in the order of the file."""
    columns: dict[str, None] = {}
    total = 0
    for record in read_records(path, dialect):
        total += 1
        columns.update((folded(name), None) for name, _ in flatten(record.values or {}))
    return total, list(columns)


def send_items(client: Client, path: Path, dialect: Dialect, to_item: ToItem, total: int | None) -> Loaded:
    """Sends every record. The service skips items that it has already, so a second run resumes the first."""
    loaded = Loaded()
    started = time.monotonic()
    with bar(path.name, total) as advance:
        for chunk in _chunks(read_records(path, dialect)):
            _send(client, chunk, to_item, loaded)
            advance(len(chunk))
    loaded.seconds = time.monotonic() - started
    return loaded


def _send(client: Client, chunk: list[Record], to_item: ToItem, loaded: Loaded) -> None:
    loaded.errors += [(record.line, None, record.error) for record in chunk if record.values is None]
    readable = [(record.line, record.values) for record in chunk if record.values is not None]
    # ASCII lets half of a surrogate pair reach the service, whose answer names its place.
    lines = [json.dumps(to_item(values), default=str) for _, values in readable]
    for (line, _), answer in zip(readable, client.bulk(lines) if lines else [], strict=True):
        if "error" in answer:
            loaded.errors.append((line, answer["id"], answer["error"]))
        else:
            loaded.statuses[answer["status"]] += 1


def _chunks(records: Iterator[Record]) -> Iterator[list[Record]]:
    while chunk := list(itertools.islice(records, CHUNK)):
        yield chunk
