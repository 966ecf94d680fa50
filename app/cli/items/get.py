"""`itemgraph get`."""

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType

from app.cli.asking import ask
from app.cli.client import Call, Client, path_of
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, ItemId, Url
from app.cli.printing import table
from app.cli.values import filter_value, marks, other_display


def get_item(id: ItemId, url: Url = DEFAULT_URL, key: ApiKey = None, as_json: AsJson = False) -> None:  # noqa: A002 (the API's name)
    """Show an item with its properties, and where each was read."""
    ask(Client(url, key), Call("GET", path_of("items", id)), show_item, as_json)


def show_item(item: dict[str, Any]) -> Iterator[RenderableType]:
    """The item's own fields line by line, then a row for each property."""
    for field in ("id", "status", "title", "text", "url", "image", "updated_at"):
        if item.get(field):
            yield f"{field}: {item[field]}"
    columns = ["property", "value", "display", "score", "source", "marks", "read in"]
    yield table(columns, map(_row, item["properties"]))


def _row(prop: dict[str, Any]) -> list[str]:
    evidence = ", ".join(f"{each['field']}: {each['text']}" for each in prop["evidence"])
    value = filter_value(prop["name"], prop["value"])
    score = f"{prop['score']:.3f}"
    return [prop["name"], value, other_display(prop), score, prop["source"], marks(prop), evidence]
