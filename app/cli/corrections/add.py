"""`itemgraph corrections add`."""

from collections.abc import Iterator
from typing import Annotated, Any, get_args

import typer
from rich.console import RenderableType

from app.cli.asking import ask
from app.cli.client import Call, Client, path_of
from app.cli.items.get import show_item
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, ItemId, Url
from app.domain.items import Action, Field
from app.errors import SettingsError


def add_correction(
    id: ItemId,  # noqa: A002 (the API's name)
    action: Annotated[str, typer.Argument(help="accept, reject, change, mark or missing")],
    name: Annotated[str, typer.Argument(metavar="PROPERTY", help="name of the property")],
    value: Annotated[str | None, typer.Argument(help="the value that is right, wrong or missing")] = None,
    new_value: Annotated[str | None, typer.Option(help="for change: the value that is right")] = None,
    span: Annotated[
        str | None, typer.Option(metavar="FIELD:START-END", help="where the value is said, as in text:4-10")
    ] = None,
    by: Annotated[str | None, typer.Option(help="who says it")] = None,
    note: Annotated[str | None, typer.Option(help="why")] = None,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Say that a value of an item is right, wrong or missing, and show the item as it is then."""
    if action not in get_args(Action):
        raise SettingsError(f"{action!r}: expected one of {', '.join(get_args(Action))}")
    said = {"value": value, "new_value": new_value, "by": by, "note": note, "span": _span(span) if span else None}
    body = {"action": action, "property": name, **{key: each for key, each in said.items() if each is not None}}
    ask(Client(url, key), Call("POST", path_of("items", id, "corrections"), body=body), show_corrected, as_json)


def show_corrected(answer: dict[str, Any]) -> Iterator[RenderableType]:
    """The correction in a line, then the item."""
    said = answer["correction"]
    change = f" → {said['new_value']}" if said["new_value"] else ""
    yield f"correction {said['id']}: {said['action']} {said['property']} {said['value']}{change}"
    yield from show_item(answer["item"])


def _span(said: str) -> dict[str, Any]:
    field, _, offsets = said.partition(":")
    start, _, end = offsets.partition("-")
    if field not in get_args(Field) or not (start.isdecimal() and end.isdecimal()):
        raise SettingsError(f"--span {said!r}: expected FIELD:START-END, for example text:4-10 or title:0-3")
    return {"field": field, "start": int(start), "end": int(end)}
