"""Commands that ask the service: send one call, then print the answer as JSON or as a table."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rich.console import RenderableType

from app.cli.client import Call, Client
from app.cli.printing import print_json, print_parts

Show = Callable[[dict[str, Any]], Iterable[RenderableType]]


def ask(client: Client, call: Call, show: Show, as_json: bool) -> None:
    """Sends the call to the service. Prints the answer as JSON, or in the form that `show` gives it."""
    with client:
        answer = client.send(call)
    if as_json:
        print_json(answer)
    else:
        print_parts(show(answer))


def page_params(limit: int, cursor: str | None) -> list[tuple[str, str]]:
    """Returns the parameters of a page: its size and its cursor."""
    return [("limit", str(limit)), *([("cursor", cursor)] if cursor else [])]


def next_page(answer: dict[str, Any]) -> Iterator[str]:
    """Says how to ask for the next page, if another page follows."""
    if answer["next"]:
        yield f"next page: --cursor {answer['next']}"
