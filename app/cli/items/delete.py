"""`itemgraph delete`."""

from typing import Annotated

import typer

from app.cli.client import Call, Client, path_of
from app.cli.options import DEFAULT_URL, ApiKey, Url
from app.cli.printing import say


def delete_items(
    ids: Annotated[list[str], typer.Argument(metavar="ID", help="ids of the items")],
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
) -> None:
    """Delete items, and the properties that no other item has."""
    with Client(url, key) as client:
        for each in ids:
            client.send(Call("DELETE", path_of("items", each)))
            say(f"deleted {each}")
