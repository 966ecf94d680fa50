"""`itemgraph suggestions`."""

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from app.cli.asking import ask
from app.cli.client import Call, Client, path_of
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, ItemId, Limit, Url
from app.cli.printing import table


def suggestions(
    id: ItemId,  # noqa: A002 (the API's name)
    limit: Limit = 10,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """List properties that an item lacks and similar items have."""
    call = Call("GET", path_of("items", id, "suggestions"), [("limit", str(limit))])
    ask(Client(url, key), call, _show, as_json)


def _show(answer: dict[str, Any]) -> Iterator[Table]:
    yield table(["property", "value", "confidence", "support", "evidence"], _rows(answer["suggestions"]))


def _rows(gaps: list[dict[str, Any]]) -> Iterator[list[str]]:
    for gap in gaps:
        for each in gap["values"]:
            evidence = ", ".join(each["evidence"])
            yield [gap["name"], each["value"], f"{each['confidence']:.2f}", f"{each['support']:,}", evidence]
        if found := gap.get("range"):
            value = f"{found['min']:g}..{found['max']:g} {found['unit'] or ''}".strip()
            yield [gap["name"], value, "", f"{found['support']:,}", ", ".join(found["evidence"])]
