"""`itemgraph load`."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

import typer

from app.cli.client import Client
from app.cli.loading.checks import check_columns
from app.cli.loading.mapping import ItemMapping
from app.cli.loading.plan import Plan, propose_plan, read_plan
from app.cli.loading.records import Record, read_records
from app.cli.loading.sending import CHUNK, Columns, Loaded, find_columns, send_items
from app.cli.loading.sources import STANDARD_INPUT, Dialect
from app.cli.options import DEFAULT_URL, ApiKey, Url
from app.cli.printing import counted, say, say_aside
from app.cli.progress import bar
from app.errors import SettingsError

# The explorer loads the same file.
DEMO = Path(__file__).resolve().parents[2] / "web" / "explorer" / "demo.jsonl"
_INSPECTED = 100


def load(
    file: Annotated[
        Path | None,
        typer.Argument(
            allow_dash=True,
            help="items: .jsonl, .csv, .tsv (also with .gz), .xlsx, .parquet; - reads JSON Lines from standard input",
        ),
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="load the 300 sample items instead of a file")] = False,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    properties: Annotated[
        str | None,
        typer.Option(help="columns to give as properties, separated by commas; default: values up to 64 characters"),
    ] = None,
    mapping_file: Annotated[
        Path | None, typer.Option("--mapping", help="TOML file that says what each column becomes; see --inspect")
    ] = None,
    inspect: Annotated[
        bool, typer.Option("--inspect", help="load nothing; print a mapping file for this file, with three items")
    ] = False,
    delimiter: Annotated[
        str | None, typer.Option(help="character between the cells of a table, or tab; recognised if left out")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="encoding of the file, for example windows-1252; UTF-8 or UTF-16 if left out")
    ] = None,
) -> None:
    """Create or replace the items of a file. Run it again to resume: items that are already stored are skipped."""
    source, dialect = _source(file, demo), Dialect.parse(delimiter, encoding)
    if inspect:
        return say(_proposal(source, dialect))
    plan = read_plan(mapping_file) if mapping_file else Plan()
    mapping = ItemMapping([name.strip() for name in properties.split(",")] if properties is not None else None)
    records, checked = _checked(source, dialect)
    check_columns(source, plan, mapping, checked)
    with Client(url, key) as client:
        loaded = send_items(
            client, records, lambda values: mapping.to_item(plan.apply(values)), bar(source.name, checked.total)
        )
    for note in _notes(source, loaded, mapping):
        say_aside(note)
    say(_summary(loaded))
    if loaded.errors:
        raise typer.Exit(1)


def _source(file: Path | None, demo: bool) -> Path:
    if (file is None) != demo:
        raise SettingsError("expected a FILE of items, or --demo for the sample items")
    return file or DEMO


def _checked(source: Path, dialect: Dialect) -> tuple[Iterator[Record], Columns]:
    """Returns all records, and the columns to check: of the whole file, or of the first records of standard input."""
    records = read_records(source, dialect)
    if source != STANDARD_INPUT:
        return read_records(source, dialect), find_columns(records)
    first = list(islice(records, CHUNK))  # Standard input can be read only once.
    return chain(first, records), replace(find_columns(first), total=None)


def _proposal(source: Path, dialect: Dialect) -> str:
    """Returns a mapping file for the first records of a file."""
    records = [each.values for each in islice(read_records(source, dialect), _INSPECTED) if each.values]
    return propose_plan(records).rstrip()


def _notes(source: Path, loaded: Loaded, mapping: ItemMapping) -> list[str]:
    """Says which items and values were not loaded and why, and which columns were renamed."""
    notes = [f"{source}:{line}: {item_id or 'no id'}: {reason}" for line, item_id, reason in loaded.errors]
    notes += [f"column {column!r}: {count:,} left out: {why}" for (column, why), count in mapping.left_out.items()]
    if mapping.properties is None and any(why.startswith("longer") for _, why in mapping.left_out):
        notes.append("--properties names the columns to give, also those with longer values")
    notes += [f"column {column!r} became property {name!r}" for column, name in mapping.renamed.items()]
    return notes


def _summary(loaded: Loaded) -> str:
    counts = ", ".join(f"{count:,} {status}" for status, count in sorted(loaded.statuses.items())) or "nothing"
    done = loaded.statuses.total()
    speed = f", {done / loaded.seconds:,.0f} items/s" if loaded.seconds else ""
    return f"{counts}, {counted(len(loaded.errors), 'error')} in {loaded.seconds:,.1f} s{speed}"
