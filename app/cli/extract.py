"""`itemgraph extract`."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli.asking import ask
from app.cli.client import Call, Client
from app.cli.options import DEFAULT_URL, ApiKey, AsJson, Url
from app.cli.printing import table


def extract(
    texts: Annotated[list[str], typer.Argument(help="texts to read")],
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
    min_score: Annotated[float | None, typer.Option(min=0, max=1, help="lowest score of a span to show")] = None,
    as_json: AsJson = False,
) -> None:
    """Read texts without storing anything."""
    body = {"documents": [{"text": text} for text in texts], "min_score": min_score}
    ask(Client(url, key), Call("POST", "/extract", body=body), _show, as_json)


def _show(answer: dict[str, Any]) -> Iterator[Table]:
    rows = [row for document in answer["documents"] for row in _rows(document)]
    yield table(["text", "label", "score", "value"], rows)


def _rows(document: dict[str, Any]) -> Iterator[list[str]]:
    read = [each for each in document["properties"] if each.get("narrower") is None]
    for span in document["spans"]:
        values = ", ".join(_value(prop, span) for prop in _said(read, span))
        yield [span["text"], span["label"], f"{span['score']:.3f}", values]


def _said(read: list[dict[str, Any]], span: dict[str, Any]) -> list[dict[str, Any]]:
    """Returns the properties that were read in this span; otherwise those read in some of its words or in more."""
    place = [span["start"], span["end"]]
    exactly = [each for each in read if place in each["mentions"]]
    return exactly or [each for each in read if any(_overlap(place, mention) for mention in each["mentions"])]


def _overlap(place: list[int], other: list[int]) -> bool:
    return place[0] < other[1] and other[0] < place[1]


def _value(prop: dict[str, Any], span: dict[str, Any]) -> str:
    """Returns the value, with the name of its property if the label is another."""
    return str(prop["value"]) if prop["name"] == span["label"].lower() else f"{prop['name']}:{prop['value']}"
