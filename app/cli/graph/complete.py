"""`itemgraph complete`."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli.asking import ask
from app.cli.client import Call, Client, path_of
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, Url
from app.cli.printing import table


def complete(
    q: Annotated[str, typer.Argument(help="the query as typed so far")],
    limit: Annotated[int, typer.Option(min=1, max=50, help="how many to show at most")] = 10,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """List what a query that is being typed may become."""
    params = [("q", q), ("limit", str(limit))]
    ask(Client(url, key), Call("GET", path_of("graph", "complete"), params), _show, as_json)


def _show(answer: dict[str, Any]) -> Iterator[Table]:
    yield table(["query", "kind", "means", "items"], map(_row, answer["completions"]))


def _row(each: dict[str, Any]) -> list[str]:
    means = each.get("filter") or each.get("id") or ""
    return [each["text"], each["kind"], means, f"{each['count']:,}" if "count" in each else ""]
