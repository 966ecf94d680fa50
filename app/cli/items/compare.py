"""`itemgraph compare`."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli.asking import ask
from app.cli.client import Call, Client
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, Url
from app.cli.printing import table
from app.cli.values import filter_value


def compare_items(
    ids: Annotated[list[str], typer.Argument(metavar="ID", help="ids of 2 to 10 items")],
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Show items side by side, a row for each property."""
    ask(Client(url, key), Call("GET", "/graph/compare", [("id", each) for each in ids]), _show, as_json)


def _show(answer: dict[str, Any]) -> Iterator[Table]:
    columns = [f"{each['id']}: {each['title']}" for each in answer["items"]]
    yield table(["property", "verdict", *columns], map(_row, answer["rows"]))


def _row(row: dict[str, Any]) -> list[str]:
    cells = [[filter_value(row["name"], each["value"]) for each in cell] for cell in row["cells"]]
    return [row["name"], row["verdict"], *map(", ".join, cells)]
