"""`itemgraph similar`."""

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from app.cli.asking import ask
from app.cli.client import Call, Client, path_of
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, ItemId, Limit, Url
from app.cli.printing import table


def similar_items(
    id: ItemId,  # noqa: A002 (the API's name)
    limit: Limit = 10,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """List the items that share most properties with an item, and what they share."""
    ask(Client(url, key), Call("GET", path_of("items", id, "similar"), [("limit", str(limit))]), _show, as_json)


def _show(answer: dict[str, Any]) -> Iterator[Table]:
    yield table(["score", "id", "title", "shared"], map(_row, answer["hits"]))


def _row(hit: dict[str, Any]) -> list[str]:
    shared = ", ".join(f"{each['name']}:{each['value']}" for each in hit["shared"])
    return [f"{hit['score']:.2f}", hit["id"], hit["title"], shared]
