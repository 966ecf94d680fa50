"""`itemgraph corrections list`."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.console import RenderableType

from app.cli.asking import ask, next_page, page_params
from app.cli.client import Call, Client
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, Cursor, PageLimit, Url
from app.cli.printing import table

_COLUMNS = ("item", "id", "action", "property", "value", "new value", "by", "at", "note")


def list_corrections(
    conflicts: Annotated[bool, typer.Option("--conflicts", help="only those on which two people disagree")] = False,
    limit: PageLimit = 100,
    cursor: Cursor = None,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """List what people said of all items, by the items' ids."""
    params = [*page_params(limit, cursor), ("conflicts", str(conflicts).lower())]
    ask(Client(url, key), Call("GET", "/corrections", params), _show, as_json)


def _show(answer: dict[str, Any]) -> Iterator[RenderableType]:
    fields = [column.replace(" ", "_") for column in _COLUMNS]
    rows = [[str(each[field] or "") for field in fields] for each in answer["corrections"]]
    yield table(_COLUMNS, rows)
    for each in answer["conflicts"]:
        first, second = each["corrections"]
        yield f"{each['item']}: {first} and {second} disagree on {each['property']}"
    yield from next_page(answer)
