"""`itemgraph extract`."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli.asking import ask
from app.cli.client import Call
from app.cli.options import DEFAULT_URL, AsJson, Url
from app.cli.printing import table


def extract(
    texts: Annotated[list[str], typer.Argument(help="texts to read")],
    url: Url = DEFAULT_URL,
    min_score: Annotated[float | None, typer.Option(min=0, max=1, help="lowest score of a span to show")] = None,
    as_json: AsJson = False,
) -> None:
    """Read texts without storing anything."""
    body = {"documents": [{"text": text} for text in texts], "min_score": min_score}
    ask(url, Call("POST", "/extract", body=body), _show, as_json)


def _show(answer: dict[str, Any]) -> Iterator[Table]:
    rows = [row for document in answer["documents"] for row in _rows(document)]
    yield table(["text", "label", "score", "value"], rows)


def _rows(document: dict[str, Any]) -> Iterator[list[str]]:
    values = {tuple(mention): prop["value"] for prop in document["properties"] for mention in prop["mentions"]}
    for span in document["spans"]:
        value = values.get((span["start"], span["end"]), "")
        yield [span["text"], span["label"], f"{span['score']:.3f}", value]
