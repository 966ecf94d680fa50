"""`itemgraph load`: a file into the service, with progress, resumable by running it again."""

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from app.cli.client import Client
from app.cli.records import Mapping, Record, read_records

CHUNK = 256


@dataclass(slots=True)
class Loaded:
    """What became of the records; `errors` are `(line, id, reason)`."""

    statuses: Counter[str] = field(default_factory=Counter)
    errors: list[tuple[int, str | None, str]] = field(default_factory=list)
    seconds: float = 0.0


def load(client: Client, path: Path, mapping: Mapping, console: Console) -> Loaded:
    """Sends every record. What is stored already is skipped by the service, so a broken load goes on where it was."""
    loaded = Loaded()
    total = sum(1 for _ in read_records(path))
    columns = [
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]} items/s"),
        TimeRemainingColumn(),
    ]
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(path.name, total=total, speed="–")
        for chunk in _chunks(read_records(path)):
            _send(client, chunk, mapping, loaded)
            speed = progress.tasks[task].speed
            progress.update(task, advance=len(chunk), speed=f"{speed:,.0f}" if speed else "–")
        loaded.seconds = progress.tasks[task].elapsed or 0.0
    return loaded


def _send(client: Client, chunk: list[Record], mapping: Mapping, loaded: Loaded) -> None:
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
