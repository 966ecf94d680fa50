"""`itemgraph coverage`."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli.asking import ask
from app.cli.client import Call, Client, path_of
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, PageLimit, Url
from app.cli.printing import counted, table

_COUNTS = ("items", "given", "corrected", "extracted", "values", "once", "low", "conflicts")


def coverage(
    by: Annotated[str | None, typer.Option(help="a property, as category: one table for each of its values")] = None,
    limit: PageLimit = 20,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Count for each property the items that have it, from whom, and how surely."""
    params = [("limit", str(limit)), *([("by", by)] if by else [])]
    ask(Client(url, key), Call("GET", path_of("graph", "coverage"), params), _show, as_json)


def _show(answer: dict[str, Any]) -> Iterator[Table | str]:
    for group in answer["groups"]:
        yield f"{group['value'] or 'all'}: {counted(group['items'], 'item')}"
        yield table(["property", "share", *_COUNTS], map(_row, group["properties"]))


def _row(each: dict[str, Any]) -> list[str]:
    return [each["name"], f"{each['share']:.0%}", *(f"{each[count]:,}" for count in _COUNTS)]
