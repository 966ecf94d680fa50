"""Sends records to the service, and shows progress."""

import itertools
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from app.cli.client import Client
from app.cli.loading.mapping import flatten, folded
from app.cli.loading.records import Record

CHUNK = 256

# Converts the columns of a record to an item in the form of the API.
ToItem = Callable[[Mapping[str, Any]], dict[str, Any]]
# Yields a function that takes the number of records that were sent.
Progress = AbstractContextManager[Callable[[int], None]]


@dataclass(slots=True)
class Loaded:
    """The outcome of a load: counts by status, and the errors as `(line, id, reason)`."""

    statuses: Counter[str] = field(default_factory=Counter)
    errors: list[tuple[int, str | None, str]] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of `count` records, in lower case, in their order. `total` is the number of all records, if known."""

    names: Sequence[str]
    count: int
    total: int | None


def find_columns(records: Iterable[Record]) -> Columns:
    """Returns the columns of all records."""
    names: dict[str, None] = {}
    total = 0
    for record in records:
        total += 1
        names.update((folded(name), None) for name, _ in flatten(record.values or {}))
    return Columns(list(names), total, total)


def send_items(client: Client, records: Iterator[Record], to_item: ToItem, progress: Progress) -> Loaded:
    """Sends every record. The service skips items that it has already, so a second run resumes the first."""
    loaded = Loaded()
    started = time.monotonic()
    with progress as advance:
        for chunk in _chunks(records):
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
