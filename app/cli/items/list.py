"""`itemgraph list`."""

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType

from app.cli.asking import ask, next_page, page_params
from app.cli.client import Call, Client
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, Cursor, PageLimit, Url
from app.cli.printing import table


def list_items(
    limit: PageLimit = 100, cursor: Cursor = None, url: Url = DEFAULT_URL, key: ApiKey = None, as_json: AsJson = False
) -> None:
    """List the items in the order of their ids, a page at a time."""
    ask(Client(url, key), Call("GET", "/items", page_params(limit, cursor)), _show, as_json)


def _show(answer: dict[str, Any]) -> Iterator[RenderableType]:
    yield table(["id", "title", "properties", "updated"], map(_row, answer["items"]))
    yield from next_page(answer)


def _row(item: dict[str, Any]) -> list[str]:
    properties = ", ".join(f"{each['name']}:{each['value']}" for each in item["properties"])
    return [item["id"], item["title"], properties, item["updated_at"]]
