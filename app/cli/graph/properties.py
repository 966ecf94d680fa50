"""`itemgraph properties`."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli.asking import ask
from app.cli.client import Call, Client, path_of
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, PageLimit, Url
from app.cli.printing import counted, table


def properties(
    name: Annotated[str | None, typer.Argument(help="a property; without it, all properties are listed")] = None,
    prefix: Annotated[str, typer.Option(help="only values with words that begin so")] = "",
    limit: PageLimit = 100,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """List the properties of the graph, or the values of one, with the number of items."""
    if name is None:
        ask(Client(url, key), Call("GET", path_of("graph", "properties")), _show_names, as_json)
    else:
        params = [("limit", str(limit)), *([("prefix", prefix)] if prefix else [])]
        ask(Client(url, key), Call("GET", path_of("graph", "properties", name), params), _show_values, as_json)


def _show_names(answer: dict[str, Any]) -> Iterator[Table]:
    rows = (
        [each["name"], f"{each['items']:,}", f"{each['values']:,}", ", ".join(each["units"])]
        for each in answer["properties"]
    )
    yield table(["property", "items", "values", "units"], rows)


def _show_values(answer: dict[str, Any]) -> Iterator[Table | str]:
    yield f"{answer['name']}: {counted(answer['distinct'], 'value')}"
    rows = ([each["value"], each["display"], f"{each['count']:,}", each["filter"]] for each in answer["values"])
    yield table(["value", "display", "items", "filter"], rows)
