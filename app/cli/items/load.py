"""`itemgraph load`: a file into the service, with progress. A load that broke off is resumed by running it again."""

import itertools
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from app.cli.client import Client
from app.cli.items.records import Mapping, Record, read_records
from app.cli.options import DEFAULT_URL, Url
from app.cli.printing import err, out
from app.cli.progress import bar
from app.errors import SettingsError

CHUNK = 256
DEMO = Path(__file__).with_name("demo.jsonl")


@dataclass(slots=True)
class Loaded:
    """What became of the records; `errors` are `(line, id, reason)`."""

    statuses: Counter[str] = field(default_factory=Counter)
    errors: list[tuple[int, str | None, str]] = field(default_factory=list)
    seconds: float = 0.0


def load(
    file: Annotated[Path | None, typer.Argument(help="items: .jsonl, .csv, .tsv or .parquet")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="load the 300 sample items instead of a file")] = False,
    url: Url = DEFAULT_URL,
    properties: Annotated[
        str | None, typer.Option(help="columns to give as properties, comma between; left out: every short one")
    ] = None,
) -> None:
    """Create or replace the items of a file. Run it again to resume: what is stored already is skipped."""
    source = _source(file, demo)
    mapping = Mapping([name.strip() for name in properties.split(",")] if properties is not None else None)
    with Client(url) as client:
        loaded = send_items(client, source, mapping)
    for line, item_id, reason in loaded.errors:
        err.print(f"{source}:{line}: {item_id or 'no id'}: {escape(reason)}", soft_wrap=True, highlight=False)
    for column, count in mapping.left_out.items():
        err.print(f"column {column!r} left out of {count:,} items (long values); --properties names those to give")
    for column in sorted(set(mapping.properties or ()) - mapping.seen):
        err.print(f"no record has a column {column!r}, which --properties names")
    counts = ", ".join(f"{count:,} {status}" for status, count in sorted(loaded.statuses.items())) or "nothing"
    done = loaded.statuses.total()
    speed = f", {done / loaded.seconds:,.0f} items/s" if loaded.seconds else ""
    out.print(f"{counts}, {len(loaded.errors):,} errors in {loaded.seconds:,.1f} s{speed}", highlight=False)
    if loaded.errors:
        raise typer.Exit(1)


def _source(file: Path | None, demo: bool) -> Path:
    if (file is None) != demo:
        raise SettingsError("expected a FILE of items, or --demo for the sample items")
    return file or DEMO


def send_items(client: Client, path: Path, mapping: Mapping) -> Loaded:
    """Sends every record. The service skips what it has already, so a second run goes on where the first broke off."""
    loaded = Loaded()
    total = sum(1 for _ in read_records(path))
    started = time.monotonic()
    with bar(path.name, total) as advance:
        for chunk in _chunks(read_records(path)):
            _send(client, chunk, mapping, loaded)
            advance(len(chunk))
    loaded.seconds = time.monotonic() - started
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
