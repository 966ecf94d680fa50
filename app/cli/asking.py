"""What a command that asks the service does: one call, then its answer as JSON or as a table."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rich.console import RenderableType

from app.cli.client import Call, Client
from app.cli.printing import print_json, print_parts

Show = Callable[[dict[str, Any]], Iterable[RenderableType]]


def ask(url: str, call: Call, show: Show, as_json: bool) -> None:
    """Sends the call to the service at `url`, and prints what `show` makes of the answer, or the answer itself."""
    with Client(url) as client:
        answer = client.send(call)
    if as_json:
        print_json(answer)
    else:
        print_parts(show(answer))


def page_params(limit: int, cursor: str | None) -> list[tuple[str, str]]:
    """The parameters of a page: its size, and where it begins."""
    return [("limit", str(limit)), *([("cursor", cursor)] if cursor else [])]


def next_page(answer: dict[str, Any]) -> Iterator[str]:
    """How to ask for the page after this one, where there is one."""
    if answer["next"]:
        yield f"next page: --cursor {answer['next']}"
