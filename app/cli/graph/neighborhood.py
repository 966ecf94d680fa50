"""`itemgraph neighborhood`."""

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from app.cli.asking import ask
from app.cli.client import Call, Client, path_of
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, ItemId, Limit, Url
from app.cli.printing import table


def neighborhood(
    id: ItemId,  # noqa: A002 (the API's name)
    limit: Limit = 20,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """List the edges around an item: to its properties, and from the items that share them."""
    ask(Client(url, key), Call("GET", path_of("graph", "neighborhood", id), [("limit", str(limit))]), _show, as_json)


def _show(answer: dict[str, Any]) -> Iterator[Table]:
    vertices = {each["id"]: each for each in answer["vertices"]}
    yield table(["item", "title", "property", "score", "source"], (_row(each, vertices) for each in answer["edges"]))


def _row(edge: dict[str, Any], vertices: dict[str, Any]) -> list[str]:
    item, prop = vertices[edge["from"]], vertices[edge["to"]]
    return [item["item"], item["title"], f"{prop['name']}:{prop['value']}", f"{edge['score']:.3f}", edge["source"]]
