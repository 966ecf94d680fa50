"""`itemgraph corrections undo`."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.console import RenderableType

from app.cli.asking import ask
from app.cli.client import Call, Client, path_of
from app.cli.corrections.add import show_corrected
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, ItemId, Url


def undo_correction(
    id: ItemId,  # noqa: A002 (the API's name)
    correction: Annotated[str, typer.Argument(help="id of the correction")],
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Undo a correction, and show the item as it is then."""
    ask(Client(url, key), Call("DELETE", path_of("items", id, "corrections", correction)), _show, as_json)


def _show(answer: dict[str, Any]) -> Iterator[RenderableType]:
    first, *item = show_corrected(answer)
    yield f"undone: {first}"
    yield from item
