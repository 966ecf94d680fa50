"""`itemgraph changes`."""

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType

from app.cli.asking import ask, next_page, page_params
from app.cli.client import Call, Client
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, Cursor, PageLimit, Url
from app.cli.printing import table


def changes(
    limit: PageLimit = 100, cursor: Cursor = None, url: Url = DEFAULT_URL, key: ApiKey = None, as_json: AsJson = False
) -> None:
    """List what was written and deleted, the oldest change first."""
    ask(Client(url, key), Call("GET", "/graph/changes", page_params(limit, cursor)), _show, as_json)


def _show(answer: dict[str, Any]) -> Iterator[RenderableType]:
    yield table(["at", "change", "id"], ([each["at"], each["change"], each["id"]] for each in answer["changes"]))
    yield from next_page(answer)
