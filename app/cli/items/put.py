"""`itemgraph put`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from app.cli.asking import ask
from app.cli.client import Call, Client, path_of
from app.cli.items.get import show_item
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, ItemId, Url
from app.errors import SettingsError


def put_item(
    id: ItemId,  # noqa: A002 (the API's name)
    title: Annotated[str, typer.Option(help="title of the item; it is read")] = "",
    text: Annotated[str, typer.Option(help="description of the item; it is read")] = "",
    given: Annotated[
        list[str] | None, typer.Option("--property", metavar="NAME=VALUE", help="property that you know; repeats")
    ] = None,
    page: Annotated[str | None, typer.Option(help="address of the item's page")] = None,
    image: Annotated[str | None, typer.Option(help="address of the item's image")] = None,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Create an item, or replace it, and show the properties that it got."""
    body = {"title": title, "text": text, "properties": _properties(given or []), "url": page, "image": image}
    ask(Client(url, key), Call("PUT", path_of("items", id), body=body), show_item, as_json)


def _properties(given: Sequence[str]) -> dict[str, list[str]]:
    """Values by name. Raises SettingsError for text without a name or a value."""
    found: dict[str, list[str]] = {}
    for each in given:
        name, _, value = each.partition("=")
        if not name.strip() or not value.strip():
            raise SettingsError(f"--property {each!r}: expected NAME=VALUE, for example color=red")
        found.setdefault(name, []).append(value)
    return found
