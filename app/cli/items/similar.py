"""`itemgraph similar`."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli.asking import ask
from app.cli.client import Call, Client, path_of
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, Limit, Url
from app.cli.printing import table

Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="ids of items", show_default=False)]
Properties = Annotated[
    list[str] | None, typer.Option("--property", metavar="NAME:VALUE", help="property that is wanted; repeats")
]
Filters = Annotated[list[str] | None, typer.Option("--filter", help="condition on the items; repeats")]
Without = Annotated[list[str] | None, typer.Option("--without", help="id of an item to leave out; repeats")]


def similar_items(
    ids: Ids = None,
    text: Annotated[str, typer.Option(help="a text that is read as items are")] = "",
    property: Properties = None,  # noqa: A002 (the API's name)
    filter: Filters = None,  # noqa: A002 (the API's name)
    without: Without = None,
    limit: Limit = 10,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """List the items that share most properties with an item, with several, or with a text, and what they share."""
    lists = {"item": ids, "text": [text] if text else None, "property": property, "filter": filter, "without": without}
    params = [(name, each) for name, listed in lists.items() for each in listed or ()]
    path = path_of("graph", "similar")
    if len(params) == 1 and ids:
        path, params = path_of("items", ids[0], "similar"), []
    ask(Client(url, key), Call("GET", path, [*params, ("limit", str(limit))]), _show, as_json)


def _show(answer: dict[str, Any]) -> Iterator[Table]:
    yield table(["score", "id", "title", "shared"], map(_row, answer["hits"]))


def _row(hit: dict[str, Any]) -> list[str]:
    shared = ", ".join(f"{each['name']}:{each['value']}" for each in hit["shared"])
    return [f"{hit['score']:.2f}", hit["id"], hit["title"], shared]
