"""The commands and their options."""

import json
import socket
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.cli.client import Client
from app.cli.load import load
from app.cli.records import Mapping
from app.domain.standard import load_rulebook
from app.errors import ItemgraphError, ServiceError, SettingsError
from app.main import create_app
from app.settings import Settings, read_settings

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
out, err = Console(), Console(stderr=True)

Url = Annotated[str, typer.Option(envvar="ITEMGRAPH_URL", help="where the service runs")]
AsJson = Annotated[bool, typer.Option("--json", help="print everything as JSON")]
Model = Annotated[str | None, typer.Option(help="bundle: a folder or .tar.gz, here or in S3 (MODEL)")]
DEFAULT_URL = "http://127.0.0.1:8000"


def main() -> None:
    """Runs the command line; an expected error is one line on standard error and exit status 1."""
    try:
        cli()
    except ItemgraphError as error:
        _fail(str(error), error.status)
    except OSError as error:
        if error.filename is None:
            raise
        _fail(f"{error.filename}: {error.strerror}")


def _fail(message: str, status: int = 1) -> None:
    err.print(f"[bold red]error:[/] {escape(message)}", soft_wrap=True, highlight=False)
    sys.exit(status)


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="address (HOST)")] = None,
    port: Annotated[int | None, typer.Option(help="port (PORT)")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="folder of the graph (DATA_DIR)")] = None,
    model: Model = None,
) -> None:
    """Serve the API."""
    settings = read_settings(host=host, port=port, data_dir=data_dir, model=model)
    listener = _listen(settings)
    app = create_app(settings)
    address = f"http://{settings.host}:{listener.getsockname()[1]}"
    out.print(f"Itemgraph on [bold]{address}[/], its API on [bold]{address}/docs[/]")
    if not app.state.running.service.store.count():
        out.print("The graph is empty: [bold]make demo[/] (in another terminal) loads a sample catalog of 300 items.")
    config = uvicorn.Config(app, log_level="warning", timeout_keep_alive=75, timeout_graceful_shutdown=25)
    uvicorn.Server(config).run(sockets=[listener])


def _listen(settings: Settings) -> socket.socket:
    """A socket bound before anything is loaded. Raises SettingsError when the port is taken."""
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        raise SettingsError(
            f"cannot listen on HOST={settings.host} PORT={settings.port}: {error.strerror or error}; "
            "expected a free port of this machine, for example PORT=8001"
        ) from error


@cli.command()
def extract(
    texts: Annotated[list[str], typer.Argument(help="texts to read")],
    url: Url = DEFAULT_URL,
    min_score: Annotated[float | None, typer.Option(min=0, max=1, help="the service's own choice if left out")] = None,
    as_json: AsJson = False,
) -> None:
    """Read texts; store nothing."""
    with Client(url) as client:
        answer = client.extract(texts, min_score)
    if as_json:
        return print_json(answer)
    table = Table("text", "label", "score", "value")
    for document in answer["documents"]:
        values = {tuple(m): p["value"] for p in document["properties"] for m in p["mentions"]}
        for span in document["spans"]:
            value = values.get((span["start"], span["end"]), "")
            table.add_row(escape(span["text"]), span["label"], f"{span['score']:.3f}", escape(value))
    out.print(table)


@cli.command("load")
def load_file(
    file: Annotated[Path, typer.Argument(help="items: .jsonl, .csv, .tsv or .parquet")],
    url: Url = DEFAULT_URL,
    properties: Annotated[
        str | None, typer.Option(help="columns to give as properties, comma between; left out: every short one")
    ] = None,
) -> None:
    """Create or replace the items of a file. Run it again to resume: what is stored already is skipped."""
    mapping = Mapping([name.strip() for name in properties.split(",")] if properties is not None else None)
    with Client(url) as client:
        loaded = load(client, file, mapping, err)
    for line, item_id, reason in loaded.errors:
        err.print(f"{file}:{line}: {item_id or 'no id'}: {escape(reason)}", soft_wrap=True, highlight=False)
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


@cli.command()
def search(
    q: Annotated[str, typer.Argument(help="what to find")] = "",
    filter: Annotated[list[str] | None, typer.Option(help="name:value, -name:value, name:10..50; repeats")] = None,  # noqa: A002 (the API's name)
    facet: Annotated[list[str] | None, typer.Option(help="property name; repeats")] = None,
    limit: int = 10,
    sort: str = "relevance",
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
) -> None:
    """Search the graph."""
    repeated = [("filter", each) for each in filter or []] + [("facet", each) for each in facet or []]
    with Client(url) as client:
        answer = client.search([("q", q), ("limit", str(limit)), ("sort", sort), *repeated])
    if as_json:
        return print_json(answer)
    understood = ", ".join(f"{each['text']} → {_meaning(each)}" for each in answer["query"]["understood"])
    unmatched = ", ".join(answer["query"]["unmatched"])
    line = f"{answer['total']:,} items; understood: {understood or '–'}; as plain text: {unmatched or '–'}"
    out.print(escape(line), soft_wrap=True)
    table = Table("score", "id", "title", "matched")
    for hit in answer["hits"]:
        matched = ", ".join(f"{each['name']}:{each['value']}" for each in hit["matched"])
        table.add_row(f"{hit['score']:.2f}", escape(hit["id"]), escape(hit["title"]), escape(matched))
    out.print(table)
    for each in answer["facets"]:
        values = ", ".join(f"{value['display']} {value['count']:,}" for value in each["values"][:15])
        out.print(escape(f"{each['name']}: {values}"))


def _meaning(understood: dict[str, Any]) -> str:
    name = understood["name"]
    if "value" in understood:
        return f"{name}:{understood['value']}"
    low, high, unit = (understood.get(key, "") for key in ("min", "max", "unit"))
    return f"{name}:{low}..{high} {unit}".strip()


@cli.command()
def export(
    output: Annotated[Path, typer.Argument(help="file, or new folder (neptune-csv, saved-model)")],
    format: Annotated[  # noqa: A002 (the API's name)
        str,
        typer.Option(
            help="jsonl, neptune-csv, ntriples, graphml: the graph; saved-model: the bundle with one; "
            "model-archive: its model.tar.gz for SageMaker"
        ),
    ] = "jsonl",
    model: Model = None,
    url: Url = DEFAULT_URL,
) -> None:
    """Write the graph of the service, rebuild the model's SavedModel, or pack the model for SageMaker."""
    from app.cli.export_command import GRAPH_FORMATS, export_graph
    from app.lifecycle.export import export_archive, export_model

    if format == "saved-model":
        return export_model(read_settings(model=model), output, out)
    if format == "model-archive":
        return export_archive(read_settings(model=model), output, out)
    if format not in GRAPH_FORMATS:
        raise ServiceError(f"--format {format!r}: expected {', '.join(GRAPH_FORMATS)}, saved-model or model-archive")
    with Client(url) as client:
        export_graph(client, format, output, out)


@cli.command("reextract")
def reextract_items(
    changed_only: Annotated[
        bool, typer.Option("--changed-only", help="only items that another model or other rules have read")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only show what would change")] = False,
    model: Model = None,
    data_dir: Annotated[Path | None, typer.Option(help="folder of the graph (DATA_DIR)")] = None,
) -> None:
    """Read the stored items again, show what changes, and write it. Run it again to resume."""
    from app.cli.reextract_command import reextract

    reextract(read_settings(model=model, data_dir=data_dir), changed_only, dry_run, out, err)


vocabulary = typer.Typer(no_args_is_help=True, help="Values that are the same: likely ones, and your decisions.")
cli.add_typer(vocabulary, name="vocabulary")


@vocabulary.command("suggest")
def suggest_variants(
    output: Annotated[Path, typer.Option(help="file to write")] = Path("merges.toml"),
    name: Annotated[list[str] | None, typer.Option(help="only this property; repeats")] = None,
    min_items: Annotated[int, typer.Option(min=1, help="items that a variant has at least")] = 1,
    limit: Annotated[int, typer.Option(min=1, help="variants at most")] = 500,
    url: Url = DEFAULT_URL,
) -> None:
    """Look for likely variants of values in the graph, and write them to a file for you to edit."""
    from app.cli.vocabulary_command import Wanted, suggest

    wanted = Wanted(frozenset(name or ()), min_items, limit)
    with Client(url) as client:
        suggest(client, output, wanted, load_rulebook(read_settings().vocabulary), err)


@vocabulary.command("apply")
def apply_merges(
    file: Annotated[Path, typer.Argument(help="what `suggest` wrote, edited")],
    preview: Annotated[bool, typer.Option("--preview", help="only show what would change")] = False,
    url: Url = DEFAULT_URL,
) -> None:
    """Merge the values of a file in all items, beside what was decided before. Run it again to go on."""
    from app.cli.vocabulary_command import apply

    with Client(url) as client:
        apply(client, file, preview, out)


def print_json(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
