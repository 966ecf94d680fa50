"""`itemgraph path`."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli.asking import ask
from app.cli.client import Call, Client, path_of
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, Limit, Url
from app.cli.printing import table

End = Annotated[str, typer.Argument(help="an item's id, or a property: name:value", show_default=False)]


def path(
    start: End, end: End, limit: Limit = 10, url: Url = DEFAULT_URL, key: ApiKey = None, as_json: AsJson = False
) -> None:
    """List what connects two items or properties: the shortest paths, rarest first."""
    parameters = [("from", start), ("to", end), ("limit", str(limit))]
    ask(Client(url, key), Call("GET", path_of("graph", "path"), parameters), _show, as_json)


def _show(answer: dict[str, Any]) -> Iterator[Table | str]:
    if not answer["paths"]:
        yield "no property and no further item connects them"
        return
    yield table(["weight", "path"], ([f"{each['weight']:.3f}", _chain(each)] for each in answer["paths"]))


def _chain(found: dict[str, Any]) -> str:
    return " – ".join(each.get("item") or f"{each['name']}:{each['value']}" for each in found["vertices"])
